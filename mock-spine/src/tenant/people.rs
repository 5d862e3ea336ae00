use super::index::NameIndex;
use super::written::Written;
use cpis_population::{Population, Settings, SettingsError, sandbox};
use cpis_rules::ChildRecord;
pub use cpis_search::TooMany;
use cpis_search::{Criterion, Directory, NearMiss, Overlay, Query, Score};
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// The patients of one tenant: a population that nobody can change, and what was changed or added on top of it.
#[derive(Debug)]
pub struct People {
    population: Population,
    names: Arc<NameIndex>,
    changed: RwLock<Changed>,
    /// Patients of the population who were changed or given plans, by index.
    noted: RwLock<BTreeSet<u64>>,
    written: Written,
}

/// Patients who are not as the population has them, the sandbox three among them.
#[derive(Debug, Default)]
struct Changed {
    by_number: BTreeMap<NhsNumber, Arc<Patient>>,
    by_name: Overlay,
}

/// What PDS answers for a number. SRC-7.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answering {
    /// This record.
    Found(Arc<Patient>),
    /// It was withdrawn.
    Withdrawn,
    /// Nobody has it.
    Nobody,
}

/// Where a patient's record is.
#[derive(Debug)]
enum Source {
    /// Here: it is not as the population has it.
    Changed(Arc<Patient>),
    /// In the population, at this index.
    Population(u64),
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
            names: NameIndex::new(population.clone()),
            population,
            changed: RwLock::new(Changed::sandbox_three()),
            noted: RwLock::default(),
            written: Written::default(),
        })
    }

    /// The population underneath.
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// Forgets every change.
    pub fn reset(&self) {
        let fresh = Changed::sandbox_three();
        let mut changed = self.changed.write().unwrap_or_else(PoisonError::into_inner);
        let forgotten = std::mem::replace(&mut *changed, fresh);
        drop(changed);
        // Many records take a while to be freed: with nobody waiting.
        drop(forgotten);
        self.noted
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.written.forget();
    }

    /// The bodies of patients that have been written.
    pub(crate) fn written(&self) -> &Written {
        &self.written
    }

    /// Notes that a patient is changed or given a plan: what the population says of them may no longer hold.
    pub(crate) fn note(&self, child: NhsNumber) {
        if let Some(index) = self.population.index(child) {
            self.noted
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(index);
        }
    }

    /// The patients of a stretch of the population who were changed or given plans, by index.
    pub(crate) fn noted(&self, stretch: Range<u64>) -> BTreeSet<u64> {
        let noted = self.noted.read().unwrap_or_else(PoisonError::into_inner);
        noted.range(stretch).copied().collect()
    }

    /// Puts a record in the place of the one there was, if any.
    pub fn put(&self, patient: Patient) {
        self.note(patient.number);
        let mut changed = self.changed.write().unwrap_or_else(PoisonError::into_inner);
        changed.put(Arc::new(patient));
        drop(changed);
        self.written.forget();
    }

    /// Changes the record of a number, or makes one where there is none, with nobody else in between: what was there before, and
    /// what is there now.
    ///
    /// # Errors
    /// What `change` refuses; then nothing has changed.
    pub(crate) fn change<E>(
        &self,
        number: NhsNumber,
        change: impl FnOnce(Option<&Patient>) -> Result<Patient, E>,
    ) -> Result<(Option<Arc<Patient>>, Arc<Patient>), E> {
        let mut changed = self.changed.write().unwrap_or_else(PoisonError::into_inner);
        let before = changed.by_number.get(&number).cloned().or_else(|| {
            let index = self.population.index(number)?;
            Some(Arc::new(self.population.patient(index)))
        });
        let patient = Arc::new(change(before.as_deref())?);
        if before.as_ref() == Some(&patient) {
            return Ok((before, patient));
        }
        self.note(number);
        changed.put(Arc::clone(&patient));
        drop(changed);
        self.written.forget();
        Ok((before, patient))
    }

    /// The patients who were changed or added, the sandbox three among them, by number.
    pub fn changed(&self) -> Vec<Arc<Patient>> {
        self.changed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .by_number
            .values()
            .cloned()
            .collect()
    }

    /// The record of exactly this number, whatever its status.
    pub fn find(&self, number: NhsNumber) -> Option<Arc<Patient>> {
        let (_, source) = self.known(number)?;
        Some(self.record(source))
    }

    /// The record that answers for a number: the surviving one for a superseded number. SRC-7.
    pub fn answering(&self, number: NhsNumber) -> Answering {
        match self.last(number) {
            Some((_, Some(source))) => Answering::Found(self.record(source)),
            Some((_, None)) => Answering::Withdrawn,
            None => Answering::Nobody,
        }
    }

    /// The number under which plans, list and window of this number are kept; none if nobody has it, or it was withdrawn. ALT-10.
    pub fn surviving(&self, number: NhsNumber) -> Option<NhsNumber> {
        let (number, source) = self.last(number)?;
        source.map(|_| number)
    }

    /// Whether a number is in ordinary use; nothing for one that nobody has.
    pub fn status(&self, number: NhsNumber) -> Option<PatientStatus> {
        self.known(number).map(|(status, _)| status)
    }

    /// The last of the numbers that replace one another from this one on, and where its record is; nowhere if it was withdrawn.
    /// Nothing if nobody has the last one.
    fn last(&self, number: NhsNumber) -> Option<(NhsNumber, Option<Source>)> {
        let mut number = number;
        for _ in 0..CHAIN_MAX {
            match self.known(number)? {
                (PatientStatus::Ordinary | PatientStatus::Restricted, source) => {
                    return Some((number, Some(source)));
                }
                (PatientStatus::Superseded { by }, _) => number = by,
                (PatientStatus::Invalidated, _) => return Some((number, None)),
            }
        }
        None
    }

    /// The status of exactly this number, and where its record is.
    fn known(&self, number: NhsNumber) -> Option<(PatientStatus, Source)> {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(patient) = changed.by_number.get(&number) {
            return Some((patient.status, Source::Changed(Arc::clone(patient))));
        }
        drop(changed);
        let index = self.population.index(number)?;
        Some((self.population.status(index), Source::Population(index)))
    }

    fn record(&self, source: Source) -> Arc<Patient> {
        match source {
            Source::Changed(patient) => patient,
            Source::Population(index) => Arc::new(self.population.patient(index)),
        }
    }

    /// Begins to index the names, so that the first search need not wait for it.
    pub fn prepare_search(&self) {
        self.names.begin();
    }

    /// The patients whom a search finds with their scores, in the search engine's order. SRC-8.
    ///
    /// # Errors
    /// When there are more than `most`.
    pub async fn look_up(
        &self,
        query: &Query,
        most: usize,
    ) -> Result<Vec<(Arc<Patient>, Score)>, TooMany> {
        let matches = self.ask(|directory| directory.find(query, most)).await?;
        let patients = matches
            .into_iter()
            .map(|one| (one.patient(&self.population), one.score));
        Ok(patients.collect())
    }

    /// The patients who miss a search by one criterion, the nearest first, at most `most`.
    pub async fn near_misses(&self, query: &Query, most: usize) -> Vec<NearMiss> {
        self.ask(|directory| directory.near_misses(query, most))
            .await
    }

    /// How many patients miss a search by each criterion; those that nobody misses by are left out.
    pub async fn near_counts(&self, query: &Query) -> Vec<(Criterion, usize)> {
        self.ask(|directory| directory.near_counts(query)).await
    }

    /// What everybody there is answers to a question.
    pub(crate) async fn ask<T>(&self, question: impl FnOnce(Directory<'_>) -> T) -> T {
        let index = self.names.ready().await;
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        question(Directory {
            population: &self.population,
            index,
            overlay: &changed.by_name,
        })
    }

    /// The record of a child whom nobody has looked at yet.
    pub fn untouched(&self, child: NhsNumber) -> ChildRecord {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        let known = changed
            .by_number
            .get(&child)
            .map(|patient| patient.birth_date);
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

impl Changed {
    fn sandbox_three() -> Self {
        let mut changed = Self::default();
        for patient in sandbox::patients() {
            changed.put(Arc::new(patient));
        }
        changed
    }

    fn put(&mut self, patient: Arc<Patient>) {
        self.by_name.insert(Arc::clone(&patient));
        self.by_number.insert(patient.number, patient);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn people() -> People {
        let settings = Settings {
            patients: 100,
            ..Settings::default()
        };
        People::new(settings).unwrap()
    }

    #[test]
    fn a_change_that_changes_nothing_leaves_no_record_and_forgets_no_body() {
        let people = people();
        let number = people.population().number(0);
        let since = people.written().find(number).unwrap_err();
        let before = people.changed();
        let same = |before: Option<&Patient>| Ok::<_, Infallible>(before.unwrap().clone());
        let (found, patient) = people.change(number, same).unwrap();
        assert_eq!(found, Some(patient));
        assert_eq!(people.changed(), before);
        assert_eq!(people.noted(0..100), BTreeSet::new());
        assert_eq!(people.written().find(number).unwrap_err(), since);
    }

    /// ALT-10, SRC-7.
    #[test]
    fn numbers_that_replace_one_another_lead_to_the_last_one() {
        let people = people();
        let numbers: Vec<_> = (0..10)
            .map(|index| people.population().number(index))
            .collect();
        let put = |number, status| {
            people.put(Patient {
                status,
                ..Patient::bare(number)
            });
        };
        for (number, by) in numbers.iter().zip(&numbers[1..]).take(8) {
            put(*number, PatientStatus::Superseded { by: *by });
        }
        put(numbers[8], PatientStatus::Restricted);
        put(numbers[9], PatientStatus::Superseded { by: numbers[9] });
        for (from, survivor) in [
            (0, None),
            (1, Some(8)),
            (7, Some(8)),
            (8, Some(8)),
            (9, None),
        ] {
            let survivor: Option<usize> = survivor;
            let survivor = survivor.map(|index| numbers[index]);
            assert_eq!(people.surviving(numbers[from]), survivor, "{from}");
            let answering = match people.answering(numbers[from]) {
                Answering::Found(patient) => Some(patient.number),
                Answering::Withdrawn | Answering::Nobody => None,
            };
            assert_eq!(answering, survivor, "{from}");
        }
        put(numbers[8], PatientStatus::Invalidated);
        assert_eq!(people.answering(numbers[1]), Answering::Withdrawn);
        assert_eq!(people.surviving(numbers[1]), None);
    }
}
