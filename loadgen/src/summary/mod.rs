//! What stands in the terminal when a run is over: the verdict first, then why, then the figures.

mod wrap;

use crate::executor::{CUT_SHORT, LEFT_OUT};
use crate::words::{count, counted, share, time};
use core::fmt::{self, Write as _};
use reports::{Overall, Pace, RuleVerdict, RunRecord, SentOutcome, Spine, Summary, Verdict};
use std::path::Path;
pub(crate) use wrap::wrapped;

/// How many findings and reasons are shown; the rest stands in the report.
const SHOWN: usize = 8;

/// The summary of a run; `colour` only repeats what the words say.
pub fn summary(record: &RunRecord, directory: &Path, colour: bool) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, record, directory, colour);
    text
}

fn write(to: &mut String, record: &RunRecord, directory: &Path, colour: bool) -> fmt::Result {
    let conclusion = &record.conclusion;
    let (word, width) = verdict(conclusion.overall, colour);
    let indent = width + 2;
    let sentence = wrapped(&format!("{word}  "), indent, &conclusion.sentence, indent);
    writeln!(to, "{sentence}")?;
    writeln!(to)?;
    circumstances(to, record)?;
    writeln!(to)?;
    rules(to, record)?;
    workload(to, record)?;
    writeln!(to)?;
    latency(to, record)?;
    targets(to, record)?;
    writeln!(to)?;
    let code = conclusion.exit_code;
    row(
        to,
        "exit code",
        &format!("{code}: {}", conclusion.overall.meaning()),
    )?;
    row(
        to,
        "page",
        &directory.join("run.html").display().to_string(),
    )?;
    row(
        to,
        "record",
        &directory.join("run.json").display().to_string(),
    )
}

/// Where the text of a row begins.
const INDENT: usize = 12;

fn row(to: &mut String, name: &str, text: &str) -> fmt::Result {
    writeln!(
        to,
        "{}",
        wrapped(&format!("{name:<11} "), INDENT, text, INDENT)
    )
}

/// A row about a rule: what is wrong with it is aligned below itself.
fn rule(to: &mut String, what: &str, id: &str, text: &str) -> fmt::Result {
    const TEXT: usize = INDENT + 16;
    let head = format!("{:INDENT$}{what:<7} {id:<7} ", "");
    writeln!(to, "{}", wrapped(&head, TEXT, text, TEXT))
}

/// The verdict, and how many letters of it are seen.
fn verdict(overall: Overall, colour: bool) -> (String, usize) {
    let (word, code) = match overall {
        Overall::Upheld => ("UPHELD", 32),
        Overall::RuleBroken => ("RULE BROKEN", 31),
        Overall::GeneratorLate => ("COUNTS FOR NOTHING", 33),
        Overall::Inconclusive => ("INCONCLUSIVE", 33),
        Overall::TargetMissed => ("TARGET MISSED", 33),
    };
    let shown = if colour {
        format!("\x1b[1;{code}m{word}\x1b[0m")
    } else {
        word.to_owned()
    };
    (shown, word.len())
}

fn circumstances(to: &mut String, record: &RunRecord) -> fmt::Result {
    let scenario = &record.scenario.file;
    row(
        to,
        "run",
        &format!(
            "{} ({scenario}), seed {}",
            record.title, record.generator.seed
        ),
    )?;
    let spine = match &record.target.spine {
        Spine::OwnMock => "a mock of the run's own".to_owned(),
        Spine::Url { url } => url.clone(),
    };
    let clock = record
        .target
        .clock
        .iter()
        .map(|mode| format!(", clock {mode}"));
    let people = counted(record.population.patients, "patient", "patients");
    row(
        to,
        "Spine",
        &format!("{spine}{}, {people}", clock.collect::<String>()),
    )?;
    for setting in &record.reading {
        let text = format!(
            "{} = {} (the rulebook has {})",
            setting.name, setting.value, setting.usual
        );
        row(to, "read with", &text)?;
    }
    let mut events = record.events.iter().map(|event| &event.text);
    if let Some(why) = events.find_map(|text| text.strip_prefix(CUT_SHORT)) {
        row(to, "cut short", why.trim_start_matches([':', ' ']))?;
    }
    let events = record.events.iter().map(|event| &event.text);
    for what in events.filter_map(|text| text.strip_prefix(LEFT_OUT)) {
        row(to, "left out", what.trim_start_matches([':', ' ']))?;
    }
    if let Some(doubt) = &record.doubt {
        row(to, "known", &doubt.known)?;
        row(to, "not known", &doubt.unknown)?;
        row(to, "next", &doubt.next)?;
    }
    for bug in &record.bugs {
        row(to, "bug on", &format!("{}: {}", bug.id, bug.text))?;
    }
    for fault in &record.faults {
        row(to, "fault on", &format!("{}: {}", fault.id, fault.text))?;
    }
    Ok(())
}

