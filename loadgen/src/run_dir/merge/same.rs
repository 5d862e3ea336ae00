//! Whether directories are those of the shards of one run, each once.

use super::{Part, RunDirError, changed};
use crate::scenario::{Scenario, Shard};
use crate::truth::Known;
use crate::words::listed as in_words;
use std::path::Path;

/// Says what keeps them from being merged.
pub(super) fn check(parts: &[Part]) -> Result<(), RunDirError> {
    let Some((first, others)) = parts.split_first() else {
        return Ok(());
    };
    for part in parts {
        alone(part)?;
    }
    for part in others {
        with(first, part)?;
    }
    complete(parts)
}

/// Of each by itself: it is one of several that shared a Spine.
fn alone(part: &Part) -> Result<(), RunDirError> {
    if part.kept.scenario.shard.is_whole() {
        let what = "the run of one of several shards is required, this one ran the whole scenario";
        return Err(changed(&part.path, what));
    }
    if part.kept.executed.target.own_mock {
        let what = "the shards of a run must share a Spine, this one started a mock of its own: give each the same --target";
        return Err(changed(&part.path, what));
    }
    Ok(())
}

/// Of two: they are of one run.
fn with(first: &Part, part: &Part) -> Result<(), RunDirError> {
    let refuse = |what: &str, of: &str, found: &str| {
        let than = first.path.display();
        let text = format!("the shards of a run must {what}, {of} {found} than in {than}");
        Err(changed(&part.path, text))
    };
    let (one, other) = (&first.kept, &part.kept);
    if one.asked.digest != other.asked.digest {
        return refuse("have one scenario", "its text", "is another");
    }
    if whole(&one.scenario) != whole(&other.scenario) {
        return refuse(
            "have the same options",
            "a key of the scenario",
            "is another",
        );
    }
    let (of, others) = (one.scenario.shard.of(), other.scenario.shard.of());
    if of != others {
        let found = format!("of {others} are more or fewer");
        return refuse("be of one number", "those", &found);
    }
    if one.executed.target.url != other.executed.target.url {
        return refuse("share a Spine", "its address", "is another");
    }
    if !has_same_people(&one.executed.people, &other.executed.people)
        || one.executed.population != other.executed.population
    {
        return refuse(
            "be about the same people",
            "they",
            "were others when it began",
        );
    }
    let mut reading = other.executed.reading;
    reading.beginning = one.executed.reading.beginning;
    reading.tolerance_ms = one.executed.reading.tolerance_ms;
    if reading != one.executed.reading {
        return refuse("be read by the same rules", "they", "were read otherwise");
    }
    Ok(())
}

fn whole(scenario: &Scenario) -> Scenario {
    Scenario {
        shard: Shard::WHOLE,
        ..scenario.clone()
    }
}

/// Whether people are the same, those apart whom somebody changed meanwhile.
fn has_same_people(one: &Known, other: &Known) -> bool {
    match (one, other) {
        (Known::Population(one), Known::Population(other)) => one.settings() == other.settings(),
        (
            Known::Listed {
                people, population, ..
            },
            Known::Listed {
                people: others,
                population: other,
                ..
            },
        ) => population.is_some() == other.is_some() && people == others,
        (Known::Population(_), Known::Listed { .. })
        | (Known::Listed { .. }, Known::Population(_)) => false,
    }
}

/// Of all: none is missing, and none is there twice. They come by their numbers.
fn complete(parts: &[Part]) -> Result<(), RunDirError> {
    for (part, next) in parts.iter().zip(parts.iter().skip(1)) {
        let shard = part.kept.scenario.shard;
        if next.kept.scenario.shard == shard {
            let what = format!(
                "each shard of a run is required once, this is {shard} as well as {}",
                shown(&part.path)
            );
            return Err(changed(&next.path, what));
        }
    }
    let of = parts
        .first()
        .map_or(0, |part| part.kept.scenario.shard.of());
    let is_there = |number: &u64| {
        let mut numbers = parts.iter().map(|part| part.kept.scenario.shard.number());
        numbers.any(|there| there == *number)
    };
    let missing: Vec<String> = (1..=of)
        .filter(|number| !is_there(number))
        .map(|number| format!("{number}/{of}"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let missing = in_words(&missing);
    let what = format!("all {of} shards of the run are required, {missing} {verb} missing");
    Err(RunDirError::Shards(what))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
