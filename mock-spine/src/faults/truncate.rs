use crate::server::AnswerBody;
use http::Response;

/// Breaks the connection half-way through the body, whose whole length has been announced.
pub(super) fn truncate(answer: Response<AnswerBody>) -> Response<AnswerBody> {
    answer.map(AnswerBody::cut_half_way)
}
