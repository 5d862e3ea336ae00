//! When work comes, and who brings it: groups of users, the phases of each, and the shape of every phase.

use core::time::Duration;

use cpis_vocabulary::{CareSetting, Text};

use super::parts::{Children, Weighted};
use super::quantity::{Rate, ThinkTime};

/// One of several populations of users that are there at once. Without `[[group]]` a scenario has one.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// What reports call it.
    pub name: String,
    /// One after the other, without gap: never empty.
    pub phases: Vec<Phase>,
    /// Where its viewers work: never empty.
    pub care_settings: Vec<Weighted<CareSetting>>,
    /// Which children its scripts meet.
    pub children: Children,
    /// The tenant that it works in; none for the one that the Spine's address names.
    pub tenant: Option<Text>,
}

/// A stretch of a group's time with a load of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Phase {
    /// What reports call it.
    pub name: String,
    /// When it begins, from the start of the run.
    pub start: Duration,
    /// How long.
    pub duration: Duration,
    /// What comes while it lasts.
    pub load: Load,
    /// Whether it only warms the Spine up. Warm-up comes before every other phase of its group.
    pub is_warm_up: bool,
    /// Which scripts are run, by their place in the scenario, and how often each among them: never empty.
    pub scripts: Vec<Weighted<usize>>,
}

impl Phase {
    /// When it ends, from the start of the run.
    pub fn end(&self) -> Duration {
        self.start + self.duration
    }
}

/// What comes while a phase lasts.
#[derive(Clone, PartialEq, Debug)]
pub enum Load {
    /// Arrivals at times of their own, whatever the Spine answers.
    Open(Arrivals),
    /// Users who each wait for their answers.
    Closed(Closed),
}

/// When arrivals are due, whatever the Spine answers: the model is open.
#[derive(Clone, PartialEq, Debug)]
pub struct Arrivals {
    /// How many are due on average at each moment.
    pub profile: Profile,
    /// How they lie around the average.
    pub spacing: Spacing,
}

/// The average rate over a phase, counted from its start. An absent rate is none at all.
#[derive(Clone, PartialEq, Debug)]
pub enum Profile {
    /// The same throughout.
    Constant(Rate),
    /// A straight climb or fall, then level.
    Ramp {
        /// At the start.
        from: Rate,
        /// At the end of `over`, and until the phase ends.
        to: Rate,
        /// How long the climb takes; a shorter phase cuts it off.
        over: Duration,
    },
    /// One rate after the other; the last one stays.
    Steps {
        /// In order; at least one is above zero.
        rates: Vec<Option<Rate>>,
        /// How long each stays.
        each: Duration,
    },
    /// Many at one instant, again and again; the first at the start. Always evenly spaced.
    Burst {
        /// How many at once.
        size: u32,
        /// From one burst to the next.
        every: Duration,
    },
    /// One stretch in which many more come.
    Spike {
        /// Before and after.
        base: Option<Rate>,
        /// Inside.
        peak: Rate,
        /// When it begins.
        at: Duration,
        /// How long it lasts.
        lasts: Duration,
    },
    /// A recorded curve: straight lines between points, then level.
    Replay {
        /// In the order of time, the first at zero; at least one rate is above zero.
        points: Vec<(Duration, Option<Rate>)>,
    },
}

impl Profile {
    /// How long it has something to show; nothing where it is the same for ever.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Self::Constant(_) | Self::Burst { .. } => None,
            Self::Ramp { over, .. } => Some(*over),
            Self::Steps { rates, each } => {
                Some(each.saturating_mul(u32::try_from(rates.len()).unwrap_or(u32::MAX)))
            }
            Self::Spike { at, lasts, .. } => Some(*at + *lasts + *at),
            Self::Replay { points } => points.last().map(|(at, _)| *at),
        }
    }
}

/// How arrivals lie around their average rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spacing {
    /// Like a metronome.
    Even,
    /// Independent of each other, as people are.
    Poisson,
}

/// Users who each run one script after the other: the model is closed, and a slow Spine is asked less.
#[derive(Clone, PartialEq, Debug)]
pub struct Closed {
    /// How many at each moment.
    pub users: Users,
    /// What each does between the end of one script and the start of the next.
    pub think_time: ThinkTime,
    /// When they stop, at the latest when the phase ends.
    pub until: Until,
}

/// How many users there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Users {
    /// As many throughout: above zero.
    Constant(u32),
    /// More and more, or fewer and fewer, then level; at least one end is above zero.
    Ramp {
        /// At the start.
        from: u32,
        /// At the end of `over`, and until the phase ends.
        to: u32,
        /// How long the change takes.
        over: Duration,
    },
}

impl Users {
    /// The most there are at one time.
    pub fn most(self) -> u32 {
        match self {
            Self::Constant(users) => users,
            Self::Ramp { from, to, .. } => from.max(to),
        }
    }
}

/// When virtual users stop before their phase ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
    /// They do not.
    PhaseEnds,
    /// When all of them together have begun so many script runs.
    Shared(u64),
    /// When each has run so many.
    Each(u64),
}
