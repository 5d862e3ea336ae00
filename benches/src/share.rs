//! Two servers, asked in turn: A B A B …, and what share of A's pace B reaches.

use crate::requests::Requests;
use crate::{Failure, client};
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
}

impl Side<'_> {
    /// One run.
    ///
    /// # Errors
    /// When the server does not answer as it has to.
    pub fn run(&self, rounds: Rounds) -> Result<client::Pace, Failure> {
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
    let mut body = 0;
    for _ in 0..rounds.rounds {
        let (one, other) = (peer.run(rounds)?, ours.run(rounds)?);
        body = other.body;
        shares.push(other.per_second / one.per_second);
        theirs.push(one.per_second);
        own.push(other.per_second);
    }
    shares.sort_by(f64::total_cmp);
    let ends = (shares.first().copied(), shares.last().copied());
    Ok(Share {
        peer: median(theirs),
        ours: median(own),
        spread: (ends.0.unwrap_or(0.0), ends.1.unwrap_or(0.0)),
        body,
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
