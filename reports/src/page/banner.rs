//! The verdict on top, with its exit code and what to do next.

use super::command_line;
use super::top::rules;
use crate::record::{Overall, RunRecord, Verdict};
use crate::words;

/// The overall verdict, in words, a sign and a colour.
#[derive(Debug)]
pub(crate) struct Banner {
    pub(crate) class: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) heading: String,
    /// Why, as a sentence.
    pub(crate) sentence: String,
    /// The exit code, in words.
    pub(crate) exit: String,
    /// What to do next.
    pub(crate) next: String,
}

pub(super) fn banner(record: &RunRecord) -> Banner {
    let conclusion = &record.conclusion;
    let broken = words::counted(rules(record, Verdict::Broken), "rule", "rules");
    let (class, heading, next) = match conclusion.overall {
        Overall::Upheld => (
            "upheld",
            "Rules upheld".to_owned(),
            format!(
                "To know what such a run would have noticed: `loadgen power {}`.",
                command_line(std::slice::from_ref(&record.scenario.file))
            ),
        ),
        Overall::RuleBroken => (
            "broken",
            format!("{broken} broken"),
            "Read the first finding below, check it by hand with its certificate, and see it again with the commands beside it.".to_owned(),
        ),
        Overall::GeneratorLate => (
            "inconclusive",
            "This run counts for nothing".to_owned(),
            "See below what it was asked and did not keep; then give it a machine to itself, `--workers`, more slots (`in_flight`) or \
             a lower rate."
                .to_owned(),
        ),
        Overall::Inconclusive => (
            "inconclusive",
            "Inconclusive".to_owned(),
            "See the rules that are marked inconclusive below: each says what was missing.".to_owned(),
        ),
        Overall::TargetMissed => (
            "missed",
            "Rules upheld, a target missed".to_owned(),
            "See the performance targets below, then when and in which step the time was lost.".to_owned(),
        ),
    };
    let next = record
        .doubt
        .as_ref()
        .map_or(next, |doubt| doubt.next.clone());
    Banner {
        class,
        sign: class,
        heading,
        sentence: conclusion.sentence.clone(),
        exit: format!(
            "Exit code {}: {}",
            conclusion.exit_code,
            conclusion.overall.meaning()
        ),
        next,
    }
}
