use super::index::NameIndex;
use super::written::Written;
use cpis_population::{Population, Settings, SettingsError, sandbox};
use cpis_rules::ChildRecord;
pub use cpis_search::TooMany;
use cpis_search::{Criterion, Directory, NearMiss, Overlay, Query, Score};
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The patients of one tenant: a population that nobody can change, and what was changed or added on top of it.
#[derive(Debug)]
pub struct People {
    population: Population,
    names: Arc<NameIndex>,
    /// The patients who are not as the population has them, the sandbox three among them.
    changed: RwLock<Changed>,
    /// The same, to be searched. A search may take long, and only changes and other searches wait for it: whoever opens an alert does
    /// not. A change takes this lock first, then the one before.
    searched: RwLock<Overlay>,
    /// Patients of the population who were changed or given plans, by index.
    noted: RwLock<BTreeSet<u64>>,
    written: Written,
}

/// Records by number.
type Changed = BTreeMap<NhsNumber, Arc<Patient>>;

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

/// How many numbers may replace one another in a row: more than anybody makes, so that only a circle is longer.
const CHAIN_MAX: u16 = 1_000;

impl People {
    /// The people of a population, with the three sandbox patients (DAT-5).
    ///
    /// # Errors
    /// When the settings describe no population.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let population = Population::new(settings)?;
        let (changed, searched) = sandbox_three();
        Ok(Self {
            names: NameIndex::new(population.clone()),
            population,
            changed: RwLock::new(changed),
            searched: RwLock::new(searched),
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
        let (fresh, fresh_searched) = sandbox_three();
        let mut searched = self.searched_to_change();
        let mut changed = self.changed_to_change();
        let forgotten = std::mem::replace(&mut *changed, fresh);
        let forgotten_searched = std::mem::replace(&mut *searched, fresh_searched);
        drop((changed, searched));
        // Many records take a while to be freed: with nobody waiting.
        drop((forgotten, forgotten_searched));
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
        let number = patient.number;
        let Ok(_) = self.change::<Infallible>(number, |_| Ok(patient));
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
        // Whoever holds this is the only one to change anything.
        let mut searched = self.searched_to_change();
        let before = self.find(number);
        let patient = Arc::new(change(before.as_deref())?);
        if before.as_ref() == Some(&patient) {
            return Ok((before, patient));
        }
        self.note(number);
        let mut changed = self.changed_to_change();
        changed.insert(number, Arc::clone(&patient));
        searched.insert(Arc::clone(&patient));
        drop((changed, searched));
        self.written.forget();
        Ok((before, patient))
    }

    /// The patients who were changed or added, the sandbox three among them, by number.
    pub fn changed(&self) -> Vec<Arc<Patient>> {
        self.changed_now().values().cloned().collect()
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
        let changed = self.changed_now();
        if let Some(patient) = changed.get(&number) {
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

    /// Waits until the names are indexed.
    pub async fn search_ready(&self) {
        self.names.ready().await;
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
        let searched = self.searched.read().unwrap_or_else(PoisonError::into_inner);
        question(Directory {
            population: &self.population,
            index,
            overlay: &searched,
        })
    }

    /// The record of a child whom nobody has looked at yet.
    pub fn untouched(&self, child: NhsNumber) -> ChildRecord {
        let known = self.changed_now().get(&child).map(|one| one.birth_date);
        let index = self.population.index(child);
        let birth_date =
            known.unwrap_or_else(|| index.map(|index| self.population.birth_date(index)));
        let plans = index
            .map(|index| self.population.plans(index))
            .unwrap_or_default();
        ChildRecord::new(child, birth_date, plans.into_iter().map(Arc::new).collect())
    }

    fn changed_now(&self) -> RwLockReadGuard<'_, Changed> {
        self.changed.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed_to_change(&self) -> RwLockWriteGuard<'_, Changed> {
        self.changed.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn searched_to_change(&self) -> RwLockWriteGuard<'_, Overlay> {
        let searched = self.searched.write();
        searched.unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is not as the population has it before anybody changes anything. DAT-5.
fn sandbox_three() -> (Changed, Overlay) {
    let (mut changed, mut searched) = (Changed::default(), Overlay::default());
    for patient in sandbox::patients().into_iter().map(Arc::new) {
        searched.insert(Arc::clone(&patient));
        changed.insert(patient.number, patient);
    }
    (changed, searched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::time::Duration;

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
            (0, Some(8)),
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

    #[test]
    fn whoever_opens_an_alert_waits_for_no_search_though_a_change_does() {
        let people = people();
        let number = people.population().number(0);
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let found = std::thread::scope(|scope| {
            let long_search = people.ask(|_| {
                scope.spawn(|| people.put(Patient::bare(number)));
                while people.searched.try_read().is_ok() {
                    std::thread::yield_now();
                }
                let (send, found) = channel();
                let people = &people;
                scope.spawn(move || send.send(people.surviving(number)));
                found.recv_timeout(Duration::from_secs(5))
            });
            runtime.unwrap().block_on(long_search)
        });
        assert_eq!(found, Ok(Some(number)));
        assert_eq!(people.find(number).unwrap().name, None);
    }
}
