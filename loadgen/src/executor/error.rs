use crate::control::{ControlFailed, TokenError};
use crate::recorder::KeepError;
use crate::transport::{AddressError, TransportError};
use cpis_population::SettingsError;
use cpis_vocabulary::Timestamp;

/// Why a scenario could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// An address that is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Requests that cannot be sent as asked.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Nothing answers.
    #[error("nothing answers at {0}: is the Spine there, and does it speak HTTP?")]
    Unreachable(String),
    /// What answers is no CP-IS.
    #[error(
        "no CP-IS answers at {0}: it has no /cpis/FHIR/R4/metadata. Is this the data port, and the tenant's name right?"
    )]
    NoCpis(String),
    /// A token that nobody can send.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A control port that does not do its part.
    #[error(transparent)]
    Control(#[from] ControlFailed),
    /// People that cannot be.
    #[error(transparent)]
    Population(#[from] SettingsError),
    /// A mock that does not start.
    #[error("the mock Spine does not start: {0}")]
    Mock(#[from] crate::embedded::StartError),
    /// A clock that nobody can set.
    #[error(
        "the scenario sets the Spine's clock, which takes a control port: name it with --control"
    )]
    ClockNeedsControl,
    /// Faults that nobody can switch on.
    #[error(
        "the scenario has the Spine do things wrong, which takes a control port: name it with --control"
    )]
    FaultsNeedControl,
    /// A clock that is moved while others do not know when.
    #[error(
        "one of several shards may not move the clock of the Spine that they share, {0} of the scenario does: run it whole, \
         or leave that out with --set"
    )]
    ShardsMoveClock(String),
    /// A Spine that would end this process.
    #[error(
        "the fault `abort` ends the process of the Spine, and that of the run's own mock is this one: start a mock-spine, and name it \
         with --target and --control"
    )]
    AbortsItself,
    /// A clock that somebody else has to start.
    #[error(
        "shards that share a Spine do not set its clock: it must be started with --clock {start}, its clock is {found}"
    )]
    ShardsNeedClock {
        /// How the mock is to be started.
        start: String,
        /// The mode of its clock.
        found: String,
    },
    /// Tenants that nobody can make.
    #[error(
        "groups of the scenario work in tenants of their own, which takes a control port: name it with --control"
    )]
    TenantsNeedControl,
    /// Tenants of whose people nothing is known.
    #[error(
        "groups of the scenario work in tenants of their own, whose people must be known: the Spine's must be those of the \
         scenario's [population], they are others"
    )]
    TenantsNeedPopulation,
    /// Tenants that several would make.
    #[error(
        "groups of the scenario work in tenants of their own, which one of several shards may not make: run it whole"
    )]
    ShardsMakeTenants,
    /// A Spine that is set to other readings than it would be judged by.
    #[error("a Spine must read the rules as it is judged: {0}")]
    OtherReading(String),
    /// A beginning that has passed.
    #[error(
        "the run must be ready when it is to start, at {at}: it was ready at {now}, so give it more time"
    )]
    StartPassed {
        /// When it was to start.
        at: Timestamp,
        /// When it was ready.
        now: Timestamp,
    },
    /// A thread that the system does not give.
    #[error("the system gives no thread for a worker: {0}")]
    Thread(std::io::Error),
    /// A bug of the generator's.
    #[error(
        "{0} arrivals came to grief inside the generator: that is a bug of its own, and the run counts for nothing"
    )]
    Grief(u64),
    /// A run that could not be judged if it were broken off.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// Nobody to look, or nobody to look at.
    #[error("the Spine has nobody to log on as, or no child with a displayable plan")]
    NobodyThere,
}

impl ExecuteError {
    /// The exit code that it stands for: 1 for a bug of the generator's, 2 where the command, the scenario or the target is wrong.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Grief(_) | Self::Thread(_) => 1,
            Self::Address(_)
            | Self::Transport(_)
            | Self::Unreachable(_)
            | Self::NoCpis(_)
            | Self::Token(_)
            | Self::Control(_)
            | Self::Population(_)
            | Self::Mock(_)
            | Self::ClockNeedsControl
            | Self::FaultsNeedControl
            | Self::TenantsNeedControl
            | Self::TenantsNeedPopulation
            | Self::ShardsMakeTenants
            | Self::ShardsMoveClock(_)
            | Self::AbortsItself
            | Self::ShardsNeedClock { .. }
            | Self::StartPassed { .. }
            | Self::OtherReading(_)
            | Self::Keep(_)
            | Self::NobodyThere => 2,
        }
    }
}
