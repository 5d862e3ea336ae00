use crate::server::{AnswerBody, BrokenOnPurpose};
use http::Response;

/// Loses the answer: what was decided stands, and the connection closes without a word.
pub(super) fn lose(answer: Response<AnswerBody>) -> BrokenOnPurpose {
    drop(answer);
    BrokenOnPurpose
}
