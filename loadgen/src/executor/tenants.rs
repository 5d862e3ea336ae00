//! Tenants beside the one that the Spine's address names: made before the run, each with a clock of its own, and deleted after it. ENV-2.

use super::clock_view::ClockView;
use super::door::Door;
use super::pacer::Pacing;
use super::run::Run;
use super::sessions::Sessions;
use super::setup_clock::clock;
use super::stopwatch::{Stopwatch, WallClock};
use super::{ExecuteError, Setup};
use crate::control::{Control, ControlFailed};
use crate::scenario::Scenario;
use crate::truth::Known;
use cpis_vocabulary::Text;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// A tenant that groups of the scenario work in, and what the workers of a run share of it.
#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) name: Text,
    pub(super) clock: Arc<ClockView>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) mover: Arc<tokio::sync::Mutex<()>>,
    pub(super) door: Door,
}

/// Makes the tenants that the scenario names. They break the rules that the first one breaks: that is the build under test.
pub(super) async fn make(
    scenario: &Scenario,
    setup: &Setup,
    (door, control): (&Door, Option<&Control>),
    people: &Known,
    stopwatch: Stopwatch,
) -> Result<Arc<[Tenant]>, ExecuteError> {
    let groups = scenario.groups.iter();
    let names: BTreeSet<&Text> = groups.filter_map(|group| group.tenant.as_ref()).collect();
    if names.is_empty() {
        return Ok(Arc::default());
    }
    let Some(control) = control else {
        return Err(ExecuteError::TenantsNeedControl);
    };
    if !scenario.shard.is_whole() {
        return Err(ExecuteError::ShardsMakeTenants);
    }
    if !knows_others(people) {
        return Err(ExecuteError::TenantsNeedPopulation);
    }
    let broken = control.bugs().await?.into_iter().filter(|bug| bug.on);
    let broken: Vec<String> = broken.map(|bug| bug.id).collect();
    let is_own = !matches!(setup, Setup::Target { .. });
    let with = (is_own, setup.wall_clock());
    let mut made = Vec::new();
    for name in names {
        let tenant = match control.add_tenant(name).await {
            Ok(()) => {
                let doors = door.of_tenant(name);
                opened(scenario, name, doors, &broken, with, stopwatch).await
            }
            Err(error) => Err(error.into()),
        };
        match tenant {
            Ok(tenant) => made.push(tenant),
            Err(error) => {
                // Of a run that never began nothing stays behind, as far as that can be had.
                for Tenant { name, .. } in made {
                    let _ = control.delete_tenant(&name).await;
                }
                return Err(error);
            }
        }
    }
    Ok(made.into())
}

/// Whether it is known who lives in a tenant that is made now.
fn knows_others(people: &Known) -> bool {
    match people {
        Known::Population(_) => true,
        Known::Listed { population, .. } => population.is_some(),
    }
}

/// A tenant that has been made, its clock set and read.
async fn opened(
    scenario: &Scenario,
    name: &Text,
    door: Door,
    broken: &[String],
    with: (bool, WallClock),
    stopwatch: Stopwatch,
) -> Result<Tenant, ExecuteError> {
    let (patient, control) = (door.patient(stopwatch)?, door.control(stopwatch)?);
    if let Some(control) = control.as_ref().filter(|_| !broken.is_empty()) {
        control.set_bugs(broken).await?;
    }
    let (clock, _) = clock(scenario, control.as_ref(), &patient, with).await?;
    Ok(Tenant {
        name: Text::clone(name),
        clock: Arc::new(clock),
        sessions: Arc::default(),
        mover: Arc::default(),
        door,
    })
}

impl Run {
    /// The same worker with its connections to these tenants.
    pub(super) fn with_tenants(
        mut self,
        tenants: &Arc<[Tenant]>,
        pacing: Pacing,
    ) -> Result<Self, ExecuteError> {
        let mut others = Vec::new();
        for tenant in tenants.iter() {
            let connections = tenant.door.open(self.worker, self.stopwatch)?;
            others.push(Arc::new(self.in_tenant(tenant, pacing, connections)));
        }
        self.others = others;
        self.tenants = Arc::clone(tenants);
        Ok(self)
    }

    /// This worker, in the tenant that an arrival's group works in.
    pub(super) fn of_arrival(self: Arc<Self>, number: u64) -> Arc<Self> {
        let Some(tenant) = self.assignments.tenant(number) else {
            return self;
        };
        let other = self.others.iter().find(|other| other.tenant == *tenant);
        other.map_or_else(|| Arc::clone(&self), Arc::clone)
    }

    /// The most requests that were under way at one time, of each tenant, added up.
    pub(super) fn in_flight_max(&self) -> u64 {
        let of = |run: &Self| u64::from(run.transport.in_flight_max());
        of(self) + self.others.iter().map(|other| of(other)).sum::<u64>()
    }

    /// For how long every slot was taken and a request waited for one, in the tenant where that was longest.
    pub(super) fn waited_for(&self) -> Duration {
        let others = self.others.iter().map(|other| other.transport.waited_for());
        others.fold(self.transport.waited_for(), Duration::max)
    }

    /// How many users hold no token, of each tenant, added up.
    pub(super) fn not_logged_on(&self) -> u64 {
        let users = self.cast.players.count();
        let others = self.others.iter().map(|other| &other.sessions);
        let unknown = |sessions: &Arc<Sessions>| users.saturating_sub(sessions.count());
        let all = [&self.sessions].into_iter().chain(others).map(unknown);
        u64::try_from(all.sum::<usize>()).unwrap_or(u64::MAX)
    }

    /// Whether a token that seemed to be good was turned down, in any tenant.
    pub(super) fn sessions_turned_down(&self) -> bool {
        let others = self.others.iter().map(|other| &other.sessions);
        let mut all = [&self.sessions].into_iter().chain(others);
        all.any(|sessions| sessions.was_turned_down())
    }

    /// Deletes what was made.
    ///
    /// # Errors
    /// When the control port does not answer.
    pub(super) async fn delete_tenants(&self) -> Result<(), ControlFailed> {
        for tenant in self.tenants.iter() {
            if let Some(control) = &self.control {
                control.delete_tenant(&tenant.name).await?;
            }
        }
        Ok(())
    }
}
