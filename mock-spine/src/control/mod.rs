//! The control port: test controls on a port of their own. ENV-3.

use crate::app::App;
use crate::edge::{self, Route, Routes};
use crate::server::{AnswerBody, Unreadable};
use bytes::Bytes;
use cpis_wire::control::ControlError;
use http::{Request, Response};

/// What answers on the control port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Path {}

const TABLE: &[Route<Path>] = &[];

/// The route table, ready to be asked.
pub(crate) fn routes() -> Routes<Path> {
    Routes::new(TABLE)
}

/// Answers a request of the control port.
#[expect(clippy::unused_async, reason = "placeholder")]
pub(crate) async fn respond(_app: &App, _request: Request<Bytes>) -> Response<AnswerBody> {
    edge::json(404, &ControlError::new("nothing answers at this path"))
}

/// Answers a request whose body could not be read.
pub(crate) fn unreadable(why: Unreadable) -> Response<AnswerBody> {
    edge::json(413, &ControlError::new(why.to_string()))
}
