//! A finding as a program for any POSIX shell with curl.

use super::answers;
use super::choose::Compare;
use super::content;
use super::model::{Owed, PlanShown, Told};
use super::play::{Play, Step};
use super::steps::{self, name, plan};
use crate::checker::People;
use crate::history::Kind;
use core::fmt::{self, Write};
use reports::Finding;
use std::collections::BTreeMap;

/// What every script begins with.
const PRELUDE: &str = include_str!("prelude.sh");

/// What one knows besides that compares what notifications say.
const SAID: &str = include_str!("said.sh");

/// What one knows besides that compares the answer to a reading or a search.
const ANSWERS: &str = include_str!("answers.sh");

/// Where a script goes unless it is told otherwise, and how a Spine with the same people is started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Whereabouts {
    pub(super) base: String,
    pub(super) control: String,
    /// Commands, each with what it is for.
    pub(super) starts: Vec<String>,
}

/// How a script ends whose outcome is certain.
const ONCE: &str = "
play 1
if [ \"$fault\" = 1 ]; then
  echo 'the fault shows'
  exit 1
fi
echo 'the fault does not show'
exit 0
";

/// How one ends whose outcome is chance.
const RACE: &str = "
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  play \"$try\"
  if [ \"$fault\" = 1 ]; then
    echo \"the fault shows, at try $try\"
    exit 1
  fi
done
echo 'the fault did not show in 20 tries, which proves nothing'
exit 2
";

/// The script that shows a finding.
pub(super) fn script(
    (rule, finding, file): (&str, &Finding, &str),
    play: &Play<'_>,
    (whereabouts, people): (&Whereabouts, &dyn People),
) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = head(&mut text, (rule, finding, file), play, whereabouts);
    text.push_str(PRELUDE);
    if play.compared.has(Compare::Said) || play.compared.has(Compare::Ids) {
        text.push_str(SAID);
    }
    if play.lookup.is_some() {
        text.push_str(ANSWERS);
    }
    text.push_str("# ---- the finding ----\n");
    let _ = body(&mut text, play, people);
    text
}

fn head(
    to: &mut String,
    (rule, finding, file): (&str, &Finding, &str),
    play: &Play<'_>,
    whereabouts: &Whereabouts,
) -> fmt::Result {
    writeln!(to, "#!/bin/sh")?;
    comment(to, &format!("{rule}: {}", finding.summary))?;
    for (label, text) in finding.about.parts() {
        comment(to, &format!("  {label} {text}"))?;
    }
    comment(to, "")?;
    comment(
        to,
        "Shows it again on a tenant of its own with its clock pinned, by what the finding's operations asked and what came before them; then",
    )?;
    comment(to, "what was required stands beside what came.")?;
    if play.is_race() {
        comment(to, "")?;
        comment(
            to,
            "RACE: in the run these requests were under way at the same time, and so they are sent here. What comes of it is chance: it is",
        )?;
        comment(
            to,
            "tried 20 times, and where nothing shows, nothing is proved.",
        )?;
    }
    comment(to, "")?;
    comment(to, &format!("Usage: sh {file} [BASE [CONTROL]]"))?;
    comment(
        to,
        "  CONTROL_TOKEN in the environment is what the control port asks for, if it does",
    )?;
    let unseen = if play.is_race() {
        "2 it did not show, or the script could not be carried out"
    } else {
        "0 everything is as required, 2 the script could not be carried out"
    };
    comment(to, &format!("Exit code: 1 the fault shows, {unseen}"))?;
    comment(to, "")?;
    comment(to, "The Spine needs the people of the run:")?;
    for start in &whereabouts.starts {
        comment(to, &format!("  {start}"))?;
    }
    writeln!(to, "\nBASE=${{1:-\"{}\"}}", literal(&whereabouts.base))?;
    writeln!(
        to,
        "CONTROL=${{2:-\"{}\"}}\n",
        literal(&whereabouts.control)
    )
}

/// A line that the shell passes over, whatever stands in it.
fn comment(to: &mut String, text: &str) -> fmt::Result {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    writeln!(to, "{}", format!("# {text}").trim_end())
}

fn body(to: &mut String, play: &Play<'_>, people: &dyn People) -> fmt::Result {
    writeln!(to, "play() {{\nfresh_tenant \"$1\"")?;
    if let Some(first) = play.steps.first() {
        writeln!(to, "at {}", first.at)?;
    }
    for (child, plans) in &play.people {
        let ids: Vec<String> = plans.iter().map(ToString::to_string).collect();
        writeln!(to, "people {child} '{}' {}", ids.join(" "), ids.len())?;
    }
    if let Some(lookup) = play.lookup {
        lookup.people(to, people)?;
    }
    steps::write(to, play)?;
    writeln!(to, "\n# ---- what was required, and what came ----")?;
    for step in play.steps.iter().filter(|step| step.is_named) {
        compare(to, step, play)?;
    }
    if play.compared.has(Compare::Told) {
        told(to, play)?;
    }
    if play.compared.has(Compare::Said) {
        content::write(to, play)?;
    }
    if play.compared.has(Compare::Ids) {
        content::write_ids(to, play)?;
    }
    if let Some(lookup) = play.lookup {
        answers::compare(to, &lookup.claim, play)?;
    }
    to.push_str("}\n");
    to.push_str(if play.is_race() { RACE } else { ONCE });
    Ok(())
}

/// Who has to have been told: of each step, or of each user where it is chance which of several steps it is.
fn told(to: &mut String, play: &Play<'_>) -> fmt::Result {
    let line = |told: &Told| {
        let (user, organisation) = (&told.user, &told.organisation);
        let of = if play.is_race() {
            format!("user {user} at {organisation}")
        } else {
            let step = name(told.step);
            format!("step {step}, user {user} at {organisation}")
        };
        format!("{} of {of}", told.authority)
    };
    let mut times: BTreeMap<String, u64> = BTreeMap::new();
    for told in &play.told {
        *times.entry(line(told)).or_default() += 1;
    }
    let required = times.iter();
    let required = required.map(|(line, times)| literal(&format!("{times} x {line}")));
    let required: Vec<String> = required.collect();
    let command = if play.is_race() {
        "told_of_users"
    } else {
        "told"
    };
    let Some(child) = play.child else {
        return Ok(());
    };
    let what = format!("who was told of the accesses to {child}");
    expect(to, &what, &required, &format!("{command} {child}"))
}

fn compare(to: &mut String, step: &Step<'_>, play: &Play<'_>) -> fmt::Result {
    let number = name(step.number);
    let compared = play.compared;
    // Whoever may see no alert may be refused or told of none.
    let is_access = !matches!(step.operation.kind, Kind::Overview);
    match &step.owed {
        Owed::Refusal(code) if compared.has(Compare::Status) => {
            let (required, came) = match code {
                Some(code) => (code.to_string(), format!("status {number}")),
                None => (
                    "4xx".to_owned(),
                    format!("status {number} | sed 's/^4..$/4xx/'"),
                ),
            };
            expect(to, &format!("step {number} is refused"), &[required], &came)
        }
        Owed::Plans(_) | Owed::List(_) if compared.has(Compare::Status) && is_access => {
            let what = format!("step {number} is served");
            expect(to, &what, &["200".to_owned()], &format!("status {number}"))?;
            compare_shown(to, step, play)
        }
        Owed::Plans(_) | Owed::List(_) => compare_shown(to, step, play),
        Owed::Refusal(_) | Owed::Nothing => Ok(()),
    }
}

fn compare_shown(to: &mut String, step: &Step<'_>, play: &Play<'_>) -> fmt::Result {
    let number = name(step.number);
    match &step.owed {
        Owed::Plans(plans) if play.compared.has(Compare::Plans) => {
            let is_overview = matches!(step.operation.kind, Kind::Overview);
            let line = |shown: &PlanShown| {
                let id = plan(&shown.id);
                let end = shown.end.as_deref().unwrap_or("-");
                if is_overview {
                    id
                } else {
                    format!("{id} {} {end}", shown.start)
                }
            };
            let required: Vec<String> = plans.iter().map(line).collect();
            let shows = if is_overview { "flagged" } else { "shown" };
            let what = format!("the plans that step {number} shows");
            // The ids of added plans are not known before.
            writeln!(
                to,
                "required=$(printf '%s\\n' \"{}\" | sort)",
                required.join("\n")
            )?;
            writeln!(to, "expect '{what}' \"$required\" \"$({shows} {number})\"")
        }
        Owed::List(accesses) if play.compared.has(Compare::List) => {
            let line = |step: &usize| format!("access of step {}", name(*step));
            let mut required: Vec<String> = accesses.iter().map(line).collect();
            let mut came = format!("listed {number}");
            // Which of those that were sent at once came first is nobody's to say.
            if play.is_race() {
                required.sort_unstable();
                came.push_str(" | sort");
            }
            let what = format!("the list that step {number} reads");
            expect(to, &what, &required, &came)
        }
        Owed::Plans(_) | Owed::List(_) | Owed::Refusal(_) | Owed::Nothing => Ok(()),
    }
}

/// Lines beside lines, in whatever order those come that are required.
fn expect(to: &mut String, what: &str, required: &[String], came: &str) -> fmt::Result {
    writeln!(to, "required=\"{}\"", required.join("\n"))?;
    writeln!(to, "expect '{what}' \"$required\" \"$({came})\"")
}

/// A text between double quotes.
pub(super) fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        if matches!(letter, '\\' | '"' | '`' | '$') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
