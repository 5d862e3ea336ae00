//! A timer of the system that a runtime can wait for.

use crate::executor::Stopwatch;
use crate::history::Moment;
use rustix::io::read;
use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
    timerfd_create, timerfd_settime,
};
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;
use tokio::io::unix::AsyncFd;

#[derive(Debug)]
pub(super) struct Alarm {
    timer: AsyncFd<OwnedFd>,
    /// Where the run began on the system's monotonic clock.
    start: Duration,
}

impl Alarm {
    /// Nothing where the system has no such timer to give.
    pub(super) fn set_up(stopwatch: Stopwatch) -> Option<Self> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = timerfd_create(TimerfdClockId::Monotonic, flags).ok()?;
        let elapsed = Duration::from_nanos(stopwatch.now().nanos());
        let start = monotonic()?.checked_sub(elapsed)?;
        let timer = register(timer).ok()?;
        Some(Self { timer, start })
    }

    /// Rings at a moment; at once where it has passed.
    pub(super) fn set(&self, moment: Moment) {
        let at = self.start + Duration::from_nanos(moment.nanos());
        let Ok(tv_sec) = at.as_secs().try_into() else {
            return;
        };
        let once = Itimerspec {
            it_interval: Timespec::default(),
            it_value: Timespec {
                tv_sec,
                tv_nsec: at.subsec_nanos().into(),
            },
        };
        // It can refuse only a length that is none, which a Duration always is.
        let _ = timerfd_settime(&self.timer, TimerfdTimerFlags::ABSTIME, &once);
    }

    /// Waits until it rings.
    pub(super) async fn rung(&self) {
        let mut rings = [0; 8];
        loop {
            let Ok(mut ready) = self.timer.readable().await else {
                // The runtime is ending, and with it whoever waits.
                return std::future::pending().await;
            };
            let read = ready.try_io(|timer| read(timer, &mut rings).map_err(io::Error::from));
            if read.is_ok() {
                return;
            }
        }
    }
}

fn monotonic() -> Option<Duration> {
    let now = clock_gettime(ClockId::Monotonic);
    let (seconds, nanos) = (now.tv_sec.try_into().ok()?, now.tv_nsec.try_into().ok()?);
    Some(Duration::new(seconds, nanos))
}

#[expect(
    deprecated,
    reason = "the registration that takes its place is unsafe, for types whose descriptor may change; an OwnedFd's does not"
)]
fn register(timer: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::new(timer)
}
