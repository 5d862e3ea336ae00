//! A mock Spine of the run's own, on loopback sockets or without any. The one place where the generator meets what it judges.

use crate::checker::{Reading, count};
use crate::executor::WallClock;
use crate::people::settings_of;
use crate::scenario::{Clock, Scenario};
use crate::schedule::{Stream, draw};
use bytes::Bytes;
use chrono::TimeDelta;
use cpis_vocabulary::{Text, Timestamp};
use http::{Request, Response};
use http_body_util::BodyExt;
use mock_spine::MockSpine;
use mock_spine::app::App;
use mock_spine::bugs::{Bug, CATALOGUE};
use mock_spine::clock::{Machine, Mode, StartClock};
use mock_spine::config::{Options, Settings};
use mock_spine::server::{Port, Service};
use std::sync::{Arc, Mutex, PoisonError};

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
        let read = read_by(&scenario.reading)?;
        let builder = MockSpine::builder().settings(|settings| {
            settings.population = population;
            settings.clock = clock;
            settings.policy = read.policy;
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

/// A mock Spine of this process, without sockets, whose time is the runtime's.
#[derive(Clone, Debug)]
pub struct SimulatedSpine {
    app: Arc<App>,
    machine: Arc<SimulatedMachine>,
    /// What the lengths of ways are drawn from.
    seed: u64,
    port: Port,
    /// The tenant that its requests are about; none for the default one.
    tenant: Option<Text>,
}

/// A rule that a mock can break on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sabotage {
    /// Its name.
    pub id: &'static str,
    /// The rule it breaks first of all.
    pub rule: cpis_vocabulary::RequirementId,
    /// What it does, in a sentence.
    pub text: &'static str,
}

impl Sabotage {
    /// Every one there is.
    pub fn all() -> Vec<Self> {
        let modes = CATALOGUE.iter().map(|mode| Self {
            id: mode.id,
            rule: mode.rule,
            text: mode.text,
        });
        modes.collect()
    }
}

impl SimulatedSpine {
    /// The host that its requests name.
    pub const HOST: &str = "simulated.spine";
    /// The address that stands in the record of a run.
    pub const URL: &str = "http://simulated.spine";

    /// A mock with the people and the clock of a scenario. It is made in ordinary time: what it prepares on other threads is done then.
    ///
    /// # Errors
    /// When the scenario describes people or a clock that the mock cannot have.
    pub async fn of(scenario: &Scenario) -> Result<Self, StartError> {
        let nine = scenario.population.reference_date.and_hms_opt(9, 0, 0);
        let nine = nine.map_or(0, |at| at.and_utc().timestamp_millis());
        let machine = Arc::new(SimulatedMachine {
            start: Timestamp::from_millis(nine),
            wall: Mutex::default(),
        });
        let settings = Settings {
            population: settings_of(&scenario.population),
            clock: start_clock(scenario.clock),
            machine: machine.clone(),
            ..read_by(&scenario.reading)?
        };
        let app = App::new(settings).await?;
        app.tenants.default_tenant().people.search_ready().await;
        app.set_ready();
        Ok(Self {
            app: Arc::new(app),
            machine,
            seed: 0,
            port: Port::Data,
            tenant: None,
        })
    }

    /// The same Spine as it was at the start, with these rules broken and no other; a name that is none breaks nothing. The machine's
    /// time begins anew, with that of the runtime.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn begin(&self, sabotage: &[&str], seed: u64) -> Result<Self, StartError> {
        self.machine.begin();
        let tenant = self.app.tenants.default_tenant();
        let bugs: Vec<_> = sabotage.iter().filter_map(|id| Bug::by_id(id)).collect();
        tenant.bugs.set(&bugs);
        let reset = tenant.reset(&self.app.spine).await;
        reset.map_err(mock_spine::tenant::TenantError::from)?;
        Ok(Self {
            seed,
            ..self.clone()
        })
    }

    /// The same by its control port, whose paths name their tenant themselves.
    #[must_use]
    pub fn control(&self) -> Self {
        Self {
            seed: self.seed.rotate_left(32),
            port: Port::Control,
            tenant: None,
            ..self.clone()
        }
    }

    /// The same with requests to another tenant. ENV-2.
    #[must_use]
    pub fn of_tenant(&self, tenant: &Text) -> Self {
        Self {
            tenant: Some(Text::clone(tenant)),
            ..self.clone()
        }
    }

    /// The tenant that its requests are about; none for the default one.
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// The machine's time, as the mock reads it.
    pub fn wall_clock(&self) -> WallClock {
        self.machine.wall()
    }

    /// An even draw for something on the way there or back.
    pub fn draw(&self, index: u64) -> u64 {
        draw(self.seed, Stream::Fault, index)
    }

    /// Asks; none where the connection would have been broken on purpose.
    pub async fn ask(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let answer = self.app.respond(self.port, request).await.ok()?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.ok()?;
        Some(Response::from_parts(head, body.to_bytes()))
    }
}

impl PartialEq for SimulatedSpine {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.app, &other.app) && (self.seed, self.port) == (other.seed, other.port)
    }
}

impl Eq for SimulatedSpine {}

/// The machine under a simulated Spine.
#[derive(Debug)]
struct SimulatedMachine {
    start: Timestamp,
    wall: Mutex<WallClock>,
}

impl SimulatedMachine {
    fn begin(&self) {
        let mut wall = self.wall.lock().unwrap_or_else(PoisonError::into_inner);
        *wall = WallClock::of_runtime(self.start);
    }

    fn wall(&self) -> WallClock {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Machine for SimulatedMachine {
    fn now(&self) -> Timestamp {
        self.wall().now()
    }
}

/// The settings of a mock that reads the rules so.
fn read_by(reading: &Reading) -> Result<Settings, StartError> {
    let options = Options {
        anchor: Some(reading.anchor.word().to_owned()),
        record_repeats: Some(reading.record.word().to_owned()),
        both_activities: Some(reading.both.word().to_owned()),
        new_authority: Some(reading.new_authority.word().to_owned()),
        token_life: Some(reading.token_life_s),
        ..Options::default()
    };
    let mut settings = options.settings()?;
    let small = |count: u64| u16::try_from(count).unwrap_or(u16::MAX);
    let policy = &mut settings.policy;
    policy.window = TimeDelta::milliseconds(reading.window_ms);
    policy.trace_life = TimeDelta::milliseconds(reading.merge_ms);
    policy.views_listed = u16::try_from(reading.list_length).unwrap_or(u16::MAX);
    policy.days_after_end = small(count(reading.days_after_end));
    policy.days_after_due_date = small(count(reading.days_after_due));
    Ok(settings)
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
