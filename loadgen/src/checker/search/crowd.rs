//! Everybody whom a search may find, by birthday: the shortcut that lets every search be compared with the whole population.

use super::asked::Asked;
use super::changes::{Changes, Possible};
use super::fit::{Fit, fits, fits_names, fits_rest};
use super::person::{Names, Person, Rest};
use crate::fold::fold_all;
use crate::history::Operation;
use chrono::{Datelike, NaiveDate};
use cpis_population::Population;
use cpis_vocabulary::NhsNumber;
use std::collections::HashSet;

/// A population in the order of birthdays, and the sandbox patients. DAT-5.
#[derive(Debug)]
pub(super) struct Crowd<'a> {
    pub(super) population: &'a Population,
    /// The day's number and the index.
    births: Vec<(i32, u32)>,
    sandbox: Vec<Person>,
    /// The indexes of those whom the run changed.
    changed: HashSet<u64>,
    /// Those of whom nothing is known: they may match any search, or none.
    strangers: Option<&'a HashSet<NhsNumber>>,
}

/// Who matches a search.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// Those who certainly do.
    pub(super) certain: Vec<NhsNumber>,
    /// Those of whom it cannot be said.
    pub(super) possible: Vec<NhsNumber>,
}

impl Expected {
    fn add(&mut self, number: NhsNumber, fit: Fit) {
        match fit {
            Fit::Yes => self.certain.push(number),
            Fit::Perhaps => self.possible.push(number),
            Fit::No => {}
        }
    }
}

impl<'a> Crowd<'a> {
    /// The most patients that are put in order: beyond, no search is compared.
    pub(super) const PATIENTS_MAX: u64 = 20_000_000;

    pub(super) fn of(
        population: &'a Population,
        strangers: Option<&'a HashSet<NhsNumber>>,
        changes: &Changes,
    ) -> Self {
        let count = u32::try_from(population.len()).unwrap_or(u32::MAX);
        let births = (0..count).map(|index| {
            (
                population.birth_date(index.into()).num_days_from_ce(),
                index,
            )
        });
        let mut births: Vec<_> = births.collect();
        births.sort_unstable();
        let sandbox = cpis_population::sandbox::patients();
        let renamed = changes.patients();
        Self {
            population,
            strangers,
            births,
            sandbox: sandbox.iter().filter_map(Person::of).collect(),
            changed: renamed
                .filter_map(|number| population.index(number))
                .collect(),
        }
    }

    /// Whether nothing is known of this patient.
    pub(super) fn is_stranger(&self, number: NhsNumber) -> bool {
        self.strangers
            .is_some_and(|strangers| strangers.contains(&number))
    }

    /// Whether anybody but the run may have changed patients.
    pub(super) fn has_others(&self) -> bool {
        self.strangers.is_some()
    }

    /// How many there are of whom nothing is known.
    pub(super) fn strangers(&self) -> usize {
        self.strangers.map_or(0, HashSet::len)
    }

    /// Who matches a search that was under way with these changes: all, or one more than the search allows.
    pub(super) fn expected(
        &self,
        asked: &Asked,
        changes: &Changes,
        during: &Operation,
    ) -> Expected {
        // More than that need not be known: the answer has to be that there are too many.
        self.matching(asked, changes, during, asked.most)
    }

    /// Everybody who matches a search that was under way with these changes.
    pub(super) fn all_expected(
        &self,
        asked: &Asked,
        changes: &Changes,
        during: &Operation,
    ) -> Expected {
        self.matching(asked, changes, during, usize::MAX)
    }

    fn matching(
        &self,
        asked: &Asked,
        changes: &Changes,
        during: &Operation,
        most: usize,
    ) -> Expected {
        let mut expected = Expected::default();
        for person in &self.sandbox {
            let possible = changes.possible(person.number, during);
            expected.add(
                person.number,
                fit_in_all(&possible, |possible| {
                    fits(asked, &in_world(person, possible))
                }),
            );
        }
        let from = asked.from.map_or(i32::MIN, |day| day.num_days_from_ce());
        let first = self.births.partition_point(|(day, _)| *day < from);
        let to = asked.to.unwrap_or(NaiveDate::MAX).num_days_from_ce();
        let rest = self.births.get(first..).unwrap_or_default();
        for (_, index) in rest.iter().take_while(|(day, _)| *day <= to) {
            let index = u64::from(*index);
            let fit = self.fit(asked, index, changes, during);
            if fit != Fit::No {
                let number = self.population.number(index);
                if !self.is_stranger(number) {
                    expected.add(number, fit);
                }
            }
            if expected.certain.len() > most {
                break;
            }
        }
        expected
    }

    /// Whether a patient, born on one of the days, matches.
    fn fit(&self, asked: &Asked, index: u64, changes: &Changes, during: &Operation) -> Fit {
        let is_changed = self.changed.contains(&index);
        // Nearly everybody has another family name: that is told at a fraction of the cost.
        if !is_changed
            && asked.is_by_present_family()
            && !asked.has_family(&fold_all(self.population.family_name(index).chars()))
        {
            return Fit::No;
        }
        let Some(findable) = self.population.findable(index) else {
            return Fit::No;
        };
        let names = Names::of(&findable);
        let by_names = if is_changed {
            let possible = changes.possible(self.population.number(index), during);
            fit_in_all(&possible, |possible| match possible {
                Some(family) => fits_names(asked, &names.with_family(family)),
                None => fits_names(asked, &names),
            })
        } else {
            fits_names(asked, &names)
        };
        if by_names == Fit::No {
            return Fit::No;
        }
        by_names.min(fits_rest(asked, &Rest::of_index(self.population, index)))
    }
}

fn in_world(person: &Person, possible: &Possible) -> Person {
    let mut person = person.clone();
    if let Some(family) = possible {
        person.names = person.names.with_family(family);
    }
    person
}

/// What holds whichever name it was, or else perhaps.
fn fit_in_all(possible: &[Possible], fit: impl Fn(&Possible) -> Fit) -> Fit {
    let mut all = possible.iter().map(fit);
    let first = all.next().unwrap_or(Fit::No);
    if all.all(|other| other == first) {
        first
    } else {
        Fit::Perhaps
    }
}
