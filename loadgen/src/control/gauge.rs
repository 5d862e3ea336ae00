//! Looks at what the Spine tells of itself while the load is on: before it, every second, and after it.

use super::Control;
use super::exposed::{Exposed, Figure};
use crate::history::Moment;
use reports::{Growth, Reading, ServerMetric};
use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A thread that looks now and then, with a connection of its own: no worker waits for it.
#[derive(Debug)]
pub struct Gauge {
    end: Sender<()>,
    looking: JoinHandle<Looks>,
}

/// How often a look is taken, at first.
const EVERY: Duration = Duration::from_secs(1);
/// When there are so many looks, every other one is forgotten, and further ones are taken half as often.
const LOOKS_MAX: usize = 600;

/// A rate over less than this is noise.
const SPAN_MIN: Duration = Duration::from_millis(250);

impl Gauge {
    /// Begins to look, where the Spine tells anything: `first` is what it told before the load. `connect` makes the connection on the
    /// thread that uses it, and `now` is the run's own clock.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn begin(
        first: Exposed,
        connect: impl FnOnce() -> Option<Control> + Send + 'static,
        now: impl Fn() -> Moment + Send + 'static,
    ) -> io::Result<Option<Self>> {
        if first.is_empty() {
            return Ok(None);
        }
        let (end, ended) = channel();
        let looking = Builder::new().name("gauge".into()).spawn(move || {
            let mut looks = Looks::default();
            looks.take(Duration::ZERO, first.figures());
            look_on(&mut looks, connect, now, &ended);
            looks
        })?;
        Ok(Some(Self { end, looking }))
    }

    /// Takes the last look, and tells what was seen.
    pub fn end(self) -> Vec<ServerMetric> {
        drop(self.end);
        // A thread that panicked has ended the program already.
        self.looking
            .join()
            .map_or_else(|_| Vec::new(), |looks| looks.metrics())
    }
}

fn look_on(
    looks: &mut Looks,
    connect: impl FnOnce() -> Option<Control>,
    now: impl Fn() -> Moment,
    ended: &Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return;
    };
    let connected = {
        let _inside = runtime.enter();
        connect()
    };
    let Some(control) = connected else {
        return;
    };
    loop {
        let goes_on = ended.recv_timeout(looks.every()) == Err(RecvTimeoutError::Timeout);
        // A Spine that is too busy to tell is looked at again later.
        if let Ok(exposed) = runtime.block_on(control.metrics()) {
            looks.take(Duration::from_nanos(now().nanos()), exposed.figures());
        }
        if !goes_on {
            return;
        }
    }
}

/// What was seen, in memory that does not grow with the run.
#[derive(Debug, Default)]
struct Looks {
    /// When, and the figures that are no parts of others.
    wholes: Vec<(Duration, HashMap<String, f64>)>,
    first: Vec<Figure>,
    last: Vec<Figure>,
    /// How often the interval was doubled.
    doublings: u32,
    /// What was counted before the Spine began to count anew.
    before: HashMap<String, f64>,
}

impl Looks {
    fn every(&self) -> Duration {
        EVERY * 2_u32.saturating_pow(self.doublings)
    }

    fn take(&mut self, at: Duration, figures: Vec<Figure>) {
        for figure in self.last.iter().filter(|figure| figure.counts_up) {
            let now = figures.iter().find(|now| now.label == figure.label);
            // A Spine that was started anew counts from zero again.
            if now.is_none_or(|now| now.value < figure.value) {
                *self.before.entry(figure.label.clone()).or_default() += figure.value;
            }
        }
        let wholes = figures.iter().filter(|figure| !figure.is_part);
        let all = |figure: &Figure| figure.value + self.before_of(&figure.label, figure.counts_up);
        let wholes = wholes.map(|figure| (figure.label.clone(), all(figure)));
        let wholes = wholes.collect();
        self.wholes.push((at, wholes));
        if self.first.is_empty() {
            self.first.clone_from(&figures);
        }
        self.last = figures;
        if self.wholes.len() >= LOOKS_MAX {
            let mut place = 0;
            self.wholes.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.doublings += 1;
        }
    }

    fn before_of(&self, label: &str, counts_up: bool) -> f64 {
        let before = self.before.get(label).filter(|_| counts_up);
        before.copied().unwrap_or(0.0)
    }

    fn metrics(&self) -> Vec<ServerMetric> {
        let metrics = self.last.iter().map(|figure| self.metric(figure));
        let is_told = |one: &ServerMetric| {
            !one.readings.is_empty() || one.growth.as_ref().is_some_and(|growth| growth.value > 0.0)
        };
        metrics.filter(is_told).collect()
    }

