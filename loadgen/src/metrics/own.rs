//! What this process takes of the machine.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// The processor time of all threads so far.
pub(super) fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The memory that is resident, in bytes; nothing where the system does not tell.
pub(super) fn resident_bytes() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let resident: u64 = pages.split(' ').nth(1)?.parse().ok()?;
    let page = u64::try_from(rustix::param::page_size()).ok()?;
    Some(resident.saturating_mul(page))
}
