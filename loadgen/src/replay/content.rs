//! What a notification has to say of the authority's own records, and how a shell compares all that it says, and its id. ASN-2, ASN-8.

use super::gather::Accesses;
use super::model::{PlanName, Told};
use super::play::Play;
use super::shell::literal;
use super::steps::name;
use crate::history::{Caller, PlanFacts};
use crate::words::quoted;
use core::fmt::{self, Write};
use cpis_vocabulary::{AccessId, AuthorityCode, Text, Timestamp};
use reports::Finding;

/// What a notification has to say besides who looked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Content {
    at: Timestamp,
    /// The ids of the authority's own for the child.
    ids: Vec<Text>,
    /// Whether it may leave the id out: the authority gave none with a plan that is shown.
    may_leave_out: bool,
    /// The uploads of which one changed a shown plan last.
    uploads: Vec<Text>,
    /// The authority's uploads of which none can be that of a plan that was added; none where no shown plan was.
    unlike: Option<Vec<Text>>,
}

impl Content {
    /// What an authority has to be told at an instant: `given` are the plans that the child had before anything was asked, `shown` those
    /// that are shown now.
    pub(super) fn of<'p>(
        authority: &AuthorityCode,
        at: Timestamp,
        given: &[PlanFacts],
        shown: impl Iterator<Item = (&'p PlanName, &'p PlanFacts)>,
    ) -> Self {
        let shown: Vec<(&PlanName, &PlanFacts)> = shown
            .filter(|(_, plan)| plan.authority == *authority)
            .collect();
        let given = given.iter().filter(|plan| plan.authority == *authority);
        let given: Vec<&PlanFacts> = given.collect();
        let known = || given.iter().filter_map(|plan| plan.upload.clone());
        let is_added = |(name, _): &(&PlanName, &PlanFacts)| matches!(name, PlanName::Added(_));
        let plans = shown.iter().map(|(_, plan)| *plan);
        // A plan that was added is the last, and nobody knows its upload before.
        let (uploads, unlike) = if shown.iter().any(is_added) {
            (Vec::new(), Some(known().collect()))
        } else {
            (last_uploads(plans.clone()), None)
        };
        Self {
            at,
            ids: distinct(given.iter().filter_map(|plan| plan.local_id.clone())),
            may_leave_out: plans.clone().all(|plan| plan.local_id.is_none()),
            uploads,
            unlike,
        }
    }

    /// The ids that may be told, where it is no matter of course which: each as it comes.
    fn ids(&self) -> Vec<&str> {
        let none = self.may_leave_out.then_some("-");
        self.ids.iter().map(|id| &**id).chain(none).collect()
    }
}

/// File numbers of an authority rise from day to day; where one is no number, it may be the last as well.
fn last_uploads<'p>(plans: impl Iterator<Item = &'p PlanFacts> + Clone) -> Vec<Text> {
    let number = |upload: &Text| upload.parse::<u64>().ok();
    let uploads = plans.filter_map(|plan| plan.upload.as_ref());
    let highest = uploads.clone().filter_map(number).max();
    let is_last = |upload: &&Text| number(upload).is_none() || number(upload) == highest;
    distinct(uploads.filter(is_last).cloned())
}

fn distinct(texts: impl Iterator<Item = Text>) -> Vec<Text> {
    let mut texts: Vec<Text> = texts.collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// What an authority has to be told of a step that the finding names, and who looked.
fn required<'p>(play: &'p Play<'_>) -> impl Iterator<Item = (&'p Told, &'p Caller)> {
    play.told.iter().filter_map(|told| {
        let step = play.steps.iter().find(|step| step.number == told.step)?;
        let caller = step.operation.caller.as_deref()?;
        step.is_named.then_some((told, caller))
    })
}

/// Whether an authority has to be told of a step that the finding names.
pub(super) fn is_told(play: &Play<'_>) -> bool {
    required(play).next().is_some()
}

/// Compares what the notifications of the named steps say, each with what it has to.
pub(super) fn write(to: &mut String, play: &Play<'_>) -> fmt::Result {
    let Some(child) = play.child else {
        return Ok(());
    };
    let named = play.steps.iter().filter(|step| step.is_named);
    let steps: Vec<String> = named.map(|step| name(step.number)).collect();
    writeln!(to, "said {child} {}", steps.join(" "))?;
    let mut lines = Vec::new();
    for (told, caller) in required(play) {
        let of = format!("{} of step {}", told.authority, name(told.step));
        let content = &told.content;
        let id = alike(to, &format!("{of}: local id"), &content.ids())?;
        let upload = upload(to, &format!("{of}: upload"), content)?;
        let told = [
            format!("at {}", content.at),
            format!("user {}, {}", caller.user, caller.user_name),
            format!("job role {}, {}", caller.job_role, caller.job_role_name),
            format!(
                "organisation {}, {}",
                caller.organisation, caller.organisation_name
            ),
            format!("local id {id}"),
            format!("upload {upload}"),
        ];
        lines.extend(told.map(|what| literal(&format!("{of}: {what}"))));
    }
    let what = format!("what the notifications about {child} say");
    writeln!(to, "expect_said '{what}' \"{}\"", lines.join("\n"))
}

/// The words for any one of these values, for which each of them is taken.
fn alike(to: &mut String, key: &str, values: &[&str]) -> Result<String, fmt::Error> {
    let words = values.join(" or ");
    if let [_, _, ..] = values {
        let all: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let (key, words) = (quoted(key), quoted(&words));
        writeln!(to, "alike {key} {words} {}", all.join(" "))?;
    }
    Ok(words)
}

fn upload(to: &mut String, key: &str, content: &Content) -> Result<String, fmt::Error> {
    let Some(others) = &content.unlike else {
        let uploads: Vec<&str> = content.uploads.iter().map(|upload| &**upload).collect();
        return alike(to, key, &uploads);
    };
    let words = "of the plan that was added";
    let others: Vec<String> = others.iter().map(|other| quoted(other)).collect();
    let (key, others) = (quoted(key), others.join(" "));
    writeln!(to, "unlike {key} {} - {others}", quoted(words))?;
    Ok(words.to_owned())
}

/// The accesses of two or more notifications that a finding compares with each other; of a single one only its times are told, which a
/// pinned clock does not show.
pub(super) fn accesses(finding: &Finding) -> Accesses {
    let lines = finding.certificate.iter();
    let named = lines.filter_map(|line| {
        let (_, access) = line.what.split_once(": access ")?;
        let (access, _) = access.split_once(" by user ")?;
        access.parse().ok()
    });
    let named: Vec<AccessId> = named.collect();
    if named.len() < 2 {
        return Accesses::new();
    }
    named.into_iter().collect()
}

/// Compares how often each id occurs with once.
pub(super) fn write_ids(to: &mut String, play: &Play<'_>) -> fmt::Result {
    let Some(child) = play.child else {
        return Ok(());
    };
    let what = format!("which notifications about {child} have one id");
    writeln!(to, "shared_ids {child}")?;
    writeln!(to, "expect '{what}' '' \"$(cat \"$WORK/shared\")\"")
}
