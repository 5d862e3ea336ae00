//! Before the first arrival: where the Spine is, what its clock shows, who takes part.

use super::clock_view::ClockView;
use super::company::Past;
use super::door::Door;
use super::nemesis::rehearse;
use super::reach;
use super::record::{Record, be_there};
use super::setup_clock::clock;
use super::setup_people;
use super::setup_reading;
use super::shards;
use super::stopwatch::Stopwatch;
use super::switches::Switches;
use super::tenants::{self, Tenant};
use super::{ExecuteError, Setup};
use crate::cast::{Cast, Child, Children, Namesakes, Player, Players};
use crate::checker::{Beginning, ChildTruth, Reading};
use crate::control::Control;
use crate::embedded::{OwnMock, SimulatedSpine};
use crate::executed::{PopulationFacts, TargetFacts};
use crate::history::PlanFacts;
use crate::people::population_of;
use crate::scenario::{Find, Scenario, Step};
use crate::transport::Settings;
use crate::truth::{self, Known};
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, PatientStatus};
use cpis_wire::control::{ClockMode, NotificationItem, PatientItem, StatusName};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A Spine that is ready to be driven.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) own_mock: Option<OwnMock>,
    pub(super) door: Door,
    pub(super) clock: ClockView,
    pub(super) cast: Cast,
    pub(super) people: Known,
    pub(super) reading: Reading,
    pub(super) target: TargetFacts,
    pub(super) population: PopulationFacts,
    pub(super) switches: Switches,
    /// What the ledger held before the run.
    pub(super) earlier: Arc<Past>,
    /// What the Spine keeps.
    pub(super) record: Record,
    /// Those that were made beside the one that the Spine's address names.
    pub(super) tenants: Arc<[Tenant]>,
}

/// How many patients of each sort are listed from a control port.
const LISTED_MAX: usize = 4_000;
/// By how many milliseconds a Spine's clock may differ from what the client knows of it, where it runs.
const TOLERANCE_MS: i64 = 5;

pub(super) async fn prepare(
    scenario: &Scenario,
    setup: &Setup,
    stopwatch: Stopwatch,
) -> Result<Ready, ExecuteError> {
    reach::check(scenario, setup)?;
    shards::check(scenario, setup)?;
    let Found {
        own_mock,
        url,
        control_url,
        door,
    } = find(scenario, setup).await?;
    let (patient, control) = (door.patient(stopwatch)?, door.control(stopwatch)?);
    let is_own = !matches!(setup, Setup::Target { .. });
    // The clock comes first: once the data port has been used it only goes forward (CLK-1).
    let (clock, mode) = clock(
        scenario,
        control.as_ref(),
        &patient,
        (is_own, setup.wall_clock()),
    )
    .await?;
    let record = be_there(&patient, &url).await?;
    let (cast, mut people) = somebody(scenario, control.as_ref().filter(|_| !is_own)).await?;
    let doors = (&door, control.as_ref());
    let tenants = tenants::make(scenario, setup, doors, &people, stopwatch).await?;
    let (reading, notified, earlier) = reading(scenario, control.as_ref(), is_own, mode).await?;
    setup_people::note_earlier(&mut people, &notified);
    let switches = Switches::of(control.as_ref()).await?;
    rehearse(scenario, control.as_ref()).await?;
    let population = facts(scenario, &cast, &people);
    let target = TargetFacts {
        own_mock: is_own,
        url,
        control: control_url,
        store: is_own.then(|| "memory".to_owned()),
        clock: mode.map(|mode| format!("{mode:?}").to_lowercase()),
    };
    Ok(Ready {
        own_mock,
        door,
        clock,
        cast,
        people,
        reading,
        target,
        population,
        switches,
        earlier: Arc::new(earlier),
        record,
        tenants,
    })
}

/// Who takes part and what is known of them: those whom a control port lists, or the scenario's own people.
async fn somebody(
    scenario: &Scenario,
    control: Option<&Control>,
) -> Result<(Cast, Known), ExecuteError> {
    let (cast, people) = match control {
        Some(control) => listed(scenario, control).await?,
        None => generated(scenario)?,
    };
    if cast.children.count_with_alert() == 0 || cast.players.count() == 0 {
        return Err(ExecuteError::NobodyThere);
    }
    Ok((cast, people))
}

