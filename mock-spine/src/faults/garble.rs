use crate::server::AnswerBody;
use http::Response;

/// Turns the body into bytes that are no text in any reading of UTF-8, and so no JSON; length and headers stay.
pub(super) fn garble(answer: Response<AnswerBody>) -> Response<AnswerBody> {
    answer.map(|body| {
        let garbled: Vec<u8> = body.bytes().iter().map(|byte| byte | 0xf8).collect();
        AnswerBody::whole(garbled)
    })
}
