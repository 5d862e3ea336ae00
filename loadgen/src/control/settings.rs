//! How a Spine reads the rules where the public record leaves them open.

use super::{Control, ControlFailed};
use cpis_wire::control::SettingsItem;

impl Control {
    /// How it reads the rules; none where it does not tell.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn settings(&self) -> Result<Option<SettingsItem>, ControlFailed> {
        match self.get("/control/v1/settings").await {
            Ok(settings) => Ok(Some(settings)),
            // It was one a moment ago: it is older than this question, or another's.
            Err(ControlFailed::NoControl(_) | ControlFailed::Refused { status: 404, .. }) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
