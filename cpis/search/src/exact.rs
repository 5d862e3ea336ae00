//! The index of the generated population by family name and day of birth.

use crate::fold;
use chrono::{Datelike, NaiveDate};
use cpis_population::Population;
use std::ops::{Range, RangeInclusive};

/// Candidates for a family name and days of birth, in constant time whatever the size of the population.
///
/// Twelve bytes a patient: a hash of the folded family name, the day of birth, the index. Hashes may collide, so a candidate is
/// no match before its name has been read. Superseded and invalidated numbers are left out: the surviving record answers, a
/// withdrawn one never (SRC-7).
#[derive(Clone, Debug)]
pub struct ExactIndex {
    /// By hash, then day, then index.
    entries: Vec<Entry>,
    /// Where each bucket of hashes begins, and at last where the last ends.
    buckets: Vec<u32>,
    /// How far a hash is shifted to give its bucket.
    shift: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    hash: u32,
    day: i32,
    index: u32,
}

impl ExactIndex {
    /// Indexes every patient that can be found, on two threads.
    pub fn build(population: &Population) -> Self {
        let middle = population.len() / 2;
        let (mut entries, upper) = std::thread::scope(|threads| {
            let upper = threads.spawn(|| sorted(population, middle..population.len()));
            let lower = sorted(population, 0..middle);
            (lower, upper.join())
        });
        match upper {
            Ok(mut upper) => entries.append(&mut upper),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        // The stable sort finds the two sorted halves and only merges them.
        entries.sort();
        Self::with_buckets(entries)
    }

    fn with_buckets(mut entries: Vec<Entry>) -> Self {
        entries.shrink_to_fit();
        // Eight patients to a bucket, if no two shared a name.
        let bits = (entries.len() / 8).max(2).ilog2();
        let shift = 32 - bits;
        let mut buckets = Vec::with_capacity((1 << bits) + 1);
        let mut at = 0;
        for bucket in 0..1_u32 << bits {
            at += entries
                .iter()
                .skip(at)
                .take_while(|entry| entry.hash >> shift < bucket)
                .count();
            buckets.push(place(at));
        }
        buckets.push(place(entries.len()));
        Self {
            entries,
            buckets,
            shift,
        }
    }

    /// How many patients it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The indexes of those who may have this folded family name and were born on one of these days, by day and index.
    pub(crate) fn candidates(
        &self,
        family: &str,
        born: &RangeInclusive<NaiveDate>,
    ) -> impl Iterator<Item = u64> {
        let hash = fold::hash(family.chars());
        let (first, last) = (
            born.start().num_days_from_ce(),
            born.end().num_days_from_ce(),
        );
        let bucket = self.bucket(hash);
        let from = bucket.partition_point(|entry| (entry.hash, entry.day) < (hash, first));
        bucket
            .iter()
            .skip(from)
            .take_while(move |entry| entry.hash == hash && entry.day <= last)
            .map(|entry| u64::from(entry.index))
    }

    fn bucket(&self, hash: u32) -> &[Entry] {
        let at = usize::try_from(hash >> self.shift).unwrap_or(usize::MAX);
        let bounds = self.buckets.get(at..).unwrap_or_default();
        let [start, end, ..] = *bounds else {
            return &[];
        };
        let bounds = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        bounds
            .and_then(|(start, end)| self.entries.get(start..end))
            .unwrap_or_default()
    }
}

/// A place among the entries; a population has fewer than 2³² patients.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn sorted(population: &Population, indexes: Range<u64>) -> Vec<Entry> {
    let length = usize::try_from(indexes.end - indexes.start).unwrap_or_default();
    let mut entries = Vec::with_capacity(length);
    entries.extend(indexes.filter_map(|index| entry(population, index)));
    entries.sort_unstable();
    entries
}

fn entry(population: &Population, index: u64) -> Option<Entry> {
    population.can_be_found(index).then(|| Entry {
        hash: fold::hash(population.family_name(index).chars()),
        day: population.birth_date(index).num_days_from_ce(),
        index: u32::try_from(index).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Overlay, Query, find};

    #[test]
    fn a_candidate_whose_name_only_shares_the_hash_is_no_match() {
        let population = Population::new(cpis_population::Settings::default()).unwrap();
        let born = population.birth_date(1);
        let name = population.family_name(1).to_string();
        let colliding = Entry {
            hash: fold::hash("somebodyelse".chars()),
            day: born.num_days_from_ce(),
            index: 1,
        };
        let real = entry(&population, 1).unwrap();
        let mut entries = vec![colliding, real];
        entries.sort();
        let index = ExactIndex::with_buckets(entries);
        for (family, expected) in [("Somebodyelse", 0), (name.as_str(), 1)] {
            assert_eq!(
                index
                    .candidates(&fold::fold(family), &(born..=born))
                    .count(),
                1
            );
            let query = Query::new(family, born..=born);
            let found = find(&population, &index, &Overlay::default(), &query);
            assert_eq!(found.len(), expected, "{family}");
        }
    }
}
