//! The verdicts, with their certificates.

use crate::chart::lanes::{self, Caption, Lanes};
use crate::record::{Finding, RuleVerdict, Verdict};
use crate::words;

/// One rule of the table.
#[derive(Debug)]
pub(super) struct RuleRow<'a> {
    pub(super) rule: &'a RuleVerdict,
    pub(super) class: &'static str,
    pub(super) verdict: &'static str,
    pub(super) examined: String,
    /// How many findings there are, and how many of them are listed.
    pub(super) found: String,
    pub(super) findings: Vec<FindingView<'a>>,
}

/// One finding below its rule.
#[derive(Debug)]
pub(super) struct FindingView<'a> {
    pub(super) finding: &'a Finding,
    /// The first finding of a rule lies open, the others are folded.
    pub(super) open: bool,
    pub(super) origin: &'a str,
    pub(super) lanes: Vec<Lanes>,
    pub(super) captions: Vec<Caption>,
}

/// The rules, those that need attention first.
pub(super) fn rows(verdicts: &[RuleVerdict]) -> Vec<RuleRow<'_>> {
    let mut sorted: Vec<_> = verdicts.iter().enumerate().collect();
    sorted.sort_by_key(|(_, rule)| match rule.verdict {
        Verdict::Broken => 0,
        Verdict::Inconclusive => 1,
        Verdict::Upheld => 2,
        Verdict::NotExercised => 3,
    });
    sorted.into_iter().map(|(i, rule)| row(i, rule)).collect()
}

fn row(i: usize, rule: &RuleVerdict) -> RuleRow<'_> {
    let (class, verdict) = name(rule.verdict);
    let findings = rule.findings.iter().enumerate();
    RuleRow {
        rule,
        class,
        verdict,
        examined: words::count(rule.examined),
        found: found(rule),
        findings: findings
            .map(|(j, finding)| view(finding, j == 0, &format!("line-{i}-{j}")))
            .collect(),
    }
}

/// The class and the words of a verdict.
pub(crate) fn name(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Upheld => ("upheld", "upheld"),
        Verdict::Broken => ("broken", "broken"),
        Verdict::Inconclusive => ("inconclusive", "inconclusive"),
        Verdict::NotExercised => ("untried", "not exercised"),
    }
}

fn found(rule: &RuleVerdict) -> String {
    let listed = u64::try_from(rule.findings.len()).unwrap_or(u64::MAX);
    let total = words::counted(rule.findings_total.max(listed), "finding", "findings");
    match (rule.findings_total, listed) {
        (0, 0) => String::new(),
        (all, listed) if all > listed => format!("{total}, the first {listed} of them below"),
        _ => total,
    }
}

fn view<'a>(finding: &'a Finding, open: bool, id: &str) -> FindingView<'a> {
    let time_line = finding.time_line.as_ref();
    FindingView {
        finding,
        open,
        origin: time_line.map_or("", |line| &line.origin),
        lanes: time_line.map_or_else(Vec::new, |line| lanes::layouts(line, id)),
        captions: time_line.map_or_else(Vec::new, lanes::captions),
    }
}
