//! The tenant's clock. CLK-1.

use super::{Answer, Call, Refused};
use crate::edge::{self, headers};
use crate::server::AnswerBody;
use crate::tenant::Tenant;
use cpis_rules::{ClockError, Mode};
use cpis_wire::control::{Advance, ClockItem, ClockMode, ClockSetting, SetClock};
use http::Response;

/// `GET /clock`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn show(call: &Call<'_>) -> Answer {
    call.nothing()?;
    Ok(answer(call.tenant))
}

/// `PUT /clock`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn set(call: &Call<'_>) -> Answer {
    let (mode, to) = match call.body::<SetClock>()?.setting()? {
        ClockSetting::System => (Mode::System, None),
        ClockSetting::Frozen(now) => (Mode::Frozen, now),
        ClockSetting::Shifted(now) => (Mode::Shifted, now),
        ClockSetting::Scaled { now, rate } => (Mode::Scaled { rate }, now),
    };
    let field = if mode == Mode::System { "mode" } else { "now" };
    call.tenant
        .clock
        .set(mode, to)
        .map_err(|error| refused(&error, field))?;
    Ok(answer(call.tenant))
}

/// `POST /clock/advance`: in every mode; `system` becomes `shifted`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn advance(call: &Call<'_>) -> Answer {
    let Advance { by } = call.body()?;
    call.tenant
        .clock
        .advance(by.length())
        .map_err(|error| refused(&error, "by"))?;
    Ok(answer(call.tenant))
}

fn answer(tenant: &Tenant) -> Response<AnswerBody> {
    let mut response = edge::json(200, &item(tenant));
    let moves = tenant.clock.moves().to_string();
    edge::set(&mut response, &headers::SPINE_CLOCK_MOVES, &moves);
    response
}

fn item(tenant: &Tenant) -> ClockItem {
    let (mode, rate) = match tenant.clock.mode() {
        Mode::System => (ClockMode::System, None),
        Mode::Frozen => (ClockMode::Frozen, None),
        Mode::Shifted => (ClockMode::Shifted, None),
        Mode::Scaled { rate } => (ClockMode::Scaled, Some(rate)),
    };
    ClockItem {
        mode,
        now: tenant.clock.now(),
        rate,
    }
}

fn refused(error: &ClockError, field: &str) -> Refused {
    match error {
        ClockError::Backwards { .. } => Refused::conflict(field, error.to_string()),
        ClockError::Rate => Refused::field("rate", error.to_string()),
        ClockError::Range => Refused::field(field, error.to_string()),
    }
}
