//! What is held together: of a child with few accesses everything, of one with many what lies near an access out of its place.
//!
//! What contradicts itself in a part contradicts itself in the whole. In a child with more than [`PLACES_MAX`] accesses and lists a
//! contradiction that needs what lies further apart is not looked for: everything is held against everything, and that many of them
//! squared would take longer than all other rules together.

use super::super::list::Sight;
use super::Lists;
use super::knot::Knot;
use super::turns::{Misplaced, Turn};

/// So many accesses and reads are held together at most.
const PLACES_MAX: usize = 512;
/// In a larger child, so many accesses on each side of one that matters.
const NEAR: usize = 48;
/// And so many reads.
const READS_MAX: usize = 128;

/// Everything there is about one child.
#[derive(Clone, Copy, Debug)]
pub(super) struct All<'l> {
    pub(super) lists: Lists<'l>,
    /// The accesses in an order that the lists allow.
    pub(super) order: &'l [usize],
    /// One for each access.
    pub(super) turns: &'l [Turn],
}

/// Some of the accesses, in the order in which they stand, and some of the reads.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) accesses: Vec<usize>,
    pub(super) reads: Vec<usize>,
}

impl All<'_> {
    /// What to look at for the sake of these.
    pub(super) fn parts(&self, misplaced: &[Misplaced]) -> Vec<Part> {
        if let Some(whole) = self.whole() {
            return vec![whole];
        }
        let position = self.positions();
        let newest = self.newest(&position);
        let mut seen_until = 0;
        let mut parts = Vec::new();
        for one in misplaced {
            if one.at >= seen_until {
                seen_until = one.at + NEAR / 2;
                parts.push(self.near(one, &position, &newest));
            }
        }
        parts
    }

    /// Everything, where that is little enough.
    pub(super) fn whole(&self) -> Option<Part> {
        let reads = self.lists.sights.len();
        (self.order.len() + reads <= PLACES_MAX).then(|| Part {
            accesses: self.order.to_vec(),
            reads: (0..reads).collect(),
        })
    }

    /// What to look at for the sake of a read.
    pub(super) fn about(&self, read: usize) -> Part {
        let position = self.positions();
        let list = self.lists.sights.get(read).map(|sight| &sight.list);
        let ends = list.and_then(|list| Some([*list.first()?, *list.last()?]));
        let ends = ends.into_iter().flatten();
        let mut at = ends.filter_map(|access| position.get(access).copied());
        let one = Misplaced {
            at: at.next().unwrap_or_default(),
            by: at.collect(),
        };
        self.near(&one, &position, &self.newest(&position))
    }

    /// Where in the order each access stands.
    fn positions(&self) -> Vec<usize> {
        let mut position = vec![0; self.order.len()];
        for (at, place) in self.order.iter().enumerate() {
            if let Some(slot) = position.get_mut(*place) {
                *slot = at;
            }
        }
        position
    }

    /// The reads by where the newest access stands that they show; those that show none came at the beginning.
    fn newest(&self, position: &[usize]) -> Vec<(usize, usize)> {
        let sights = self.lists.sights.iter().enumerate();
        let mut newest: Vec<(usize, usize)> = sights
            .filter_map(|(read, sight)| match sight.list.first() {
                Some(newest) => Some((*position.get(*newest)?, read)),
                None => Some((0, read)),
            })
            .collect();
        newest.sort_unstable();
        newest
    }

    /// What lies about an access out of its place, and about those that have to do with it.
    fn near(&self, one: &Misplaced, position: &[usize], newest: &[(usize, usize)]) -> Part {
        let cover = self.order.get(one.at).and_then(|place| {
            let cover = self.turns.get(*place)?.cover?;
            position.get(cover).copied()
        });
        let middles = one.by.iter().copied().chain(cover).chain([one.at]);
        let (mut at, mut reads) = (Vec::new(), Vec::new());
        for middle in middles {
            let (from, to) = (
                middle.saturating_sub(NEAR),
                self.order.len().min(middle + NEAR),
            );
            at.extend(from..to);
            let begin = newest.partition_point(|(at, _)| *at < from);
            let about = newest.get(begin..).unwrap_or_default().iter();
            reads.extend(
                about
                    .take_while(|(at, _)| *at < to)
                    .map(|(at, read)| (at.abs_diff(middle), *read)),
            );
        }
        at.sort_unstable();
        at.dedup();
        reads.sort_unstable();
        let mut reads: Vec<usize> = reads
            .iter()
            .map(|(_, read)| *read)
            .take(READS_MAX)
            .collect();
        reads.sort_unstable();
        reads.dedup();
        Part {
            accesses: at
                .iter()
                .filter_map(|at| self.order.get(*at).copied())
                .collect(),
            reads,
        }
    }

    /// The part by itself: what it says of accesses outside is left out.
    pub(super) fn knot(&self, part: &Part) -> Knot {
        let mut inside = vec![None; self.order.len()];
        for (place, access) in part.accesses.iter().enumerate() {
            if let Some(slot) = inside.get_mut(*access) {
                *slot = Some(place);
            }
        }
        let of = |access: &usize| inside.get(*access).copied().flatten();
        let sights = part
            .reads
            .iter()
            .filter_map(|read| self.lists.sights.get(*read));
        let turns = part
            .accesses
            .iter()
            .filter_map(|access| self.turns.get(*access));
        let stays = part.accesses.iter();
        Knot {
            stays: stays
                .filter_map(|access| self.lists.stays.get(*access).copied())
                .collect(),
            sights: sights
                .map(|sight| Sight {
                    list: sight.list.iter().filter_map(of).collect(),
                    own: sight.own.iter().filter_map(of).collect(),
                    ..*sight
                })
                .collect(),
            turns: turns
                .map(|turn| turn.covered_by(turn.cover.as_ref().and_then(of)))
                .collect(),
        }
    }
}
