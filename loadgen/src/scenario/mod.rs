//! Scenario files: what a run does, read from TOML and checked once.
//!
//! [`check_file`] and [`Scenario::parse`] answer with a [`Scenario`] that needs no checking again, or with every mistake at
//! once. The language is described in `scenarios/README.md`, whose tables are generated from the tables of this module.

mod fail_if;
mod fault;
mod find;
mod keys;
#[cfg(test)]
mod keys_kept;
mod load;
mod mistake;
mod nearest;
mod overrides;
mod page;
mod parts;
mod probe_kind;
mod quantity;
mod read;
mod reader;
mod rules;
mod schema;
mod sentence;
mod step;
mod target;
mod tree;

use std::path::Path;

pub use self::fault::{Disturbance, FaultPlan, When};
pub use self::find::Find;
pub use self::load::{Arrivals, Closed, Group, Load, Phase, Profile, Spacing, Until, Users};
pub use self::mistake::{Mistake, Mistakes, Place};
pub(crate) use self::nearest::nearest;
pub use self::overrides::Override;
pub use self::page::{key_tables, probe_table, step_table};
pub use self::parts::{
    Children, Clock, Favour, Limits, NumberRange, OnFull, Population, Probes, Scenario, Script,
    Search, Stop, Weighted,
};
pub use self::probe_kind::{ProbeKind, ProbeNeeds};
pub use self::quantity::{
    Percentile, Rate, Shard, ShardError, Share, ThinkTime, Times, Zipf, read_duration, read_offset,
    read_size, show_duration, show_offset,
};
pub use self::schema::schema;
pub use self::step::{Actor, Letter, Step};
pub use self::target::{Aim, Bound, Fate, Point, Relation, Selection, Span, Target, Window};

/// The largest scenario, in bytes.
const FILE_MAX: u64 = 1_000_000;

impl Scenario {
    /// Reads the text of a scenario; `file` is the name mistakes carry, and `overrides` replace keys, the last one last.
    ///
    /// # Errors
    /// Every mistake at once. Where the text is not TOML, keys that are missing are not held against it.
    pub fn parse(text: &str, file: &str, overrides: &[Override]) -> Result<Self, Mistakes> {
        let (mut root, malformed) = tree::read(text);
        let found = reader::Found::new(malformed.mistakes, malformed.is_whole);
        for option in overrides {
            if let Err(mistake) = option.apply(&mut root) {
                found.note(&mistake.place, mistake.text);
            }
        }
        let scenario = read::scenario(&root, &found);
        let found = found.into_mistakes();
        match scenario {
            Some(scenario) if found.is_empty() => Ok(scenario),
            Some(_) | None => Err(Mistakes::new(file, found)),
        }
    }
}

/// Reads a scenario file.
///
/// # Errors
/// Every mistake at once; a file that cannot be read is one.
pub fn check_file(path: &Path) -> Result<Scenario, Mistakes> {
    read_file(path, &[])
}

/// Reads a scenario file, with keys replaced by options of the command.
///
/// # Errors
/// Every mistake at once; a file that cannot be read is one.
pub fn read_file(path: &Path, overrides: &[Override]) -> Result<Scenario, Mistakes> {
    let name = path.display().to_string();
    let unreadable = |text: String| {
        Mistakes::new(
            &name,
            vec![Mistake {
                place: Place::File,
                text,
            }],
        )
    };
    let size = std::fs::metadata(path).map_or(0, |found| found.len());
    if size > FILE_MAX {
        let text = format!("a scenario has at most {FILE_MAX} bytes, this file has {size}");
        return Err(unreadable(text));
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Scenario::parse(&text, &name, overrides),
        Err(error) => Err(unreadable(format!("a scenario file is needed: {error}"))),
    }
}