    fn metric(&self, figure: &Figure) -> ServerMetric {
        let first = self.first.iter().find(|first| first.label == figure.label);
        let first = first.map_or(0.0, |first| first.value);
        let grown = figure.value + self.before_of(&figure.label, true) - first;
        let readings = match (figure.is_part, figure.counts_up) {
            (true, _) => Vec::new(),
            (false, true) => self.rates(&figure.label),
            (false, false) => self.levels(&figure.label),
        };
        ServerMetric {
            label: figure.label.clone(),
            unit: match (figure.counts_up, figure.unit) {
                // Seconds of processor time in a second.
                (true, "s") => "cores".to_owned(),
                (true, _) => "per second".to_owned(),
                (false, unit) => unit.to_owned(),
            },
            readings,
            growth: figure.counts_up.then(|| Growth {
                value: rounded(grown.max(0.0)),
                unit: figure.unit.to_owned(),
            }),
        }
    }

    fn levels(&self, label: &str) -> Vec<Reading> {
        let looks = self.wholes.iter();
        let levels = looks.filter_map(|(at, wholes)| Some(reading(*at, *wholes.get(label)?)));
        levels.collect()
    }

    fn rates(&self, label: &str) -> Vec<Reading> {
        let mut looks = self.wholes.iter();
        // What is not told yet has not been counted yet.
        let count = |wholes: &HashMap<String, f64>| wholes.get(label).copied().unwrap_or(0.0);
        let Some(mut before) = looks.next() else {
            return Vec::new();
        };
        let mut rates = Vec::new();
        for look in looks {
            let span = look.0.saturating_sub(before.0);
            if span >= SPAN_MIN {
                let grown = count(&look.1) - count(&before.1);
                rates.push(reading(look.0, grown.max(0.0) / span.as_secs_f64()));
                before = look;
            }
        }
        rates
    }
}

fn reading(at: Duration, value: f64) -> Reading {
    Reading {
        at_ms: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
        value: rounded(value),
    }
}

/// To a thousandth: finer is noise.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exposed(requests: u32, memory: u32) -> Vec<Figure> {
        let text = format!(
            "mock_spine_requests_total{{route=\"/a\",status=\"2xx\"}} {requests}\nprocess_resident_memory_bytes {memory}\n"
        );
        Exposed::read(&text).figures()
    }

    fn looks(of: &[(u64, u32)]) -> Looks {
        let mut looks = Looks::default();
        for (at_ms, requests) in of {
            looks.take(Duration::from_millis(*at_ms), exposed(*requests, 1_048_576));
        }
        looks
    }

    /// A label, a unit, readings as text and a growth.
    type Told = (String, String, Vec<String>, Option<String>);

    fn told(looks: &Looks) -> Vec<Told> {
        let metrics = looks.metrics().into_iter();
        let told = metrics.map(|one| {
            let readings = one.readings.iter();
            let readings = readings.map(|one| format!("{} ms: {}", one.at_ms, one.value));
            let growth = one.growth.map(|growth| growth.value.to_string());
            (one.label, one.unit, readings.collect(), growth)
        });
        told.collect()
    }

    #[test]
    fn what_is_counted_up_is_told_as_a_rate_and_as_a_growth() {
        let row = |label: &str, unit: &str, readings: &[&str], growth: Option<&str>| {
            let readings = readings.iter().map(|one| (*one).to_owned());
            let growth = growth.map(str::to_owned);
            (
                label.to_owned(),
                unit.to_owned(),
                readings.collect(),
                growth,
            )
        };
        let expected: [Told; 3] = [
            row(
                "Requests answered",
                "per second",
                &["1000 ms: 50", "3000 ms: 100"],
                Some("250"),
            ),
            row("/a, 2xx", "per second", &[], Some("250")),
            row(
                "Memory",
                "MiB",
                &["0 ms: 1", "1000 ms: 1", "3000 ms: 1"],
                None,
            ),
        ];
        assert_eq!(
            told(&looks(&[(0, 100), (1_000, 150), (3_000, 350)])),
            expected
        );
    }

    #[test]
    fn a_rate_over_next_to_nothing_is_not_told() {
        let (_, _, rates, growth) = told(&looks(&[(0, 0), (1_000, 50), (1_001, 51)])).remove(0);
        assert_eq!(
            (rates, growth.as_deref()),
            (vec!["1000 ms: 50".to_owned()], Some("51"))
        );
    }

    #[test]
    fn a_spine_that_starts_anew_has_still_answered_what_it_answered_before() {
        let anew = looks(&[(0, 100), (1_000, 150), (2_000, 30), (3_000, 40)]);
        let (_, _, rates, growth) = told(&anew).remove(0);
        assert_eq!(rates, ["1000 ms: 50", "2000 ms: 30", "3000 ms: 10"]);
        assert_eq!(growth.as_deref(), Some("90"));
    }

    #[test]
    fn a_long_run_is_looked_at_less_often() {
        let every_second: Vec<(u64, u32)> = (0..700)
            .map(|second| (second * 1_000, 5 * u32::try_from(second).unwrap()))
            .collect();
        let looks = looks(&every_second);
        assert_eq!(looks.every(), Duration::from_secs(2));
        assert!(looks.wholes.len() < LOOKS_MAX);
        let (_, _, rates, growth) = told(&looks).remove(0);
        assert!(rates.iter().all(|rate| rate.ends_with(": 5")), "{rates:?}");
        assert_eq!(growth.as_deref(), Some("3495"));
    }
}
