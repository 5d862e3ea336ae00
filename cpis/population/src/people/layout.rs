//! Who lives with whom: blocks of eight consecutive indexes, cut into households.
//!
//! Anybody's household follows from the own index alone. `M` is a mother and opens a household, `C` a child of hers, `S` somebody
//! who lives alone. The shapes are weighted so that of the families 45 % have one child, 42 % two and 13 % three or more, near
//! the published 44, 41 and 15 for families with dependent children in England (from memory of the yearly family statistics);
//! of all people about 57 % are children (0 to 18), 32 % mothers, 11 % live alone: a bench needs children more than it needs
//! England's share of adults.

use super::case;
use crate::draw::{Field, Seed};

/// Indexes in a block.
pub(crate) const BLOCK: u64 = 8;

/// Shapes of ordinary blocks, with weights out of a hundred. Every shape starts with a mother and a child, and holds a household
/// with two children: superseded numbers and siblings with plans rely on it.
const SHAPES: [(u64, [u8; 8]); 7] = [
    (28, *b"MCMCCMCC"),
    (32, *b"MCMCMCCS"),
    (16, *b"MCCCMCSS"),
    (3, *b"MCCCCMCC"),
    (12, *b"MCCCMCCS"),
    (3, *b"MCCCCCMC"),
    (6, *b"MCCMCSSS"),
];

/// What somebody is in the household.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The mother of `children` children.
    Mother { children: u64 },
    /// The `nth` child, from 0, of `children`.
    Child { nth: u64, children: u64 },
    /// An adult who lives alone.
    Single,
}

/// Where an index stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The index itself.
    pub(crate) index: u64,
    /// The index that opens the household.
    pub(crate) household: u64,
    /// What the person is in it.
    pub(crate) role: Role,
    /// Whether the block is ordinary or laid out by hand.
    pub(crate) block: Block,
}

/// The two kinds of block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Block {
    /// The so-manyth ordinary block.
    Ordinary(u64),
    /// A block laid out by hand, with the case of this seat.
    Cases(Option<case::Case>),
}

impl Place {
    /// The hard case that stands here.
    pub(crate) const fn case(&self) -> Option<case::Case> {
        match self.block {
            Block::Ordinary(_) => None,
            Block::Cases(case) => case,
        }
    }
}

/// The place of an index.
pub(crate) fn place(seed: Seed, index: u64) -> Place {
    let (block, seat) = (index / BLOCK, index % BLOCK);
    let (stratum, within) = (block / case::STRATUM, block % case::STRATUM);
    let (shape, block) = if within < case::CASE_BLOCKS {
        let shape = case::LAYOUTS.get(crate::convert::to_usize(within));
        (shape.copied(), Block::Cases(case::at(within, seat)))
    } else {
        let ordinary = stratum * (case::STRATUM - case::CASE_BLOCKS) + within - case::CASE_BLOCKS;
        (Some(shape(seed, block)), Block::Ordinary(ordinary))
    };
    let (opens, role) = seat_role(shape.unwrap_or(*b"SSSSSSSS"), seat);
    Place {
        index,
        household: index - seat + opens,
        role,
        block,
    }
}

/// The first index of the so-manyth ordinary block.
pub(crate) const fn ordinary_block(ordinary: u64) -> u64 {
    let each = case::STRATUM - case::CASE_BLOCKS;
    let block = ordinary / each * case::STRATUM + case::CASE_BLOCKS + ordinary % each;
    block * BLOCK
}

fn shape(seed: Seed, block: u64) -> [u8; 8] {
    let mut left = seed.draw(block, Field::LAYOUT).below(100);
    for (weight, shape) in SHAPES {
        if left < weight {
            return shape;
        }
        left -= weight;
    }
    *b"SSSSSSSS"
}

/// The seat that opens the household of a seat, and the role.
fn seat_role(shape: [u8; 8], seat: u64) -> (u64, Role) {
    let letter = |at: u64| shape.get(crate::convert::to_usize(at)).copied();
    let mut opens = seat;
    while opens > 0 && letter(opens) == Some(b'C') {
        opens -= 1;
    }
    let mut children = 0;
    while letter(opens + children + 1) == Some(b'C') {
        children += 1;
    }
    let role = match letter(seat) {
        Some(b'M') => Role::Mother { children },
        Some(b'C') => Role::Child {
            nth: seat - opens - 1,
            children,
        },
        Some(_) | None => Role::Single,
    };
    (opens, role)
}

/// How many times the letter stands in a hundred ordinary blocks, on average: the share that dials count against.
pub(crate) fn per_hundred_blocks(letter: u8) -> u64 {
    let each = |(weight, shape): &(u64, [u8; 8])| {
        let seats = shape.iter().map(|seat| u64::from(*seat == letter));
        weight * seats.sum::<u64>()
    };
    SHAPES.iter().map(each).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_holds_what_others_rely_on() {
        assert_eq!(SHAPES.iter().map(|(weight, _)| weight).sum::<u64>(), 100);
        for (_, shape) in SHAPES {
            assert!(shape.starts_with(b"MC"), "{shape:?}");
            assert!(shape.windows(3).any(|w| w == b"MCC"), "{shape:?}");
        }
    }

    #[test]
    fn ordinary_blocks_count_without_a_gap() {
        let mut next = 0;
        for block in 0..3 * case::STRATUM {
            if let Block::Ordinary(ordinary) = place(Seed(1), block * BLOCK).block {
                assert_eq!(ordinary, next);
                assert_eq!(ordinary_block(ordinary), block * BLOCK);
                next += 1;
            }
        }
        assert_eq!(next, 3 * (case::STRATUM - case::CASE_BLOCKS));
    }

    #[test]
    fn a_child_knows_its_mother_and_its_siblings() {
        let rows = [
            (0, 0, Role::Mother { children: 3 }),
            (
                3,
                0,
                Role::Child {
                    nth: 2,
                    children: 3,
                },
            ),
            (4, 4, Role::Mother { children: 1 }),
            (
                5,
                4,
                Role::Child {
                    nth: 0,
                    children: 1,
                },
            ),
            (7, 7, Role::Single),
        ];
        for (seat, opens, role) in rows {
            assert_eq!(seat_role(*b"MCCCMCSS", seat), (opens, role), "seat {seat}");
        }
    }
}
