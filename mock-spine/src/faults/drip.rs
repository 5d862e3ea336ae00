use super::stall::duration;
use crate::server::AnswerBody;
use cpis_wire::control::Fault;
use http::Response;

/// How many pieces a body comes in.
const PIECES: u32 = 20;

/// Sends the body in small pieces, spread over the time that was asked for.
pub(super) fn drip(fault: &Fault, answer: Response<AnswerBody>) -> Response<AnswerBody> {
    let pieces = usize::try_from(PIECES).unwrap_or(1);
    let pause = duration(fault.stalled_for) / PIECES;
    answer.map(|body| {
        let piece = body.bytes().len().div_ceil(pieces);
        body.dripping(piece, pause)
    })
}
