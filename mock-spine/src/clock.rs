//! Time: the machine's clock at the edge, and each tenant's own on top of it. CLK-1, CLK-2.

use chrono::TimeDelta;
pub use cpis_rules::Mode;
use cpis_rules::{ClockError, VirtualClock};
use cpis_vocabulary::Timestamp;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// The machine's clock.
pub trait Machine: Send + Sync + std::fmt::Debug + 'static {
    /// What it shows.
    fn now(&self) -> Timestamp;
}

/// The clock of the computer that the mock runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemMachine;

impl Machine for SystemMachine {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where the machine's clock is read"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let millis = since
            .as_secs()
            .saturating_mul(1_000)
            .saturating_add(since.subsec_millis().into());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// A machine's clock that moves when it is told to: for simulations and tests.
#[derive(Debug)]
pub struct ManualMachine(AtomicI64);

impl ManualMachine {
    /// A clock that shows `at`.
    pub fn new(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.millis()))
    }

    /// Moves the clock, back as well as forward.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.millis(), Ordering::SeqCst);
    }
}

impl Machine for ManualMachine {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A tenant's clock. It never shows an earlier time than it has shown, unless it is set before it was used. CLK-1.
#[derive(Debug)]
pub struct TenantClock {
    machine: Arc<dyn Machine>,
    start: StartClock,
    state: Mutex<State>,
    used: AtomicBool,
}

#[derive(Debug)]
struct State {
    clock: VirtualClock,
    /// The latest time shown: a machine whose clock steps back does not take the mock's along.
    shown: Timestamp,
    moves: u64,
}

/// How a tenant's clock stands when it starts, and again after a reset.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum StartClock {
    /// It shows the machine's time.
    System,
    /// It stands, or runs, from a time of its own.
    At(Mode, Timestamp),
}

impl TenantClock {
    /// A clock as it starts.
    ///
    /// # Errors
    /// When the mode's rate is none.
    pub fn new(machine: Arc<dyn Machine>, start: StartClock) -> Result<Self, ClockError> {
        let clock = start_clock(start, machine.now())?;
        let state = Mutex::new(State {
            clock,
            shown: Timestamp::MIN,
            moves: 0,
        });
        Ok(Self {
            machine,
            start,
            state,
            used: AtomicBool::new(false),
        })
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        let mut state = self.state();
        state.shown = state.shown.max(state.clock.now(self.machine.now()));
        state.shown
    }

    /// Its mode.
    pub fn mode(&self) -> Mode {
        self.state().clock.mode()
    }

    /// How often it was set or moved since the start or the last reset.
    pub fn moves(&self) -> u64 {
        self.state().moves
    }

    /// The machine's time, for what clients compare with their own.
    pub fn machine_now(&self) -> Timestamp {
        self.machine.now()
    }

    /// Notes that the data port has been used: from now on the clock only goes forward. CLK-1.
    pub fn note_use(&self) {
        if !self.used.load(Ordering::Relaxed) {
            self.used.store(true, Ordering::SeqCst);
        }
    }

    /// Sets mode and time; without a time, the clock goes on from what it shows, or follows the machine in system mode.
    ///
    /// # Errors
    /// When it would go back though the data port has been used, or the rate is none.
    pub fn set(&self, mode: Mode, to: Option<Timestamp>) -> Result<Timestamp, ClockError> {
        let mut state = self.state();
        let machine = self.machine.now();
        let used = self.used.load(Ordering::SeqCst);
        let clock = state.not_behind(machine)?;
        let to = to.unwrap_or(clock.now(machine));
        Ok(state.show(clock.set(mode, to, machine, used)?, machine))
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    /// When `by` is negative, or leads out of the range of time.
    pub fn advance(&self, by: TimeDelta) -> Result<Timestamp, ClockError> {
        let mut state = self.state();
        let machine = self.machine.now();
        let clock = state.not_behind(machine)?.advance(by, machine)?;
        Ok(state.show(clock, machine))
    }

    /// Puts the clock back to how it started; it may be set to any time again.
    pub fn reset(&self) {
        let mut state = self.state();
        if let Ok(clock) = start_clock(self.start, self.machine.now()) {
            state.clock = clock;
        }
        state.shown = Timestamp::MIN;
        state.moves = 0;
        self.used.store(false, Ordering::SeqCst);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The clock, not behind what it has shown: a machine that has stepped back makes no step shorter, and no way back longer.
    fn not_behind(&self, machine: Timestamp) -> Result<VirtualClock, ClockError> {
        let behind = self.shown.since(self.clock.now(machine));
        if behind > TimeDelta::zero() {
            self.clock.advance(behind, machine)
        } else {
            Ok(self.clock)
        }
    }

    /// Goes on with another clock; what that shows.
    fn show(&mut self, clock: VirtualClock, machine: Timestamp) -> Timestamp {
        self.clock = clock;
        self.moves += 1;
        self.shown = clock.now(machine);
        self.shown
    }
}

fn start_clock(start: StartClock, machine: Timestamp) -> Result<VirtualClock, ClockError> {
    match start {
        StartClock::System => Ok(VirtualClock::system(machine)),
        StartClock::At(mode, at) => VirtualClock::new(mode, at, machine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    /// CLK-1, CLK-2.
    #[test]
    fn a_step_forward_is_as_long_as_asked_though_the_machine_has_stepped_back() {
        let machine = Arc::new(ManualMachine::new(at("2026-03-02T09:00:00Z")));
        let underneath: Arc<dyn Machine> = machine.clone();
        let clock = TenantClock::new(underneath, StartClock::System).unwrap();
        assert_eq!(clock.now(), at("2026-03-02T09:00:00Z"));
        machine.set(at("2026-03-02T08:59:50Z"));
        assert_eq!(clock.now(), at("2026-03-02T09:00:00Z"));
        let moved = clock.advance(TimeDelta::hours(24)).unwrap();
        assert_eq!(moved, at("2026-03-03T09:00:00Z"));
        assert_eq!(clock.now(), moved);
    }
    /// CLK-1.
    #[test]
    fn a_clock_in_use_is_not_set_before_what_it_has_shown_though_the_machine_has_stepped_back() {
        let machine = Arc::new(ManualMachine::new(at("2026-03-02T09:00:00Z")));
        let underneath: Arc<dyn Machine> = machine.clone();
        let clock = TenantClock::new(underneath, StartClock::System).unwrap();
        let shown = clock.now();
        clock.note_use();
        machine.set(at("2026-03-02T08:59:50Z"));
        let rows = [
            (Mode::Frozen, Some("2026-03-02T08:59:55Z"), None),
            (Mode::System, None, None),
            (Mode::Frozen, None, Some("2026-03-02T09:00:00Z")),
            (
                Mode::Shifted,
                Some("2026-03-02T09:00:01Z"),
                Some("2026-03-02T09:00:01Z"),
            ),
        ];
        for (mode, to, set) in rows {
            let found = clock.set(mode, to.map(at));
            assert_eq!(found.ok(), set.map(at), "{mode:?} {to:?}");
            assert!(clock.now() >= shown, "{mode:?} {to:?}");
        }
    }
}