/// A Spine, and how to get there.
struct Found {
    own_mock: Option<OwnMock>,
    url: String,
    control_url: Option<String>,
    door: Door,
}

/// Finds the Spine that is asked for, or starts it.
async fn find(scenario: &Scenario, setup: &Setup) -> Result<Found, ExecuteError> {
    let plain = Settings::default();
    let (own_mock, url, control_url, token, route) = match setup {
        Setup::Target {
            url,
            control,
            control_token,
            route,
        } => {
            let token = control_token.as_deref();
            (None, url.clone(), control.clone(), token, route)
        }
        Setup::OwnMock => {
            let mock = OwnMock::start(scenario).await?;
            let (url, control_url) = (mock.data_url(), mock.control_url());
            (Some(mock), url, Some(control_url), None, &plain)
        }
        Setup::Simulated(_) => {
            let url = SimulatedSpine::URL.to_owned();
            (None, url.clone(), Some(url), None, &plain)
        }
    };
    let door = Door::new(&url, control_url.as_deref(), token, route, scenario)?;
    let door = match setup {
        Setup::Simulated(spine) => door.simulated(spine),
        Setup::OwnMock | Setup::Target { .. } => door,
    };
    Ok(Found {
        own_mock,
        url,
        control_url,
        door,
    })
}

/// How the rules are read, what the authorities had been told before the run, and what else had come of it.
async fn reading(
    scenario: &Scenario,
    control: Option<&Control>,
    is_own: bool,
    mode: Option<ClockMode>,
) -> Result<(Reading, Vec<NotificationItem>, Past), ExecuteError> {
    let mut reading = scenario.reading;
    if mode != Some(ClockMode::Frozen) {
        reading.tolerance_ms = TOLERANCE_MS;
    }
    let (mut notified, mut earlier) = (Vec::new(), Past::default());
    match control {
        _ if is_own => {}
        None => reading.beginning = Beginning::Used,
        Some(control) => {
            setup_reading::check(&reading, control).await?;
            if !control.accesses(1).await?.is_empty() {
                reading.beginning = Beginning::Used;
                earlier = Past::of(control, |item| notified.push(item)).await?;
            }
        }
    }
    Ok((reading, notified, earlier))
}

/// The people that the scenario describes.
fn generated(scenario: &Scenario) -> Result<(Cast, Known), ExecuteError> {
    let population = population_of(&scenario.population)?;
    let cast = Cast {
        children: Children::of(&population),
        players: Players::of(population.users().iter().map(|user| Player::of(user))),
        namesakes: namesakes(scenario, &population),
    };
    Ok((cast, Known::Population(Box::new(population))))
}

/// The people that a control port lists: they need not be those of the scenario.
async fn listed(scenario: &Scenario, control: &Control) -> Result<(Cast, Known), ExecuteError> {
    let mut items = Vec::new();
    for query in [
        "displayable=true",
        "displayable=false",
        "status=superseded",
        "status=restricted&displayable=true",
        "status=restricted",
        "status=invalidated",
    ] {
        items.extend(control.patients(query, LISTED_MAX).await?);
    }
    let mut truths: HashMap<NhsNumber, ChildTruth> = HashMap::new();
    let mut children = Vec::new();
    let mut survivors = HashSet::new();
    for item in &items {
        let child = child(item);
        if let PatientStatus::Superseded { by } = child.truth.status {
            survivors.insert(by);
        }
        if truths.insert(child.number, child.truth.clone()).is_none() {
            children.push(child);
        }
    }
    // A superseded number is of use only with the truth about the number that took its place.
    for by in survivors {
        for item in control.patients(&format!("nhs_number={by}"), 1).await? {
            truths.entry(by).or_insert_with(|| child_truth(&item));
        }
    }
    children.retain(|child| match child.truth.status {
        PatientStatus::Superseded { by } => truths
            .get(&by)
            .is_some_and(|survivor| !survivor.plans.is_empty()),
        PatientStatus::Ordinary | PatientStatus::Restricted | PatientStatus::Invalidated => true,
    });
    let users = control.users().await?;
    let confirmed = setup_people::confirmed(scenario, control, &items).await?;
    let namesakes = confirmed
        .as_ref()
        .map(|confirmed| namesakes(scenario, &confirmed.population));
    let children = Children::listed(children);
    let everybody = confirmed.as_ref().map(|confirmed| &confirmed.population);
    let cast = Cast {
        children: children.knowing(everybody),
        players: Players::of(users.iter().map(Player::listed)),
        namesakes: namesakes.unwrap_or_default(),
    };
    Ok((cast, known(truths, confirmed)))
}

