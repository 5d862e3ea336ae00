//! hyper behind the seam: for what the own engine does not speak, and as its second opinion.

mod connect;
mod connection;
mod convert;

use super::any::TransportError;
use super::settings::Settings;
use super::slots::{Room, Slots};
use super::target::Target;
use super::tls::Tls;
use super::{Observation, Reply, Request, Transport};
use crate::executor::Stopwatch;
use crate::history::{Moment, WhyUnknown};
use connect::Connector;
use connection::Pool;
use convert::{Constant, whole};
use std::time::Duration;

/// hyper: HTTP/1.1, one request at a time on each connection, or HTTP/2, many.
#[derive(Debug)]
pub struct Hyper {
    connector: Connector,
    constant: Constant,
    patience: Duration,
    stopwatch: Stopwatch,
    slots: Slots,
    pool: Pool,
}

impl Hyper {
    /// A transport with so much room.
    ///
    /// # Errors
    /// When the target asks for TLS, and the settings do not have what it takes.
    pub fn new(
        target: &Target,
        settings: &Settings,
        room: Room,
        patience: Duration,
        stopwatch: Stopwatch,
    ) -> Result<Self, TransportError> {
        let http2 = settings.http2;
        let protocol: &[u8] = if http2 { b"h2" } else { b"http/1.1" };
        let tls = target
            .is_secure()
            .then(|| Tls::new(&settings.tls, target, protocol))
            .transpose()?;
        Ok(Self {
            connector: Connector {
                authority: target.authority(),
                tls,
                http2,
            },
            constant: Constant::new(target, http2),
            patience,
            stopwatch,
            slots: Slots::new(room),
            pool: Pool::default(),
        })
    }

    /// The host and port that it sends to.
    pub fn authority(&self) -> &str {
        &self.connector.authority
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
        let mut request = self.constant.address(request);
        // A kept connection may have been closed meanwhile. hyper gives the request back if nothing of it was written.
        loop {
            let Ok(mut lease) = self.pool.take(&self.connector).await else {
                return Reply::Unknown(WhyUnknown::ConnectionLost);
            };
            *sent = self.stopwatch.now();
            match lease.try_send(request).await {
                Ok(response) => {
                    return match whole(response).await {
                        Ok(answer) => {
                            lease.give_back();
                            Reply::Whole(answer)
                        }
                        Err(why) => Reply::Unknown(why),
                    };
                }
                Err((_, Some(unsent))) if !lease.is_new() => request = unsent,
                Err((why, _)) => return Reply::Unknown(why),
            }
        }
    }
}

impl Transport for Hyper {
    async fn send(&self, request: &Request) -> Observation {
        let Some(_slot) = self.slots.take(&self.stopwatch).await else {
            return Observation::not_sent(self.stopwatch.now());
        };
        // Whoever waited for a slot was not sent before.
        let mut sent = self.stopwatch.now();
        let exchange = self.exchange(request, &mut sent);
        let outcome = tokio::time::timeout(self.patience, exchange)
            .await
            .unwrap_or(Reply::Unknown(WhyUnknown::NoAnswer));
        Observation::over(sent, outcome, &self.stopwatch)
    }
}
