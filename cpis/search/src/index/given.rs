//! Who bears which given name: for searches that ask for no family name.

use super::build::Mixer;
use super::postings::Postings;
use crate::convert::{to_u32, to_usize};
use crate::fold::fold;
use crate::reading::Wanted;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::{ControlFlow, Range};

/// The places of [`Postings`] by given name, rising within each. A patient stands under every one.
#[derive(Clone, Default, Debug)]
pub(super) struct GivenNames {
    /// Every distinct given name, folded. Two spellings of one name may stand apart.
    names: Vec<Box<str>>,
    /// Where each name begins among the places, and at last where the last ends.
    starts: Vec<u32>,
    places: Vec<u32>,
}

/// The given names of a stretch of the population, as numbers.
#[derive(Default, Debug)]
pub(super) struct Borne {
    /// Folded names by number.
    names: Vec<Box<str>>,
    /// Numbers by where a name stands in memory.
    known: HashMap<(usize, usize), u32, BuildHasherDefault<Mixer>>,
    /// The numbers of one patient after the other.
    numbers: Vec<u32>,
    /// Where each patient's end.
    ends: Vec<u32>,
}

impl Borne {
    /// Adds the next patient; one without a name is one who cannot be found.
    pub(super) fn add(&mut self, names: impl IntoIterator<Item = &'static str>) {
        for name in names {
            let number = self.number(name);
            self.numbers.push(number);
        }
        self.ends.push(to_u32(self.numbers.len()));
    }

    fn number(&mut self, name: &'static str) -> u32 {
        let address = (name.as_ptr().addr(), name.len());
        *self.known.entry(address).or_insert_with(|| {
            self.names.push(fold(name).into());
            to_u32(self.names.len() - 1)
        })
    }

    /// The numbers of the patient at a place of the stretch.
    fn by(&self, patient: usize) -> &[u32] {
        let start = match patient.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(patient).copied().unwrap_or_default();
        let numbers = self.numbers.get(to_usize(start)..to_usize(end));
        numbers.unwrap_or_default()
    }
}

impl GivenNames {
    /// Orders the places of the postings by the given names of two stretches that follow each other.
    pub(super) fn new(lower: Borne, upper: &Borne, postings: &Postings) -> Self {
        let (middle, shift) = (lower.ends.len(), to_u32(lower.names.len()));
        let borne = |patient: u32| {
            let patient = to_usize(patient);
            let (of_lower, of_upper) = match patient.checked_sub(middle) {
                None => (lower.by(patient), &[][..]),
                Some(patient) => (&[][..], upper.by(patient)),
            };
            let of_upper = of_upper.iter().map(move |number| number + shift);
            of_lower.iter().copied().chain(of_upper)
        };
        let all = || (0..).zip(&postings.patients);
        let numbers =
            || all().flat_map(|(place, patient)| borne(*patient).map(move |n| (n, place)));
        let count = lower.names.len() + upper.names.len();
        // Whoever has names can be found, so counting needs no order; in this one it goes through memory in a row.
        let shifted = upper.numbers.iter().map(|number| number + shift);
        let counted = lower.numbers.iter().copied().chain(shifted);
        let starts = super::build::starts(count, counted.map(to_usize));
        let mut next = starts.clone();
        let mut places = vec![0; to_usize(starts.last().copied().unwrap_or(0))];
        for (number, place) in numbers() {
            let at = super::build::take(&mut next, to_usize(number));
            super::build::put(&mut places, to_usize(at), place);
        }
        let mut names = lower.names;
        names.extend(upper.names.iter().cloned());
        Self {
            names,
            starts,
            places,
        }
    }

    /// Hands over those at some places who may bear a given name, some of them more than once.
    pub(super) fn bearers(
        &self,
        wanted: &Wanted<'_>,
        postings: &Postings,
        places: &Range<u32>,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for (name, bounds) in self.names.iter().zip(self.starts.windows(2)) {
            let [from, to] = *bounds else { continue };
            if !wanted.may_begin_with(name) {
                continue;
            }
            let under = self.places.get(to_usize(from)..to_usize(to));
            postings.at(under.unwrap_or_default(), places, each)?;
        }
        ControlFlow::Continue(())
    }
}
