use super::glance::Glance;
use super::interruption::Interruption;
use super::{LANES, lock};
use crate::executed::ProbeCount;
use crate::executor::Stopwatch;
use crate::history::{Moment, Operation};
use crate::scenario::ProbeKind;
use core::time::Duration;
use cpis_vocabulary::RequirementId;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

/// Says how many requests a worker has under way; nothing once it has ended.
type UnderWay = Box<dyn Fn() -> Option<u32> + Send + Sync>;

/// What can be told of a run while it goes on, for whoever looks on.
#[derive(Default)]
pub struct Board {
    /// By worker, where somebody asked to count.
    counting: OnceLock<Counting>,
    begun: OnceLock<Stopwatch>,
    arrivals: AtomicU64,
    /// Script runs and probes that were begun with, and those that are over.
    out: AtomicU64,
    home: AtomicU64,
    probes: Mutex<BTreeMap<ProbeKind, ProbeCount>>,
    under_way: Mutex<Vec<UnderWay>>,
    /// By worker.
    worked: Mutex<BTreeMap<u32, Duration>>,
    findings: Mutex<Option<Vec<(RequirementId, u64)>>>,
    interruption: Interruption,
}

/// What was recorded since a run is warm, by worker: none of them waits for another.
#[derive(Debug)]
struct Counting {
    measured_from: Moment,
    by_worker: [Mutex<Glance>; LANES],
}

impl Board {
    /// Counts what is recorded from now on, in a run that is warm from a moment on.
    pub fn count_from(&self, measured_from: Moment) {
        // Who asks twice is given the same.
        let _ = self.counting.set(Counting {
            measured_from,
            by_worker: std::array::from_fn(|_| Mutex::default()),
        });
    }

    /// What has been recorded so far; nothing where nobody asked to count.
    pub fn glance(&self) -> Glance {
        let mut all = Glance::default();
        let lanes = self.counting.get().into_iter();
        for lane in lanes.flat_map(|counting| &counting.by_worker) {
            // Copied first: while numbers are added up, no worker waits.
            let one = lock(lane).clone();
            all.add(&one);
        }
        all
    }

    /// Counts an operation, where somebody asked to.
    pub(super) fn take(&self, operation: &Operation, lane: usize) {
        if let Some(counting) = self.counting.get()
            && let Some(lane) = counting.by_worker.get(lane)
        {
            lock(lane).take(operation, counting.measured_from);
        }
    }

    /// The run's own clock; nothing before the run has begun.
    pub fn stopwatch(&self) -> Option<Stopwatch> {
        self.begun.get().copied()
    }

    /// How many arrivals of the open phases were begun with.
    pub fn arrivals(&self) -> u64 {
        self.arrivals.load(Ordering::Relaxed)
    }

    /// How many requests are under way at this moment.
    pub fn in_flight(&self) -> u64 {
        let under_way = lock(&self.under_way);
        under_way.iter().filter_map(|of| of()).map(u64::from).sum()
    }

    /// What became of the probes so far, by kind.
    pub fn probes(&self) -> Vec<ProbeCount> {
        lock(&self.probes).values().copied().collect()
    }

    /// For how long each worker has been at work so far.
    pub fn worked(&self) -> Vec<(u32, Duration)> {
        let by_worker = lock(&self.worked).clone();
        by_worker.into_iter().collect()
    }

    /// How often each rule was seen broken so far; nothing where nobody judges while the run goes on.
    pub fn findings(&self) -> Option<Vec<(RequirementId, u64)>> {
        lock(&self.findings).clone()
    }

    /// Has the load end before its time, for a reason that is told. Answers whether there is a load to end: nothing is done before it has
    /// begun and once it is over.
    pub fn interrupt(&self, why: &str) -> bool {
        self.begun.get().is_some() && self.interruption.ask(why)
    }

    /// Whether somebody wants the load to end.
    pub(crate) const fn interruption(&self) -> &Interruption {
        &self.interruption
    }

    /// Notes that the run has begun.
    pub(crate) fn begin(&self, stopwatch: Stopwatch) {
        // A run begins once.
        let _ = self.begun.set(stopwatch);
    }

    /// Notes that a script run or a probe is begun with.
    pub(crate) fn set_out(&self) {
        self.out.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes that one is over.
    pub(crate) fn come_home(&self) {
        self.home.fetch_add(1, Ordering::SeqCst);
    }

    /// How many script runs and probes are under way, at most.
    pub(crate) fn script_runs(&self) -> u64 {
        // In this order none is left out that was begun with before.
        let home = self.home.load(Ordering::SeqCst);
        self.out.load(Ordering::SeqCst).saturating_sub(home)
    }

    /// Notes that an arrival is begun with.
    pub(crate) fn arrive(&self) {
        self.arrivals.fetch_add(1, Ordering::Relaxed);
    }

    /// Asks this from now on how many requests a worker has under way.
    pub(crate) fn ask(&self, worker: impl Fn() -> Option<u32> + Send + Sync + 'static) {
        lock(&self.under_way).push(Box::new(worker));
    }

    /// Notes that something became of a probe.
    pub(crate) fn note_probe(&self, kind: ProbeKind, note: impl FnOnce(&mut ProbeCount)) {
        let mut probes = lock(&self.probes);
        note(probes.entry(kind).or_insert(ProbeCount {
            kind,
            planned: 0,
            run: 0,
            reached: 0,
        }));
    }

    /// Notes for how long a worker has been at work so far.
    pub(crate) fn note_work(&self, worker: u32, busy: Duration) {
        lock(&self.worked).insert(worker, busy);
    }

    /// Notes how often each rule was seen broken so far.
    pub(crate) fn note_findings(&self, findings: Vec<(RequirementId, u64)>) {
        *lock(&self.findings) = Some(findings);
    }
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board")
            .field("begun", &self.begun)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}
