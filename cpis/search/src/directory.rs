//! What answers, and in which order.

use crate::asked::Asked;
use crate::index::{Index, Known};
use crate::name::Name;
use crate::overlay::Overlay;
use crate::query::Query;
use crate::score::Score;
use chrono::NaiveDate;
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, Patient};
use std::cmp::Reverse;
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
        let mut each = |index, known| {
            if let Some(one) = self.generated(asked, index, known) {
                found.push(one);
            }
            if found.len() > most && once(&mut found) > most {
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
        once(&mut found);
        Ok(found)
    }

    /// Patient `index` as a match, unless another record has taken its place.
    pub(crate) fn generated(&self, asked: &Asked<'_>, index: u64, known: Known) -> Option<Match> {
        let score = asked.score_generated(self.population, index, known)?;
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
        let (name, birth) = match &one.found {
            Found::Generated { index, .. } => {
                let findable = self.population.findable(*index);
                let birth = findable.map(|findable| findable.birth_date);
                (findable.as_ref().map(Name::generated), birth)
            }
            Found::Changed(patient) => (patient.name.as_ref().map(Name::new), patient.birth_date),
        };
        let (family, given) = name
            .map(|name| (name.family, name.given.recorded))
            .unwrap_or_default();
        (Reverse(one.score), family, given, birth, one.number())
    }
}

/// Leaves each patient in once, with the best score, and says how many there are.
fn once(found: &mut Vec<Match>) -> usize {
    found.sort_unstable_by_key(|one| (one.number(), Reverse(one.score)));
    found.dedup_by_key(|one| one.number());
    found.len()
}
