//! Where no timer is known that a runtime could wait for.

use crate::executor::Stopwatch;
use crate::history::Moment;
use std::convert::Infallible;

#[derive(Debug)]
pub(super) struct Alarm(Infallible);

impl Alarm {
    pub(super) fn set_up(_: Stopwatch) -> Option<Self> {
        None
    }

    pub(super) fn set(&self, _: Moment) {
        match self.0 {}
    }

    #[expect(clippy::unused_async, reason = "as where there is an alarm")]
    pub(super) async fn rung(&self) {
        match self.0 {}
    }
}
