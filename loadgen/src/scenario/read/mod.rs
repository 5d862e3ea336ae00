//! A section, a file: from keys to the parts of a scenario.
//!
//! Every function reads all its keys before it gives up, so that every mistake is noted.

mod arrivals;
mod clock;
mod curve;
mod faults;
mod groups;
mod limits;
mod lists;
mod mix;
mod people;
mod probes;
mod reading;
mod script;
mod targets;
mod values;

use self::values::{Seed, Title};
use super::keys::SCENARIO;
use super::load::Phase;
use super::parts::Scenario;
use super::quantity::Shard;
use super::reader::{Found, Reader};
use super::tree::Table;

/// The scenario; nothing where a part is missing, which `found` then says.
pub(super) fn scenario(root: &Table, found: &Found) -> Option<Scenario> {
    let file = Reader::new(&SCENARIO, root, found);
    let title = file.required::<Title>("title");
    let rules = lists::rules(&file);
    let seed = file.optional("seed").map_or(1, |Seed(seed)| seed);
    let shard = file.optional("shard").unwrap_or(Shard::WHOLE);
    let only = lists::numbers(&file, "only");
    let population = people::population(&file);
    let clock = clock::clock(&file);
    let reading = reading::reading(&file);
    let search = people::search(&file);
    let scripts = script::scripts(&file, clock);
    let groups = groups::groups(&file, &scripts);
    let probes = probes::probes(&file, rules.as_deref(), clock);
    let limits = limits::limits(&file);
    let duration = groups.as_deref().map(|groups| {
        let phases = groups.iter().flat_map(|group| &group.phases);
        phases.map(Phase::end).max().unwrap_or_default()
    });
    let targets = targets::targets(&file, (&scripts, probes.as_ref()), duration);
    let stop = limits::stop(&file);
    let faults = faults::faults(&file, clock, duration);

    Some(Scenario {
        title: title?.0,
        proves: rules?,
        seed,
        duration: duration?,
        population,
        clock: clock?,
        reading,
        groups: groups?,
        search,
        scripts,
        probes,
        limits,
        targets,
        stop,
        faults,
        shard,
        only,
    })
}