fn rules(to: &mut String, record: &RunRecord) -> fmt::Result {
    let number = |wanted: Verdict| {
        record
            .verdicts
            .iter()
            .filter(|one| one.verdict == wanted)
            .count()
    };
    let words = [
        (Verdict::Upheld, "upheld"),
        (Verdict::Broken, "broken"),
        (Verdict::Inconclusive, "inconclusive"),
        (Verdict::NotExercised, "not exercised"),
    ];
    let counts = words.map(|(verdict, word)| format!("{} {word}", number(verdict)));
    row(to, "rules", &counts.join(" · "))?;
    let broken = record
        .verdicts
        .iter()
        .filter(|one| one.verdict == Verdict::Broken);
    let open = record.verdicts.iter().filter(|one| {
        one.proves && matches!(one.verdict, Verdict::Inconclusive | Verdict::NotExercised)
    });
    let broken = broken.map(|one| ("broken", vec![&one.id], told(one)));
    let mut lines: Vec<_> = broken.collect();
    for one in open {
        let reason = one.reason.as_deref().unwrap_or_default();
        let same = lines
            .iter_mut()
            .find(|(what, _, text)| *what == "open" && text == reason);
        // Many rules are open for one reason: it is told once.
        match same {
            Some((_, ids, _)) => ids.push(&one.id),
            None => lines.push(("open", vec![&one.id], reason.to_owned())),
        }
    }
    for (what, ids, text) in lines.iter().take(SHOWN) {
        match ids.as_slice() {
            [id] => rule(to, what, id, text)?,
            ids => {
                let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
                let head = format!("{:INDENT$}{what:<7} ", "");
                let text = format!("{}: {text}", ids.join(", "));
                writeln!(to, "{}", wrapped(&head, INDENT + 8, &text, INDENT + 8))?;
            }
        }
    }
    match lines.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => row(to, "", &format!("and {more} more")),
    }
}

/// The first finding of a rule, how many there are, and whom it is about.
fn told(rule: &RuleVerdict) -> String {
    let total = counted(rule.findings_total, "finding", "findings");
    let Some(first) = rule.findings.first() else {
        return format!("({total})");
    };
    let mut text = format!("{} ({total})", first.summary);
    if !first.about.is_empty() {
        text.push_str("; the first: ");
        text.push_str(&first.about.line());
    }
    text
}

fn workload(to: &mut String, record: &RunRecord) -> fmt::Result {
    let outcomes = record.outcomes;
    let all = [
        (outcomes.due(), "due"),
        (outcomes.answered, "answered"),
        (outcomes.refused, "refused"),
        (outcomes.unknown, "unknown"),
        (outcomes.not_sent, "not sent"),
    ];
    row(
        to,
        "requests",
        &all.map(|(value, word)| format!("{} {word}", count(value)))
            .join(" · "),
    )?;
    let schedule = &record.schedule;
    let achieved = schedule
        .achieved_percent
        .map_or_else(|| "–".to_owned(), |percent| format!("{percent:.2} %"));
    let kept_up = match &schedule.pace {
        Pace::KeptUp => "the generator kept up",
        Pace::FellBehind { .. } => "the generator fell behind",
    };
    let warm_ms = record.warm_up.as_ref().map_or(0, |warm| warm.until_ms);
    let measured_ms = record.duration_ms.saturating_sub(warm_ms);
    row(
        to,
        "rate",
        &format!(
            "{} per second, {achieved} of what was due, {} under way at most: {kept_up}",
            per_second(schedule.sent, measured_ms),
            count(schedule.in_flight_max),
        ),
    )?;
    let (run, planned, reached) = record.probes.iter().fold((0, 0, 0), |sum, probe| {
        (
            sum.0 + probe.run,
            sum.1 + probe.planned,
            sum.2 + probe.reached,
        )
    });
    if planned > 0 {
        let reached = format!(
            "{} ({}) reached their edge",
            count(reached),
            share(reached, run)
        );
        row(
            to,
            "probes",
            &format!("{} of {} run, {reached}", count(run), count(planned)),
        )?;
    }
    Ok(())
}

/// To a tenth.
fn per_second(number: u64, duration_ms: u64) -> String {
    let tenths = u128::from(number) * 10_000 / u128::from(duration_ms.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

const FROM_DUE: &str = "from due";

fn latency(to: &mut String, record: &RunRecord) -> fmt::Result {
    let times = &record.times;
    row(
        to,
        "",
        &format!("{:>10}{:>10}{:>10}{:>10}", "p50", "p90", "p99", "longest"),
    )?;
    let rows = [
        (FROM_DUE, times.response),
        ("from sent", times.service),
        ("lateness", times.lateness),
    ];
    for (name, summary) in rows {
        row(to, name, &figures(summary))?;
        if name == FROM_DUE {
            outcomes(to, record)?;
        }
    }
    Ok(())
}

/// Each outcome by itself, where the row above is made of several or leaves one out.
fn outcomes(to: &mut String, record: &RunRecord) -> fmt::Result {
    let parts = record.by_outcome.iter();
    let parts = parts.filter(|one| one.times.response.is_some());
    let is_one = parts.clone().count() == 1;
    for one in parts.filter(|one| !is_one || one.outcome == SentOutcome::Unknown) {
        let name = format!("  {}", one.outcome.name());
        row(to, &name, &figures(one.times.response))?;
    }
    Ok(())
}

fn figures(summary: Option<Summary>) -> String {
    let Some(summary) = summary else {
        return format!("{:>10}", "–");
    };
    [
        summary.p50_us,
        summary.p90_us,
        summary.p99_us,
        summary.max_us,
    ]
    .map(|us| format!("{:>10}", time(us)))
    .concat()
}

fn targets(to: &mut String, record: &RunRecord) -> fmt::Result {
    for (place, target) in record.targets.iter().enumerate() {
        if place == 0 {
            writeln!(to)?;
        }
        let name = if place == 0 { "targets" } else { "" };
        let word = if target.met { "met   " } else { "missed" };
        row(
            to,
            name,
            &format!("{word}  {}: {}", target.text, target.measured),
        )?;
    }
    Ok(())
}
