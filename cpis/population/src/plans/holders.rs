//! Who holds plans: chosen block by block, so that the so-manyth holder is a formula and nobody has to be searched for.
//!
//! The ordinary blocks are cut into cells of as many blocks as the dial asks for; in each cell one block is drawn and in it one
//! person. Of four cells of children with displayable plans one holds two siblings.

use crate::convert::{to_u64, to_usize};
use crate::draw::{Draw, Field, Seed};
use crate::people::layout::{self, BLOCK, Block, Place, Role};
use crate::settings::Dials;

/// One way of choosing holders.
#[derive(Clone, Copy, Debug)]
struct Stream {
    /// Blocks per cell, as a fraction; a numerator of 0 chooses nobody.
    blocks: (u64, u64),
    cell: Field,
    person: Field,
    who: Who,
}

/// Whom a stream chooses in its block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    /// A child; in every fourth cell a child and the next sibling.
    ChildrenWithSiblings,
    /// A child.
    Child,
    /// A mother.
    Mother,
}

/// The holders of a population.
#[derive(Clone, Debug)]
pub(crate) struct Holders {
    seed: Seed,
    displayable: Stream,
    lapsed: Stream,
    unborn: Stream,
}

impl Holders {
    pub(crate) fn new(seed: Seed, dials: &Dials) -> Self {
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
            displayable: Stream {
                blocks: blocks(dials.children_with_plans, b'C', 5),
                cell: Field::HOLDER_CELL,
                person: Field::HOLDER_CHILD,
                who: Who::ChildrenWithSiblings,
            },
            lapsed: Stream {
                blocks: blocks(dials.children_with_lapsed_plans, b'C', 4),
                cell: Field::LAPSED_CELL,
                person: Field::LAPSED_CHILD,
                who: Who::Child,
            },
            unborn: Stream {
                blocks: blocks(dials.mothers_with_unborn_plans, b'M', 4),
                cell: Field::UNBORN_CELL,
                person: Field::UNBORN_MOTHER,
                who: Who::Mother,
            },
        }
    }

    /// Whether a child holds a displayable plan.
    pub(crate) fn is_displayable(&self, place: &Place) -> bool {
        self.displayable.holds(self.seed, place)
    }

    /// Whether a child holds a plan that is not displayable.
    pub(crate) fn is_lapsed(&self, place: &Place) -> bool {
        self.lapsed.holds(self.seed, place)
    }

    /// Whether a mother holds a plan for an unborn child.
    pub(crate) fn is_unborn(&self, place: &Place) -> bool {
        self.unborn.holds(self.seed, place)
    }

    /// The so-manyth child with a displayable plan; the indexes rise. None when the dial is at nought.
    pub(crate) fn nth_displayable(&self, nth: u64) -> Option<u64> {
        // Four cells hold five: one each, and the second sibling of the fourth.
        let cell = nth / 5 * 4 + (nth % 5).min(3);
        let first = self.displayable.chosen(self.seed, cell)?;
        Some(if nth % 5 == 4 { first + 1 } else { first })
    }

    /// The so-manyth mother with a displayable plan for an unborn child; the indexes rise.
    pub(crate) fn nth_unborn(&self, nth: u64) -> Option<u64> {
        self.unborn.chosen(self.seed, nth)
    }
}

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

    /// The index chosen in a cell; with siblings, the first of the two.
    fn chosen(&self, seed: Seed, cell: u64) -> Option<u64> {
        if self.blocks.0 == 0 {
            return None;
        }
        let first = layout::ordinary_block(self.block(seed, cell));
        let places = std::array::from_fn(|seat| layout::place(seed, first + to_u64(seat)));
        self.choose(seed.draw(cell, self.person), cell, &places)
    }

    fn choose(&self, draw: Draw, cell: u64, places: &[Place; 8]) -> Option<u64> {
        let mut fit = [0; BLOCK_SEATS];
        let mut count = 0;
        for place in places.iter().filter(|place| self.fits(cell, place.role)) {
            if let Some(slot) = fit.get_mut(count) {
                *slot = place.index;
                count += 1;
            }
        }
        fit.get(to_usize(draw.below(to_u64(count)))).copied()
    }

    /// Whether somebody with this role can be the (first) one chosen.
    fn fits(&self, cell: u64, role: Role) -> bool {
        match (self.who, role) {
            (Who::Mother, Role::Mother { .. }) | (Who::Child, Role::Child { .. }) => true,
            (Who::ChildrenWithSiblings, Role::Child { nth, children }) => {
                !has_pair(cell) || nth + 1 < children
            }
            (Who::Mother, Role::Child { .. } | Role::Single)
            | (Who::Child | Who::ChildrenWithSiblings, Role::Mother { .. } | Role::Single) => false,
        }
    }

    /// Whether the one who stands at a place is chosen.
    fn holds(&self, seed: Seed, place: &Place) -> bool {
        let Block::Ordinary(block) = place.block else {
            return false;
        };
        if self.blocks.0 == 0 {
            return false;
        }
        let cell = ((block + 1) * self.blocks.1 - 1) / self.blocks.0;
        if self.block(seed, cell) != block {
            return false;
        }
        let pair = self.who == Who::ChildrenWithSiblings && has_pair(cell);
        self.chosen(seed, cell)
            .is_some_and(|first| first == place.index || pair && first + 1 == place.index)
    }
}

const BLOCK_SEATS: usize = to_usize(BLOCK);

/// Whether a cell of children with displayable plans holds two siblings.
const fn has_pair(cell: u64) -> bool {
    cell % 4 == 3
}
