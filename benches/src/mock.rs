//! The mock Spine on one core, and what is asked of it.

use crate::requests::Requests;
use crate::{Failure, core};
use cpis_population::{Population, Range, UserKind};
use cpis_rules::{Activity, Mode};
use cpis_vocabulary::{Door, NhsNumber, PatientStatus, Timestamp, User};
use mock_spine::MockSpine;
use mock_spine::app::App;
use mock_spine::clock::StartClock;
use mock_spine::spine::{Ids, Opening, Spelling};
use mock_spine::tenant::{Account, Holder, Session, Tenant};
use std::net::SocketAddr;
use std::sync::Arc;

/// A mock Spine that runs on [`core::SERVER`] with one worker.
#[derive(Debug)]
pub struct Mock {
    spine: MockSpine,
    /// Where suppliers connect.
    pub address: SocketAddr,
}

/// Connections that ask at once.
pub const CONNECTIONS: usize = 64;
/// Previous views that a child has before its list is asked for: more than are listed.
const VIEWS: usize = 30;
/// How many different things are asked for where there are many.
const MANY: usize = 20_000;

/// The 2nd of March 2026, 9 o'clock: the day from which the population's plans count.
pub fn morning() -> Timestamp {
    Timestamp::from_millis(1_772_442_000_000)
}

impl Mock {
    /// Starts one with so many patients; it answers when this returns, searches included.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(patients: u64) -> Result<Self, Failure> {
        let spine = core::run_on(core::SERVER, move || -> Result<MockSpine, Failure> {
            core::runtime()?.block_on(async {
                let spine = builder(patients).start().await?;
                ready(spine.app()).await?;
                Ok(spine)
            })
        })??;
        let url = spine.data_url();
        let address = url.trim_start_matches("http://").parse()?;
        Ok(Self { spine, address })
    }

    /// The tenant that is asked.
    pub fn tenant(&self) -> &Arc<Tenant> {
        self.spine.app().tenants.default_tenant()
    }

    /// Forgets what was recorded.
    ///
    /// # Errors
    /// When the store cannot.
    pub fn reset(&self) -> Result<(), Failure> {
        let tenant = self.tenant();
        Ok(core::runtime()?.block_on(tenant.reset(&self.spine.app().spine))?)
    }

    /// Has every one of these children looked at more often than is listed, by one user after the other.
    ///
    /// # Errors
    /// When the store cannot record it.
    pub fn look_often(&self, children: &[NhsNumber]) -> Result<(), Failure> {
        core::runtime()?.block_on(look_often(self.spine.app(), children, VIEWS))
    }

    /// One set of requests for each connection, each with the token of a user of its own.
    pub fn connections(&self, targets: &Arc<[Box<str>]>) -> Vec<Requests> {
        let tokens = log_on(self.tenant());
        let places = 0..CONNECTIONS;
        let users = places.zip(tokens.iter().cycle());
        users
            .map(|(place, token)| Requests::new(targets, place, token))
            .collect()
    }
}

/// How the mock is set up for measurements: as a user would, with a clock that runs from the population's own day.
pub fn builder(patients: u64) -> mock_spine::Builder {
    MockSpine::builder()
        .patients(patients)
        .settings(|settings| {
            settings.clock = StartClock::At(Mode::Shifted, morning());
            if patients > Range::Range999.capacity() {
                settings.population.range = Range::Range9xx;
            }
        })
}

/// Waits until the names are indexed, by searching.
///
/// # Errors
/// When the search is refused.
pub async fn ready(app: &App) -> Result<(), Failure> {
    let query = cpis_search::Query::default().with_family("Nobody");
    let people = &app.tenants.default_tenant().people;
    let found = people.look_up(&query, 50).await;
    found
        .map(drop)
        .map_err(|_| "nobody is called Nobody".into())
}

