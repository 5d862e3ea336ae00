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
    /// The first eight letters of each name as a number: halving these stays in the cache, halving the names does not.
    heads: Vec<u64>,
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
    Alike(&'a Wanted),
}

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
        Self {
            heads: names.iter().map(|name| head(name)).collect(),
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

    fn code(&self, rank: u32) -> Option<SoundexCode> {
        self.codes.get(to_usize(rank)).copied().flatten()
    }

    /// The names that a wanted one may be.
    pub(super) fn set<'a>(&self, wanted: &'a Wanted) -> Set<'a> {
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
        match names.binary_search_by(|one| (**one).cmp(name)) {
            Ok(at) => to_u32(from + at)..to_u32(from + at + 1),
            Err(_) => 0..0,
        }
    }

    fn beginning(&self, with: &str) -> Range<u32> {
        let left_open = u64::MAX.checked_shr(to_u32(8 * with.len())).unwrap_or(0);
        let (from, names) = self.with_head(head(with), head(with) | left_open);
        let start = names.partition_point(|one| **one < *with);
        let rest = names.get(start..).unwrap_or_default();
        let count = rest.partition_point(|one| one.starts_with(with));
        to_u32(from + start)..to_u32(from + start + count)
    }

    /// The names with a head from one to the other, and the place of the first.
    fn with_head(&self, first: u64, last: u64) -> (usize, &[Box<str>]) {
        let from = self.heads.partition_point(|head| *head < first);
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

/// The first eight bytes of a name as a number: in the order of the names, if not as fine.
fn head(name: &str) -> u64 {
    let mut head = [0; 8];
    for (place, byte) in head.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    u64::from_be_bytes(head)
}
