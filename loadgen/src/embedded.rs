//! A mock Spine of the run's own, on loopback sockets. The one place where the generator meets what it judges.

use crate::people::settings_of;
use crate::scenario::{Clock, Scenario};
use mock_spine::MockSpine;
use mock_spine::clock::{Mode, StartClock};

/// Why a mock does not start.
pub use mock_spine::StartError;

/// A mock Spine that runs until it is dropped.
#[derive(Debug)]
pub struct OwnMock(MockSpine);

impl OwnMock {
    /// Starts a mock with the people and the clock of a scenario.
    ///
    /// # Errors
    /// When the scenario describes people or a clock that the mock cannot have, or no socket is free.
    pub async fn start(scenario: &Scenario) -> Result<Self, StartError> {
        let population = settings_of(&scenario.population);
        let clock = start_clock(scenario.clock);
        let builder = MockSpine::builder().settings(|settings| {
            settings.population = population;
            settings.clock = clock;
        });
        builder.start().await.map(Self)
    }

    /// Where its data port is.
    pub fn data_url(&self) -> String {
        self.0.data_url()
    }

    /// Where its control port is.
    pub fn control_url(&self) -> String {
        self.0.control_url()
    }
}

fn start_clock(clock: Clock) -> StartClock {
    match clock {
        Clock::System => StartClock::System,
        Clock::Frozen { now } => StartClock::At(Mode::Frozen, now),
        Clock::Shifted { now } => StartClock::At(Mode::Shifted, now),
        Clock::Scaled { now, rate } => StartClock::At(
            Mode::Scaled {
                rate: rate.as_factor(),
            },
            now,
        ),
    }
}
