//! Whom a search would have found, had one criterion been another.

mod criterion;
mod distance;

pub use criterion::Criterion;

use crate::asked::Asked;
use crate::days::Days;
use crate::directory::{Directory, Found, Match};
use crate::index::Known;
use crate::query::Query;
use chrono::{Days as Count, NaiveDate};
use cpis_vocabulary::{NhsNumber, Patient};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// A patient for whom everything asked for holds but one criterion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NearMiss {
    /// The patient.
    pub found: Found,
    /// What does not hold.
    pub failed: Criterion,
    /// What the record has in its place; nothing if it has nothing.
    pub recorded: Option<String>,
    /// How far that is from what was asked, in letters or digits; 0 where nothing is wrong but the reach of the search.
    pub distance: u32,
}

/// How many candidates are looked at for each criterion.
const LOOKS: usize = 10_000;

impl Directory<'_> {
    /// The patients who miss a search by one criterion, at most `most`: the nearest first, then by criterion, then as in a search.
    ///
    /// One criterion after the other is left out and everything else kept. The work is bounded: with very many candidates for the
    /// rest, those looked at are the first ones in the index's order, and for a birthday that fails, those whose birthday differs by a digit,
    /// by day and month swapped, or by a year at most. Whoever matches in full is no near miss.
    pub fn near_misses(&self, query: &Query, most: usize) -> Vec<NearMiss> {
        let by_criterion = self.by_criterion(query);
        let mut misses: Vec<_> = by_criterion
            .flat_map(|(failed, matches)| {
                let matches = matches.into_values();
                matches.map(move |one| self.miss(failed, query, one))
            })
            .collect();
        misses.sort_by_cached_key(|(miss, one)| (miss.distance, miss.failed, self.order(one)));
        let mut misses: Vec<NearMiss> = misses.into_iter().map(|(miss, _)| miss).collect();
        misses.truncate(most);
        misses
    }

    /// How many patients miss a search by each criterion, in the order of [`Criterion::ALL`] and without those that nobody misses by.
    ///
    /// There may be more: they are counted among those whom [`Directory::near_misses`] looks at.
    pub fn near_counts(&self, query: &Query) -> Vec<(Criterion, usize)> {
        let counts = self.by_criterion(query);
        let counts = counts.map(|(failed, matches)| (failed, matches.len()));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// For each criterion that can be left out, some who match then, though not the whole query.
    fn by_criterion(
        &self,
        query: &Query,
    ) -> impl Iterator<Item = (Criterion, BTreeMap<NhsNumber, Match>)> {
        Criterion::ALL.into_iter().filter_map(|failed| {
            let relaxed = failed.relaxed(query)?;
            (!relaxed.is_hopeless()).then(|| (failed, self.some(failed, query, &relaxed)))
        })
    }

    fn miss(&self, failed: Criterion, query: &Query, one: Match) -> (NearMiss, Match) {
        let patient = one.patient(self.population);
        let miss = NearMiss {
            found: one.found.clone(),
            failed,
            recorded: failed.recorded(query, &patient, one.score),
            distance: distance::of(failed, query, &patient),
        };
        (miss, one)
    }

    /// Some who match the relaxed query, though not the whole one.
    fn some(
        &self,
        failed: Criterion,
        query: &Query,
        relaxed: &Query,
    ) -> BTreeMap<NhsNumber, Match> {
        let strict = Asked::new(query);
        let mut asked = Asked::new(relaxed);
        asked.lifts_restriction = failed == Criterion::Restriction;
        let mut found = BTreeMap::new();
        let mut note = |one: Match, is_match: bool| {
            if !is_match {
                // Whoever comes again comes by an earlier name.
                found.entry(one.number()).or_insert(one);
            }
        };
        for (patient, score) in self.overlay.matching(&asked).take(LOOKS) {
            let is_match = self.overlay.score(&strict, patient.number).is_some();
            let found = Found::Changed(std::sync::Arc::clone(patient));
            note(Match { found, score }, is_match);
        }
        let mut looks = 0;
        let mut each = |index, known| {
            if let Some(one) = self.generated(&asked, index, known) {
                let born = self.population.birth_date(index);
                let is_match = query.born.is_none_or(|days| days.contains(born))
                    && strict
                        .score_generated(self.population, index, Known::Nothing)
                        .is_some();
                note(one, is_match);
            }
            looks += 1;
            if looks < LOOKS {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let past = relaxed.asks_history();
        for born in spans(failed, query, relaxed) {
            let readings = &asked.readings;
            if self
                .index
                .candidates(readings, born.as_ref(), past, &mut each)
                .is_break()
            {
                break;
            }
        }
        found
    }
}

/// The days to look through: those asked for or, if it is these that fail, the likely ones in their place first.
fn spans(failed: Criterion, query: &Query, relaxed: &Query) -> Vec<Option<Days>> {
    let (Criterion::Born, Some(born)) = (failed, query.born) else {
        return vec![relaxed.born];
    };
    let mut spans = Vec::new();
    if born.is_one_day() {
        spans.extend(distance::slips(born.first()).map(|day| Some(Days::day(day))));
    }
    let around = |day: NaiveDate| day.checked_sub_days(Count::new(366));
    let before = around(born.first()).unwrap_or(NaiveDate::MIN);
    let after = born.last().checked_add_days(Count::new(366));
    spans.push(Some(Days::between(before, after.unwrap_or(NaiveDate::MAX))));
    spans.push(None);
    spans
}

/// The record's texts, one after the other; nothing if there is none.
fn listed<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let listed = texts.collect::<Vec<_>>().join(", ");
    (!listed.is_empty()).then_some(listed)
}

/// The given names of a record, one by one.
fn given(patient: &Patient) -> impl Iterator<Item = &str> {
    let names = patient.name.iter().flat_map(|name| &name.given);
    names.map(|given| &**given)
}
