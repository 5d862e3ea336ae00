//! A tenant: a class or a test suite with its own people, clock, faults and record. Nothing crosses tenants. ENV-2.

mod account;
mod bodies;
mod codes;
mod draw;
mod expiring;
mod id;
mod index;
mod limits;
mod people;
mod register;
mod searches;
mod searching;
mod sessions;
mod written;

use crate::bugs::{Bug, BugMemory, Bugs, Mutation};
use crate::clock::TenantClock;
use crate::config::Settings;
use crate::faults::Faults;
use crate::spine::Spine;
use crate::store::{Ground, Store, StoreError};
use cpis_population::SettingsError;
use cpis_rules::{Activity, ChildRecord, ClockError, Policy, PolicyError};
use cpis_vocabulary::{NhsNumber, Refusal, Timestamp};
use cpis_wire::control::NotificationItem;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use account::Account;
pub use bodies::Bodies;
pub use codes::{Challenge, Codes, Grant, Spending};
pub use draw::Draw;
pub use id::{TenantId, TenantIdError};
pub use limits::{Limits, Permit};
pub use people::{Answering, People, TooMany};
pub use register::{Register, Tenants};
pub use searches::{Searched, Searches, SearchesFound};
pub use sessions::{Holder, Session, Sessions};
pub use written::{Since, Written, WrittenPatient};

/// One tenant.
#[derive(Debug)]
pub struct Tenant {
    /// Its name.
    pub id: TenantId,
    /// Whether people train in it: no rule may be broken on purpose.
    pub training_live: bool,
    /// Its clock.
    pub clock: Arc<TenantClock>,
    /// Its patients.
    pub people: Arc<People>,
    /// Its users.
    pub register: Register,
    /// Who is logged on.
    pub sessions: Sessions,
    /// Who is about to be.
    pub codes: Codes,
    /// How it reads the rules.
    pub policy: Policy,
    /// The rules that it breaks on purpose.
    pub bugs: Bugs,
    /// What happens to its answers.
    pub faults: Faults,
    /// What its applications may ask of PDS.
    pub limits: Limits,
    /// Who searched for whom.
    pub searches: Searches,
    pub(crate) bodies: Bodies,
    pub(crate) bug_memory: BugMemory,
    pub(crate) access_ids: Draw,
    pub(crate) plan_ids: Draw,
    pub(crate) tokens: Draw,
    epochs: Draw,
    epoch: AtomicU64,
}

/// Why a tenant cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// Settings that no policy can follow.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A population that cannot be.
    #[error(transparent)]
    Population(#[from] SettingsError),
    /// A clock that cannot run.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// A user who could not be named in a notification.
    #[error("a user of the population cannot act: {0}")]
    User(#[from] Refusal),
    /// A store that does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the tenant's records stand on.
#[derive(Debug)]
struct TenantGround {
    clock: Arc<TenantClock>,
    people: Arc<People>,
}

impl Tenant {
    /// A tenant by the mock's settings; `seed` sets it apart from others, who share everything but people and ids.
    ///
    /// # Errors
    /// When the settings cannot be served.
    pub fn new(id: TenantId, settings: &Settings, seed: Option<u64>) -> Result<Self, TenantError> {
        settings.policy.check()?;
        let mut population = settings.population;
        population.seed = seed.unwrap_or(population.seed);
        let people = Arc::new(People::new(population)?);
        let register = Register::new(people.population())?;
        let clock = TenantClock::new(Arc::clone(&settings.machine), settings.clock)?;
        // Ids differ between tenants of one seed: a token of one opens nothing in another.
        let draw = |purpose: &str| Draw::new(population.seed, &format!("{purpose} of {id}"));
        // Nothing is kept beyond the process: its number and its beginning tell one record from the next.
        let began = settings.machine.now().millis().unsigned_abs();
        let process = u64::from(std::process::id()).rotate_left(44);
        Ok(Self {
            training_live: false,
            clock: Arc::new(clock),
            people,
            register,
            sessions: Sessions::default(),
            codes: Codes::default(),
            policy: settings.policy.clone(),
            bugs: Bugs::default(),
            faults: Faults::default(),
            limits: Limits::default(),
            searches: Searches::new(settings.searches_kept),
            bodies: Bodies::default(),
            bug_memory: BugMemory::default(),
            access_ids: draw("accesses"),
            plan_ids: draw("plans"),
            tokens: draw("tokens"),
            epochs: Draw::new(began ^ process, &format!("epochs of {id}")),
            epoch: AtomicU64::default(),
            id,
        })
    }

    /// Opens its part of the store, with nothing recorded.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn open(&self, spine: &Spine) -> Result<(), StoreError> {
        let ground = TenantGround {
            clock: Arc::clone(&self.clock),
            people: Arc::clone(&self.people),
        };
        spine.store().open(&self.id, Arc::new(ground)).await?;
        self.epoch.store(self.epochs.next(), Ordering::SeqCst);
        Ok(())
    }

    /// Which record it keeps, told from all others: another since it was last opened or reset.
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// Puts everything back to the start: people, plans, records, ledger, searches, clock, limits and faults.
    /// ENV-2.
    ///
    /// Who is logged on stays logged on, and bug modes stay on: they are the build under test, not its state.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn reset(&self, spine: &Spine) -> Result<(), StoreError> {
        self.people.reset();
        self.faults.clear();
        self.limits.clear();
        self.searches.clear();
        self.bug_memory.forget();
        self.clock.reset();
        self.open(spine).await
    }

    /// The policy in force, bug modes included.
    pub(crate) fn policy_now(&self) -> Cow<'_, Policy> {
        let bugs = self.bugs.on();
        if bugs.is_empty() {
            return Cow::Borrowed(&self.policy);
        }
        Cow::Owned(self.mutation().policy(&self.policy, None))
    }

    /// The activity that a role is taken to have, bug modes included.
    pub(crate) fn activity_now(&self, right: Option<Activity>) -> Option<Activity> {
        self.mutation().activity(right)
    }

    /// Whether looking a patient up counts as an access: only ever on purpose. SRC-9.
    pub(crate) fn notifies_on_search(&self) -> bool {
        self.bugs.on().has(Bug::NotifiesOnSearch)
    }

    /// Whether a number with spaces is taken where it is none: only ever on purpose. SRC-1.
    pub(crate) fn takes_spaces(&self) -> bool {
        self.bugs.on().has(Bug::SpacesNewKey)
    }

    /// A notification as it is listed, bug modes included. ASN-2, ASN-8.
    pub(crate) fn notification_now(&self, right: NotificationItem) -> NotificationItem {
        self.mutation().notification(right)
    }

    /// Whether a rule is broken on purpose.
    pub(crate) fn breaks(&self, bug: Bug) -> bool {
        self.bugs.on().has(bug)
    }

    fn mutation(&self) -> Mutation<'_> {
        Mutation {
            bugs: self.bugs.on(),
            memory: &self.bug_memory,
        }
    }
}

impl Ground for TenantGround {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn untouched(&self, child: NhsNumber) -> ChildRecord {
        self.people.untouched(child)
    }
}
