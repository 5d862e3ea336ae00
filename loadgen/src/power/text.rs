//! What a scenario would notice, as a table and as JSON.

use super::{Catch, MUTANTS, Power, Row, Standing};
use crate::words::{count, counted};
use core::fmt::{self, Write as _};
use serde_json::{Value, json};

impl Row {
    /// The catch that took the smallest share of its run.
    fn soonest(&self) -> Option<&Catch> {
        self.catches.iter().min_by_key(|catch| catch.share)
    }

    fn caught(&self) -> u64 {
        u64::try_from(self.catches.len()).unwrap_or(u64::MAX)
    }

    /// How it stands with it, in a word.
    pub fn standing(&self, seeds: u32) -> &'static str {
        match self.caught() {
            0 if self.is_exercised => "missed",
            0 => "not exercised",
            caught if caught < u64::from(seeds) => "sometimes",
            _ => "caught",
        }
    }
}

impl Power {
    /// The table, with a last line in words.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, to: &mut String) -> fmt::Result {
        writeln!(
            to,
            "{}: {} of simulated time each, from seed {}; {} in the first honest run\n",
            self.title,
            counted(u64::from(self.seeds), "run", "runs"),
            self.seed,
            counted(self.operations, "operation", "operations"),
        )?;
        let wide = self.rows.iter().map(|row| row.sabotage.id.len());
        let wide = wide.max().unwrap_or(0);
        writeln!(
            to,
            " #  {:wide$}  rule    caught    soonest  what was found",
            "broken on purpose"
        )?;
        for row in &self.rows {
            writeln!(to, "{}", self.line(row, wide))?;
        }
        writeln!(to)?;
        for accusation in &self.accusations {
            writeln!(
                to,
                "seed {}: an HONEST Spine is accused under {}: {}",
                accusation.seed, accusation.rule, accusation.finding
            )?;
        }
        writeln!(to, "{}", self.sentence())
    }

    fn line(&self, row: &Row, wide: usize) -> String {
        let number = row
            .number
            .map_or_else(String::new, |number| number.to_string());
        let rule = row.sabotage.rule.to_string();
        let caught = format!("{} of {}", row.caught(), self.seeds);
        let (soonest, found) = match row.soonest() {
            Some(catch) if catch.rule == row.sabotage.rule => {
                (percent(catch.share), catch.certificate.clone())
            }
            Some(catch) => (
                percent(catch.share),
                format!("{}: {}", catch.rule, catch.certificate),
            ),
            None if row.is_exercised => ("–".to_owned(), "nothing: it would be missed".to_owned()),
            None => (
                "–".to_owned(),
                format!("not exercised: no run came where {rule} applies"),
            ),
        };
        let id = row.sabotage.id;
        format!("{number:>2}  {id:wide$}  {rule:<6}  {caught:<8}  {soonest:>7}  {found}")
    }

    /// What it would and would not have caught, in words.
    pub fn sentence(&self) -> String {
        let of = |standing: &str| {
            let rows = self.rows.iter();
            let those = rows.filter(|row| row.standing(self.seeds) == standing);
            those.map(|row| row.sabotage.id).collect::<Vec<_>>()
        };
        let all = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let mut text = format!(
            "This scenario catches {} of {} broken Spines in every run",
            of("caught").len(),
            count(all)
        );
        for (standing, words) in [
            ("sometimes", "only in some"),
            ("missed", "comes near the rule and misses"),
            ("not exercised", "never comes near the rule of"),
        ] {
            let these = of(standing);
            if !these.is_empty() {
                let _ = write!(text, ", {words} {}", counted_of(&these));
            }
        }
        let planned = MUTANTS.iter();
        let planned = planned.filter(|mutant| matches!(mutant.standing, Standing::Planned { .. }));
        let _ = write!(
            text,
            "; of the fifty of docs/kill-matrix.md, {} cannot be tried yet.",
            planned.count()
        );
        text
    }

    /// The same as JSON.
    pub fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let soonest = row.soonest();
            json!({
                "number": row.number,
                "bug": row.sabotage.id,
                "text": row.sabotage.text,
                "rule": row.sabotage.rule.to_string(),
                "verdict": row.standing(self.seeds),
                "caught": row.caught(),
                "of": self.seeds,
                "soonest_permille": soonest.map(|catch| catch.share),
                "soonest_operations": soonest.map(|catch| catch.operations),
                "found_under": soonest.map(|catch| catch.rule.to_string()),
                "found": soonest.map(|catch| &catch.certificate),
            })
        });
        let accusations = self.accusations.iter().map(|accusation| {
            json!({
                "seed": accusation.seed,
                "rule": accusation.rule.to_string(),
                "finding": accusation.finding,
            })
        });
        json!({
            "title": self.title,
            "seed": self.seed,
            "seeds": self.seeds,
            "operations": self.operations,
            "accusations_of_the_honest": accusations.collect::<Vec<_>>(),
            "mutants": rows.collect::<Vec<_>>(),
            "sentence": self.sentence(),
        })
    }
}

fn percent(thousandths: u64) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// So many, and which.
fn counted_of(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>();
    let more = names.len().saturating_sub(SHOWN);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{} ({}{rest})", names.len(), shown.join(", "))
}
