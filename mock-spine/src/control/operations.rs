//! Health, figures and the description of the interface: for machines that look after the mock.

use super::{Answer, Call};
use crate::edge;
use crate::openapi;

/// Whether a path answers without the control port's token: those that ask for health carry none.
pub(super) fn is_open(path: &str) -> bool {
    path.starts_with("/health/")
}

/// `GET /health/live`: the process runs.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn live(_call: &Call<'_>) -> Answer {
    Ok(edge::text(200, "live\n"))
}

/// `GET /health/ready`: everything is loaded.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn ready(call: &Call<'_>) -> Answer {
    if call.app.is_ready() {
        Ok(edge::text(200, "ready\n"))
    } else {
        Ok(edge::text(503, "loading\n"))
    }
}

/// `GET /metrics`. ENV-4.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn metrics(call: &Call<'_>) -> Answer {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(edge::with(200, OPEN_METRICS, call.app.metrics.text()))
}

/// `GET /openapi.json`: the control port's interface.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn openapi(call: &Call<'_>) -> Answer {
    Ok(edge::json(
        200,
        &openapi::control(call.app.control_routes.table()),
    ))
}
