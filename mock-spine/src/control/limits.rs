//! What applications may ask of PDS.

use super::{Answer, Call};
use crate::edge;
use cpis_wire::control::Limits;

/// `GET /limits`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn show(call: &Call<'_>) -> Answer {
    call.nothing()?;
    Ok(edge::json(200, &call.tenant.limits.asked()))
}

/// `PUT /limits`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn set(call: &Call<'_>) -> Answer {
    let asked: Limits = call.body()?;
    call.tenant.limits.set(asked)?;
    Ok(edge::json(200, &call.tenant.limits.asked()))
}
