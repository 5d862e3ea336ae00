use super::settings::{Engine, Settings};
use super::slots::Room;
use super::tls::TlsError;
use super::{Hyper, InProcess, Observation, Own, Request, Target, Transport};
use crate::embedded::SimulatedSpine;
use crate::executor::Stopwatch;
use std::time::Duration;

/// One engine or another.
#[derive(Debug)]
pub enum AnyTransport {
    /// The project's own.
    Own(Own),
    /// hyper.
    Hyper(Hyper),
    /// None: a Spine of this process.
    InProcess(InProcess),
}

/// Why requests cannot be sent as asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TransportError {
    /// An engine that does not do what is asked for.
    #[error(
        "the engine `own` speaks plain HTTP/1.1 only, {0} takes more: leave the engine out, or choose `hyper`"
    )]
    OwnIsPlain(String),
    /// TLS that cannot be spoken.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl AnyTransport {
    /// A transport with so much room, whose requests are answered within `patience` or not at all.
    ///
    /// # Errors
    /// When the settings do not go with the target.
    pub fn new(
        target: &Target,
        settings: &Settings,
        room: Room,
        patience: Duration,
        stopwatch: Stopwatch,
    ) -> Result<Self, TransportError> {
        match settings.engine_for(target) {
            Engine::Own if target.is_secure() => {
                let asks = format!("https://{}", target.authority());
                Err(TransportError::OwnIsPlain(asks))
            }
            Engine::Own if settings.http2 => Err(TransportError::OwnIsPlain("HTTP/2".to_owned())),
            Engine::Own => Ok(Self::Own(Own::new(target, room, patience, stopwatch))),
            Engine::Hyper => {
                let hyper = Hyper::new(target, settings, room, patience, stopwatch)?;
                Ok(Self::Hyper(hyper))
            }
        }
    }

    /// The same transport, with the time of the run that begins.
    #[must_use]
    pub fn restarted(self, stopwatch: Stopwatch) -> Self {
        match self {
            Self::Own(own) => Self::Own(own.restarted(stopwatch)),
            Self::Hyper(hyper) => Self::Hyper(hyper.restarted(stopwatch)),
            Self::InProcess(spine) => Self::InProcess(spine.restarted(stopwatch)),
        }
    }

    /// The host and port that it sends to.
    pub fn authority(&self) -> &str {
        match self {
            Self::Own(own) => own.authority(),
            Self::Hyper(hyper) => hyper.authority(),
            Self::InProcess(_) => SimulatedSpine::HOST,
        }
    }

    /// How many requests are under way.
    pub fn in_flight(&self) -> u32 {
        match self {
            Self::Own(own) => own.in_flight(),
            Self::Hyper(hyper) => hyper.in_flight(),
            Self::InProcess(spine) => spine.in_flight(),
        }
    }

    /// The most requests that were under way at one time.
    pub fn in_flight_max(&self) -> u32 {
        match self {
            Self::Own(own) => own.in_flight_max(),
            Self::Hyper(hyper) => hyper.in_flight_max(),
            Self::InProcess(spine) => spine.in_flight_max(),
        }
    }

    /// For how long every slot was taken and a request waited for one.
    pub fn waited_for(&self) -> Duration {
        match self {
            Self::Own(own) => own.waited_for(),
            Self::Hyper(hyper) => hyper.waited_for(),
            Self::InProcess(spine) => spine.waited_for(),
        }
    }
}

impl Transport for AnyTransport {
    async fn send(&self, request: &Request) -> Observation {
        match self {
            Self::Own(own) => own.send(request).await,
            // What is seldom used must not make every request's future as large as its own.
            Self::Hyper(hyper) => Box::pin(hyper.send(request)).await,
            // A whole Spine is in there: nobody else is to carry the size of it.
            Self::InProcess(spine) => Box::pin(spine.send(request)).await,
        }
    }
}
