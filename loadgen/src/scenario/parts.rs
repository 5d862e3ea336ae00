//! What a checked scenario is made of. Nothing here needs checking again.

use core::time::Duration;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use cpis_vocabulary::{CareSetting, RequirementId, Timestamp};

use super::fault::FaultPlan;
use super::load::{Group, Phase};
use super::probe_kind::ProbeKind;
use super::quantity::{Shard, Share, Times, Zipf};
use super::step::Step;
use super::target::Target;
use crate::checker::Reading;

/// A run, as it was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// What the run is called.
    pub title: String,
    /// The rules the run is judged by, in the rulebook's order, each once.
    pub proves: Vec<RequirementId>,
    /// What every draw of the run comes from.
    pub seed: u64,
    /// How long arrivals come, on the machine's clock: until the last phase of the last group ends.
    pub duration: Duration,
    /// The people.
    pub population: Population,
    /// The clock of the Spine.
    pub clock: Clock,
    /// How the rules are read where the public record leaves them open. What the Spine held before, and how exactly its clock is
    /// known, only the run finds out.
    pub reading: Reading,
    /// Who comes, when, and how many: never empty.
    pub groups: Vec<Group>,
    /// How searches are judged.
    pub search: Search,
    /// What an ordinary arrival does: never empty.
    pub scripts: Vec<Script>,
    /// Arrivals that aim at the edges of rules.
    pub probes: Option<Probes>,
    /// What the generator allows itself and the Spine.
    pub limits: Limits,
    /// What the Spine is measured against.
    pub targets: Vec<Target>,
    /// When the run ends before its time.
    pub stop: Stop,
    /// What goes wrong on purpose, in the scenario's order.
    pub faults: Vec<FaultPlan>,
    /// Which part of the arrivals and users this generator takes.
    pub shard: Shard,
    /// The numbers of the arrivals and script runs that are made; nothing where all are.
    pub only: Option<Arc<BTreeSet<u64>>>,
}

/// The synthetic people a run is about: the same as those of a Spine started with the same figures.
#[derive(Clone, PartialEq, Debug)]
pub struct Population {
    /// How many.
    pub patients: u32,
    /// The seed the people are drawn from: apart from the run's, so that a new seed is a new run on the same people.
    pub seed: u64,
    /// Where their NHS numbers lie. DAT-1.
    pub range: NumberRange,
    /// The day their ages and plans are counted from. DAT-2.
    pub reference_date: NaiveDate,
    /// How many people can log on.
    pub users: u32,
    /// The share of children with a displayable plan on the reference date; the population's own where absent.
    pub children_with_plans: Option<Share>,
}

/// The NHS numbers a population may use. DAT-1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberRange {
    /// 999 000 0000 to 999 999 9999.
    Of999,
    /// 900 000 0000 to 999 999 9999.
    Of9xx,
}

/// The clock of the Spine. CLK-1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands until it is moved.
    Frozen {
        /// Where it starts.
        now: Timestamp,
    },
    /// Runs as fast as the machine's, from another instant.
    Shifted {
        /// Where it starts.
        now: Timestamp,
    },
    /// Runs faster or slower than the machine's.
    Scaled {
        /// Where it starts.
        now: Timestamp,
        /// How many times as fast.
        rate: Times,
    },
}

/// One of several things, and how often it is taken among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weighted<T> {
    /// The thing.
    pub item: T,
    /// Its part of the sum of weights.
    pub weight: u32,
}

/// Which children the scripts meet. Probes always take a child with a displayable plan.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Children {
    /// The share of script runs about a child with a displayable plan.
    pub with_alert: Share,
    /// Which of those children are looked at more than others.
    pub favour: Favour,
}

/// Which children with an alert are looked at more than others.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Favour {
    /// All alike.
    Nobody,
    /// A few are looked at again and again.
    Hot {
        /// How many: above zero.
        count: u32,
        /// The share of the script runs about a child with an alert that take one of them.
        share: Share,
    },
    /// Each is looked at less than the one before.
    Zipf(Zipf),
}

/// How searches are judged.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Search {
    /// The share of searches and readings whose answers are kept, and compared with the population after the run. SRC-8.
    pub verified: Share,
}

/// What an ordinary arrival does, step after step.
#[derive(Clone, PartialEq, Debug)]
pub struct Script {
    /// What reports call it: the name given, or `script N` counted from 1.
    pub name: String,
    /// Its part of the sum of weights.
    pub weight: u32,
    /// Never empty.
    pub steps: Vec<Step>,
    /// Where its viewers work when that differs from the scenario's; never empty.
    pub care_settings: Option<Vec<Weighted<CareSetting>>>,
}

/// Arrivals that aim at the edges of rules.
#[derive(Clone, PartialEq, Debug)]
pub struct Probes {
    /// The budget: their share of all arrivals, above zero.
    pub share: Share,
    /// The kinds, taken in turn: never empty, each once.
    pub kinds: Vec<ProbeKind>,
}

/// What the generator allows itself and the Spine.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// Requests without an answer at one time, at most.
    pub in_flight: u32,
    /// A request unanswered for longer counts as unknown.
    pub answer_within: Duration,
    /// What happens to a request due when all slots are busy.
    pub on_full: OnFull,
    /// How long after the last answer notifications may still arrive.
    pub settle_within: Duration,
    /// Below this share of the arrivals due, the generator could not keep up.
    pub achieved_at_least: Share,
    /// Above this p99 of sent − due, the generator could not keep up.
    pub lateness_p99: Duration,
    /// Above this share of the requests due that were not sent, the generator could not keep up.
    pub dropped_at_most: Share,
    /// Above this share of its time at work, a worker could not keep up.
    pub busy_at_most: Share,
}

/// What happens to a request due when all slots are busy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnFull {
    /// It is recorded as not sent.
    Drop,
    /// It is sent late, as soon as a slot is free: its lateness shows how long it waited.
    Queue,
    /// There are more slots.
    Grow {
        /// At most so many; a request due when these are busy too is recorded as not sent.
        to: u32,
    },
}

/// When a run ends before its time.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stop {
    /// As soon as a rule is seen broken.
    pub on_broken_rule: bool,
    /// As soon as a target cannot be met any more.
    pub on_hopeless_target: bool,
}

impl Scenario {
    /// Whether the clock of the Spine stands still unless the run moves it.
    pub const fn has_frozen_clock(&self) -> bool {
        matches!(self.clock, Clock::Frozen { .. })
    }

    /// How long the run warms up: what is due before is in no figure and no target. Of several groups, the longest warm-up.
    pub fn warm_up(&self) -> Duration {
        let phases = self.groups.iter().flat_map(|group| &group.phases);
        let warm_up = phases.filter(|phase| phase.is_warm_up);
        warm_up.map(Phase::end).max().unwrap_or_default()
    }
}
