//! What is so, whatever the Spine says: the people as their population makes them, or as they were listed before the run.

use crate::checker::{ChildTruth, Earlier, People};
use crate::history::PlanFacts;
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, PatientStatus, Plan};
use std::collections::{HashMap, HashSet};

/// What the history calls the tenant that the Spine's address names.
pub const FIRST_TENANT: &str = "default";

/// The people of a run, before the run changed anything.
#[derive(Debug)]
pub enum Known {
    /// All of a population, each computed when asked for.
    Population(Box<Population>),
    /// Those that a control port listed.
    Listed {
        /// By number.
        people: HashMap<NhsNumber, ChildTruth>,
        /// The population that they and all others are of, where that could be told.
        population: Option<Box<Population>>,
        /// Those of the population who are not as it has them: somebody changed them before the run, or meanwhile.
        strangers: HashSet<NhsNumber>,
        /// Whose windows may have been open when the run began.
        earlier: HashMap<NhsNumber, Vec<Earlier>>,
    },
}

impl People for Known {
    fn child(&self, tenant: &str, epoch: u32, number: NhsNumber) -> Option<ChildTruth> {
        match self {
            Self::Population(population) => from_population(population, number),
            // What was changed before the run was changed in the tenant that was there.
            Self::Listed {
                population: Some(population),
                ..
            } if tenant != FIRST_TENANT => from_population(population, number),
            Self::Listed { people, .. } => people.child(tenant, epoch, number),
        }
    }

    fn status(&self, tenant: &str, epoch: u32, number: NhsNumber) -> Option<PatientStatus> {
        match self {
            Self::Population(population) => Some(population.status(population.index(number)?)),
            Self::Listed { .. } => Some(self.child(tenant, epoch, number)?.status),
        }
    }

    fn earlier(&self, tenant: &str, number: NhsNumber) -> Option<&[Earlier]> {
        match self {
            // Nobody listed anything: the run's own mock, which is fresh, or a Spine without a control port.
            Self::Population(_) => None,
            Self::Listed { .. } if tenant != FIRST_TENANT => Some(&[]),
            Self::Listed { earlier, .. } => {
                Some(earlier.get(&number).map(Vec::as_slice).unwrap_or_default())
            }
        }
    }

    fn population(&self) -> Option<&Population> {
        match self {
            Self::Population(population) => Some(population),
            Self::Listed { population, .. } => population.as_deref(),
        }
    }

    fn strangers(&self) -> Option<&HashSet<NhsNumber>> {
        match self {
            Self::Population(_) => None,
            Self::Listed { strangers, .. } => Some(strangers),
        }
    }
}

/// A patient of a population as the judge knows them.
pub fn from_population(population: &Population, number: NhsNumber) -> Option<ChildTruth> {
    let index = population.index(number)?;
    Some(ChildTruth {
        birth_date: Some(population.birth_date(index)),
        status: population.status(index),
        plans: population.plans(index).iter().map(plan_facts).collect(),
    })
}

/// A plan as the judge knows it.
pub fn plan_facts(plan: &Plan) -> PlanFacts {
    PlanFacts {
        id: Some(plan.id),
        kind: plan.kind,
        start: plan.start,
        end: plan.end,
        authority: plan.authority.code.clone(),
        emergency_phone: Some(plan.authority.emergency_phone.clone()),
        office_phone: plan.authority.office_phone.clone(),
        local_id: plan.local_id.as_ref().map(|id| id.as_str().into()),
        upload: Some(plan.upload.as_str().into()),
    }
}

/// Adds to listed plans what a control port does not list, where the population has the very same plan: telephones, the authority's own
/// id for the child, the upload. ALT-4, ASN-2.
pub(crate) fn complete(people: &mut HashMap<NhsNumber, ChildTruth>, population: &Population) {
    for (number, child) in people {
        let Some(index) = population.index(*number) else {
            continue;
        };
        if child.plans.is_empty() {
            continue;
        }
        let own: Vec<PlanFacts> = population.plans(index).iter().map(plan_facts).collect();
        for listed in &mut child.plans {
            let is_it = |plan: &&PlanFacts| {
                plan.id == listed.id
                    && plan.kind == listed.kind
                    && plan.start == listed.start
                    && plan.end == listed.end
                    && plan.authority == listed.authority
            };
            if let Some(plan) = own.iter().find(is_it) {
                *listed = plan.clone();
            }
        }
    }
}
