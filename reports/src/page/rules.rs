//! The verdicts, with their certificates.

use crate::chart::lanes::{self, Caption, Lanes};
use crate::prose::{Span, spans};
use crate::record::{CertificateLine, Finding, RuleVerdict, Verdict};
use crate::words;

/// The rules in the order in which a reader needs them.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    /// The rules that were put to the test or should have been: broken, open, upheld.
    pub(super) judged: Vec<RuleRow<'a>>,
    /// The others, by the reason why not.
    pub(super) untried: Vec<Untried<'a>>,
    /// How many of the others there are.
    pub(super) untried_count: String,
}

/// Rules that were not put to the test for one reason.
#[derive(Debug)]
pub(super) struct Untried<'a> {
    pub(super) reason: String,
    pub(super) rules: Vec<RuleRow<'a>>,
}

/// One rule.
#[derive(Debug)]
pub(super) struct RuleRow<'a> {
    pub(super) rule: &'a RuleVerdict,
    pub(super) class: &'static str,
    pub(super) verdict: &'static str,
    /// The rule in a few words; where it has no name, what it says.
    pub(super) headline: Vec<Span<'a>>,
    /// What it says, where that is not the headline.
    pub(super) text: Vec<Span<'a>>,
    pub(super) source: Vec<Span<'a>>,
    /// Whether what it says is folded away: nobody has to look at a rule that was upheld.
    pub(super) folded: bool,
    pub(super) examined: String,
    /// How many findings there are, and how many of them are listed.
    pub(super) found: String,
    /// The first of them.
    pub(super) findings: Vec<FindingView<'a>>,
    /// The others that are listed, folded together: they are mostly more of the same.
    pub(super) later: Vec<FindingView<'a>>,
}

/// So many findings of a rule have a line of their own.
const FIRST: usize = 3;

/// One finding below its rule.
#[derive(Debug)]
pub(super) struct FindingView<'a> {
    pub(super) finding: &'a Finding,
    /// Its place among the findings, `1 of 16`.
    pub(super) place: String,
    /// Who did or saw the first thing it is about, and when: findings of one rule often read alike.
    pub(super) first: Option<&'a CertificateLine>,
    /// Whom and what it is about.
    pub(super) about: Vec<(String, String)>,
    /// The program that shows it, if it lies where programs lie.
    pub(super) script: Option<&'a str>,
    /// The first finding of a rule lies open, the others are folded.
    pub(super) open: bool,
    pub(super) origin: &'a str,
    pub(super) lanes: Vec<Lanes>,
    pub(super) captions: Vec<Caption>,
}

/// The rules, those that need attention first.
pub(super) fn rules(verdicts: &[RuleVerdict]) -> Rules<'_> {
    let (mut judged, mut untried): (Vec<_>, Vec<_>) = verdicts
        .iter()
        .enumerate()
        .partition(|(_, rule)| rule.proves || rule.verdict != Verdict::NotExercised);
    judged.sort_by_key(|(_, rule)| match (rule.verdict, rule.proves) {
        (Verdict::Broken, _) => 0,
        (Verdict::Inconclusive | Verdict::NotExercised, true) => 1,
        (Verdict::Inconclusive | Verdict::NotExercised, false) => 2,
        (Verdict::Upheld, _) => 3,
    });
    let untried_count = untried.len();
    let mut groups: Vec<Untried<'_>> = Vec::new();
    for (i, rule) in untried.drain(..) {
        let reason = rule
            .reason
            .as_deref()
            .map_or_else(String::new, words::sentence);
        let row = row(i, rule);
        match groups.iter_mut().find(|group| group.reason == reason) {
            Some(group) => group.rules.push(row),
            None => groups.push(Untried {
                reason,
                rules: vec![row],
            }),
        }
    }
    Rules {
        judged: judged.into_iter().map(|(i, rule)| row(i, rule)).collect(),
        untried: groups,
        untried_count: words::counted(
            u64::try_from(untried_count).unwrap_or(u64::MAX),
            "rule",
            "rules",
        ),
    }
}

fn row(i: usize, rule: &RuleVerdict) -> RuleRow<'_> {
    let (class, verdict) = name(rule.verdict);
    let (headline, text) = match &rule.name {
        Some(name) => (spans(name), spans(&rule.text)),
        None => (spans(&rule.text), Vec::new()),
    };
    let view = |(j, finding)| view(finding, (j, rule), &format!("line-{i}-{j}"));
    let mut findings: Vec<_> = rule.findings.iter().enumerate().map(view).collect();
    let first = if findings.len() > FIRST + 1 {
        FIRST
    } else {
        findings.len()
    };
    let later = findings.split_off(first);
    RuleRow {
        rule,
        class,
        verdict,
        folded: !text.is_empty() && matches!(rule.verdict, Verdict::Upheld),
        headline,
        text,
        source: spans(&rule.source),
        examined: words::count(rule.examined),
        found: found(rule),
        findings,
        later,
    }
}

/// Whom and what a finding is about, each under its name.
fn about(finding: &Finding) -> Vec<(String, String)> {
    let parts = finding.about.parts().into_iter();
    let named = |(name, text): (&str, String)| {
        let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
        (format!("{}{rest}", first.to_uppercase()), text)
    };
    parts.map(named).collect()
}

/// Whether a path leads to a file beside the page: a record may come from anywhere, and a link must not lead anywhere else.
fn is_own(path: &str) -> bool {
    let name = path.strip_prefix("findings/");
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    name.is_some_and(|name| name.chars().all(is_plain) && !name.starts_with('.'))
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
    let listed = listed(rule);
    let total = words::counted(rule.findings_total.max(listed), "finding", "findings");
    match (rule.findings_total, listed) {
        (0, 0) => String::new(),
        (all, listed) if all > listed => format!("{total}, the first {listed} of them below"),
        _ => total,
    }
}

fn listed(rule: &RuleVerdict) -> u64 {
    u64::try_from(rule.findings.len()).unwrap_or(u64::MAX)
}

fn view<'a>(
    finding: &'a Finding,
    (place, rule): (usize, &RuleVerdict),
    id: &str,
) -> FindingView<'a> {
    let time_line = finding.time_line.as_ref();
    let of = words::count(rule.findings_total.max(listed(rule)));
    FindingView {
        finding,
        place: format!("{} of {of}", place + 1),
        first: finding.certificate.first(),
        about: about(finding),
        script: finding.script.as_deref().filter(|path| is_own(path)),
        open: place == 0,
        origin: time_line.map_or("", |line| &line.origin),
        lanes: time_line.map_or_else(Vec::new, |line| lanes::layouts(line, id)),
        captions: time_line.map_or_else(Vec::new, lanes::captions),
    }
}
