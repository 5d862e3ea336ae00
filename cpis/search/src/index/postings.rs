//! Who was born when and called what: two orders of the same patients.

use super::families::{Families, Set};
use crate::convert::{to_u32, to_usize};
use crate::days::Days;
use chrono::Datelike;
use std::ops::{ControlFlow, Range};

/// Patients by day of birth and index, and the places of that order once more by family name.
#[derive(Clone, Default, Debug)]
pub(super) struct Postings {
    /// The day on which the first of them was born, counted from the year 1.
    pub(super) first_day: i32,
    /// Where each day begins, and at last where the last ends.
    pub(super) days: Vec<u32>,
    /// By place: the rank of the family name.
    pub(super) ranks: Vec<u32>,
    /// By place: the patient.
    pub(super) patients: Vec<u32>,
    /// Where each family name begins among the places by name, and at last where the last ends.
    pub(super) names: Vec<u32>,
    /// Places by family name, rising within each.
    pub(super) by_name: Vec<u32>,
}

/// Walking through so many patients costs as much as looking up one family name, where names are told apart by their rank.
const RANK_WALK: usize = 2_048;

/// The same, where each name has to be looked at.
pub(super) const NAME_WALK: usize = 64;

/// How many ranks are compared at a time.
const RUN: usize = 64;

impl Postings {
    pub(super) fn len(&self) -> usize {
        self.patients.len()
    }

    /// The places of those born on some days; all of them if the days do not matter.
    pub(super) fn places(&self, born: Option<&Days>) -> Range<u32> {
        let Some(born) = born else {
            return 0..to_u32(self.len());
        };
        let place = |day: i32| {
            let day = usize::try_from(day.saturating_sub(self.first_day)).unwrap_or(0);
            let place = self.days.get(day).or(self.days.last());
            place.copied().unwrap_or(0)
        };
        let from = place(born.first().num_days_from_ce());
        from..place(born.last().num_days_from_ce().saturating_add(1)).max(from)
    }

    /// Hands over those born on some days whose family name's rank is accepted, by day and index.
    pub(super) fn born_on(
        &self,
        born: Option<&Days>,
        accepts: impl Fn(u32) -> bool,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let places = self.places(born);
        let places = to_usize(places.start)..to_usize(places.end);
        let ranks = self.ranks.get(places.clone()).unwrap_or_default();
        let patients = self.patients.get(places).unwrap_or_default();
        for (rank, patient) in ranks.iter().zip(patients) {
            if accepts(*rank) {
                each(u64::from(*patient))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Hands over those born on some days whose family name is in a set.
    pub(super) fn called(
        &self,
        families: &Families,
        set: &Set<'_>,
        born: Option<&Days>,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let places = self.places(born);
        let born_then = places.len();
        if let Set::Span(span) = set {
            if born_then > RANK_WALK * span.len() {
                return self.listed(span.clone(), &places, each);
            }
            return self.within(span, &places, each);
        }
        if born_then > NAME_WALK * NAME_WALK {
            let ranks = families.ranks(set);
            if born_then > NAME_WALK * ranks.len() {
                return self.listed(ranks.into_iter(), &places, each);
            }
        }
        match set {
            // Told apart once, before the walk.
            Set::Code(code) => self.born_on(born, |rank| families.code(rank) == Some(*code), each),
            Set::Span(_) | Set::Pattern(_) | Set::Alike(_) => {
                self.born_on(born, |rank| families.is_in(rank, set), each)
            }
        }
    }

    /// Hands over those at some places whose family name's rank is one of a span.
    fn within(
        &self,
        span: &Range<u32>,
        places: &Range<u32>,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let is_in = |rank: u32| rank.wrapping_sub(span.start) < span.end - span.start;
        let places = to_usize(places.start)..to_usize(places.end);
        let ranks = self.ranks.get(places.clone()).unwrap_or_default();
        let patients = self.patients.get(places).unwrap_or_default();
        // Nearly every run holds none, and without a way out of it the processor compares several ranks at once.
        for (ranks, patients) in ranks.chunks(RUN).zip(patients.chunks(RUN)) {
            if !ranks.iter().fold(false, |any, rank| any | is_in(*rank)) {
                continue;
            }
            for (rank, patient) in ranks.iter().zip(patients) {
                if is_in(*rank) {
                    each(u64::from(*patient))?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn listed(
        &self,
        ranks: impl Iterator<Item = u32>,
        places: &Range<u32>,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for rank in ranks {
            self.at(self.places_of(rank), places, each)?;
        }
        ControlFlow::Continue(())
    }

    /// Hands over those at the rising places that lie among the others.
    pub(super) fn at(
        &self,
        rising: &[u32],
        among: &Range<u32>,
        each: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let from = rising.partition_point(|place| *place < among.start);
        let rising = rising.iter().skip(from);
        for place in rising.take_while(|place| **place < among.end) {
            if let Some(patient) = self.patients.get(to_usize(*place)) {
                each(u64::from(*patient))?;
            }
        }
        ControlFlow::Continue(())
    }

    fn places_of(&self, rank: u32) -> &[u32] {
        let bounds = self.names.get(to_usize(rank)..).unwrap_or_default();
        let [from, to, ..] = *bounds else {
            return &[];
        };
        let places = to_usize(from)..to_usize(to);
        self.by_name.get(places).unwrap_or_default()
    }
}