/// Has every one of these children looked at so often, by one user after the other.
///
/// # Errors
/// When the store cannot record it.
pub async fn look_often(app: &App, children: &[NhsNumber], often: usize) -> Result<(), Failure> {
    let tenant = app.tenants.default_tenant();
    let accounts = notifying(tenant);
    for child in children {
        for account in accounts.iter().cycle().take(often) {
            let (_, viewer) = account.choose(None)?;
            let opening = Opening {
                child: Some(*child),
                number: *child,
                spelling: Spelling::Plain,
                viewer,
                activity: Activity::Notifying,
                door: Door::Fhir,
                ids: Ids::default(),
                is_unscheduled: None,
            };
            app.spine.open_alert(tenant, opening).await?;
        }
    }
    Ok(())
}

/// Users whose accesses notify.
pub fn notifying(tenant: &Tenant) -> Vec<Arc<Account>> {
    let users = tenant.people.population().users_of(UserKind::Notifying);
    let account = |user: &Arc<User>| tenant.register.find(&user.id).cloned();
    users.filter_map(account).collect()
}

/// Tokens of such users, one for each connection.
pub fn log_on(tenant: &Tenant) -> Vec<String> {
    let accounts = notifying(tenant);
    let users = (0..CONNECTIONS).zip(accounts.iter().cycle());
    users
        .map(|(place, account)| {
            let token = format!("{:064x}", (place + 1) * 0x9e37_79b9_7f4a);
            let holder = Holder::User(Arc::clone(account));
            // Issued at the start of the day, the tokens outlive no run: the clock is put back before each.
            let session = Session::new(holder, tenant.clock.now(), "openid".into());
            tenant
                .sessions
                .begin(token.clone(), session, &tenant.policy);
            token
        })
        .collect()
}

/// Children with a displayable plan, shuffled so that neighbours in the list are none in the population.
pub fn with_plans(population: &Population) -> Vec<NhsNumber> {
    let ordinary = |index: &u64| population.status(*index) == PatientStatus::Ordinary;
    let numbers = population.with_plans().filter(ordinary);
    let mut numbers: Vec<_> = numbers.map(|index| population.number(index)).collect();
    numbers.sort_by_key(|number| number.stem().reverse_bits());
    numbers
}

/// Patients without any plan.
pub fn without_plans(population: &Population) -> Vec<NhsNumber> {
    let ordinary = |index: &u64| population.status(*index) == PatientStatus::Ordinary;
    let none = spread(population).filter(|index| !population.has_plans(*index));
    let none = none.filter(ordinary).take(MANY);
    none.map(|index| population.number(index)).collect()
}

/// The path and query of `CareTeam` or another resource that is asked for by a child's identifier.
pub fn by_identifier(path: &str, numbers: &[NhsNumber]) -> Arc<[Box<str>]> {
    let target = |number: &NhsNumber| {
        format!("{path}?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C{number}").into()
    };
    numbers.iter().map(target).collect()
}

/// Reads of patients by number.
pub fn reads(population: &Population) -> Arc<[Box<str>]> {
    let ordinary = |index: &u64| population.status(*index) == PatientStatus::Ordinary;
    let found = spread(population).filter(ordinary).take(MANY);
    let path = "/personal-demographics/FHIR/R4/Patient/";
    found
        .map(|index| format!("{path}{}", population.number(index)).into())
        .collect()
}

/// Searches for patients by family name, given name and date of birth.
pub fn searches(population: &Population) -> Arc<[Box<str>]> {
    let found = spread(population).filter(|index| population.can_be_found(*index));
    let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let target = |index: u64| -> Option<Box<str>> {
        let family: String = population.family_name(index).chars().collect();
        let given = population.given_names(index).next()?;
        let born = population.birth_date(index);
        // Names that a URL need not escape: the client measures the server, not its own encoder.
        (plain(&family) && plain(given)).then(|| {
            let path = "/personal-demographics/FHIR/R4/Patient";
            format!("{path}?family={family}&given={given}&birthdate=eq{born}").into()
        })
    };
    found.filter_map(target).take(MANY).collect()
}

/// Every index once, in an order that jumps about.
fn spread(population: &Population) -> impl Iterator<Item = u64> + '_ {
    let all = population.len();
    // A prime larger than any population steps through every index.
    (0..all).map(move |place| place * 1_000_000_007 % all)
}
