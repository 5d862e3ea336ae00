use core::time::Duration;
use serde::{Deserialize, Serialize};

/// A reading of the client's monotonic clock: nanoseconds since the run began.
///
/// Order between operations comes from moments; windows and days come from the tenant's own clock.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(u64);

impl Moment {
    /// The beginning of the run.
    pub const ZERO: Self = Self(0);
    /// Later than every moment of a run.
    pub const MAX: Self = Self(u64::MAX);

    /// So many nanoseconds after the run began.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// So long after the start of the run.
    pub fn after(elapsed: Duration) -> Self {
        Self::from_nanos(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX))
    }

    /// Nanoseconds since the run began.
    pub const fn nanos(self) -> u64 {
        self.0
    }
}
