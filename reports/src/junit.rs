//! The verdicts for a build server.

use askama::Template;

use crate::prose::{Span, spans};
use crate::record::{Finding, Pace, RuleVerdict, RunRecord, TargetResult, Verdict};

/// The verdicts of a run as `JUnit` XML.
///
/// - `rules.ASN` and its like: a suite for each group of rules, with a test case for each rule. Broken is a failure with its
///   certificates; inconclusive and not exercised are an error if the scenario proves the rule and skipped if it does not.
/// - `targets`: a test case for each performance target. Missed is a failure.
/// - `schedule`: one test case, which took as long as the run. A generator that fell behind is an error.
///
/// Names of test cases are plain text and stay the same from run to run, so that a build server can follow them.
pub fn junit(record: &RunRecord) -> String {
    // A template fails where a `Display` fails, and those of strings and numbers do not.
    Document::of(record).to_string()
}

#[derive(Debug, Template)]
#[template(path = "junit.xml")]
struct Document<'a> {
    record: &'a RunRecord,
    seconds: String,
    /// As the schemas of build servers have it: to the second, without a zone; it is UTC.
    timestamp: &'a str,
    suites: Vec<Suite>,
}

#[derive(Debug)]
struct Suite {
    name: String,
    cases: Vec<Case>,
}

impl Suite {
    fn count(&self, of: fn(&Outcome) -> bool) -> usize {
        self.cases.iter().filter(|case| of(&case.outcome)).count()
    }

    fn tests(&self) -> usize {
        self.cases.len()
    }

    fn failures(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Failure { .. }))
    }

    fn errors(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Error { .. }))
    }

    fn skipped(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Skipped { .. }))
    }
}

#[derive(Debug)]
struct Case {
    name: String,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Passed,
    Failure {
        kind: &'static str,
        message: String,
        text: String,
    },
    Error {
        kind: &'static str,
        message: String,
    },
    Skipped {
        message: String,
    },
}

impl<'a> Document<'a> {
    fn of(record: &'a RunRecord) -> Self {
        let ms = record.duration_ms;
        Self {
            record,
            seconds: format!("{}.{:03}", ms / 1_000, ms % 1_000),
            timestamp: record.started_at.get(..19).unwrap_or(&record.started_at),
            suites: groups(&record.verdicts)
                .into_iter()
                .chain([
                    Suite {
                        name: "targets".to_owned(),
                        cases: record.targets.iter().map(target).collect(),
                    },
                    Suite {
                        name: "schedule".to_owned(),
                        cases: vec![pace(&record.schedule.pace)],
                    },
                ])
                .collect(),
        }
    }

    fn sum(&self, of: fn(&Suite) -> usize) -> usize {
        self.suites.iter().map(of).sum()
    }
}

/// A suite for each group of rules, in the order of the rulebook: `ASN-3` belongs to `rules.ASN`.
fn groups(rules: &[RuleVerdict]) -> Vec<Suite> {
    let mut suites: Vec<Suite> = Vec::new();
    for one in rules {
        let group = one
            .id
            .split_once('-')
            .map_or(one.id.as_str(), |(group, _)| group);
        let name = format!("rules.{group}");
        match suites.iter_mut().find(|suite| suite.name == name) {
            Some(suite) => suite.cases.push(rule(one)),
            None => suites.push(Suite {
                name,
                cases: vec![rule(one)],
            }),
        }
    }
    suites
}

fn rule(rule: &RuleVerdict) -> Case {
    let reason = |silent: &str| rule.reason.clone().unwrap_or_else(|| silent.to_owned());
    let outcome = match (rule.verdict, rule.proves) {
        (Verdict::Upheld, _) => Outcome::Passed,
        (Verdict::Broken, _) => Outcome::Failure {
            kind: "broken",
            message: rule.findings.first().map_or_else(|| reason("broken"), told),
            text: certificates(rule),
        },
        (Verdict::Inconclusive, true) => Outcome::Error {
            kind: "inconclusive",
            message: reason("inconclusive"),
        },
        (Verdict::Inconclusive, false) => Outcome::Skipped {
            message: reason("inconclusive"),
        },
        (Verdict::NotExercised, true) => Outcome::Error {
            kind: "not exercised",
            message: reason("not exercised"),
        },
        (Verdict::NotExercised, false) => Outcome::Skipped {
            message: reason("not exercised"),
        },
    };
    Case {
        name: format!(
            "{}: {}",
            rule.id,
            plain(rule.name.as_deref().unwrap_or(&rule.text))
        ),
        outcome,
    }
}

/// A text of the rulebook without its marks.
fn plain(text: &str) -> String {
    let inside = |span| match span {
        Span::Plain(text) | Span::Code(text) | Span::Emphasis(text) | Span::Instant(text) => text,
    };
    spans(text).into_iter().map(inside).collect()
}

fn certificates(rule: &RuleVerdict) -> String {
    let listed = rule.findings.len();
    let mut text = format!("{} findings, {listed} listed\n", rule.findings_total);
    rule.findings
        .iter()
        .for_each(|finding| certificate(finding, &mut text));
    text
}

/// The sentence of a finding and what it is about: what a build server shows without a click.
fn told(finding: &Finding) -> String {
    if finding.about.is_empty() {
        finding.summary.clone()
    } else {
        format!("{}: {}", finding.summary, finding.about.line())
    }
}

fn certificate(finding: &Finding, text: &mut String) {
    let notes = finding
        .notes
        .iter()
        .map(|note| format!("  {}: {}", note.label, note.text));
    let lines = finding
        .certificate
        .iter()
        .map(|l| format!("  {} | {} | {}", l.time, l.who, l.what));
    let command = finding
        .reproduce
        .iter()
        .flat_map(|commands| commands.lines())
        .map(|command| format!("  reproduce: {command}"));
    let script = finding.script.iter();
    let script = script.map(|script| format!("  show it on a fresh tenant: sh {script}"));
    let heading = std::iter::once(format!("\n{}", finding.summary));
    let about = (!finding.about.is_empty()).then(|| format!("  about: {}", finding.about.line()));
    for line in heading
        .chain(about)
        .chain(lines)
        .chain(notes)
        .chain(command)
        .chain(script)
    {
        text.push_str(&line);
        text.push('\n');
    }
}

fn target(target: &TargetResult) -> Case {
    let message = || format!("measured {}", target.measured);
    let outcome = if target.met {
        Outcome::Passed
    } else {
        Outcome::Failure {
            kind: "missed",
            message: message(),
            text: String::new(),
        }
    };
    Case {
        name: target.text.clone(),
        outcome,
    }
}

fn pace(pace: &Pace) -> Case {
    let outcome = match pace {
        Pace::KeptUp => Outcome::Passed,
        Pace::FellBehind { reason } => Outcome::Error {
            kind: "fell behind",
            message: reason.clone(),
        },
    };
    Case {
        name: "the generator kept to its schedule".to_owned(),
        outcome,
    }
}
