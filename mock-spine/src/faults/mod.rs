//! What happens to answers on their way out. A fault comes last, after deciding: a lost reply to an access that did happen is the
//! case worth testing.

use crate::doors::Kind;
use crate::server::{AnswerBody, BrokenOnPurpose};
use http::Response;

/// The faults of one tenant.
#[derive(Debug, Default)]
pub struct Faults;

impl Faults {
    /// Switches every fault off.
    pub fn clear(&self) {}

    /// Lets the faults that are on have their way with an answer.
    ///
    /// # Errors
    /// When the connection is to break without an answer.
    #[expect(clippy::unused_async, reason = "placeholder")]
    pub(crate) async fn disturb(
        &self,
        _door: Kind,
        answer: Response<AnswerBody>,
    ) -> Result<Response<AnswerBody>, BrokenOnPurpose> {
        Ok(answer)
    }
}
