//! The tenant's clock. CLK-1.

use super::{Control, ControlFailed};
use cpis_wire::control::ClockItem;
use cpis_wire::header;
use http::Method;
use serde::Serialize;

impl Control {
    /// What the clock shows, and how it goes.
    ///
    /// # Errors
    /// As every call here: when there is no answer, a refusal, or one that cannot be read.
    pub async fn clock(&self) -> Result<ClockItem, ControlFailed> {
        self.get("/control/v1/clock").await
    }

    /// Sets the clock.
    ///
    /// # Errors
    /// As [`Control::clock`]; backwards is refused once the mock has been used.
    pub async fn set_clock(&self, setting: &impl Serialize) -> Result<ClockItem, ControlFailed> {
        self.call(Method::PUT, "/control/v1/clock", Some(setting))
            .await
    }

    /// Moves the clock forward by a duration in ISO 8601.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn advance(&self, by: &str) -> Result<ClockItem, ControlFailed> {
        let body = serde_json::json!({ "by": by });
        self.call(Method::POST, "/control/v1/clock/advance", Some(&body))
            .await
    }

    /// How often somebody has set or moved the clock since the start or the last reset; nothing where the Spine does not tell.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn clock_moves(&self) -> Result<Option<u64>, ControlFailed> {
        let answer = self
            .raw::<()>(Method::GET, "/control/v1/clock", None)
            .await?;
        let told = answer.header(header::SPINE_CLOCK_MOVES);
        Ok(told.and_then(|told| told.parse().ok()))
    }
}
