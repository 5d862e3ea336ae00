//! Whole runs in simulated time: the scenario and a mock on one runtime, without sockets. A run takes as long as its work does, and the
//! same seed makes the same run.

use crate::checker::{Tallies, Truth, judge};
use crate::embedded::{SimulatedSpine, StartError};
use crate::executed::Executed;
use crate::executor::{Driving, ExecuteError, Pacing, Setup, execute};
use crate::history::Operation;
use crate::recorder::{Recorder, RecorderError};
use crate::scenario::Scenario;
use std::io;
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::runtime::Builder;

/// A Spine in simulated time that runs are put on, one after the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Simulation(SimulatedSpine);

/// A run in simulated time, and what the judge takes down of it.
#[derive(Debug)]
pub struct Simulated {
    /// What happened, in the order in which it ended.
    pub operations: Vec<Operation>,
    /// What else there is to judge.
    pub executed: Executed,
    /// What was examined, found and doubted.
    pub tallies: Tallies,
}

/// Why a run cannot be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// A mock that cannot be made.
    #[error("the mock Spine does not start: {0}")]
    Mock(#[from] StartError),
    /// A scenario that cannot be run.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// A system that gives no runtime.
    #[error("the system gives no runtime: {0}")]
    Runtime(#[from] io::Error),
    /// A history that is lost.
    #[error(transparent)]
    Recorder(#[from] RecorderError),
}

impl Simulation {
    /// The Spine of a scenario: its people, its clock.
    ///
    /// # Errors
    /// When a mock cannot have them.
    pub fn of(scenario: &Scenario) -> Result<Self, SimulationError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self(runtime.block_on(SimulatedSpine::of(scenario))?))
    }

    /// Runs a scenario of the same people and clock, with these rules broken on purpose.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn run(
        &self,
        scenario: &Scenario,
        sabotage: &[&str],
    ) -> Result<Simulated, SimulationError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()?;
        let recorder = Arc::new(Recorder::in_memory());
        let driving = Driving {
            workers: NonZeroU32::MIN,
            pacing: Pacing::Runtime,
            start_at: None,
            watch: false,
        };
        let executed = runtime.block_on(async {
            let spine = self.0.begin(sabotage, scenario.seed).await?;
            let setup = Setup::Simulated(spine);
            let executed = execute(scenario, &setup, driving, &recorder).await?;
            Ok::<_, SimulationError>(executed)
        })?;
        let operations = recorder.finish()?.operations;
        let truth = Truth {
            reading: executed.reading,
            people: &executed.people,
        };
        let tallies = judge(truth, &operations, &executed.ledger);
        Ok(Simulated {
            operations,
            executed,
            tallies,
        })
    }
}
