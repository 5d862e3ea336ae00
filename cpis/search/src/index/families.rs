//! The distinct family names, in three orders.

use crate::convert::{to_u32, to_usize};
use crate::pattern::Pattern;
use crate::reading::Wanted;
use crate::sound::SoundexCode;
use std::ops::Range;

/// Every distinct folded family name, current and previous ones. A name's rank is its place here.
#[derive(Clone, Default, Debug)]
pub(super) struct Families {
    /// In rising order.
    names: Vec<Box<str>>,
    /// The beginning of each name as a number: for nearly every name all of it, so that the names need not be looked at.
    heads: Vec<Head>,
    /// Every so-manyth head: halving these stays in the cache, halving all of them does not.
    steps: Vec<Head>,
    /// Ranks in the order of the names read backwards.
    backwards: Vec<u32>,
    /// The Soundex code of each name.
    codes: Vec<Option<SoundexCode>>,
    /// Ranks in the order of the codes.
    by_code: Vec<u32>,
}

/// The family names that are wanted, before it is known which these are.
#[derive(Debug)]
pub(super) enum Set<'a> {
    /// Every name of these ranks.
    Span(Range<u32>),
    /// What the pattern matches.
    Pattern(&'a Pattern),
    /// What has the code.
    Code(SoundexCode),
    /// Whatever is alike.
    Alike(&'a Wanted<'a>),
}

/// The first [`HEAD`] bytes of a name as a number, zeros after its end: in the order of the names, if not as fine.
type Head = u128;

/// How many bytes a head holds.
const HEAD: usize = size_of::<Head>();

/// From how many heads one is kept apart.
const STEP: usize = 16;

/// How many heads are looked at one by one.
const NEAR: usize = 8;

