//! The index of the generated population by day of birth and family name.

mod build;
mod families;
mod given;
mod postings;

use crate::days::Days;
use crate::reading::{Reading, Wanted};
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

/// What the index knows of a candidate's names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Known {
    /// Today's family name is the one asked for.
    Family,
    /// The family name before it is.
    PreviousFamily,
    /// Nothing for certain: what sounds or looks alike costs something, and the names say how much.
    Nothing,
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

    /// Hands over, until told to stop, every patient who may match by one of the readings, some of them more than once: by today's
    /// family name before by an earlier one.
    ///
    /// Whoever is left out was born on another day, or bears a family name (or bore, if the past counts) that no reading asks for.
    pub(crate) fn candidates(
        &self,
        readings: &[Reading<'_>],
        born: Option<&Days>,
        with_past: bool,
        each: &mut impl FnMut(u64, Known) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for reading in readings {
            if let Some(family) = &reading.family {
                let set = self.families.set(family);
                let (today, before) = match family {
                    Wanted::Text(_) => (Known::Family, Known::PreviousFamily),
                    Wanted::Alike(_) => (Known::Nothing, Known::Nothing),
                };
                let mut each_today = |patient| each(patient, today);
                self.current
                    .called(&self.families, &set, born, &mut each_today)?;
                if with_past {
                    let mut each_before = |patient| each(patient, before);
                    self.previous
                        .called(&self.families, &set, born, &mut each_before)?;
                }
                continue;
            }
            let each = &mut |patient| each(patient, Known::Nothing);
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
