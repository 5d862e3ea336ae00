//! The index of the generated population by day of birth and family name.

mod build;
mod families;
mod given;
mod postings;

use crate::days::Days;
use crate::reading::Reading;
use families::Families;
use given::GivenNames;
use postings::{NAME_WALK, Postings};
use std::ops::ControlFlow;

/// Candidates for names and days of birth.
///
/// Twelve bytes a patient: in the order of birth the family name (as a place among the distinct ones) and the patient, and the same
/// order once more by family name. Previous family names stand in a second, smaller index of the same kind, given names in seven
/// bytes a patient more. Superseded and invalidated numbers are left out: the surviving record answers, a withdrawn one never
/// (SRC-7).
#[derive(Clone, Debug)]
pub struct Index {
    families: Families,
    current: Postings,
    previous: Postings,
    given: GivenNames,
}

impl Index {
    /// How many patients it holds.
    pub fn len(&self) -> usize {
        self.current.len()
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hands over, until told to stop, every patient who may match by one of the readings, some of them more than once.
    ///
    /// Whoever is left out was born on another day, or bears a family name (or bore, if the past counts) that no reading asks for.
    pub(crate) fn candidates(
        &self,
        readings: &[Reading],
        born: Option<&Days>,
        with_past: bool,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for reading in readings {
            if let Some(family) = &reading.family {
                let set = self.families.set(family);
                self.current.called(&self.families, &set, born, each)?;
                if with_past {
                    self.previous.called(&self.families, &set, born, each)?;
                }
                continue;
            }
            let places = self.current.places(born);
            match reading.given.first() {
                // Previous names of the population have the given names of today.
                Some(given) if places.len() > NAME_WALK * NAME_WALK => {
                    self.given.bearers(given, &self.current, &places, each)?;
                }
                Some(_) | None => self.current.born_on(born, |_| true, each)?,
            }
        }
        ControlFlow::Continue(())
    }
}
