//! Two servers, asked in turn: A B A B …, and what share of A's pace B reaches.

use crate::Failure;
use crate::client::{self, Pace};
use crate::figures::{median, spread};
use crate::requests::Requests;
use std::net::SocketAddr;
use std::time::Duration;

/// One of two servers that are compared.
pub struct Side<'s> {
    /// Where it listens.
    pub address: SocketAddr,
    /// What is asked, by connection.
    pub connections: &'s dyn Fn() -> Vec<Requests>,
    /// What has to be done before each run.
    pub prepare: &'s dyn Fn() -> Result<(), Failure>,
}

/// How often and how long.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// Runs of each side.
    pub rounds: u32,
    /// Length of a run that counts.
    pub counted: Duration,
    /// And of what comes before it.
    pub warm_up: Duration,
}

/// What the comparison came to.
#[derive(Clone, Debug)]
pub struct Share {
    /// The peer's median pace, requests a second.
    pub peer: f64,
    /// Ours.
    pub ours: f64,
    /// The peer's median time on its core for a request, in microseconds.
    pub peer_micros: f64,
    /// Ours.
    pub our_micros: f64,
    /// The lowest and the highest share of a round.
    pub spread: (f64, f64),
    /// Bytes of our answers' bodies, on average.
    pub body: usize,
}

impl std::fmt::Debug for Side<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Side")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Share {
    /// The ratio of the medians.
    pub fn of_medians(&self) -> f64 {
        self.ours / self.peer
    }

    /// The ratio of the times on the core: the share that a box with nothing else to do would show.
    pub fn of_times(&self) -> f64 {
        self.peer_micros / self.our_micros
    }
}

impl Side<'_> {
    /// One run.
    ///
    /// # Errors
    /// When the server does not answer as it has to.
    pub fn run(&self, rounds: Rounds) -> Result<Pace, Failure> {
        (self.prepare)()?;
        let connections = (self.connections)();
        client::run(self.address, connections, rounds.warm_up, rounds.counted)
    }
}

/// Asks both in turn.
///
/// # Errors
/// When a server does not answer as it has to.
pub fn compare(peer: &Side<'_>, ours: &Side<'_>, rounds: Rounds) -> Result<Share, Failure> {
    let (mut theirs, mut own, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds.rounds {
        let (one, other) = (peer.run(rounds)?, ours.run(rounds)?);
        shares.push(other.per_second / one.per_second);
        theirs.push(one);
        own.push(other);
    }
    let middle = |paces: &[Pace], figure: fn(&Pace) -> f64| median(paces.iter().map(figure));
    Ok(Share {
        peer: middle(&theirs, |pace| pace.per_second),
        ours: middle(&own, |pace| pace.per_second),
        peer_micros: middle(&theirs, |pace| pace.micros),
        our_micros: middle(&own, |pace| pace.micros),
        spread: spread(shares),
        body: own.first().map_or(0, |pace| pace.body),
    })
}
