//! What the executor hands back when a run is over.

use crate::checker::Reading;
use crate::history::Ledger;
use crate::scenario::ProbeKind;
use crate::truth::Known;
use core::time::Duration;
use cpis_vocabulary::Timestamp;
use reports::ServerMetric;
use serde::{Deserialize, Serialize};

/// A run that is over: what is known besides its operations.
#[derive(Debug)]
pub struct Executed {
    /// What the authorities received, and the lists as they stood at the end.
    pub ledger: Ledger,
    /// The people, before the run changed anything.
    pub people: Known,
    /// How the rules are read for this Spine.
    pub reading: Reading,
    /// The Spine.
    pub target: TargetFacts,
    /// The figures of the people.
    pub population: PopulationFacts,
    /// What became of the probes, by kind.
    pub probes: Vec<ProbeCount>,
    /// The most requests under way at one time.
    pub in_flight_max: u64,
    /// How busy the busiest worker was: in the ten seconds with the most work for it, or in all of a shorter run. Nothing where nobody
    /// looked.
    pub work: Option<Work>,
    /// For how long every slot of a worker was taken and a request waited for one (`on_full = "queue"`), of the worker for whom that was
    /// longest.
    pub waited_for: Duration,
    /// When the run began, by the machine's clock.
    pub started_at: Timestamp,
    /// From the first operation due to the last one settled.
    pub duration: Duration,
    /// The deliberate rule breaks that were on when the run began or when it ended: name and text.
    pub bugs: Vec<(String, String)>,
    /// The faults that were on when the run began or when it ended: name and text.
    pub faults: Vec<(String, String)>,
    /// How far the clocks may lie apart that the moments of the operations were read from: each of them ends later by so much
    /// since those of several machines were merged. Nothing where one machine ran them all.
    pub apart: Duration,
    /// Why nothing that was seen can be held for or against the Spine, where that is so.
    pub doubt: Option<InDoubt>,
    /// Why the history has not everything that the run did, where that is so: then it counts for nothing, and most of what was seen may
    /// have a reason that nobody knows.
    pub missing: Option<String>,
    /// What the Spine told of itself; empty where it was not asked or told nothing.
    pub server: Vec<ServerMetric>,
    /// What else happened, from the start of the run, in order.
    pub events: Vec<(Duration, String)>,
}

impl Executed {
    /// What is known of a run when it begins.
    pub fn begun(
        people: Known,
        reading: Reading,
        (target, population): (TargetFacts, PopulationFacts),
        started_at: Timestamp,
    ) -> Self {
        Self {
            ledger: Ledger::default(),
            people,
            reading,
            target,
            population,
            probes: Vec::new(),
            in_flight_max: 0,
            work: None,
            waited_for: Duration::ZERO,
            started_at,
            duration: Duration::ZERO,
            bugs: Vec::new(),
            faults: Vec::new(),
            apart: Duration::ZERO,
            doubt: None,
            missing: None,
            server: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// Why nothing that was seen can be held for or against a Spine, as a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InDoubt {
    /// It is gone, or has lost its record.
    SpineLost(String),
    /// Another client was there.
    AnotherClient(String),
}

impl InDoubt {
    /// The sentence.
    pub fn why(&self) -> &str {
        match self {
            Self::SpineLost(why) | Self::AnotherClient(why) => why,
        }
    }
}

/// What a worker had to do in a stretch of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Work {
    /// For so long its thread was at work: not asleep, and not merely awake for the next moment.
    pub busy: Duration,
    /// How long the stretch was.
    pub of: Duration,
}

impl Work {
    /// Whether it is a greater part of its time than that of another.
    pub fn is_more_than(self, other: Self) -> bool {
        self.busy.as_nanos().saturating_mul(other.of.as_nanos())
            > other.busy.as_nanos().saturating_mul(self.of.as_nanos())
    }

    /// Of two stretches, the one with more work.
    #[must_use]
    pub fn or_more(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(if other.is_more_than(one) { other } else { one }),
            (one, other) => one.or(other),
        }
    }
}

/// The Spine of a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TargetFacts {
    /// Whether the generator started it.
    pub own_mock: bool,
    /// Where its data port is.
    pub url: String,
    /// Where its control port is, if the run had one.
    pub control: Option<String>,
    /// Where it keeps its record, if that is known.
    pub store: Option<String>,
    /// The mode of its clock, if that is known.
    pub clock: Option<String>,
}

/// The figures of a run's people.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PopulationFacts {
    /// Patients.
    pub patients: u64,
    /// The seed they are drawn from.
    pub seed: u64,
    /// The day from which ages and plans are counted, `YYYY-MM-DD`.
    pub reference_date: String,
    /// Users who could log on.
    pub users: u64,
    /// Organisations.
    pub organisations: u64,
    /// Local authorities.
    pub authorities: u64,
    /// Plans.
    pub plans: u64,
}

/// What became of the probes of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProbeCount {
    /// The kind.
    pub kind: ProbeKind,
    /// How many were due.
    pub planned: u64,
    /// How many were run to their end.
    pub run: u64,
    /// How many were seen to reach the edge.
    pub reached: u64,
}
