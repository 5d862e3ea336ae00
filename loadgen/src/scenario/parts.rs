//! What a checked scenario is made of. Nothing here needs checking again.

use core::time::Duration;

use chrono::NaiveDate;
use cpis_vocabulary::{CareSetting, RequirementId, Timestamp};

use super::probe_kind::ProbeKind;
use super::quantity::{Rate, Share, Times};
use super::step::Step;

/// A run, as it was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// What the run is called.
    pub title: String,
    /// The rules the run is judged by, in the rulebook's order, each once.
    pub proves: Vec<RequirementId>,
    /// What every draw of the run comes from.
    pub seed: u64,
    /// How long arrivals come, on the machine's clock.
    pub duration: Duration,
    /// The people.
    pub population: Population,
    /// The clock of the Spine.
    pub clock: Clock,
    /// When script runs and probes are due.
    pub arrivals: Arrivals,
    /// Where the viewers work: never empty.
    pub care_settings: Vec<Weighted<CareSetting>>,
    /// Which children the scripts meet.
    pub children: Children,
    /// How searches are judged.
    pub search: Search,
    /// What an ordinary arrival does: never empty.
    pub scripts: Vec<Script>,
    /// Arrivals that aim at the edges of rules.
    pub probes: Option<Probes>,
    /// What the generator allows itself and the Spine.
    pub limits: Limits,
    /// What the Spine is measured against.
    pub targets: Targets,
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

/// When arrivals are due, whatever the Spine answers: the model is open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arrivals {
    /// How many are due on average at each moment.
    pub profile: Profile,
    /// How they lie around the average.
    pub spacing: Spacing,
}

/// The average rate over the run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Profile {
    /// The same throughout.
    Constant(Rate),
    /// A straight climb or fall, then level.
    Ramp {
        /// At the start.
        from: Rate,
        /// At the end of `over`, and until the run ends.
        to: Rate,
        /// How long the climb takes; a shorter run cuts it off.
        over: Duration,
    },
}

/// How arrivals lie around their average rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spacing {
    /// Like a metronome.
    Even,
    /// Independent of each other, as people are.
    Poisson,
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
    /// How many of those children are looked at again and again; 0 for none.
    pub hot: u32,
    /// The share of the script runs about a child with an alert that take a hot one.
    pub hot_share: Share,
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
}

/// What happens to a request due when all slots are busy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnFull {
    /// It is recorded as not sent.
    Drop,
}

/// What the Spine is measured against; absent targets are not.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Targets {
    /// The median response time, from due.
    pub p50_from_due: Option<Duration>,
    /// 90 % of responses, from due.
    pub p90_from_due: Option<Duration>,
    /// 95 % of responses, from due.
    pub p95_from_due: Option<Duration>,
    /// 99 % of responses, from due.
    pub p99_from_due: Option<Duration>,
    /// 99.9 % of responses, from due.
    pub p999_from_due: Option<Duration>,
    /// The share of requests without an answer or with a 5xx.
    pub errors_at_most: Option<Share>,
    /// The share of requests not sent because all slots were busy.
    pub not_sent_at_most: Option<Share>,
}

impl Scenario {
    /// Whether the clock of the Spine stands still unless the run moves it.
    pub const fn has_frozen_clock(&self) -> bool {
        matches!(self.clock, Clock::Frozen { .. })
    }
}
