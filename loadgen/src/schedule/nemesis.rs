//! When what goes wrong on purpose: the faults of a scenario as a list of deeds in the order of time.

use core::time::Duration;

use cpis_wire::control::Fault;

use crate::scenario::{Disturbance, FaultPlan, Scenario, Share};

/// The faults of a scenario, laid out in time.
#[derive(Clone, PartialEq, Debug)]
pub struct Nemesis {
    strikes: Vec<Strike>,
}

/// Something that is done to the run at an instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Strike {
    /// From the start of the run.
    pub at: Duration,
    /// What is done.
    pub deed: Deed,
}

/// What is done.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    /// From now on the Spine has these faults and no others, in the scenario's order.
    Spine(Vec<Fault>),
    /// From now on so many of the requests without an answer are sent once more.
    Retry(Share),
    /// From now on so many requests are sent twice at once.
    Duplicate(Share),
    /// The connections are closed.
    DropConnections,
    /// The Spine's clock jumps forward.
    AdvanceClock(Duration),
}

/// What lasts: how it stands at an instant.
#[derive(Clone, PartialEq, Debug)]
struct State {
    spine: Vec<Fault>,
    retry: Share,
    duplicate: Share,
}

impl Nemesis {
    /// That of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        Self::over(&scenario.faults, scenario.duration)
    }

    /// The faults of a run that lasts until `end`. What still lasts then ends then.
    pub fn over(faults: &[FaultPlan], end: Duration) -> Self {
        let mut instants: Vec<Duration> = faults
            .iter()
            .flat_map(|fault| times(fault, end))
            .flat_map(|(from, to)| [Some(from), to])
            .flatten()
            .collect();
        instants.sort();
        instants.dedup();
        let mut strikes = Vec::new();
        let mut before = State::at(&[], end, Duration::ZERO);
        for at in instants {
            let state = State::at(faults, end, at);
            let changes = state.changes(&before);
            strikes.extend(changes.into_iter().map(|deed| Strike { at, deed }));
            let sudden = faults.iter().filter(|fault| happens(fault, end, at));
            let deeds = sudden.filter_map(|fault| sudden_deed(&fault.what));
            strikes.extend(deeds.map(|deed| Strike { at, deed }));
            before = state;
        }
        Self { strikes }
    }

    /// When a fault is on in a run that lasts until `end`: from when to when, its beginning twice where it happens at one instant.
    pub fn spans(
        fault: &FaultPlan,
        end: Duration,
    ) -> impl Iterator<Item = (Duration, Duration)> + '_ {
        times(fault, end).map(|(from, to)| (from, to.unwrap_or(from)))
    }

    /// Everything that is done, in the order of time.
    pub fn strikes(&self) -> &[Strike] {
        &self.strikes
    }
}

impl State {
    fn at(faults: &[FaultPlan], end: Duration, at: Duration) -> Self {
        let mut state = Self {
            spine: Vec::new(),
            retry: Share::NONE,
            duplicate: Share::NONE,
        };
        let on = faults.iter().filter(|fault| lasts_at(fault, end, at));
        for fault in on {
            match &fault.what {
                Disturbance::Spine(fault) => state.spine.push(fault.clone()),
                Disturbance::Retry(share) => state.retry = state.retry.max(*share),
                Disturbance::Duplicate(share) => state.duplicate = state.duplicate.max(*share),
                Disturbance::AdvanceClock(_) | Disturbance::DropConnections => {}
            }
        }
        state
    }

    fn changes(&self, before: &Self) -> Vec<Deed> {
        let spine = (self.spine != before.spine).then(|| Deed::Spine(self.spine.clone()));
        let retry = (self.retry != before.retry).then_some(Deed::Retry(self.retry));
        let duplicate =
            (self.duplicate != before.duplicate).then_some(Deed::Duplicate(self.duplicate));
        [spine, retry, duplicate].into_iter().flatten().collect()
    }
}

/// Each time a fault begins, and when it ends if it lasts; before the end of the run.
fn times(
    fault: &FaultPlan,
    end: Duration,
) -> impl Iterator<Item = (Duration, Option<Duration>)> + '_ {
    let when = fault.when;
    let lasts = lasts(&fault.what);
    let starts = core::iter::successors(Some(when.from), move |last| {
        last.checked_add(when.every.filter(|every| !every.is_zero())?)
    });
    let starts = starts.take_while(move |from| *from < end);
    starts.map(move |from| {
        let to = when
            .to
            .map_or(end, |to| from + to.saturating_sub(when.from));
        (from, lasts.then_some(to.min(end)))
    })
}

const fn lasts(what: &Disturbance) -> bool {
    match what {
        Disturbance::Spine(_) | Disturbance::Retry(_) | Disturbance::Duplicate(_) => true,
        Disturbance::AdvanceClock(_) | Disturbance::DropConnections => false,
    }
}

/// The last time a fault began at an instant or before.
fn begun(fault: &FaultPlan, at: Duration) -> Option<Duration> {
    let since = at.checked_sub(fault.when.from)?;
    let Some(every) = fault.when.every.filter(|every| !every.is_zero()) else {
        return Some(fault.when.from);
    };
    let rest = u64::try_from(since.as_nanos() % every.as_nanos()).unwrap_or(0);
    at.checked_sub(Duration::from_nanos(rest))
}

fn lasts_at(fault: &FaultPlan, end: Duration, at: Duration) -> bool {
    let length = fault.when.to.map(|to| to.saturating_sub(fault.when.from));
    lasts(&fault.what)
        && at < end
        && begun(fault, at).is_some_and(|from| length.is_none_or(|length| at < from + length))
}

fn happens(fault: &FaultPlan, end: Duration, at: Duration) -> bool {
    !lasts(&fault.what) && at < end && begun(fault, at) == Some(at)
}

fn sudden_deed(what: &Disturbance) -> Option<Deed> {
    match what {
        Disturbance::AdvanceClock(by) => Some(Deed::AdvanceClock(*by)),
        Disturbance::DropConnections => Some(Deed::DropConnections),
        Disturbance::Spine(_) | Disturbance::Retry(_) | Disturbance::Duplicate(_) => None,
    }
}
