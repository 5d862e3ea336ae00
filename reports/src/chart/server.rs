//! What the Spine told of itself, as small pictures.

use super::path::Place;
use super::{Scale, px, ticks};
use crate::chart::axis::Axis;
use crate::convert::{real, whole};
use crate::record::{Reading, ServerMetric};
use crate::words;

/// The most places that can be told apart.
const PLACES: usize = 150;
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 84.0;

/// One figure of the Spine while the run went on. It is small enough for every page, so it has one layout.
#[derive(Debug)]
pub(crate) struct Spark {
    pub(crate) label: String,
    pub(crate) unit: String,
    /// The mean of what was read.
    pub(crate) mean: String,
    pub(crate) least: String,
    pub(crate) most: String,
    pub(crate) area: String,
    pub(crate) line: String,
    /// The upper end of the axis, whose lower is zero.
    pub(crate) limit: String,
    /// Where the time axis ends, which begins with the run.
    pub(crate) until: String,
}

/// The figures that have readings.
pub(crate) fn sparks(metrics: &[ServerMetric], duration_ms: u64) -> Vec<Spark> {
    let spark = |metric| spark(metric, duration_ms);
    metrics.iter().filter_map(spark).collect()
}

fn spark(metric: &ServerMetric, duration_ms: u64) -> Option<Spark> {
    let readings: Vec<Reading> = metric
        .readings
        .iter()
        .filter(|reading| reading.value.is_finite() && reading.value >= 0.0)
        .copied()
        .collect();
    let values = || readings.iter().map(|reading| reading.value);
    let most = values().fold(f64::MIN, f64::max);
    let least = values().fold(f64::MAX, f64::min);
    let count = u64::try_from(readings.len()).unwrap_or(u64::MAX);
    let last_ms = readings.iter().map(|reading| reading.at_ms).max()?;
    let until_ms = duration_ms.max(last_ms).max(1);
    let limit = ticks::linear_limit(most);
    let x = Axis::new(Scale::Linear, (0.0, real(until_ms)), (0.0, WIDTH));
    let y = Axis::new(Scale::Linear, (0.0, limit.0), (HEIGHT, 8.0));
    let size = readings.len().div_ceil(PLACES).max(1);
    // Of several readings in one place the largest is shown: a peak must not vanish.
    let upper: Vec<Place> = readings
        .chunks(size)
        .filter_map(|chunk| {
            let most = chunk.iter().max_by(|a, b| a.value.total_cmp(&b.value))?;
            Some((x.at(real(most.at_ms)), y.at(most.value)))
        })
        .collect();
    let lower: Vec<Place> = upper.iter().map(|(x, _)| (*x, HEIGHT)).collect();
    Some(Spark {
        label: metric.label.clone(),
        unit: metric.unit.clone(),
        mean: figure(values().sum::<f64>() / real(count)),
        least: figure(least),
        most: figure(most),
        area: super::path::area(&upper, &lower),
        line: super::path::line(upper),
        limit: figure(limit.0),
        until: words::length(until_ms.saturating_mul(1_000)),
    })
}

/// Three digits, or all before the point.
pub(crate) fn figure(value: f64) -> String {
    match value {
        v if v >= 99.95 => words::count(whole(v).unsigned_abs()),
        v if v >= 9.995 => trimmed(&format!("{v:.1}")),
        v => trimmed(&format!("{v:.2}")),
    }
}

fn trimmed(text: &str) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Spark {
    /// Where the axis lies and ends.
    pub(crate) fn base() -> String {
        px(HEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(readings: &[(u64, f64)]) -> ServerMetric {
        let reading = |(at_ms, value): &(u64, f64)| Reading {
            at_ms: *at_ms,
            value: *value,
        };
        ServerMetric {
            label: "Memory".to_owned(),
            unit: "MiB".to_owned(),
            readings: readings.iter().map(reading).collect(),
            growth: None,
        }
    }

    #[test]
    fn a_figure_is_shown_with_its_mean_and_its_ends() {
        let found = spark(&metric(&[(0, 100.0), (1_000, 1_300.0)]), 2_000).unwrap();
        assert_eq!(
            [found.mean, found.least, found.most, found.limit],
            ["700", "100", "1,300", "1,500"]
        );
        assert_eq!(found.line, "M0 78.9L150 18.1");
    }

    #[test]
    fn a_peak_among_many_readings_is_still_seen() {
        let readings: Vec<(u64, f64)> = (0..10_000)
            .map(|i| (i, if i == 777 { 9.0 } else { 0.0 }))
            .collect();
        let found = spark(&metric(&readings), 10_000).unwrap();
        assert!(found.line.contains(" 15.6"), "{}", found.line);
        assert!(found.line.len() < 3_000, "{}", found.line.len());
    }

    #[test]
    fn what_is_no_number_is_not_drawn() {
        for readings in [
            vec![],
            vec![(0, f64::NAN)],
            vec![(5, f64::INFINITY), (6, -1.0)],
        ] {
            assert!(spark(&metric(&readings), 10).is_none(), "{readings:?}");
        }
        assert_eq!(spark(&metric(&[(0, 0.0)]), 0).unwrap().most, "0");
    }
}
