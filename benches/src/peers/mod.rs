//! Other people's load generators, and how each is asked for the same.

mod commands;
mod reported;

use crate::Failure;
use crate::program::{self, OFTEN, Ran, SELDOM, Watch};
use crate::scratch::Scratch;
use crate::stub::Stub;
use std::process::Command;
use std::time::Duration;

pub use commands::PEERS;
pub use reported::{Percentiles, THOUSANDTHS};

/// A load generator that is not ours.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// What it is called.
    pub name: &'static str,
    /// The program that is looked for on the PATH.
    pub program: &'static str,
    /// How to get it.
    pub install: &'static str,
    /// How many times as fast `loadgen` is to be.
    pub bars: Option<Bars>,
    /// Its arguments, and variables of its environment; nothing where it cannot do that.
    arguments: fn(&Asked<'_>) -> Option<Arguments>,
    /// What it says about response times, where it says that in a form that can be read.
    reported: Option<fn(&Told<'_>) -> Option<Percentiles>>,
}

/// How many times as fast as a peer `loadgen` is to be, set on a machine where the peer made a certain part of wrk's requests.
#[derive(Clone, Copy, Debug)]
pub struct Bars {
    /// At least.
    pub bar: f64,
    /// Splendidly.
    pub moonshot: f64,
    of_wrk: f64,
}

impl Bars {
    const fn of(bar: f64, moonshot: f64, of_wrk: f64) -> Self {
        Self {
            bar,
            moonshot,
            of_wrk,
        }
    }

    /// What the bar comes to as a part of wrk's requests: that travels between machines on which the peer is better or worse off.
    pub fn of_wrk(&self) -> f64 {
        self.bar * self.of_wrk
    }
}

/// What a peer is asked to do.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    url: &'a str,
    seconds: u32,
    /// Requests a second; as many as it can without.
    rate: Option<u32>,
    scratch: &'a Scratch,
}

/// How a program is called.
type Arguments = (Vec<String>, Vec<(&'static str, String)>);

/// What a program leaves behind.
#[derive(Clone, Copy, Debug)]
struct Told<'a> {
    said: &'a str,
    scratch: &'a Scratch,
}

/// A run of a peer.
#[derive(Debug)]
pub struct Run {
    /// The program.
    pub ran: Ran,
    /// What it says about response times, in milliseconds.
    pub reported: Option<Percentiles>,
}

/// Connections that each keeps.
pub const CONNECTIONS: u32 = 64;

/// Besides the run: a program's start and its report.
const LONGER: Duration = Duration::from_mins(1);

impl Peer {
    /// Whether it is on the PATH.
    pub fn is_installed(&self) -> bool {
        program::is_installed(self.program)
    }

    /// Runs it against the stub for so many seconds: as fast as it can, or so often a second; nothing where it has no such rate.
    ///
    /// # Errors
    /// When it does not run.
    pub fn run(
        &self,
        stub: &Stub,
        seconds: u32,
        rate: Option<u32>,
    ) -> Result<Option<Run>, Failure> {
        let scratch = Scratch::new()?;
        let url = stub.url();
        let asked = Asked {
            url: &url,
            seconds,
            rate,
            scratch: &scratch,
        };
        let Some((arguments, environment)) = (self.arguments)(&asked) else {
            return Ok(None);
        };
        let mut command = Command::new(self.program);
        command.args(arguments).envs(environment);
        command.current_dir(scratch.path());
        let watch = Watch {
            now: &|| stub.now(),
            every: rate.map_or(OFTEN, |_| SELDOM),
            within: Duration::from_secs(seconds.into()) + LONGER,
        };
        let ran = program::run(command, watch)?;
        if stub.arrivals().is_empty() {
            let Ran {
                said, complained, ..
            } = &ran;
            return Err(format!("{} must run, it says: {said}{complained}", self.name).into());
        }
        let told = Told {
            said: &ran.said,
            scratch: &scratch,
        };
        let reported = self.reported.and_then(|read| read(&told));
        Ok(Some(Run { ran, reported }))
    }
}

/// A sentence on those that are not installed, one for each; nothing where all are.
pub fn missing(peers: &[&Peer]) -> String {
    let missing = peers.iter().filter(|peer| !peer.is_installed());
    missing.fold(String::new(), |said, Peer { name, install, .. }| {
        said + "**" + name + " is not installed**: " + install + "\n\n"
    })
}
