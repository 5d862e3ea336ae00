use crate::recorder::Times;
use core::fmt;
use core::time::Duration;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, MetricEncoder,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Unit;

/// What tells the values of one figure apart.
type Labels<'l> = Vec<(&'static str, &'l str)>;
/// No examples go with the figures.
type NoLabels = [(&'static str, &'static str); 0];

/// Writes figures.
pub(super) struct Page<'p>(pub(super) DescriptorEncoder<'p>);

impl Page<'_> {
    /// What does not change.
    pub(super) fn info(&mut self, name: &str, help: &str, about: &[(&str, &str)]) -> fmt::Result {
        self.describe(name, help, None, MetricType::Info)?
            .encode_info(&about)
    }

    /// One figure that only grows.
    pub(super) fn counter(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        value: impl EncodeCounterValue,
    ) -> fmt::Result {
        self.counters(name, help, unit, [(Vec::new(), value)])
    }

    /// The same, told apart by labels.
    pub(super) fn counters<'l, V: EncodeCounterValue>(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        values: impl IntoIterator<Item = (Labels<'l>, V)>,
    ) -> fmt::Result {
        let mut metric = self.describe(name, help, unit, MetricType::Counter)?;
        for (labels, value) in values {
            labelled(&mut metric, &labels, |metric| {
                metric.encode_counter::<NoLabels, V, u64>(&value, None)
            })?;
        }
        Ok(())
    }

    /// One figure that goes up and down.
    pub(super) fn gauge(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        value: impl EncodeGaugeValue,
    ) -> fmt::Result {
        self.gauges(name, help, unit, [(Vec::new(), value)])
    }

    /// The same, told apart by labels.
    pub(super) fn gauges<'l, V: EncodeGaugeValue>(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        values: impl IntoIterator<Item = (Labels<'l>, V)>,
    ) -> fmt::Result {
        let mut metric = self.describe(name, help, unit, MetricType::Gauge)?;
        for (labels, value) in values {
            labelled(&mut metric, &labels, |metric| metric.encode_gauge(&value))?;
        }
        Ok(())
    }

    /// Times, in seconds.
    pub(super) fn histograms<'t>(
        &mut self,
        name: &str,
        help: &str,
        times: impl IntoIterator<Item = (Labels<'t>, &'t Times)>,
    ) -> fmt::Result {
        let unit = Some(&Unit::Seconds);
        let mut metric = self.describe(name, help, unit, MetricType::Histogram)?;
        for (labels, times) in times {
            let parts = times.parts();
            let buckets: Vec<(f64, u64)> = parts
                .map(|(limit, count)| (limit.map_or(f64::INFINITY, seconds), count))
                .collect();
            let (sum, count) = (seconds(times.sum_us()), times.count());
            labelled(&mut metric, &labels, |metric| {
                metric.encode_histogram::<NoLabels>(sum, count, &buckets, None)
            })?;
        }
        Ok(())
    }

    fn describe<'s>(
        &'s mut self,
        name: &'s str,
        help: &str,
        unit: Option<&'s Unit>,
        kind: MetricType,
    ) -> Result<MetricEncoder<'s>, fmt::Error> {
        self.0.encode_descriptor(name, help, unit, kind)
    }
}

/// Writes a value with its labels, and without brackets where there are none.
fn labelled(
    metric: &mut MetricEncoder<'_>,
    labels: &Labels<'_>,
    write: impl FnOnce(&mut MetricEncoder<'_>) -> fmt::Result,
) -> fmt::Result {
    if labels.is_empty() {
        write(metric)
    } else {
        write(&mut metric.encode_family(labels)?)
    }
}

fn seconds(us: u64) -> f64 {
    Duration::from_micros(us).as_secs_f64()
}
