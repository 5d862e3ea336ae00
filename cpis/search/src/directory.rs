//! What answers, and in which order.

use crate::asked::Asked;
use crate::fold::fold;
use crate::index::Index;
use crate::name::folded;
use crate::overlay::Overlay;
use crate::query::Query;
use crate::score::Score;
use chrono::NaiveDate;
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, Patient};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Everybody there is: the generated population, its index, and what was changed or added on top.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'a> {
    /// The generated population.
    pub population: &'a Population,
    /// The index built from it.
    pub index: &'a Index,
    /// The records that take the place of generated ones.
    pub overlay: &'a Overlay,
}

/// A patient who matches, and how well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// Where the record is.
    pub found: Found,
    /// How well it matches.
    pub score: Score,
}

/// Where a patient's record is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Patient `index` of the generated population.
    Generated {
        /// The index.
        index: u64,
        /// The number.
        number: NhsNumber,
    },
    /// A record of the overlay.
    Changed(Arc<Patient>),
}

/// More patients match than were wanted. SRC-6: never a cut list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("at most {most} patients were wanted, more match")]
pub struct TooMany {
    /// How many were wanted at most.
    pub most: usize,
}

/// Score, folded family name, folded given names, date of birth, number.
pub(crate) type Order = (
    Reverse<Score>,
    String,
    Vec<String>,
    Option<NaiveDate>,
    NhsNumber,
);

impl Found {
    /// The patient's number.
    pub fn number(&self) -> NhsNumber {
        match self {
            Self::Generated { number, .. } => *number,
            Self::Changed(patient) => patient.number,
        }
    }

    /// The patient's record.
    pub fn patient(&self, population: &Population) -> Arc<Patient> {
        match self {
            Self::Generated { index, .. } => Arc::new(population.patient(*index)),
            Self::Changed(patient) => Arc::clone(patient),
        }
    }
}

impl Match {
    /// The patient's number.
    pub fn number(&self) -> NhsNumber {
        self.found.number()
    }

    /// The patient's record.
    pub fn patient(&self, population: &Population) -> Arc<Patient> {
        self.found.patient(population)
    }
}

impl Directory<'_> {
    /// Everybody who matches, restricted patients included unless it is asked where they are (SRC-7): the best score first, then by
    /// folded family name, given names, date of birth and number. SRC-8.
    ///
    /// Superseded and invalidated numbers are never among them (SRC-7).
    ///
    /// # Errors
    /// When more than `most` match; looking stops at the first that is too many.
    pub fn find(&self, query: &Query, most: usize) -> Result<Vec<Match>, TooMany> {
        let mut found = self
            .gather(&Asked::new(query), most)
            .map_err(|()| TooMany { most })?;
        if found.len() > 1 {
            found.sort_by_cached_key(|one| self.order(one));
        }
        Ok(found)
    }

    fn gather(&self, asked: &Asked<'_>, most: usize) -> Result<Vec<Match>, ()> {
        let query = asked.query;
        if query.is_hopeless() {
            return Ok(Vec::new());
        }
        let mut found: Vec<Match> = Vec::new();
        for (patient, score) in self.overlay.matching(asked) {
            if found.len() == most {
                return Err(());
            }
            let found_one = Found::Changed(Arc::clone(patient));
            found.push(Match {
                found: found_one,
                score,
            });
        }
        let left = most - found.len();
        let mut generated: BTreeMap<u64, Match> = BTreeMap::new();
        let mut each = |index| {
            if let Some(one) = self.generated(asked, index) {
                generated.insert(index, one);
            }
            if generated.len() > left {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let flow = self.index.candidates(
            &asked.readings,
            query.born.as_ref(),
            query.asks_history(),
            &mut each,
        );
        if flow.is_break() {
            return Err(());
        }
        found.extend(generated.into_values());
        Ok(found)
    }

    /// Patient `index` as a match, unless another record has taken its place.
    pub(crate) fn generated(&self, asked: &Asked<'_>, index: u64) -> Option<Match> {
        let score = asked.score_generated(self.population, index)?;
        let number = self.population.number(index);
        if !self.overlay.is_empty() && self.overlay.get(number).is_some() {
            return None;
        }
        Some(Match {
            found: Found::Generated { index, number },
            score,
        })
    }

    /// The place of a match among others.
    pub(crate) fn order(&self, one: &Match) -> Order {
        let people = self.population;
        let (family, given, birth) = match &one.found {
            Found::Generated { index, .. } => (
                folded(&people.family_name(*index)),
                people.given_names(*index).map(fold).collect(),
                Some(people.birth_date(*index)),
            ),
            Found::Changed(patient) => {
                let name = patient.name.as_ref();
                let given = name.iter().flat_map(|name| &name.given);
                (
                    name.map(|name| fold(&name.family)).unwrap_or_default(),
                    given.map(|one| fold(one)).collect(),
                    patient.birth_date,
                )
            }
        };
        (Reverse(one.score), family, given, birth, one.number())
    }
}
