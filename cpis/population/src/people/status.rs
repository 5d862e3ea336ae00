//! Restricted, superseded and invalidated numbers. SRC-7, ALT-10.
//!
//! Superseded and invalidated numbers stand where somebody who lives alone would; a superseded one is an earlier number of the
//! first child of its block, so the surviving index is the smaller one and always there. Neither ever holds plans.

use super::case::Case;
use super::layout::{BLOCK, Block, Place, Role};
use crate::draw::{Field, Seed};

/// Of the seats of people who live alone, how many in a million are superseded, and how many invalidated. Ours.
const ALIASES: (u64, u64) = (20_000, 10_000);

/// What a number stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    Ordinary,
    Restricted,
    /// The index that survives.
    Superseded(u64),
    Invalidated,
}

/// The standing of whoever is at a place; `restricted` is the share of restricted households in a million.
pub(crate) fn standing(seed: Seed, restricted: u32, place: &Place) -> Standing {
    match place.block {
        Block::Cases(case) => by_case(place, case),
        Block::Ordinary(_) => ordinary(seed, restricted, place),
    }
}

fn ordinary(seed: Seed, restricted: u32, place: &Place) -> Standing {
    if place.role == Role::Single {
        let alias = seed.draw(place.index, Field::ALIAS).below(1_000_000);
        if alias < ALIASES.0 {
            return Standing::Superseded(place.index / BLOCK * BLOCK + 1);
        }
        if alias < ALIASES.0 + ALIASES.1 {
            return Standing::Invalidated;
        }
    }
    if seed
        .draw(place.household, Field::RESTRICTED)
        .happens(restricted)
    {
        Standing::Restricted
    } else {
        Standing::Ordinary
    }
}

/// Whole households are restricted: the address is what must not be told.
fn by_case(place: &Place, case: Option<Case>) -> Standing {
    if let Some(Case::Superseded | Case::SupersededWithPlan) = case {
        return Standing::Superseded(place.index - 1);
    }
    if case == Some(Case::Invalidated) {
        return Standing::Invalidated;
    }
    let child = match place.role {
        Role::Mother { .. } => {
            let block = place.index / BLOCK % super::case::STRATUM;
            super::case::at(block, place.index % BLOCK + 1)
        }
        Role::Child { .. } | Role::Single => case,
    };
    if let Some(Case::Restricted | Case::RestrictedWithPlan) = child {
        Standing::Restricted
    } else {
        Standing::Ordinary
    }
}
