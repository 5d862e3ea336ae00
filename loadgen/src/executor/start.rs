//! When a run begins: at once, or at an instant that several generators share.

use super::ExecuteError;
use super::stopwatch::{Stopwatch, WallClock};
use cpis_vocabulary::Timestamp;
use std::time::Duration;

/// The beginning of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) stopwatch: Stopwatch,
    /// The same instant by the machine's clock.
    pub(super) at: Timestamp,
}

/// Begins now, or waits until the asked instant.
///
/// # Errors
/// When that has passed.
pub(super) async fn begin(
    asked: Option<Timestamp>,
    wall: WallClock,
) -> Result<Start, ExecuteError> {
    let Some(at) = asked else {
        return Ok(Start {
            at: wall.now(),
            stopwatch: Stopwatch::start(),
        });
    };
    let Some(wait) = wall.until(at) else {
        let now = wall.now();
        return Err(ExecuteError::StartPassed { at, now });
    };
    let stopwatch = Stopwatch::start_in(wait);
    stopwatch.until(Duration::ZERO).await;
    Ok(Start { stopwatch, at })
}
