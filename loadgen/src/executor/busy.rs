//! How busy a worker is: what tells whether it was the limit, and not the Spine.

use super::drive::Driven;
use super::run::Run;
use crate::executed::Work;
use crate::transport::AnyTransport;
use rustix::time::{ClockId, clock_gettime};
use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

/// How often a worker looks at itself.
const EVERY: Duration = Duration::from_secs(1);
/// Over so long a stretch it has to keep up; what is shorter shows in the lateness of what was due.
const STRETCH: Duration = Duration::from_secs(10);

/// What a worker had done by a moment of the run.
#[derive(Clone, Copy, Debug)]
struct Look {
    at: Duration,
    worked: Duration,
}

/// The looks of the latest stretch, and the stretch with the most work so far.
#[derive(Debug, Default)]
struct Looks {
    latest: VecDeque<Look>,
    most: Option<Work>,
}

impl Looks {
    fn take(&mut self, look: Look) {
        self.latest.push_back(look);
        let Some(work) = self.work() else {
            return;
        };
        if work.of < STRETCH {
            return;
        }
        if self.most.is_none_or(|most| work.is_more_than(most)) {
            self.most = Some(work);
        }
        // The next look is to be a whole stretch after the first one that is left.
        let is_over = |first: &Look| look.at.saturating_sub(first.at) + EVERY > STRETCH;
        while self.latest.len() > 1 && self.latest.front().is_some_and(is_over) {
            self.latest.pop_front();
        }
    }

    /// From the first look to the last.
    fn work(&self) -> Option<Work> {
        let (first, last) = (self.latest.front()?, self.latest.back()?);
        Some(Work {
            busy: last.worked.saturating_sub(first.worked),
            of: last.at.saturating_sub(first.at),
        })
    }

    /// The stretch with the most work; all of it, where it was no longer than a stretch.
    fn most(&self) -> Option<Work> {
        self.most.or_else(|| self.work())
    }
}

impl Run {
    /// Lets a worker do its part, and looks meanwhile how busy it is. Simulated time passes without anybody working for it.
    pub(super) async fn keep_watch(&self, driving: impl Future<Output = Driven>) -> Driven {
        if matches!(self.transport, AnyTransport::InProcess(_)) {
            return driving.await;
        }
        let mut driving = pin!(driving);
        let mut looks = Looks::default();
        let before = worked();
        let driven = loop {
            let look = self.work_done(before);
            self.recorder
                .board()
                .note_work(self.worker.index, look.worked);
            looks.take(look);
            tokio::select! {
                biased;
                driven = &mut driving => break driven,
                () = self.stopwatch.until(look.at + EVERY) => {}
            }
        };
        looks.take(self.work_done(before));
        Driven {
            work: looks.most(),
            ..driven
        }
    }

    /// What this thread has done since it had worked for so long, without the time that it was awake for nothing but the next moment.
    fn work_done(&self, before: Duration) -> Look {
        let worked = worked().saturating_sub(before);
        Look {
            at: Duration::from_nanos(self.stopwatch.now().nanos()),
            worked: worked.saturating_sub(self.pacer.idled()),
        }
    }
}

/// The processor time of this thread.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks once a second at somebody who works for so many milliseconds of each.
    fn check(millis: &[u64], (busy, of): (u64, u64)) {
        let mut looks = Looks::default();
        let mut look = Look {
            at: Duration::ZERO,
            worked: Duration::ZERO,
        };
        looks.take(look);
        for millis in millis {
            look.at += EVERY;
            look.worked += Duration::from_millis(*millis);
            looks.take(look);
        }
        let most = Work {
            busy: Duration::from_millis(busy),
            of: Duration::from_secs(of),
        };
        assert_eq!(looks.most(), Some(most), "{millis:?}");
    }

    #[test]
    fn the_ten_seconds_with_the_most_work_count() {
        check(&[], (0, 0));
        check(&[500, 1_000, 900], (2_400, 3));
        check(&[700; 9], (6_300, 9));
        check(&[700; 30], (7_000, 10));
        let mut climbs = [100; 40];
        climbs[20..30].fill(950);
        check(&climbs, (9_500, 10));
        // One second of much work is none of ten.
        climbs[20..30].fill(100);
        climbs[7] = 1_000;
        check(&climbs, (1_900, 10));
    }
}
