//! What a server that stands still for a while does to response times, in closed form.

/// A schedule of evenly spaced requests, and a server that answers nobody for a while in the middle of it.
///
/// Requests fall due `rate` times a second for `run` seconds, whatever the server does; it answers at once, but for `stall` seconds not
/// at all. Whoever falls due `x` seconds after it stopped is answered when it goes on, `stall - x` later: the waits of those who fall
/// due in the stall are evenly spread from nothing to `stall`, and they are `stall / run` of all. Counted from the longest, the share
/// `1 - q` of all has waited longer than the percentile `q`, and takes up `(1 - q) run` seconds of the schedule, hence
///
/// ```text
/// wait(q) = stall - (1 - q) run          where that is more than nothing, that is for q > 1 - stall / run
/// ```
///
/// and below that there is no closed form: those percentiles are service times. A stall of one second in ten gives p99 = 900 ms and
/// p99.9 = 990 ms; p90 lies on the edge, and p50 is a service time.
///
/// When the server goes on, `rate × stall` requests have gathered, and while it works them off at `drain` a second others fall due behind
/// them. The one due after `x` is answered when the `rate × x` before it are: it waits `x × rate / drain` longer, for as long as that
/// sum is more than nothing:
///
/// ```text
/// wait(q) = stall - (1 - q) run (1 - rate / drain)
/// ```
///
/// At 5,000 a second and a drain of 100,000 a second p99 is 905 ms and p90 50 ms.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stall {
    /// Requests due in a second.
    pub rate: f64,
    /// Seconds in which they fall due.
    pub run: f64,
    /// Seconds in which nobody is answered.
    pub stall: f64,
    /// Requests a second that client and server together manage when they have gathered; nothing for as many as there are.
    pub drain: Option<f64>,
}

impl Stall {
    /// The response time from due that the share `q` of all requests does not exceed, in seconds; nothing where it is a service time.
    pub fn wait(&self, q: f64) -> Option<f64> {
        let slowed = self.drain.map_or(1.0, |drain| 1.0 - self.rate / drain);
        let wait = self.stall - (1.0 - q) * self.run * slowed;
        // On the edge the request waits for nothing but the server.
        (wait > 1e-9).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{sorted, thousandth};

    const TEN_SECONDS: Stall = Stall {
        rate: 5_000.0,
        run: 10.0,
        stall: 1.0,
        drain: None,
    };

    /// Request by request: who falls due when, and when the server has answered everybody before.
    fn played(stall: &Stall) -> Vec<f64> {
        let service = stall.drain.map_or(0.0, |drain| 1.0 / drain);
        let (stops, goes_on) = (3.0, 3.0 + stall.stall);
        let mut free = 0.0_f64;
        let due = (0..).map(|nth| f64::from(nth) / stall.rate);
        sorted(due.take_while(|due| *due < stall.run).map(|due| {
            let begun = free.max(due);
            let begun = if (stops..goes_on).contains(&begun) {
                goes_on
            } else {
                begun
            };
            free = begun + service;
            free - due
        }))
    }

    #[test]
    fn the_closed_form_is_what_playing_it_request_by_request_gives() {
        for drain in [None, Some(100_000.0), Some(20_000.0)] {
            let stall = Stall {
                drain,
                ..TEN_SECONDS
            };
            let waits = played(&stall);
            for (thousandths, q) in [(910, 0.91), (950, 0.95), (990, 0.99), (999, 0.999)] {
                let (form, played) = (stall.wait(q).unwrap(), thousandth(&waits, thousandths));
                // One request more or less, and its own service.
                let within = 2.0 / stall.rate + 1.0 / drain.unwrap_or(f64::INFINITY);
                assert!(
                    (form - played).abs() <= within,
                    "{drain:?} {q}: {form} {played}"
                );
            }
        }
    }

    #[test]
    fn one_second_in_ten_gives_the_well_known_figures() {
        for (q, expected) in [
            (0.5, None),
            (0.9, None),
            (0.95, Some(0.5)),
            (0.99, Some(0.9)),
            (0.999, Some(0.99)),
            (1.0, Some(1.0)),
        ] {
            let rounded = |wait: f64| (wait * 1e6).round() / 1e6;
            assert_eq!(TEN_SECONDS.wait(q).map(rounded), expected, "{q}");
        }
    }
}
