//! HTTP/1.1 over plain connections that are kept and used again, one request at a time on each.
//!
//! [`reading`] is the protocol and knows no socket; [`connection`] is the socket and knows little of the protocol.

mod chunks;
mod connection;
mod head;
mod reading;
mod template;

use super::slots::{Room, Slots};
use super::target::Target;
use super::{Observation, Reply, Request, Transport};
use crate::executor::Stopwatch;
use crate::history::{Moment, WhyUnknown};
use connection::{Connection, Written};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use template::Template;
use tokio::time::Instant;

/// The project's own engine: plain HTTP/1.1.
#[derive(Debug)]
pub struct Own {
    authority: String,
    template: Template,
    patience: Duration,
    stopwatch: Stopwatch,
    slots: Slots,
    idle: Mutex<Vec<Connection>>,
}

impl Own {
    /// A transport with so much room. It does not look at the target's scheme.
    pub fn new(target: &Target, room: Room, patience: Duration, stopwatch: Stopwatch) -> Self {
        Self {
            authority: target.authority(),
            template: Template::new(target),
            patience,
            stopwatch,
            slots: Slots::new(room),
            idle: Mutex::default(),
        }
    }

    /// The host and port that it sends to.
    pub fn authority(&self) -> &str {
        &self.authority
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

    async fn exchange(&self, request: &Request, sent: &mut Moment) -> Reply {
        let deadline = self.stopwatch.instant(*sent) + self.patience;
        if let Some(mut kept) = self.kept() {
            kept.prepare(&self.template, request, deadline);
            match kept.write(request).await {
                // It was closed meanwhile, and nobody can have seen anything of the request.
                Written::Nothing => {}
                Written::Something => return self.read(kept, request).await,
                Written::TooLate => return Reply::Unknown(WhyUnknown::NoAnswer),
            }
        }
        let connected = Connection::open(&self.authority, deadline);
        let mut new = match tokio::time::timeout_at(deadline, connected).await {
            Ok(Ok(new)) => new,
            Ok(Err(_)) => return Reply::Unknown(WhyUnknown::ConnectionLost),
            Err(_) => return Reply::Unknown(WhyUnknown::NoAnswer),
        };
        *sent = self.stopwatch.now();
        new.prepare(&self.template, request, deadline);
        match new.write(request).await {
            Written::Something => self.read(new, request).await,
            Written::Nothing => Reply::Unknown(WhyUnknown::ConnectionLost),
            Written::TooLate => Reply::Unknown(WhyUnknown::NoAnswer),
        }
    }

    async fn read(&self, mut connection: Connection, request: &Request) -> Reply {
        match connection.read(request.method()).await {
            Ok(whole) => {
                if whole.is_kept && connection.is_clean() {
                    let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
                    idle.push(connection);
                }
                Reply::Whole(whole.answer)
            }
            Err(why) => Reply::Unknown(why),
        }
    }

    /// A kept connection that the peer has not been seen to close, or to talk on without being asked.
    fn kept(&self) -> Option<Connection> {
        loop {
            let last = self
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let connection = last?;
            if connection.is_silent() {
                return Some(connection);
            }
        }
    }
}

impl Transport for Own {
    async fn send(&self, request: &Request) -> Observation {
        let Some(_slot) = self.slots.take(&self.stopwatch).await else {
            return Observation::not_sent(self.stopwatch.now());
        };
        // Whoever waited for a slot was not sent before.
        let mut sent = self.stopwatch.now();
        let outcome = self.exchange(request, &mut sent).await;
        Observation::over(sent, outcome, &self.stopwatch)
    }
}

/// The instant until which a request may take.
type Deadline = Instant;