impl Families {
    /// Orders distinct names, which come in rising order.
    pub(super) fn new(names: Vec<Box<str>>) -> Self {
        let ranks = || 0..to_u32(names.len());
        let name = |rank: u32| names.get(to_usize(rank)).map_or("", |name| &**name);
        let mut backwards: Vec<u32> = ranks().collect();
        backwards.sort_unstable_by(|one, other| {
            let (one, other) = (name(*one), name(*other));
            one.bytes().rev().cmp(other.bytes().rev())
        });
        let codes: Vec<_> = names.iter().map(|name| SoundexCode::of(name)).collect();
        let mut by_code: Vec<u32> = ranks().collect();
        by_code.sort_by_key(|rank| codes.get(to_usize(*rank)));
        let heads: Vec<_> = names.iter().map(|name| head(name)).collect();
        Self {
            steps: heads.iter().copied().step_by(STEP).collect(),
            heads,
            names,
            backwards,
            codes,
            by_code,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    fn name(&self, rank: u32) -> &str {
        self.names.get(to_usize(rank)).map_or("", |name| &**name)
    }

    /// The Soundex code of the name of a rank.
    pub(super) fn code(&self, rank: u32) -> Option<SoundexCode> {
        self.codes.get(to_usize(rank)).copied().flatten()
    }

    /// The names that a wanted one may be.
    pub(super) fn set<'a>(&self, wanted: &'a Wanted<'a>) -> Set<'a> {
        let alike = match wanted {
            Wanted::Text(pattern) => {
                return match pattern.whole() {
                    Some(whole) => Set::Span(self.exactly(whole)),
                    None if pattern.is_beginning() => Set::Span(self.beginning(pattern.ends().0)),
                    None => Set::Pattern(pattern),
                };
            }
            Wanted::Alike(alike) => alike,
        };
        match (alike.only_text(), alike.only_code()) {
            (Some(text), _) => Set::Span(self.exactly(text)),
            (None, Some(code)) => Set::Code(code),
            (None, None) => Set::Alike(wanted),
        }
    }

    /// Whether the name of a rank is in a set.
    pub(super) fn is_in(&self, rank: u32, set: &Set<'_>) -> bool {
        match set {
            Set::Span(span) => span.contains(&rank),
            Set::Pattern(pattern) => pattern.matches(self.name(rank)),
            Set::Code(code) => self.code(rank) == Some(*code),
            Set::Alike(wanted) => wanted.cost(self.name(rank)).is_some(),
        }
    }

    /// The ranks of a set, in an order that depends on nothing but the names.
    pub(super) fn ranks(&self, set: &Set<'_>) -> Vec<u32> {
        match set {
            Set::Span(span) => span.clone().collect(),
            Set::Pattern(pattern) => self.matching(pattern),
            Set::Code(code) => {
                let key = |rank: &u32| self.code(*rank);
                let from = self.by_code.partition_point(|rank| key(rank) < Some(*code));
                let rest = self.by_code.iter().skip(from).copied();
                rest.take_while(|rank| key(rank) == Some(*code)).collect()
            }
            Set::Alike(_) => {
                let all = 0..to_u32(self.names.len());
                all.filter(|rank| self.is_in(*rank, set)).collect()
            }
        }
    }

    fn matching(&self, pattern: &Pattern) -> Vec<u32> {
        let matches = |rank: &u32| pattern.matches(self.name(*rank));
        match pattern.ends() {
            ("", "") => (0..to_u32(self.len())).filter(matches).collect(),
            ("", end) => self.ending(end).filter(matches).collect(),
            (beginning, _) => self.beginning(beginning).filter(matches).collect(),
        }
    }

    fn exactly(&self, name: &str) -> Range<u32> {
        let (from, names) = self.with_head(head(name), head(name));
        if name.len() < HEAD {
            return to_u32(from)..to_u32(from + names.len());
        }
        match names.binary_search_by(|one| (**one).cmp(name)) {
            Ok(at) => to_u32(from + at)..to_u32(from + at + 1),
            Err(_) => 0..0,
        }
    }

    fn beginning(&self, with: &str) -> Range<u32> {
        let left_open = Head::MAX.checked_shr(to_u32(8 * with.len())).unwrap_or(0);
        let (from, names) = self.with_head(head(with), head(with) | left_open);
        let start = names.partition_point(|one| **one < *with);
        let rest = names.get(start..).unwrap_or_default();
        let count = rest.partition_point(|one| one.starts_with(with));
        to_u32(from + start)..to_u32(from + start + count)
    }

    /// The names with a head from one to the other, and the place of the first.
    fn with_head(&self, first: Head, last: Head) -> (usize, &[Box<str>]) {
        let step = self.steps.partition_point(|head| *head < first);
        let before = step.saturating_sub(1) * STEP;
        let heads = self.heads.get(before..).unwrap_or_default();
        let heads = heads.get(..STEP).unwrap_or(heads);
        let from = before + heads.partition_point(|head| *head < first);
        let rest = self.heads.get(from..).unwrap_or_default();
        // Most heads stand alone: a few steps from here are in the cache, halving all the rest is not.
        let near = rest.iter().take(NEAR).take_while(|head| **head <= last);
        let count = match near.count() {
            NEAR => rest.partition_point(|head| *head <= last),
            few => few,
        };
        let to = from + count;
        (from, self.names.get(from..to).unwrap_or_default())
    }

    fn ending(&self, with: &str) -> impl Iterator<Item = u32> {
        let is_before = |rank: &u32| self.name(*rank).bytes().rev().lt(with.bytes().rev());
        let from = self.backwards.partition_point(is_before);
        let rest = self.backwards.iter().skip(from).copied();
        rest.take_while(move |rank| self.name(*rank).ends_with(with))
    }
}

fn head(name: &str) -> Head {
    let mut head = [0; HEAD];
    for (place, byte) in head.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    Head::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that fill a head, overflow it and share one, more than a step of each.
    fn families() -> Families {
        let ends = (0..40).map(|number| format!("{number:02}"));
        let mut names: Vec<Box<str>> = ends
            .flat_map(|end| {
                let heads = ["b", "bcdefghijklmn", "bcdefghijklmnop", "bcdefghijklmnopqr"];
                heads.map(|head| format!("{head}{end}").into())
            })
            .collect();
        names.sort_unstable();
        Families::new(names)
    }

    #[test]
    fn a_name_is_found_however_long_and_whatever_shares_its_beginning() {
        let families = families();
        for (rank, name) in (0..).zip(&families.names) {
            assert_eq!(families.exactly(name), rank..rank + 1, "{name}");
            for other in [format!("{name}x"), format!("a{name}"), format!("z{name}")] {
                assert!(families.exactly(&other).is_empty(), "{other}");
            }
        }
    }

    #[test]
    fn a_beginning_finds_every_name_that_begins_so() {
        let families = families();
        for name in &families.names {
            for length in 1..=name.len() {
                let beginning = &name[..length];
                let begins = |one: &str| one.starts_with(beginning);
                let count = families.names.iter().filter(|one| begins(one)).count();
                let first = families.names.iter().position(|one| begins(one));
                let first = to_u32(first.unwrap());
                let expected = first..first + to_u32(count);
                assert_eq!(families.beginning(beginning), expected, "{beginning}");
            }
        }
    }
}
