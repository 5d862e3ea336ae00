use crate::checker::ChildTruth;
use crate::truth::from_population;
use chrono::NaiveDate;
use cpis_population::Population;
use cpis_vocabulary::{AuthorityCode, Gender, NhsNumber, PatientStatus};

/// A patient that a run can be about, with all that it takes to find them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child {
    /// The number.
    pub number: NhsNumber,
    /// Family name, where there is one.
    pub family: Option<String>,
    /// The first given name, where there is one.
    pub given: Option<String>,
    /// The home address's postcode, where a list told it; a population is asked when it is wanted.
    pub postcode: Option<String>,
    /// Gender as recorded.
    pub gender: Option<Gender>,
    /// What is so.
    pub truth: ChildTruth,
}

impl Child {
    /// Patient `index` of a population.
    pub fn of(population: &Population, index: u64) -> Option<Self> {
        let number = population.number(index);
        let truth = from_population(population, number)?;
        Some(Self {
            number,
            family: Some(population.family_name(index).to_string()),
            given: population.given_names(index).next().map(str::to_owned),
            postcode: None,
            gender: Some(population.gender(index)),
            truth,
        })
    }

    /// Whether several authorities have a plan of theirs.
    pub fn has_several_authorities(&self) -> bool {
        let mut codes: Vec<&AuthorityCode> = self
            .truth
            .plans
            .iter()
            .map(|plan| &plan.authority)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len() > 1
    }

    /// Whether every plan that there is has ended before `day`.
    pub fn has_only_ended_plans(&self, day: NaiveDate) -> bool {
        let plans = &self.truth.plans;
        !plans.is_empty()
            && plans
                .iter()
                .all(|plan| plan.end.is_some_and(|end| end < day))
    }

    /// Whether the names have accents, hyphens or apostrophes.
    pub fn has_marks(&self) -> bool {
        let mut names = self.family.iter().chain(&self.given);
        names.any(|name| !name.chars().all(|one| one.is_ascii_alphabetic()))
    }

    /// Whether the number is in ordinary use.
    pub fn is_ordinary(&self) -> bool {
        self.truth.status == PatientStatus::Ordinary
    }
}
