//! The overall verdict: the first that applies of broken, late, inconclusive, target missed, upheld.

use crate::measure::Measures;
use crate::words::{counted, listed};
use reports::{Conclusion, Overall, Pace, RuleVerdict, TargetResult, Verdict};

pub(super) fn conclude(
    verdicts: &[RuleVerdict],
    (pace, is_incomplete): (&Pace, bool),
    targets: &[TargetResult],
    measures: &Measures,
) -> Conclusion {
    if let Some(sentence) = broken(verdicts) {
        return Conclusion::new(Overall::RuleBroken, sentence);
    }
    if let Pace::FellBehind { reason } = pace {
        let sentence = if is_incomplete {
            format!("The run counts for nothing: {reason}.")
        } else {
            format!("The generator could not keep up, so the run counts for nothing: {reason}.")
        };
        return Conclusion::new(Overall::GeneratorLate, sentence);
    }
    if measures.total.outcomes.due() == 0 {
        let sentence = "Nothing was due, so nothing was shown.";
        return Conclusion::new(Overall::Inconclusive, sentence);
    }
    if let Some(sentence) = inconclusive(verdicts) {
        return Conclusion::new(Overall::Inconclusive, sentence);
    }
    let rules = upheld(verdicts);
    match missed(targets) {
        Some(missed) => Conclusion::new(Overall::TargetMissed, format!("{rules}, but {missed}.")),
        None if targets.is_empty() => Conclusion::new(Overall::Upheld, format!("{rules}.")),
        None => {
            let met = match targets.len() {
                1 => "the target was met".to_owned(),
                many => format!("all {many} targets were met"),
            };
            Conclusion::new(Overall::Upheld, format!("{rules}, and {met}."))
        }
    }
}

fn broken(verdicts: &[RuleVerdict]) -> Option<String> {
    let broken = verdicts.iter().filter(|one| one.verdict == Verdict::Broken);
    let ids: Vec<String> = broken.clone().map(|one| one.id.clone()).collect();
    let first = broken.clone().find_map(|one| one.findings.first())?;
    let total = broken.map(|one| one.findings_total).sum();
    let (is, certificate) = match (ids.len(), total) {
        (1, 1) => ("is", "with its certificate"),
        (1, _) => ("is", "each with its certificate"),
        (_, _) => ("are", "each with its certificate"),
    };
    Some(format!(
        "{} {is} broken: {}, {certificate}. The first: {}.",
        listed(&ids),
        counted(total, "finding", "findings"),
        first.summary,
    ))
}

/// A rule that was to be proved and was not even exercised counts as inconclusive.
fn inconclusive(verdicts: &[RuleVerdict]) -> Option<String> {
    let open = verdicts.iter().filter(|one| {
        one.proves && matches!(one.verdict, Verdict::Inconclusive | Verdict::NotExercised)
    });
    let ids: Vec<String> = open.clone().map(|one| one.id.clone()).collect();
    let first = open.clone().next()?;
    let reason = first.reason.as_deref().unwrap_or("nothing was seen");
    let whose = if ids.len() == 1 {
        String::new()
    } else {
        format!("{}: ", first.id)
    };
    let which = match ids.len() {
        // Nobody reads a page of numbers; they stand with their reasons below.
        more @ 7.. => format!("{more} rules that the scenario proves"),
        _ => listed(&ids),
    };
    Some(format!(
        "{which} could be neither upheld nor broken; {whose}{reason}."
    ))
}

fn upheld(verdicts: &[RuleVerdict]) -> String {
    match verdicts.iter().filter(|one| one.proves).count() {
        0 => "The scenario proves no rule, and none was seen broken".to_owned(),
        1 => "The rule that the scenario proves was upheld".to_owned(),
        many => format!("All {many} rules that the scenario proves were upheld"),
    }
}

fn missed(targets: &[TargetResult]) -> Option<String> {
    let missed: Vec<_> = targets.iter().filter(|target| !target.met).collect();
    let first = missed.first()?;
    let (number, of) = (missed.len(), targets.len());
    let missed = match (number, of) {
        (1, 1) => "the target was missed".to_owned(),
        (1, _) => format!("1 of {of} targets was missed"),
        (_, _) => format!("{number} of {of} targets were missed; the first"),
    };
    Some(format!(
        "{missed}: {}, measured {}",
        first.text, first.measured
    ))
}
