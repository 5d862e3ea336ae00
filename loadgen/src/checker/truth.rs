use super::{Earlier, Reading};
use crate::history::PlanFacts;
use chrono::NaiveDate;
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, PatientStatus};
use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::hash::BuildHasher;

/// What is so, independently of what the Spine says: the population, and how the rules are read.
#[derive(Clone, Copy, Debug)]
pub struct Truth<'a> {
    /// How the rules are read.
    pub reading: Reading,
    /// The people.
    pub people: &'a dyn People,
}

/// Knows every patient as the population made them, before the run changed anything.
pub trait People: Debug + Sync {
    /// The patient with this number in this tenant and epoch; none where nobody has it.
    fn child(&self, tenant: &str, epoch: u32, number: NhsNumber) -> Option<ChildTruth>;

    /// Whether that patient's number is in ordinary use; none where nobody has it.
    fn status(&self, tenant: &str, epoch: u32, number: NhsNumber) -> Option<PatientStatus> {
        Some(self.child(tenant, epoch, number)?.status)
    }

    /// The notified accesses of this child whose windows may have been open when the run began, in this tenant, in
    /// their own order; none where nobody knows.
    fn earlier(&self, _tenant: &str, _number: NhsNumber) -> Option<&[Earlier]> {
        None
    }

    /// Everybody there is, the sandbox patients apart (DAT-5); none where that is not known.
    fn population(&self) -> Option<&Population> {
        None
    }

    /// Those of the population of whom somebody else has made something that is not known; none where there are none.
    fn strangers(&self) -> Option<&HashSet<NhsNumber>> {
        None
    }
}

/// What the population says about a patient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChildTruth {
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Whether the number is in ordinary use.
    pub status: PatientStatus,
    /// The plans that hang on the number when the epoch begins.
    pub plans: Vec<PlanFacts>,
}

impl ChildTruth {
    /// A number that nobody has.
    pub(super) fn nobody() -> Self {
        Self {
            birth_date: None,
            status: PatientStatus::Ordinary,
            plans: Vec::new(),
        }
    }
}

/// The same people in every tenant and epoch.
impl<S: BuildHasher + Sync> People for HashMap<NhsNumber, ChildTruth, S> {
    fn child(&self, _: &str, _: u32, number: NhsNumber) -> Option<ChildTruth> {
        self.get(&number).cloned()
    }

    fn status(&self, _: &str, _: u32, number: NhsNumber) -> Option<PatientStatus> {
        Some(self.get(&number)?.status)
    }
}
