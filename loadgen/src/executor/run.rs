use super::Driving;
use super::clock_view::ClockView;
use super::ids::Ids;
use super::nemesis::Mischief;
use super::pacer::{Pacer, Pacing};
use super::record::Record;
use super::script::StepNames;
use super::sessions::Sessions;
use super::sight::Before;
use super::stopped::Stopped;
use super::stopwatch::Stopwatch;
use super::tenants::Tenant;
use super::unread::Unread;
use super::worker::Worker;
use crate::cast::Cast;
use crate::control::Control;
use crate::history::{Kind, Moment, Operation, OperationNumber, Probe};
use crate::recorder::Recorder;
use crate::scenario::{Disturbance, FaultPlan, ProbeKind, Scenario};
use crate::schedule::{Assignments, Schedule};
use crate::transport::AnyTransport;
use crate::truth::FIRST_TENANT;
use cpis_vocabulary::{CareSetting, Text, TraceId};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Everything that the arrivals of one worker share. What the workers of a run share stands behind an `Arc`.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) scenario: Arc<Scenario>,
    pub(super) assignments: Arc<Assignments>,
    pub(super) step_names: Arc<StepNames>,
    pub(super) cast: Arc<Cast>,
    pub(super) transport: AnyTransport,
    pub(super) control: Option<Control>,
    pub(super) clock: Arc<ClockView>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) stopwatch: Stopwatch,
    pub(super) pacer: Pacer,
    pub(super) recorder: Arc<Recorder>,
    /// Held by whoever moves the clock, for as long as the clock must not be moved by others.
    pub(super) mover: Arc<tokio::sync::Mutex<()>>,
    pub(super) worker: Worker,
    pub(super) before: Before,
    /// How many script runs the users of each closed phase have begun.
    pub(super) turns: Arc<[AtomicU64]>,
    /// What goes wrong on purpose on this side.
    pub(super) mischief: Arc<Mischief>,
    /// Whether connections are dropped on purpose: then every request listens for it.
    pub(super) drops_connections: bool,
    /// What the Spine keeps.
    pub(super) record: Arc<Record>,
    /// Filled once the run ends before its time.
    stopped: Arc<Stopped>,
    operations: Arc<AtomicU64>,
    ids_given: Arc<AtomicU64>,
    searches: Arc<AtomicU64>,
    /// What is compared with the people when the run is over, where others may have changed them; none of the run's own mock.
    compared: Option<Arc<Mutex<Vec<Operation>>>>,
    /// The ids of requests and traces.
    pub(super) ids: Ids,
    /// Whose list nobody has read since they were looked at.
    pub(super) unread: Arc<Unread>,
    events: Arc<Mutex<Events>>,
    /// The tenant that it works in.
    pub(super) tenant: Text,
    /// The tenants that the run has made.
    pub(super) tenants: Arc<[Tenant]>,
    /// The same worker in each of them.
    pub(super) others: Vec<Arc<Self>>,
}

/// Where in the run an operation stands.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) step: Text,
    pub(super) probe: Option<Probe>,
    pub(super) setting: Option<CareSetting>,
    pub(super) due: Moment,
}

impl Run {
    pub(super) fn new(
        scenario: Arc<Scenario>,
        cast: Arc<Cast>,
        (transport, control): (AnyTransport, Option<Control>),
        clock: ClockView,
        (stopwatch, driving): (Stopwatch, Driving),
        recorder: Arc<Recorder>,
        ids: Ids,
    ) -> Self {
        let schedule = Schedule::of(&scenario);
        let turns = schedule.crowds().iter().map(|_| AtomicU64::new(0));
        let drops = |fault: &FaultPlan| fault.what == Disturbance::DropConnections;
        let drops_connections = scenario.faults.iter().any(drops);
        Self {
            assignments: Arc::new(Assignments::of(&scenario)),
            step_names: Arc::new(StepNames::of(&scenario)),
            scenario,
            cast,
            transport,
            control,
            clock: Arc::new(clock),
            sessions: Arc::default(),
            stopwatch,
            pacer: Pacer::start(driving.pacing, stopwatch),
            recorder,
            mover: Arc::default(),
            worker: Worker::first(driving.workers),
            before: Before::default(),
            turns: turns.collect(),
            mischief: Arc::default(),
            drops_connections,
            record: Arc::default(),
            stopped: Arc::default(),
            operations: Arc::default(),
            ids_given: Arc::default(),
            searches: Arc::default(),
            compared: None,
            ids,
            unread: Arc::new(Unread::of(driving.workers)),
            events: Arc::default(),
            tenant: FIRST_TENANT.into(),
            tenants: Arc::default(),
            others: Vec::new(),
        }
    }

