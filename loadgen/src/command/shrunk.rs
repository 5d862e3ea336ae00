//! The smallest part of a scenario, in words and as JSON.

use super::dry_run::first;
use crate::schedule::Schedule;
use crate::shrink::Shrunk;
use crate::summary::wrapped;
use crate::words::counted;
use core::fmt::{self, Write as _};
use serde_json::{Value, json};

/// Where the text of a row begins.
const INDENT: usize = 10;

impl Shrunk {
    /// The numbers of the arrivals that are left, as a scenario says it.
    pub fn only(&self) -> String {
        let only = self.scenario.only.iter().flat_map(|only| only.iter());
        let numbers: Vec<String> = only.map(u64::to_string).collect();
        format!("only=[{}]", numbers.join(","))
    }

    /// What is left and what it shows; `again` runs it against another Spine.
    pub fn text(&self, again: Option<&str>) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, again);
        text
    }

    fn write(&self, to: &mut String, again: Option<&str>) -> fmt::Result {
        let Self { sabotage, rule, .. } = self;
        let title = format!(
            "{}, seed {}, against a mock with `{}` on: {rule} is broken. {}",
            self.scenario.title, self.scenario.seed, sabotage.id, sabotage.text
        );
        writeln!(to, "{}\n", wrapped("", 0, &title, 0))?;
        let arrivals = self.arrivals();
        row(to, "all", &counted(self.whole, "operation", "operations"))?;
        let smallest = format!(
            "{} in {}, {}, found by {}",
            counted(self.operations, "operation", "operations"),
            counted(arrivals, "arrival", "arrivals"),
            if self.is_least {
                "of which none can be left out"
            } else {
                "of which more may be left out"
            },
            counted(self.runs, "run", "runs"),
        );
        row(to, "smallest", &smallest)?;
        row(to, "honest", &self.honest())?;
        if !Schedule::of(&self.scenario).is_empty() {
            first(to, &self.scenario)?;
        }
        writeln!(to, "\n{rule}: {}", self.finding.summary)?;
        for line in &self.finding.certificate {
            writeln!(to, "  {}  {}", line.time, line.who)?;
            writeln!(to, "{}", wrapped("      ", 6, &line.what, 6))?;
        }
        for note in &self.finding.notes {
            let head = format!("  {}: ", note.label);
            writeln!(to, "{}", wrapped(&head, 6, &note.text, 6))?;
        }
        let again = match again {
            Some(again) => format!(
                "{again}\n{:INDENT$}against a mock of its own; --target and --control name another Spine",
                ""
            ),
            None => "there are too many numbers for a command".to_owned(),
        };
        writeln!(to, "\nagain     {again}")
    }

    fn honest(&self) -> String {
        match self.accusations.first() {
            None => "a mock without a fault is accused of nothing by the same".to_owned(),
            Some(finding) => format!(
                "a mock without a fault is ACCUSED under {}: {}",
                finding.rule, finding.summary
            ),
        }
    }

    /// The same as JSON.
    pub fn json(&self, again: Option<&str>) -> Value {
        let lines = self
            .finding
            .certificate
            .iter()
            .map(|line| json!({ "time": line.time, "who": line.who, "what": line.what }));
        let only = self.scenario.only.iter().flat_map(|only| only.iter());
        json!({
            "title": self.scenario.title,
            "seed": self.scenario.seed,
            "bug": self.sabotage.id,
            "rule": self.rule.to_string(),
            "operations_of_all": self.whole,
            "operations": self.operations,
            "only": only.collect::<Vec<_>>(),
            "runs": self.runs,
            "is_least": self.is_least,
            "found": self.finding.summary,
            "certificate": lines.collect::<Vec<_>>(),
            "accusations_of_the_honest": self.accusations.iter().map(|one| &one.summary).collect::<Vec<_>>(),
            "again": again,
        })
    }
}

fn row(to: &mut String, name: &str, text: &str) -> fmt::Result {
    let head = format!("{name:<9} ");
    writeln!(to, "{}", wrapped(&head, INDENT, text, INDENT))
}
