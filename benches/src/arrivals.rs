//! What a server's stamps say about a client: how fast it asked, and how evenly.

use crate::Failure;
use crate::figures::{median, number, sorted, thousandth};
use std::time::Duration;

/// The stretch of a run that counts: without its first second, in which connections are made and users log on, and without its last
/// half, in which clients stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// From then on, by the server's clock.
    pub from: Duration,
    /// Until then.
    pub to: Duration,
}

impl Window {
    /// Of a run of so many seconds whose arrivals are these.
    ///
    /// # Errors
    /// When nothing arrived, or nothing would be left of the run.
    pub fn of(arrivals: &[Duration], seconds: u32) -> Result<Self, Failure> {
        let first = *arrivals.first().ok_or("nothing arrived at the server")?;
        if seconds < 2 {
            return Err("a run of two seconds or more is required".into());
        }
        let length = Duration::from_secs(seconds.into());
        Ok(Self {
            from: first + Duration::from_secs(1),
            to: first + length.saturating_sub(Duration::from_millis(500)),
        })
    }

    /// The arrivals inside it.
    pub fn among(self, arrivals: &[Duration]) -> &[Duration] {
        let from = arrivals.partition_point(|arrival| *arrival < self.from);
        let to = arrivals.partition_point(|arrival| *arrival < self.to);
        arrivals.get(from..to).unwrap_or_default()
    }

    /// How long it is.
    pub fn seconds(self) -> f64 {
        seconds(self.from, self.to)
    }

    /// Arrivals a second.
    pub fn per_second(self, arrivals: &[Duration]) -> f64 {
        number(self.among(arrivals).len()) / self.seconds()
    }
}

/// How evenly requests arrived that were to arrive at a fixed rate. Times are in microseconds, in ascending order.
#[derive(Clone, Debug)]
pub struct Evenness {
    /// Arrivals a second.
    pub achieved: f64,
    /// How far each was from its place in an even schedule that is laid through the middle of them.
    pub errors: Vec<f64>,
    /// The 99th percentile of the errors of each tenth of a second: a machine that stands still for a moment spoils one of them.
    pub tenths: Vec<f64>,
    /// How much later each was than the most punctual of them. When the client began is not known to a server; no request arrives
    /// before it is due.
    pub later: Vec<f64>,
    /// The part that came within a tenth of a gap after the one before it, from 0 to 1.
    pub in_bursts: f64,
}

impl Evenness {
    /// Of arrivals that were due so often a second.
    ///
    /// # Errors
    /// When fewer than two arrived.
    pub fn of(arrivals: &[Duration], rate: u32) -> Result<Self, Failure> {
        let (Some(first), Some(last), 2..) = (arrivals.first(), arrivals.last(), arrivals.len())
        else {
            return Err("two arrivals or more are required".into());
        };
        let gap = 1e6 / f64::from(rate);
        let micros = |arrival: &Duration| seconds(*first, *arrival) * 1e6;
        let places = (0..).map(|nth: u32| f64::from(nth) * gap);
        let offsets = arrivals.iter().zip(places);
        let offsets: Vec<f64> = offsets
            .map(|(arrival, place)| micros(arrival) - place)
            .collect();
        let middle = median(offsets.iter().copied());
        let errors: Vec<f64> = offsets
            .iter()
            .map(|offset| (offset - middle).abs())
            .collect();
        let in_a_tenth = usize::try_from(rate / 10).unwrap_or(usize::MAX).max(1);
        let tenths = errors.chunks_exact(in_a_tenth);
        let tenths = tenths.map(|tenth| thousandth(&sorted(tenth.iter().copied()), 990));
        let offsets = sorted(offsets);
        let earliest = thousandth(&offsets, 0);
        let pairs = arrivals.windows(2);
        let close = pairs.filter(|pair| match pair {
            [one, next] => seconds(*one, *next) * 1e6 < gap / 10.0,
            _ => false,
        });
        let count = number(arrivals.len() - 1);
        Ok(Self {
            achieved: count / seconds(*first, *last),
            tenths: sorted(tenths),
            errors: sorted(errors),
            later: offsets.iter().map(|offset| offset - earliest).collect(),
            in_bursts: number(close.count()) / count,
        })
    }
}

impl Evenness {
    /// The part of the tenths of a second whose 99th percentile is over so many microseconds, from 0 to 1.
    pub fn spoilt(&self, micros: f64) -> f64 {
        let within = self.tenths.partition_point(|tenth| *tenth <= micros);
        number(self.tenths.len() - within) / number(self.tenths.len().max(1))
    }
}

/// From one moment to a later one.
pub fn seconds(from: Duration, to: Duration) -> f64 {
    to.saturating_sub(from).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(all: &[u64]) -> Vec<Duration> {
        all.iter().copied().map(Duration::from_micros).collect()
    }

    #[test]
    fn the_first_second_and_the_last_half_do_not_count() {
        let arrivals: Vec<_> = (0..30)
            .map(|tenth| Duration::from_millis(tenth * 100))
            .collect();
        let window = Window::of(&arrivals, 3).unwrap();
        assert_eq!(window.among(&arrivals).len(), 15);
        assert!((window.per_second(&arrivals) - 10.0).abs() < 1e-9);
        assert!(Window::of(&[], 3).is_err());
        assert!(Window::of(&arrivals, 1).is_err());
    }

    #[test]
    fn an_even_schedule_has_no_error_and_a_late_request_has_its_own() {
        let even = Evenness::of(&micros(&[7, 207, 407, 607, 807]), 5_000).unwrap();
        assert!(even.errors.iter().all(|error| *error < 1e-6), "{even:?}");
        assert!((even.achieved - 5_000.0).abs() < 1e-6);
        let late = Evenness::of(&micros(&[7, 207, 437, 607, 807]), 5_000).unwrap();
        assert!((thousandth(&late.errors, 1_000) - 30.0).abs() < 1e-6);
        assert!((thousandth(&late.later, 1_000) - 30.0).abs() < 1e-6);
    }

    #[test]
    fn a_machine_that_stands_still_once_spoils_one_tenth_of_a_second() {
        let stood_still = 5_300..5_320;
        let came = |nth| {
            if stood_still.contains(&nth) {
                5_320
            } else {
                nth
            }
        };
        let arrivals = (0..10_000).map(|nth| came(nth) * 200);
        let evenness = Evenness::of(&micros(&arrivals.collect::<Vec<_>>()), 5_000).unwrap();
        assert_eq!(evenness.tenths.len(), 20);
        let spoilt = evenness.tenths.iter().filter(|tenth| **tenth > 100.0);
        assert_eq!(spoilt.count(), 1, "{:?}", evenness.tenths);
    }

    #[test]
    fn requests_that_come_together_are_a_burst() {
        let together = Evenness::of(&micros(&[0, 1, 2, 1_000, 1_001]), 5_000).unwrap();
        assert!((together.in_bursts - 0.75).abs() < 1e-9);
    }
}
