//! Who holds plans: chosen block by block, so that the so-manyth holder is a formula and nobody has to be searched for.
//!
//! The ordinary blocks are cut into cells of as many blocks as the dial asks for; in each cell one block is drawn and in it one
//! person: a child by chance, or the youngest mother. Of four cells of children with displayable plans one holds two siblings.

use crate::convert::{to_u64, to_usize};
use crate::draw::{Field, Seed};
use crate::people::birth::Calendar;
use crate::people::layout::{self, BLOCK, Block, Place, Role};
use crate::settings::Dials;

/// One way of choosing holders.
#[derive(Clone, Copy, Debug)]
struct Stream {
    /// Blocks per cell, as a fraction; a numerator of 0 chooses nobody.
    blocks: (u64, u64),
    cell: Field,
    who: Who,
}

/// Whom a stream chooses in its block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    /// A child, drawn; in every fourth cell a child and the next sibling.
    ChildrenWithSiblings,
    /// A child, drawn.
    Child,
    /// The youngest mother.
    YoungestMother,
}

/// The holders of a population.
#[derive(Clone, Debug)]
pub(crate) struct Holders {
    seed: Seed,
    calendar: Calendar,
    displayable: Stream,
    lapsed: Stream,
    unborn: Stream,
}

impl Holders {
    pub(crate) fn new(seed: Seed, calendar: &Calendar, dials: &Dials) -> Self {
        // A share of s in a million of n people per hundred blocks, h of them to a cell, asks for cells of h·10⁸ ÷ (s·n) blocks.
        let blocks = |share: u32, letter: u8, quarters: u64| {
            let people = u64::from(share) * layout::per_hundred_blocks(letter) * 4;
            if people == 0 {
                (0, 1)
            } else {
                (quarters * 100_000_000, people)
            }
        };
        Self {
            seed,
            calendar: calendar.clone(),
            displayable: Stream {
                blocks: blocks(dials.children_with_plans, b'C', 5),
                cell: Field::HOLDER_CELL,
                who: Who::ChildrenWithSiblings,
            },
            lapsed: Stream {
                blocks: blocks(dials.children_with_lapsed_plans, b'C', 4),
                cell: Field::LAPSED_CELL,
                who: Who::Child,
            },
            unborn: Stream {
                blocks: blocks(dials.mothers_with_unborn_plans, b'M', 4),
                cell: Field::UNBORN_CELL,
                who: Who::YoungestMother,
            },
        }
    }

    /// Whether a child holds a displayable plan.
    pub(crate) fn is_displayable(&self, place: &Place) -> bool {
        self.holds(&self.displayable, place)
    }

    /// Whether a child holds a plan that is not displayable.
    pub(crate) fn is_lapsed(&self, place: &Place) -> bool {
        self.holds(&self.lapsed, place)
    }

    /// Whether a mother holds a plan for an unborn child.
    pub(crate) fn is_unborn(&self, place: &Place) -> bool {
        self.holds(&self.unborn, place)
    }

    /// The so-manyth child with a displayable plan; the indexes rise. None when the dial is at nought.
    pub(crate) fn nth_displayable(&self, nth: u64) -> Option<u64> {
        // Four cells hold five: one each, and the second sibling of the fourth.
        let cell = nth / 5 * 4 + (nth % 5).min(3);
        let first = self.chosen(&self.displayable, cell)?;
        Some(if nth % 5 == 4 { first + 1 } else { first })
    }

    /// The so-manyth child with a plan that is not displayable; the indexes rise, and some hold a displayable plan besides.
    pub(crate) fn nth_lapsed(&self, nth: u64) -> Option<u64> {
        self.chosen(&self.lapsed, nth)
    }

    /// The so-manyth mother with a displayable plan for an unborn child; the indexes rise.
    pub(crate) fn nth_unborn(&self, nth: u64) -> Option<u64> {
        self.chosen(&self.unborn, nth)
    }

    /// The index that a stream chooses in a cell; with siblings, the first of the two.
    fn chosen(&self, stream: &Stream, cell: u64) -> Option<u64> {
        if stream.blocks.0 == 0 {
            return None;
        }
        let first = layout::ordinary_block(stream.block(self.seed, cell));
        let places: [Place; BLOCK_SEATS] =
            std::array::from_fn(|seat| layout::place(self.seed, first + to_u64(seat)));
        let fit = places
            .iter()
            .filter(|place| stream.who.fits(cell, place.role));
        match stream.who {
            Who::YoungestMother => fit
                .max_by_key(|place| (self.calendar.birth_date(place), place.index))
                .map(|place| place.index),
            Who::Child | Who::ChildrenWithSiblings => {
                let count = to_u64(fit.clone().count());
                let person = self.seed.draw(cell, stream.cell).again().below(count);
                fit.map(|place| place.index).nth(to_usize(person))
            }
        }
    }

    /// Whether a stream chooses the one who stands at a place.
    fn holds(&self, stream: &Stream, place: &Place) -> bool {
        let Block::Ordinary(block) = place.block else {
            return false;
        };
        if stream.blocks.0 == 0 {
            return false;
        }
        let cell = ((block + 1) * stream.blocks.1 - 1) / stream.blocks.0;
        if stream.block(self.seed, cell) != block {
            return false;
        }
        let pair = stream.who == Who::ChildrenWithSiblings && has_pair(cell);
        self.chosen(stream, cell)
            .is_some_and(|first| first == place.index || pair && first + 1 == place.index)
    }
}

const BLOCK_SEATS: usize = to_usize(BLOCK);

impl Stream {
    /// The first block of a cell.
    const fn start(&self, cell: u64) -> u64 {
        cell * self.blocks.0 / self.blocks.1
    }

    /// The block drawn in a cell.
    const fn block(&self, seed: Seed, cell: u64) -> u64 {
        let start = self.start(cell);
        start
            + seed
                .draw(cell, self.cell)
                .below(self.start(cell + 1) - start)
    }
}

impl Who {
    /// Whether somebody with this role can be the (first) one chosen.
    const fn fits(self, cell: u64, role: Role) -> bool {
        match (self, role) {
            (Self::YoungestMother, Role::Mother { .. }) | (Self::Child, Role::Child { .. }) => true,
            (Self::ChildrenWithSiblings, Role::Child { nth, children }) => {
                !has_pair(cell) || nth + 1 < children
            }
            (Self::YoungestMother, Role::Child { .. } | Role::Single)
            | (Self::Child | Self::ChildrenWithSiblings, Role::Mother { .. } | Role::Single) => {
                false
            }
        }
    }
}

/// Whether a cell of children with displayable plans holds two siblings.
const fn has_pair(cell: u64) -> bool {
    cell % 4 == 3
}