    /// A worker of the same run, with connections of its own, on the runtime of this thread.
    pub(super) fn beside(
        &self,
        worker: Worker,
        pacing: Pacing,
        (transport, control): (AnyTransport, Option<Control>),
    ) -> Self {
        Self {
            scenario: Arc::clone(&self.scenario),
            assignments: Arc::clone(&self.assignments),
            step_names: Arc::clone(&self.step_names),
            cast: Arc::clone(&self.cast),
            transport,
            control,
            clock: Arc::clone(&self.clock),
            sessions: Arc::clone(&self.sessions),
            stopwatch: self.stopwatch,
            pacer: Pacer::start(pacing, self.stopwatch),
            recorder: Arc::clone(&self.recorder),
            mover: Arc::clone(&self.mover),
            worker,
            before: Before::default(),
            turns: Arc::clone(&self.turns),
            mischief: Arc::clone(&self.mischief),
            drops_connections: self.drops_connections,
            record: Arc::clone(&self.record),
            stopped: Arc::clone(&self.stopped),
            operations: Arc::default(),
            ids_given: Arc::default(),
            searches: Arc::default(),
            compared: self.compared.clone(),
            ids: self.ids,
            unread: Arc::clone(&self.unread),
            events: Arc::clone(&self.events),
            tenant: Text::clone(&self.tenant),
            tenants: Arc::clone(&self.tenants),
            others: Vec::new(),
        }
    }

    /// The same worker in another tenant, whose clock and users are its own; nobody else changes its people.
    pub(super) fn in_tenant(
        &self,
        tenant: &Tenant,
        pacing: Pacing,
        connections: (AnyTransport, Option<Control>),
    ) -> Self {
        Self {
            clock: Arc::clone(&tenant.clock),
            sessions: Arc::clone(&tenant.sessions),
            mover: Arc::clone(&tenant.mover),
            record: Arc::default(),
            unread: Arc::new(self.unread.anew()),
            operations: Arc::clone(&self.operations),
            ids_given: Arc::clone(&self.ids_given),
            searches: Arc::clone(&self.searches),
            compared: None,
            tenant: Text::clone(&tenant.name),
            ..self.beside(self.worker, pacing, connections)
        }
    }

    /// The number of the next operation.
    pub(super) fn next_operation(&self) -> OperationNumber {
        OperationNumber(self.next(&self.operations))
    }

    /// Counts on, in numbers that no other worker of any shard counts.
    fn next(&self, count: &AtomicU64) -> u64 {
        self.scenario.shard.nth(self.worker.next(count))
    }

    /// Ends the run before its time: nothing more falls due.
    pub(super) fn stop(&self, why: &str) {
        // The first reason is the one that is told.
        if self.stopped.stop() {
            self.note_event(format!("{CUT_SHORT}: {why}"));
        }
    }

