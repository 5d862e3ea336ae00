//! What this process takes of the machine, under the names that Prometheus's own clients use.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;
use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use std::time::Duration;

/// Processor time and resident memory, read when they are asked for.
#[derive(Debug)]
pub(crate) struct Process;

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let seconds = ConstCounter::new(cpu_seconds());
        let what = "Processor time of all threads of this process";
        let kind = seconds.metric_type();
        let unit = Some(&Unit::Seconds);
        seconds.encode(encoder.encode_descriptor("process_cpu", what, unit, kind)?)?;
        let Some(bytes) = resident_bytes() else {
            return Ok(());
        };
        let bytes = ConstGauge::new(bytes);
        let what = "Memory of this process that is resident";
        let kind = bytes.metric_type();
        let unit = Some(&Unit::Bytes);
        bytes.encode(encoder.encode_descriptor("process_resident_memory", what, unit, kind)?)
    }
}

/// To a millisecond.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let time = Duration::try_from(time).unwrap_or_default();
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)).as_secs_f64()
}

/// Nothing where the system does not tell.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1_024)
}
