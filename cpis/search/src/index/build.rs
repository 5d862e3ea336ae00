//! Building the index: names gathered on two threads, then two counting sorts.

use super::Index;
use super::families::Families;
use super::given::{Borne, GivenNames};
use super::postings::Postings;
use crate::convert::{to_u32, to_usize};
use crate::name::folded;
use chrono::Datelike;
use cpis_population::{FamilyName, Population};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// One patient under one family name.
#[derive(Clone, Copy, Debug)]
struct Entry {
    day: i32,
    /// The family name: its number in the order of meeting, later its rank.
    name: u32,
    patient: u32,
}

/// Where the parts of a family name stand.
type Parts = [(usize, usize); 5];

/// What one stretch of the population holds.
#[derive(Default, Debug)]
struct Gathered {
    /// Folded family names by number.
    names: Vec<Box<str>>,
    /// Numbers by where the parts of a name stand.
    numbers: HashMap<Parts, u32, BuildHasherDefault<Mixer>>,
    /// The name met last, with its number.
    last: (Parts, u32),
    current: Vec<Entry>,
    previous: Vec<Entry>,
    /// The given names of every patient, found by them or not.
    borne: Borne,
}

impl Index {
    /// Indexes every patient that can be found, on two threads.
    pub fn build(population: &Population) -> Self {
        let middle = population.len() / 2;
        let (mut lower, mut upper) = in_two(
            || Gathered::of(population, 0..middle),
            || Gathered::of(population, middle..population.len()),
        );
        let names = distinct(&lower.names, &upper.names);
        let ((), ()) = in_two(|| lower.rank(&names), || upper.rank(&names));
        let count = names.len();
        let current = Postings::new([&lower.current, &upper.current], count);
        let (given, (previous, families)) = in_two(
            || GivenNames::new(lower.borne, &upper.borne, &current),
            || {
                let previous = Postings::new([&lower.previous, &upper.previous], count);
                (previous, Families::new(names))
            },
        );
        Self {
            families,
            current,
            previous,
            given,
        }
    }
}

/// A hash of a few addresses: nobody chooses them, so a hash that withstands chosen ones is not needed.
#[derive(Default, Debug)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(26) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(u64::try_from(number).unwrap_or_default());
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// Does two things at once.
fn in_two<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    let (one, other) = std::thread::scope(|threads| {
        let other = threads.spawn(other);
        (one(), other.join())
    });
    match other {
        Ok(other) => (one, other),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Every folded name once, in rising order.
fn distinct(lower: &[Box<str>], upper: &[Box<str>]) -> Vec<Box<str>> {
    let mut names = [lower, upper].concat();
    names.sort_unstable();
    names.dedup();
    names.shrink_to_fit();
    names
}

impl Gathered {
    fn of(population: &Population, indexes: Range<u64>) -> Self {
        let mut gathered = Self::default();
        let count = usize::try_from(indexes.end - indexes.start).unwrap_or_default();
        gathered.current.reserve_exact(count);
        for index in indexes {
            let Some(findable) = population.findable(index) else {
                gathered.borne.add([]);
                continue;
            };
            gathered.borne.add(findable.given.into_iter().flatten());
            let day = findable.birth_date.num_days_from_ce();
            let patient = u32::try_from(index).unwrap_or(u32::MAX);
            let mut entry = |family| Entry {
                day,
                name: gathered.number(family),
                patient,
            };
            let current = entry(findable.family);
            let previous = findable.previous_family.map(entry);
            gathered.current.push(current);
            gathered.previous.extend(previous);
        }
        gathered
    }

    fn number(&mut self, family: FamilyName) -> u32 {
        let key = family.addresses();
        // Households stand together and share a name.
        if self.last.0 == key {
            return self.last.1;
        }
        let number = *self.numbers.entry(key).or_insert_with(|| {
            self.names.push(folded(&family).into());
            to_u32(self.names.len() - 1)
        });
        self.last = (key, number);
        number
    }

    /// Replaces the numbers of names by ranks.
    fn rank(&mut self, names: &[Box<str>]) {
        let rank = |name: &str| to_u32(names.partition_point(|one| **one < *name));
        let ranks: Vec<u32> = self.names.iter().map(|name| rank(name)).collect();
        for entry in self.current.iter_mut().chain(&mut self.previous) {
            entry.name = ranks.get(to_usize(entry.name)).copied().unwrap_or_default();
        }
    }
}

impl Postings {
    /// Orders entries that come by patient.
    fn new(entries: [&[Entry]; 2], names: usize) -> Self {
        let all = || entries.into_iter().flatten();
        let days = || all().map(|entry| entry.day);
        let first_day = days().min().unwrap_or(0);
        let last_day = days().max().unwrap_or(0);
        let span = usize::try_from(last_day - first_day).unwrap_or(0) + 1;
        let day = |entry: &Entry| usize::try_from(entry.day - first_day).unwrap_or(0);
        let starts = starts(span, all().map(day));
        let mut next = starts.clone();
        let count = all().count();
        let (mut ranks, mut patients) = (vec![0; count], vec![0; count]);
        for entry in all() {
            let place = to_usize(take(&mut next, day(entry)));
            put(&mut ranks, place, entry.name);
            put(&mut patients, place, entry.patient);
        }
        let by_rank = self::starts(names, ranks.iter().map(|rank| to_usize(*rank)));
        let mut next = by_rank.clone();
        let mut by_name = vec![0; count];
        for (place, rank) in (0..).zip(&ranks) {
            let at = to_usize(take(&mut next, to_usize(*rank)));
            put(&mut by_name, at, place);
        }
        Self {
            first_day,
            days: starts,
            ranks,
            patients,
            names: by_rank,
            by_name,
        }
    }
}

/// Where each of `count` groups begins when its members stand together, and at last where the last ends.
pub(super) fn starts(count: usize, groups: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut starts = vec![0; count + 1];
    for group in groups {
        if let Some(size) = starts.get_mut(group + 1) {
            *size += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

/// The next free place of a group.
pub(super) fn take(next: &mut [u32], group: usize) -> u32 {
    let Some(place) = next.get_mut(group) else {
        return u32::MAX;
    };
    *place += 1;
    *place - 1
}

pub(super) fn put(list: &mut [u32], at: usize, what: u32) {
    if let Some(place) = list.get_mut(at) {
        *place = what;
    }
}
