//! No sockets: requests go to a Spine of this process, and take simulated time on the way.

use super::answer::Answer;
use super::slots::{Room, Slots};
use super::{Observation, Reply, Request, Transport, USER_AGENT};
use crate::embedded::SimulatedSpine;
use crate::executor::Stopwatch;
use crate::history::WhyUnknown;
use http::header::{HOST, USER_AGENT as USER_AGENT_NAME};
use http::{HeaderName, HeaderValue};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A Spine of this process.
#[derive(Debug)]
pub struct InProcess {
    spine: SimulatedSpine,
    patience: Duration,
    stopwatch: Stopwatch,
    slots: Slots,
    ways: AtomicU64,
}

/// The longest way there or back, in milliseconds; the runtime's timer counts whole ones. Long enough for requests to overtake each other.
const WAY_MAX: u64 = 4;

impl InProcess {
    /// A transport with so much room.
    pub fn new(
        spine: SimulatedSpine,
        room: Room,
        patience: Duration,
        stopwatch: Stopwatch,
    ) -> Self {
        Self {
            spine,
            patience,
            stopwatch,
            slots: Slots::new(room),
            ways: AtomicU64::new(0),
        }
    }

    /// The same transport, with the time of the run that begins.
    #[must_use]
    pub fn restarted(self, stopwatch: Stopwatch) -> Self {
        Self { stopwatch, ..self }
    }

    /// How many requests are under way.
    pub fn in_flight(&self) -> u32 {
        self.slots.taken()
    }

    /// The most requests that were under way at one time.
    pub fn in_flight_max(&self) -> u32 {
        self.slots.most()
    }

    /// For how long every slot was taken and a request waited for one.
    pub fn waited_for(&self) -> Duration {
        self.slots.waited_for(&self.stopwatch)
    }

    /// The next way's length, from 1 ms to [`WAY_MAX`], the same in every run of one seed.
    fn way(&self) -> Duration {
        let way = self.ways.fetch_add(1, Ordering::Relaxed);
        Duration::from_millis(1 + self.spine.draw(way) % WAY_MAX)
    }

    async fn exchange(&self, request: &Request) -> Reply {
        tokio::time::sleep(self.way()).await;
        let answer = self.spine.ask(self.addressed(request)).await;
        tokio::time::sleep(self.way()).await;
        match answer {
            Some(answer) => {
                let (head, body) = answer.into_parts();
                Reply::Whole(Answer::parsed(head.status.as_u16(), head.headers, body))
            }
            None => Reply::Unknown(WhyUnknown::ConnectionLost),
        }
    }

    /// The request as the Spine takes it.
    fn addressed(&self, asked: &Request) -> http::Request<bytes::Bytes> {
        let mut request = http::Request::new(asked.body().clone());
        request.method_mut().clone_from(asked.method());
        let uri = match self.spine.tenant() {
            Some(tenant) => format!("/t/{tenant}{}", asked.path()).parse(),
            None => asked.path().parse(),
        };
        if let Ok(uri) = uri {
            *request.uri_mut() = uri;
        }
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_static(SimulatedSpine::HOST));
        headers.insert(USER_AGENT_NAME, HeaderValue::from_static(USER_AGENT));
        for (name, value) in asked.headers() {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
                headers.append(name, value);
            }
        }
        request
    }
}

impl Transport for InProcess {
    async fn send(&self, request: &Request) -> Observation {
        let Some(_slot) = self.slots.take(&self.stopwatch).await else {
            return Observation::not_sent(self.stopwatch.now());
        };
        // Whoever waited for a slot was not sent before.
        let sent = self.stopwatch.now();
        let outcome = tokio::time::timeout(self.patience, self.exchange(request))
            .await
            .unwrap_or(Reply::Unknown(WhyUnknown::NoAnswer));
        Observation::over(sent, outcome, &self.stopwatch)
    }
}
