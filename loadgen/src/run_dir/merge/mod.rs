//! One run's directory, made of those of its shards.
//!
//! The history is merged operation by operation: it may be longer than what fits into memory.

mod history;
mod ledger;
mod same;

use super::{Existing, KeptRun, RunDir, RunDirError, SCENARIO_FILE};
use crate::assemble::Asked;
use crate::checker::Beginning;
use crate::executed::{Executed, ProbeCount, Work};
use crate::history::Ledger;
use crate::scenario::{Scenario, Shard};
use crate::truth::Known;
use core::time::Duration;
use cpis_vocabulary::Timestamp;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A shard that is merged with others.
struct Part {
    path: PathBuf,
    kept: KeptRun,
    /// How much later than the whole run it began.
    later: Duration,
}

/// Puts the directories of all shards of one run together into `out`, whose clocks differ by `apart` at most.
///
/// # Errors
/// When one of them is not that of a whole run, when they are not the shards of one run, each once, or when `out` cannot be written.
pub fn merge(
    directories: &[PathBuf],
    (out, existing): (&Path, Existing),
    (apart, piece_bytes): (Duration, u64),
    command: Vec<String>,
) -> Result<RunDir, RunDirError> {
    let mut parts = Vec::with_capacity(directories.len());
    for path in directories {
        if is_same_place(path, out) {
            let what =
                "the merged run must have a directory of its own, this one is that of a shard";
            return Err(changed(path, what));
        }
        parts.push(Part {
            path: path.clone(),
            kept: ended(path)?,
            later: Duration::ZERO,
        });
    }
    parts.sort_by_key(|part| part.kept.scenario.shard.number());
    same::check(&parts)?;
    let began = parts.iter().map(|part| part.kept.executed.started_at);
    let (Some(began), Some(first)) = (began.min(), parts.first()) else {
        let what = "the directories of the shards of one run are required, none was given";
        return Err(RunDirError::Shards(what.to_owned()));
    };
    let text = RunDir::open(&first.path).read_text(SCENARIO_FILE)?;
    let (asked, machine) = (asked(first, &text, command), first.kept.machine.clone());
    for part in &mut parts {
        let later = part.kept.executed.started_at.since(began);
        part.later = later.to_std().unwrap_or_default();
    }
    let directory = RunDir::create(out, existing)?;
    match gather(&parts, &directory, (apart, piece_bytes)) {
        Ok((ledger, operations)) => {
            if let Some(executed) = executed(parts, (began, apart), ledger) {
                directory.keep(&text, &asked, &machine, &executed, operations)?;
            }
            Ok(directory)
        }
        Err(error) => {
            directory.discard();
            Err(error)
        }
    }
}

/// A shard's run, from its end.
fn ended(path: &Path) -> Result<KeptRun, RunDirError> {
    let kept = RunDir::open(path).read()?;
    if kept.has_ended {
        Ok(kept)
    } else {
        Err(RunDirError::NotEnded(path.to_owned()))
    }
}

/// Writes the merged history; the united ledger, and how many operations there are.
fn gather(
    parts: &[Part],
    directory: &RunDir,
    settings: (Duration, u64),
) -> Result<(Ledger, u64), RunDirError> {
    let spans = history::merge(parts, directory.path(), settings)?;
    let ledger = ledger::unite(parts, &spans)?;
    Ok((ledger, spans.iter().map(|span| span.operations).sum()))
}

fn is_same_place(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        (Ok(_) | Err(_), Err(_)) | (Err(_), Ok(_)) => false,
    }
}

fn changed(path: &Path, what: impl Into<String>) -> RunDirError {
    RunDirError::Changed {
        path: path.to_owned(),
        what: what.into(),
    }
}

/// How the whole run would have been asked for.
fn asked(first: &Part, text: &str, command: Vec<String>) -> Asked {
    let mut asked = Asked {
        command,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..first.kept.asked.clone()
    };
    asked.options.shard = None;
    let scenario = Scenario::parse(text, &asked.file, &asked.options.overrides());
    // Where the scenario or `--set` names the shard, an option takes it back.
    if !scenario.is_ok_and(|scenario| scenario.shard.is_whole()) {
        asked.options.shard = Some(Shard::WHOLE.to_string());
    }
    asked
}

/// What the executor of the whole run would have handed back.
fn executed(
    parts: Vec<Part>,
    (began, apart): (Timestamp, Duration),
    ledger: Ledger,
) -> Option<Executed> {
    let count = parts.len();
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    let mut events = vec![(Duration::ZERO, told(count, apart))];
    let mut all = first.kept.executed;
    events.extend(of_shard(
        &first.kept.scenario.shard,
        first.later,
        &mut all.events,
    ));
    all.duration += first.later;
    // All shards looked at one Spine: what the first saw of it is what there was to see.
    for reading in all
        .server
        .iter_mut()
        .flat_map(|metric| &mut metric.readings)
    {
        reading.at_ms += u64::try_from(first.later.as_millis()).unwrap_or(0);
    }
    for Part { kept, later, .. } in parts {
        let mut one = kept.executed;
        events.extend(of_shard(&kept.scenario.shard, later, &mut one.events));
        add_probes(&mut all.probes, &one.probes);
        all.in_flight_max += one.in_flight_max;
        all.work = Work::or_more(all.work, one.work);
        all.waited_for = all.waited_for.max(one.waited_for);
        all.duration = all.duration.max(one.duration + later);
        all.doubt = all.doubt.or(one.doubt);
        all.missing = all.missing.or(one.missing);
        add_new(&mut all.bugs, one.bugs);
        add_new(&mut all.faults, one.faults);
        // Whoever was there first found the Spine as it was before the run.
        if one.reading.beginning == Beginning::Fresh {
            all.reading.beginning = Beginning::Fresh;
        }
        all.reading.tolerance_ms = all.reading.tolerance_ms.max(one.reading.tolerance_ms);
        add_known(&mut all.people, one.people);
    }
    events.sort_by_key(|(at, _)| *at);
    Some(Executed {
        ledger,
        started_at: began,
        apart,
        events,
        ..all
    })
}

/// Adds what a further shard knows of the people.
fn add_known(all: &mut Known, one: Known) {
    if let (
        Known::Listed {
            strangers, earlier, ..
        },
        Known::Listed {
            strangers: more,
            earlier: other,
            ..
        },
    ) = (all, one)
    {
        strangers.extend(more);
        // Whoever came later has seen what the others had done by then.
        let count = |of: &HashMap<_, Vec<_>>| of.values().map(Vec::len).sum::<usize>();
        if count(&other) < count(earlier) {
            *earlier = other;
        }
    }
}

fn told(shards: usize, apart: Duration) -> String {
    let apart = crate::scenario::show_duration(apart);
    format!(
        "{shards} shards were merged; between them, what lies less than {apart} apart has no order"
    )
}

fn of_shard(
    shard: &Shard,
    later: Duration,
    events: &mut Vec<(Duration, String)>,
) -> Vec<(Duration, String)> {
    let events = std::mem::take(events).into_iter();
    let told = events.map(|(at, text)| (at + later, format!("shard {shard}: {text}")));
    told.collect()
}

fn add_probes(all: &mut Vec<ProbeCount>, more: &[ProbeCount]) {
    for one in more {
        match all.iter_mut().find(|known| known.kind == one.kind) {
            Some(known) => {
                known.planned += one.planned;
                known.run += one.run;
                known.reached += one.reached;
            }
            None => all.push(*one),
        }
    }
    all.sort_by_key(|count| count.kind);
}

fn add_new(all: &mut Vec<(String, String)>, more: Vec<(String, String)>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}
