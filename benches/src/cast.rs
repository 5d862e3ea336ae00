//! The people and records that benchmarks of parts share.

use crate::Failure;
use crate::mock::{morning, with_plans};
use cpis_population::{Population, Range, Settings, UserKind};
use cpis_rules::{ChildRecord, Policy, WindowKey, serve_access};
use cpis_vocabulary::{
    Access, AccessId, Door, Intent, NhsNumber, RoleId, Timestamp, TraceId, User, UserId, View,
    Viewer,
};
use std::sync::Arc;

/// A population with records of its children.
#[derive(Debug)]
pub struct Cast {
    /// The people.
    pub population: Population,
    /// A child with a displayable plan.
    pub child: NhsNumber,
    /// A patient without any.
    pub nobody: NhsNumber,
    /// Somebody whose accesses notify.
    pub viewer: Arc<Viewer>,
    /// The rulebook's reading.
    pub policy: Policy,
}

impl Cast {
    /// The people of a population of so many.
    ///
    /// # Errors
    /// When it has no child with a plan, or nobody who may look.
    pub fn new(patients: u64) -> Result<Self, Failure> {
        let population = population(patients)?;
        let nobody = (0..population.len()).find(|index| !population.has_plans(*index));
        let nobody = nobody.ok_or("a patient without plans is needed")?;
        let child = with_plans(&population).first().copied();
        let user = population.users_of(UserKind::Notifying).next();
        Ok(Self {
            child: child.ok_or("a child with a plan is needed")?,
            nobody: population.number(nobody),
            viewer: viewer(user.ok_or("a user who may look is needed")?)?,
            policy: Policy::default(),
            population,
        })
    }

    /// The record of a patient at whom nobody has looked.
    pub fn record(&self, number: NhsNumber) -> ChildRecord {
        let index = self.population.index(number);
        let birth_date = index.map(|index| self.population.birth_date(index));
        let plans = index.map_or_else(Vec::new, |index| self.population.plans(index));
        ChildRecord::new(
            number,
            birth_date,
            plans.into_iter().map(Arc::new).collect(),
        )
    }

    /// An access of the viewer.
    pub fn access(&self, id: u64) -> Access {
        Access {
            id: AccessId::new(id),
            child: self.child,
            viewer: Arc::clone(&self.viewer),
            door: Door::Fhir,
            request: None,
            trace: Some(TraceId::from_bits(u128::from(id))),
            intent: Intent::Notify,
        }
    }

    /// Whose window that access meets.
    pub fn key(&self) -> WindowKey {
        WindowKey {
            user: self.viewer.user_id.clone(),
            organisation: self.viewer.organisation_code.clone(),
        }
    }

    /// The child's record after so many others have looked, each for the first time.
    pub fn hot_record(&self, others: u64) -> ChildRecord {
        let mut record = self.record(self.child);
        for other in 0..others {
            let mut viewer = Viewer::clone(&self.viewer);
            viewer.user_id = UserId::new(format!("9{other:09}"));
            viewer.role_id = RoleId::new(format!("8{other:09}"));
            let key = WindowKey {
                user: viewer.user_id.clone(),
                organisation: viewer.organisation_code.clone(),
            };
            let access = Access {
                viewer: Arc::new(viewer),
                ..self.access(other + 1_000_000)
            };
            serve_access(&mut record, &access, &key, morning(), &self.policy);
            record.drain_entries().for_each(drop);
        }
        record
    }

    /// So many previous views, newest first.
    pub fn views(&self, count: u64) -> Vec<View> {
        let view = |id| View {
            access: AccessId::new(id),
            at: Timestamp::from_millis(morning().millis() - i64::try_from(id).unwrap_or_default()),
            viewer: Arc::clone(&self.viewer),
            trace: None,
        };
        (0..count).map(view).collect()
    }
}

/// A population of so many.
///
/// # Errors
/// When there are too many.
pub fn population(patients: u64) -> Result<Population, Failure> {
    let mut settings = Settings {
        patients,
        ..Settings::default()
    };
    if patients > Range::Range999.capacity() {
        settings.range = Range::Range9xx;
    }
    Ok(Population::new(settings)?)
}

fn viewer(user: &Arc<User>) -> Result<Arc<Viewer>, Failure> {
    let account = mock_spine::tenant::Account::new(Arc::clone(user))?;
    Ok(account.choose(None)?.1)
}