/// What is known of those who were listed, and of everybody there is.
fn known(
    mut people: HashMap<NhsNumber, ChildTruth>,
    confirmed: Option<setup_people::Confirmed>,
) -> Known {
    let (population, strangers) = match confirmed {
        Some(confirmed) => {
            truth::complete(&mut people, &confirmed.population);
            (Some(Box::new(confirmed.population)), confirmed.strangers)
        }
        None => (None, HashSet::new()),
    };
    Known::Listed {
        people,
        population,
        strangers,
        earlier: HashMap::new(),
    }
}

/// The families of the population, where a script asks for a search that finds a given number of patients.
fn namesakes(scenario: &Scenario, population: &Population) -> Namesakes {
    let mut steps = scenario.scripts.iter().flat_map(|script| &script.steps);
    let is_asked = steps.any(|step| {
        matches!(
            step,
            Step::Find(Find::AsManyAsAllowed | Find::TooMany | Find::AsApplication)
        )
    });
    if is_asked {
        Namesakes::of(population, scenario.seed)
    } else {
        Namesakes::default()
    }
}

fn child(item: &PatientItem) -> Child {
    Child {
        number: item.nhs_number,
        family: item.family.clone(),
        given: item.given.first().cloned(),
        postcode: item.postcode.clone(),
        gender: item.gender,
        truth: child_truth(item),
    }
}

fn child_truth(item: &PatientItem) -> ChildTruth {
    let plans = item.plans.iter().map(|plan| PlanFacts {
        id: Some(plan.id),
        kind: plan.kind,
        start: plan.start,
        end: plan.end,
        authority: plan.authority.as_str().into(),
        emergency_phone: None,
        office_phone: None,
        local_id: None,
        upload: None,
    });
    let status = match (item.status, item.superseded_by) {
        (StatusName::Superseded, Some(by)) => PatientStatus::Superseded { by },
        (StatusName::Restricted, _) => PatientStatus::Restricted,
        (StatusName::Invalidated, _) => PatientStatus::Invalidated,
        (StatusName::Ordinary | StatusName::Superseded, _) => PatientStatus::Ordinary,
    };
    ChildTruth {
        birth_date: item.birth_date,
        status,
        plans: plans.collect(),
    }
}

fn facts(scenario: &Scenario, cast: &Cast, people: &Known) -> PopulationFacts {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let seed = scenario.population.seed;
    let reference_date = scenario.population.reference_date.to_string();
    match people {
        Known::Population(population)
        | Known::Listed {
            population: Some(population),
            ..
        } => PopulationFacts {
            patients: population.len(),
            seed,
            reference_date,
            users: count(population.users().len()),
            organisations: count(population.organisations().len()),
            authorities: count(population.authorities().len()),
            plans: plans_of(population),
        },
        Known::Listed { people, .. } => {
            let plans = people.values().flat_map(|child| &child.plans);
            let authorities: HashSet<_> = plans.clone().map(|plan| &plan.authority).collect();
            PopulationFacts {
                patients: count(people.len()),
                seed,
                reference_date,
                users: count(cast.players.count()),
                organisations: count(cast.players.organisations()),
                authorities: count(authorities.len()),
                plans: count(plans.count()),
            }
        }
    }
}

/// How many plans those with a displayable one hold.
fn plans_of(population: &Population) -> u64 {
    let plans = population
        .with_plans()
        .map(|index| population.plans(index).len());
    plans.fold(0, |sum, count| sum + u64::try_from(count).unwrap_or(0))
}
