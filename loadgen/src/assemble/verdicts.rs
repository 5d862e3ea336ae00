//! One verdict for each rule of the rulebook.

use super::circumstances::Again;
use super::findings::finding;
use crate::checker::{Tallies, Verdict as Judged, counted};
use crate::rulebook::Rule;
use cpis_vocabulary::RequirementId;
use reports::{RuleVerdict, Verdict};

/// A verdict for each rule, in the order of `rules`.
///
/// A rule is judged where the scenario proves it; the others read *not exercised*, unless something contradicts them: that is always
/// told.
pub fn judge_run(
    rules: &[Rule],
    proves: &[RequirementId],
    tallies: &Tallies,
    again: &Again,
) -> Vec<RuleVerdict> {
    rules
        .iter()
        .map(|rule| {
            verdict(
                rule,
                proves.contains(&rule.id),
                tallies.verdict(rule.id),
                again,
            )
        })
        .collect()
}

fn verdict(rule: &Rule, proves: bool, judged: Judged, again: &Again) -> RuleVerdict {
    let mut verdict = RuleVerdict {
        id: rule.id.to_string(),
        name: Some(rule.name.clone()),
        text: rule.text.clone(),
        source: rule.source.clone(),
        verdict: Verdict::NotExercised,
        reason: None,
        proves,
        examined: 0,
        examined_what: counted(rule.id).to_owned(),
        findings: Vec::new(),
        findings_total: 0,
    };
    match judged {
        Judged::Broken {
            examined,
            findings,
            total,
        } => {
            verdict.verdict = Verdict::Broken;
            verdict.examined = examined;
            verdict.findings = findings.iter().map(|found| finding(found, again)).collect();
            verdict.findings_total = total;
        }
        Judged::Upheld { .. } | Judged::Inconclusive { .. } | Judged::NotExercised { .. }
            if !proves =>
        {
            verdict.reason = Some("the scenario does not prove this rule".to_owned());
        }
        Judged::Upheld { examined } => {
            verdict.verdict = Verdict::Upheld;
            verdict.examined = examined;
        }
        Judged::Inconclusive { examined, why } => {
            verdict.verdict = Verdict::Inconclusive;
            verdict.examined = examined;
            verdict.reason = Some(why);
        }
        Judged::NotExercised { why } => {
            let why =
                why.unwrap_or_else(|| "nothing in the run came where the rule applies".to_owned());
            verdict.reason = Some(why);
        }
    }
    verdict
}
