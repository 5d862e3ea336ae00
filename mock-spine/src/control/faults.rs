//! What goes wrong on purpose.

use super::{Answer, Call};
use crate::edge;
use cpis_wire::control::Faults;

/// `GET /faults`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn show(call: &Call<'_>) -> Answer {
    call.nothing()?;
    Ok(edge::json(200, &call.tenant.faults.asked()))
}

/// `PUT /faults`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn set(call: &Call<'_>) -> Answer {
    let asked: Faults = call.body()?;
    call.tenant.faults.set(asked)?;
    let asked = call.tenant.faults.asked();
    if !asked.faults.is_empty() {
        let faults = asked.faults.len();
        tracing::warn!(tenant = %call.tenant.id, faults, "answers are disturbed on purpose");
    }
    Ok(edge::json(200, &asked))
}
