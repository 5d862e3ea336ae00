//! How a mock is set up: as a library by hand, as a program by command line, environment and file.

mod clock;
mod file;
mod options;

use crate::clock::{Machine, StartClock, SystemMachine};
use crate::server::TlsFiles;
use cpis_rules::Policy;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

pub use clock::{ClockTextError, parse_clock};
pub use options::{ConfigError, Options};

/// Everything that decides how a mock behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where suppliers connect.
    pub listen: SocketAddr,
    /// Where test controls connect. ENV-3.
    pub control: SocketAddr,
    /// The token that the control port asks for; it must ask for one off loopback.
    pub control_token: Option<String>,
    /// The people of the default tenant.
    pub population: cpis_population::Settings,
    /// How the rules are read.
    pub policy: Policy,
    /// How clocks start.
    pub clock: StartClock,
    /// The clock underneath.
    pub machine: Arc<dyn Machine>,
    /// Threads that answer the data port.
    pub workers: usize,
    /// How many of the latest searches each tenant's ledger keeps.
    pub searches_kept: usize,
    /// The files that make the data port speak TLS.
    pub tls: Option<TlsFiles>,
}

impl Default for Settings {
    fn default() -> Self {
        let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self {
            listen: loopback(8700),
            control: loopback(8701),
            control_token: None,
            population: cpis_population::Settings::default(),
            policy: Policy::default(),
            clock: StartClock::System,
            machine: Arc::new(SystemMachine),
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            searches_kept: 20_000,
            tls: None,
        }
    }
}

impl Settings {
    /// Refuses a control port that anybody in the network could use. ENV-3.
    ///
    /// # Errors
    /// When the control port is off loopback and asks for no token.
    pub fn check(&self) -> Result<(), ConfigError> {
        let has_token = self
            .control_token
            .as_deref()
            .is_some_and(|token| !token.is_empty());
        if self.control.ip().is_loopback() || has_token {
            Ok(())
        } else {
            Err(ConfigError::OpenControl(self.control))
        }
    }
}
