use super::Child;
use crate::schedule::{ChildChoice, Stream, below, draw, rank};
use cpis_population::{Case, Draws, Population};
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use rand::seq::IndexedRandom;
use std::sync::Arc;

/// The children of a run.
#[derive(Debug)]
pub struct Children {
    /// Those with a displayable plan.
    with_alert: Vec<Arc<Child>>,
    anyone: Anyone,
    /// Superseded numbers.
    superseded: Vec<Arc<Child>>,
    unusual: Unusual,
    /// Everybody there is, where that is known.
    everybody: Option<Box<Population>>,
}

/// Patients whom a search has to treat in a way of their own. SRC-7, SRC-8.
#[derive(Debug, Default)]
struct Unusual {
    restricted: Vec<Arc<Child>>,
    withdrawn: Vec<Arc<Child>>,
    /// Those whose names have accents, hyphens or apostrophes.
    accented: Vec<Arc<Child>>,
}

/// Where patients without a plan come from.
#[derive(Debug)]
enum Anyone {
    Population(Box<Population>),
    Listed(Vec<Arc<Child>>),
}

/// How many children with an alert are looked up beforehand; more than a run can wear out.
const WITH_ALERT_MAX: u64 = 50_000;
/// How many patients of each unusual sort are looked up beforehand.
const UNUSUAL_MAX: usize = 2_000;

impl Children {
    /// Those of a population.
    pub fn of(population: &Population) -> Self {
        let count = population.count_with_plans();
        let step = count.div_ceil(WITH_ALERT_MAX).max(1);
        let places = (0..count).step_by(usize::try_from(step).unwrap_or(1));
        let with_alert = places
            .filter_map(|nth| population.nth_with_plans(nth))
            .filter_map(|index| Child::of(population, index))
            .map(Arc::new)
            .collect();
        Self {
            with_alert,
            anyone: Anyone::Population(Box::new(population.clone())),
            superseded: of_cases(population, &[Case::SupersededWithPlan]),
            unusual: Unusual::of(population),
            everybody: Some(Box::new(population.clone())),
        }
    }

    /// The same, with everybody there is, where that is known.
    #[must_use]
    pub fn knowing(self, everybody: Option<&Population>) -> Self {
        Self {
            everybody: everybody.cloned().map(Box::new),
            ..self
        }
    }

    /// The record of one of so many patients, drawn from everybody there is, for whom something is so; none where nobody is found, or
    /// it is not known who is there.
    pub fn record_that(&self, bits: u64, is_fit: impl Fn(&Patient) -> bool) -> Option<Patient> {
        const DRAWN_MAX: u64 = 4_000;
        let everybody = self.everybody.as_deref()?;
        let drawn = (0..DRAWN_MAX).map(|turn| {
            let index = below(draw(bits, Stream::Child, turn), everybody.len());
            everybody.patient(index)
        });
        let is_found = |patient: &Patient| patient.status == PatientStatus::Ordinary;
        drawn.filter(is_found).find(is_fit)
    }

    /// A number that nobody has; none where it is not known who is there.
    pub fn unknown_number(&self, bits: u64) -> Option<NhsNumber> {
        let everybody = self.everybody.as_deref()?;
        let beyond = everybody.settings().range.capacity() - everybody.len();
        if beyond == 0 {
            // PDS's own example of a number that is not found, which no population holds. DAT-5.
            return NhsNumber::parse("9111231130").ok();
        }
        Some(everybody.number(everybody.len() + below(bits, beyond)))
    }

    /// Those that were listed.
    pub fn listed(people: Vec<Child>) -> Self {
        let people: Vec<_> = people.into_iter().map(Arc::new).collect();
        let unusual = Unusual::listed(&people);
        let people = people.into_iter();
        let (superseded, others): (Vec<_>, Vec<_>) = people
            .partition(|child| matches!(child.truth.status, PatientStatus::Superseded { .. }));
        let (with_alert, without): (Vec<_>, Vec<_>) = others
            .into_iter()
            .filter(|child| child.truth.status != PatientStatus::Invalidated)
            .partition(|child| !child.truth.plans.is_empty());
        Self {
            with_alert,
            anyone: Anyone::Listed(without),
            superseded,
            unusual,
            everybody: None,
        }
    }

    /// The child that a script run is about.
    pub fn choose(&self, choice: ChildChoice) -> Option<Arc<Child>> {
        match choice {
            ChildChoice::Anyone { draw: bits } => self.anyone(bits),
            ChildChoice::WithAlert { draw: bits } => pick(&self.with_alert, bits),
            ChildChoice::Ranked { zipf, draw: bits } => {
                let count = u64::try_from(self.with_alert.len()).unwrap_or(u64::MAX);
                nth(&self.with_alert, rank(zipf, bits, count))
            }
            ChildChoice::Hot { index } => nth(&self.with_alert, index.into()),
        }
    }

    /// Any patient.
    pub fn anyone(&self, bits: u64) -> Option<Arc<Child>> {
        match &self.anyone {
            Anyone::Population(population) => {
                Child::of(population, below(bits, population.len())).map(Arc::new)
            }
            Anyone::Listed(people) => pick(people, bits).or_else(|| pick(&self.with_alert, bits)),
        }
    }

