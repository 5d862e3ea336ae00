//! The second half of judging from files: pile by pile what was put aside is taken up, judged and forgotten.

use super::bundles::{Bundles, Reader};
use super::hashing::IdMap;
use super::offline::{Onlooker, Room};
use super::piles::{About, Piles};
use super::world::World;
use super::{Tallies, access_control, judge_case, long, search};
use crate::history::{NamesTaken, Operation};
use std::io;

/// Of a pile with more bytes, those of whom there are many records are left out when it is taken up.
const TAKEN_BYTES: usize = 1 << 19;

/// The piles, one after the other.
pub(super) struct Judging<'j, O> {
    world: &'j World<'j>,
    /// The names of the history and those of the ledger.
    names: (&'j NamesTaken, &'j NamesTaken),
    reader: Reader<'j>,
    piles: Piles,
    room: Room,
    onlooker: &'j mut O,
    pub(super) tallies: Tallies,
}

impl<'j, O: Onlooker> Judging<'j, O> {
    pub(super) fn new(
        (world, names): (&'j World<'j>, (&'j NamesTaken, &'j NamesTaken)),
        (piles, room): (Piles, Room),
        onlooker: &'j mut O,
        tallies: Tallies,
    ) -> Self {
        Self {
            world,
            names,
            reader: Reader::new(names),
            piles,
            room,
            onlooker,
            tallies,
        }
    }

    /// Judges them all.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub(super) fn every_pile(&mut self, searches: &search::Searches<'_>) -> io::Result<()> {
        for pile in 0..self.piles.count() {
            self.pile(pile, searches)?;
        }
        Ok(())
    }

    fn pile(&mut self, pile: usize, searches: &search::Searches<'_>) -> io::Result<()> {
        let (world, tallies) = (self.world, &mut self.tallies);
        match pile.checked_sub(self.room.piles) {
            None => self.children(pile)?,
            Some(0) => {
                let onlooker = &mut *self.onlooker;
                self.piles.each(pile, |_, body| {
                    self.reader.operation(body, |operation| {
                        onlooker.judged(operation);
                        access_control::judge_childless(world, operation, tallies);
                    });
                })?;
            }
            Some(_) => self.piles.each(pile, |_, body| {
                self.reader
                    .operation(body, |one| searches.judge(one, tallies));
            })?,
        }
        self.piles.forget(pile);
        Ok(())
    }

    /// Judges the children of a pile: those with many operations by themselves, so that nobody else is held meanwhile.
    fn children(&mut self, pile: usize) -> io::Result<()> {
        let (world, tallies) = (self.world, &mut self.tallies);
        let onlooker = &mut *self.onlooker;
        let many = if self.piles.bytes_of(pile) > TAKEN_BYTES {
            many_of(&mut self.piles, pile, self.room.records)?
        } else {
            Vec::new()
        };
        let taken = self.piles.taken(pile, |about| !many.contains(&about))?;
        let (bundles, more) = Bundles::sort(taken, self.room.records);
        self.reader.cases(world, &bundles, |operations, case| {
            for operation in operations {
                onlooker.judged(operation);
            }
            judge_case(&case, tallies);
        });
        drop(bundles);
        for about in many.into_iter().chain(more) {
            let Some(key) = about.key() else { continue };
            let each = |hear: &mut dyn FnMut(&[u8])| {
                self.piles.each(pile, |who, body| {
                    if who == about {
                        hear(body);
                    }
                })
            };
            let hear = &mut |operation: &Operation| onlooker.judged(operation);
            long::judge((world, key), self.names, each, hear, tallies)?;
        }
        Ok(())
    }
}

/// Those of whom a pile has more than so many records.
fn many_of(piles: &mut Piles, pile: usize, records: usize) -> io::Result<Vec<About>> {
    let mut counts: IdMap<About, usize> = IdMap::default();
    piles.each(pile, |about, _| *counts.entry(about).or_default() += 1)?;
    counts.retain(|_, count| *count > records);
    Ok(counts.into_keys().collect())
}
