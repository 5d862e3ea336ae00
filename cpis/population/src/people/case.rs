//! The hard cases, present on purpose and findable. DAT-3.
//!
//! The first nine blocks of every 2,048 blocks of eight are laid out by hand: each seat of theirs may stand for one case. So every
//! population of 72 or more holds each case, one of 100,000 seven times over, and the indexes of a case are a formula.

use super::layout::BLOCK;
use cpis_vocabulary::PlanKind;

/// Blocks from one set of hard cases to the next.
pub(crate) const STRATUM: u64 = 2_048;

/// Blocks laid out by hand at the start of each stratum.
pub(crate) const CASE_BLOCKS: u64 = 9;

/// A hard case. Days count from the reference date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Case {
    /// One of two children born on one day, with one family name, address and authority; both looked after.
    Twin,
    /// One of three siblings at one address, each with a child protection plan of the same authority.
    Sibling,
    /// A family name with a hyphen.
    Hyphen,
    /// A family name with an apostrophe.
    Apostrophe,
    /// A given name with a diacritic.
    Diacritic,
    /// Born on 1 January.
    NewYear,
    /// Born on 29 February.
    LeapDay,
    /// Looked after, turning 18 in five days, with no end given.
    AboutToTurnEighteen,
    /// Looked after, turning 18 on the reference date, with no end given.
    TurnsEighteen,
    /// Looked after until turning 18 so many days ago, with no end given: 364 is the last day of display, 365 the first without.
    TurnedEighteen(u16),
    /// A mother whose plan for the unborn child ran to its birth ten days ago.
    MotherOfNewborn,
    /// A child born ten days ago, with a child protection plan from birth.
    Newborn,
    /// A mother of 17, looked after herself, with a plan for another unborn child. ALT-7.
    TeenageMother,
    /// The baby of the mother of 17; no plan.
    TeenageMothersBaby,
    /// A child with plans of two authorities.
    TwoAuthorities,
    /// A child protected and looked after by one authority.
    TwoKinds,
    /// A plan that ended so many days ago; a plan for an unborn child hangs on the mother.
    Ended(PlanKind, u16),
    /// A plan that starts tomorrow.
    StartsTomorrow(PlanKind),
    /// A child protection plan without an end.
    Open,
    /// Looked after, with an end after the 18th birthday.
    EndsAfterEighteen,
    /// A restricted child without plans.
    Restricted,
    /// A restricted child with a plan. ALT-10.
    RestrictedWithPlan,
    /// A number that another has taken the place of, neither with plans.
    Superseded,
    /// A number that another has taken the place of; the surviving one holds a plan.
    SupersededWithPlan,
    /// The surviving number of [`Case::SupersededWithPlan`].
    Survivor,
    /// A withdrawn number.
    Invalidated,
}

impl Case {
    /// Every case, in the order in which they stand.
    pub fn all() -> impl Iterator<Item = Self> {
        let mut seen = Vec::new();
        SEATS
            .iter()
            .flat_map(|seats| seats.iter().flatten().copied())
            .filter(move |case| {
                let fresh = !seen.contains(case);
                seen.push(*case);
                fresh
            })
    }

    /// The places of this case in the first stratum.
    pub(crate) fn seats(self) -> impl Iterator<Item = u64> {
        SEATS
            .iter()
            .flatten()
            .zip(0..)
            .filter_map(move |(seat, index)| (*seat == Some(self)).then_some(index))
    }
}

/// The case at a seat of a case block.
pub(crate) fn at(block: u64, seat: u64) -> Option<Case> {
    SEATS
        .as_flattened()
        .get(crate::convert::to_usize(block * BLOCK + seat))
        .copied()
        .flatten()
}

/// How the case blocks are laid out; see `layout.rs` for the letters.
pub(crate) const LAYOUTS: [[u8; 8]; 9] = [
    *b"MCCCMCCC",
    *b"MCMCMCMC",
    *b"MCMCMCMC",
    *b"MCMCMCMC",
    *b"MCMCMCMC",
    *b"MCMCMCMC",
    *b"MCMCMCMC",
    *b"MCSSMCSS",
    *b"MCMCMCMC",
];

#[rustfmt::skip]
static SEATS: [[Option<Case>; 8]; 9] = {
    use Case::{
        AboutToTurnEighteen, Apostrophe, Diacritic, Ended, EndsAfterEighteen, Hyphen, Invalidated, LeapDay, MotherOfNewborn, NewYear,
        Newborn, Open, Restricted, RestrictedWithPlan, Sibling, StartsTomorrow, Superseded, SupersededWithPlan, Survivor,
        TeenageMother, TeenageMothersBaby, TurnedEighteen, TurnsEighteen, Twin, TwoAuthorities, TwoKinds,
    };
    use PlanKind::{Cpp, Lac, Ucpp};
    const NONE: Option<Case> = None;
    [
        [NONE, Some(Twin), Some(Twin), NONE, NONE, Some(Sibling), Some(Sibling), Some(Sibling)],
        [NONE, Some(Hyphen), NONE, Some(Apostrophe), NONE, Some(Diacritic), NONE, Some(NewYear)],
        [NONE, Some(AboutToTurnEighteen), Some(MotherOfNewborn), Some(Newborn), NONE, Some(TwoAuthorities), NONE, Some(TwoKinds)],
        [Some(Ended(Ucpp, 1)), Some(Ended(Cpp, 1)), Some(Ended(Ucpp, 27)), Some(Ended(Cpp, 27)), Some(Ended(Ucpp, 28)), Some(Ended(Cpp, 28)), Some(Ended(Ucpp, 29)), Some(Ended(Cpp, 29))],
        [NONE, Some(Ended(Cpp, 363)), NONE, Some(Ended(Cpp, 364)), NONE, Some(Ended(Cpp, 365)), Some(StartsTomorrow(Ucpp)), Some(StartsTomorrow(Cpp))],
        [NONE, Some(Ended(Lac, 363)), NONE, Some(Ended(Lac, 364)), NONE, Some(Ended(Lac, 365)), NONE, Some(Open)],
        [NONE, Some(EndsAfterEighteen), NONE, Some(TurnedEighteen(364)), NONE, Some(TurnedEighteen(365)), NONE, Some(Restricted)],
        [NONE, NONE, Some(Superseded), Some(Invalidated), NONE, Some(Survivor), Some(SupersededWithPlan), NONE],
        [NONE, Some(RestrictedWithPlan), Some(TeenageMother), Some(TeenageMothersBaby), NONE, Some(LeapDay), NONE, Some(TurnsEighteen)],
    ]
};
