//! Health and the description of the interface: for machines that look after the mock.

use super::Call;
use crate::edge;
use crate::openapi;
use crate::server::AnswerBody;
use http::Response;

/// `GET /health/live`: the process runs.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn live(_call: &Call<'_>) -> Response<AnswerBody> {
    edge::text(200, "live\n")
}

/// `GET /health/ready`: everything is loaded.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn ready(call: &Call<'_>) -> Response<AnswerBody> {
    if call.app.is_ready() {
        edge::text(200, "ready\n")
    } else {
        edge::text(503, "loading\n")
    }
}

/// `GET /openapi.json`: the data port's interface.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn openapi(call: &Call<'_>) -> Response<AnswerBody> {
    edge::json(200, &openapi::data(call.app.data_routes.table()))
}