    /// A child without any plan, in ordinary use and born between the ages of one and sixteen years: somebody to give a plan to.
    pub fn without_plan(&self, bits: u64, day: chrono::NaiveDate) -> Option<Arc<Child>> {
        let is_fit = |child: &Arc<Child>| {
            let days = child.truth.birth_date.map(|birth| (day - birth).num_days());
            child.is_ordinary()
                && child.truth.plans.is_empty()
                && days.is_some_and(|days| (365..16 * 365).contains(&days))
        };
        (0..200).find_map(|turn| self.anyone(draw(bits, Stream::Child, turn)).filter(is_fit))
    }

    /// The so-manyth child with an alert; beyond the last they are counted round.
    pub fn with_alert(&self, place: u64) -> Option<Arc<Child>> {
        nth(&self.with_alert, place)
    }

    /// The so-manyth child with an alert for whom `is_fit` holds.
    pub fn with_alert_that(
        &self,
        place: u64,
        is_fit: impl Fn(&Child) -> bool,
    ) -> Option<Arc<Child>> {
        let fit: Vec<_> = self
            .with_alert
            .iter()
            .filter(|child| is_fit(child))
            .collect();
        let count = u64::try_from(fit.len()).unwrap_or(u64::MAX);
        let place = usize::try_from(place.checked_rem(count)?).ok()?;
        fit.get(place).map(|child| Arc::clone(child))
    }

    /// The so-manyth superseded number.
    pub fn superseded(&self, place: u64) -> Option<Arc<Child>> {
        nth(&self.superseded, place)
    }

    /// The postcode of a child's home, where it is known.
    pub fn postcode(&self, child: &Child) -> Option<String> {
        match &self.anyone {
            Anyone::Population(population) => {
                let index = population.index(child.number)?;
                Some(population.postcode(index).as_ref().to_owned())
            }
            Anyone::Listed(_) => child.postcode.clone(),
        }
    }

    /// A restricted patient. SRC-7.
    pub fn restricted(&self, bits: u64) -> Option<Arc<Child>> {
        pick(&self.unusual.restricted, bits)
    }

    /// A patient whose number was withdrawn. SRC-7.
    pub fn withdrawn(&self, bits: u64) -> Option<Arc<Child>> {
        pick(&self.unusual.withdrawn, bits)
    }

    /// A patient whose names have accents, hyphens or apostrophes. SRC-8.
    pub fn accented(&self, bits: u64) -> Option<Arc<Child>> {
        pick(&self.unusual.accented, bits)
    }

    /// How many have an alert.
    pub fn count_with_alert(&self) -> usize {
        self.with_alert.len()
    }
}

impl Unusual {
    fn of(population: &Population) -> Self {
        let those = |cases: &[Case]| of_cases(population, cases);
        Self {
            restricted: those(&[Case::Restricted, Case::RestrictedWithPlan]),
            withdrawn: those(&[Case::Invalidated]),
            accented: those(&[Case::Diacritic, Case::Hyphen, Case::Apostrophe]),
        }
    }

    fn listed(people: &[Arc<Child>]) -> Self {
        let those = |is: fn(&Child) -> bool| {
            let those = people.iter().filter(|child| is(child));
            those.cloned().collect()
        };
        let is_ordinary = |child: &Child| child.is_ordinary() && child.has_marks();
        Self {
            restricted: those(|child| child.truth.status == PatientStatus::Restricted),
            withdrawn: those(|child| child.truth.status == PatientStatus::Invalidated),
            accented: those(is_ordinary),
        }
    }
}

/// Patients who stand for one of these cases, from all over the population.
fn of_cases(population: &Population, cases: &[Case]) -> Vec<Arc<Child>> {
    let indexes = cases.iter().flat_map(|case| population.cases(*case));
    let indexes: Vec<u64> = indexes.collect();
    let step = indexes.len().div_ceil(UNUSUAL_MAX).max(1);
    let some = indexes.into_iter().step_by(step);
    some.filter_map(|index| Child::of(population, index))
        .map(Arc::new)
        .collect()
}

fn pick(children: &[Arc<Child>], bits: u64) -> Option<Arc<Child>> {
    children.choose(&mut Draws::following(bits)).cloned()
}

fn nth(children: &[Arc<Child>], place: u64) -> Option<Arc<Child>> {
    let count = u64::try_from(children.len()).unwrap_or(u64::MAX);
    let place = usize::try_from(place.checked_rem(count)?).ok()?;
    children.get(place).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cpis_population::{Range, Settings};

    #[test]
    fn of_many_patients_of_an_unusual_sort_some_from_everywhere_are_looked_up() {
        let population = Population::new(Settings {
            patients: 40_000_000,
            range: Range::Range9xx,
            ..Settings::default()
        });
        let population = population.unwrap();
        let cases = [Case::Restricted, Case::RestrictedWithPlan];
        let all = cases.iter().flat_map(|case| population.cases(*case));
        let found = of_cases(&population, &cases);
        assert!(
            all.count() > UNUSUAL_MAX,
            "there are too few to choose from"
        );
        assert!(found.len() <= UNUSUAL_MAX && found.len() * 2 > UNUSUAL_MAX);
        let last = found.iter().filter_map(|one| population.index(one.number));
        assert!(last.max().unwrap() > 39_000_000);
    }
}
