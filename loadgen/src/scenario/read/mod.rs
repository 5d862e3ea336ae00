//! A section, a file: from keys to the parts of a scenario.
//!
//! Every function reads all its keys before it gives up, so that every mistake is noted.

mod arrivals;
mod clock;
mod limits;
mod lists;
mod people;
mod probes;
mod script;
mod values;

use core::time::Duration;

use self::values::{Seed, Title};
use super::keys::SCENARIO;
use super::parts::{Profile, Scenario};
use super::reader::{Found, Reader};
use super::tree::Table;

const DURATION: Duration = Duration::from_mins(1);

/// The scenario; nothing where a part is missing, which `found` then says.
pub(super) fn scenario(root: &Table, found: &Found) -> Option<Scenario> {
    let file = Reader::new(&SCENARIO, root, found);
    let title = file.required::<Title>("title");
    let rules = lists::rules(&file);
    let seed = file.optional("seed").map_or(1, |Seed(seed)| seed);
    let duration = file.optional::<Duration>("duration");
    let population = people::population(&file);
    let clock = clock::clock(&file);
    let arrivals = arrivals::arrivals(&file);
    let care_settings = people::care_settings(&file);
    let children = people::children(&file);
    let search = people::search(&file);
    let scripts = script::scripts(&file, clock);
    let probes = probes::probes(&file, rules.as_deref(), clock);
    let limits = limits::limits(&file);
    let targets = limits::targets(&file);

    let arrivals = arrivals?;
    let climb = match arrivals.profile {
        Profile::Constant(_) => DURATION,
        Profile::Ramp { over, .. } => over,
    };
    Some(Scenario {
        title: title?.0,
        proves: rules?,
        seed,
        duration: duration.unwrap_or(climb),
        population,
        clock: clock?,
        arrivals,
        care_settings: care_settings.unwrap_or_else(people::emergency_department),
        children,
        search,
        scripts,
        probes,
        limits,
        targets,
    })
}