    /// Whether the run was ended before its time.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_so()
    }

    /// Ends the run before its time when somebody wants it to.
    pub(super) async fn heed(&self) {
        let why = self.recorder.board().interruption().wait().await;
        self.stop(why);
    }

    /// Waits until about a moment, unless the run is ended before; answers whether it goes on.
    pub(super) async fn goes_on_until(&self, due: Moment) -> bool {
        tokio::select! {
            biased;
            () = self.pacer.about(due) => {}
            () = self.stopped.wait() => {}
        }
        !self.is_stopped()
    }

    /// A UUID that the run has not used before.
    pub(super) fn next_id(&self) -> TraceId {
        self.ids.nth(self.next(&self.ids_given))
    }

    /// The same, where others may change the Spine, put it back to its start or end it.
    pub(super) fn of_others_where(self, is_so: bool, record: Record) -> Self {
        if !is_so {
            return self;
        }
        Self {
            record: Arc::new(record),
            compared: Some(Arc::default()),
            ..self
        }
    }

    /// Whether others may use the same Spine.
    pub(super) const fn is_of_others(&self) -> bool {
        self.compared.is_some()
    }

    /// Whether other generators put load on the same Spine.
    pub(super) fn is_one_of_several(&self) -> bool {
        self.compared.is_some() && !self.scenario.shard.is_whole()
    }

    /// Keeps an operation that has to do with who is found.
    pub(super) fn keep_compared(&self, operation: &Operation) {
        let Some(compared) = &self.compared else {
            return;
        };
        if is_compared(operation) {
            let mut compared = compared.lock().unwrap_or_else(PoisonError::into_inner);
            compared.push(operation.clone());
        }
    }

    /// Whether no more answers can be compared.
    pub(super) fn has_compared_all(&self) -> bool {
        self.compared.as_ref().is_some_and(|compared| {
            let compared = compared.lock().unwrap_or_else(PoisonError::into_inner);
            compared.len() >= COMPARED_MAX
        })
    }

    /// What was kept for comparing.
    pub(super) fn take_compared(&self) -> Vec<Operation> {
        let compared = self.compared.as_ref();
        let taken = compared
            .map(|kept| std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner)));
        taken.unwrap_or_default()
    }

    /// How many script runs the users of a closed phase have begun.
    pub(super) fn turns_of(&self, place: usize) -> u64 {
        self.turns
            .get(place)
            .map_or(0, |turns| turns.load(Ordering::Relaxed))
    }

    /// How many searches and readings came before.
    pub(super) fn next_search(&self) -> u64 {
        self.next(&self.searches)
    }

    /// Notes that a probe fell due.
    pub(super) fn note_due(&self, kind: ProbeKind) {
        let board = self.recorder.board();
        board.note_probe(kind, |count| count.planned += 1);
    }

    /// Notes that a probe was run, and whether it reached its edge.
    pub(super) fn note_probe(&self, kind: ProbeKind, reached: bool) {
        self.recorder.board().note_probe(kind, |count| {
            count.run += 1;
            count.reached += u64::from(reached);
        });
    }

    /// Notes that something worth telling happened.
    pub(super) fn note_event(&self, text: impl Into<String>) {
        let mut events = self.events();
        if events.told.len() < EVENTS_MAX {
            events.told.push((self.elapsed(), text.into()));
        } else {
            events.more += 1;
        }
    }

    /// Notes that something was left out that belongs to the run.
    pub(super) fn note_left_out(&self, what: &str) {
        let event = (self.elapsed(), format!("{LEFT_OUT}: {what}"));
        self.events().told.push(event);
    }

    fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.stopwatch.now().nanos())
    }

    fn events(&self) -> MutexGuard<'_, Events> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was noted.
    pub(super) fn take_events(&self) -> Vec<(Duration, String)> {
        let Events { mut told, more } = std::mem::take(&mut *self.events());
        if more > 0 {
            told.push((self.elapsed(), format!("{LEFT_OUT}: {more} more events")));
        }
        told
    }
}

/// What else happened: what was noted, and how much more there was.
#[derive(Debug, Default)]
struct Events {
    told: Vec<(Duration, String)>,
    more: u64,
}

/// How many operations are kept in memory for comparing.
const COMPARED_MAX: usize = 20_000;

fn is_compared(operation: &Operation) -> bool {
    let kind = &operation.kind;
    kind.kept_search().is_some() || matches!(kind, Kind::ChangePatient { .. })
}

/// How the event begins that tells of a run that was ended before its time.
pub const CUT_SHORT: &str = "the run was ended before its time";

/// How the event begins that tells of what was left out for want of room or time.
pub const LEFT_OUT: &str = "this was left out";

/// How many events a report can bear.
const EVENTS_MAX: usize = 200;
