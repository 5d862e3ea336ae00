//! The draw: chance as a pure function of seed, index and field. DAT-2.
//!
//! Splitmix's finaliser over the three. It is ours so that no version of a library can move a generated value.

use crate::convert::{product_high, to_usize};

/// What a draw is for. The number is part of the generated values: never reused, never renumbered without a new generator version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Field(pub(crate) u64);

impl Field {
    pub(crate) const LAYOUT: Self = Self(1);
    pub(crate) const ANCHOR: Self = Self(2);
    pub(crate) const GAP: Self = Self(3);
    pub(crate) const NEW_YEAR: Self = Self(4);
    pub(crate) const MOTHER_AGE: Self = Self(5);
    pub(crate) const ADULT_AGE: Self = Self(6);
    pub(crate) const SEX: Self = Self(7);
    pub(crate) const FAMILY: Self = Self(8);
    pub(crate) const SECOND_FAMILY: Self = Self(9);
    pub(crate) const MOTHER_FAMILY: Self = Self(10);
    pub(crate) const GIVEN: Self = Self(11);
    pub(crate) const GIVEN_STRATUM: Self = Self(12);
    pub(crate) const MIDDLE: Self = Self(13);
    pub(crate) const PREVIOUS_NAME: Self = Self(14);
    pub(crate) const AUTHORITY: Self = Self(15);
    pub(crate) const HOUSE: Self = Self(16);
    pub(crate) const STREET: Self = Self(17);
    pub(crate) const POSTCODE: Self = Self(18);
    pub(crate) const PREVIOUS_ADDRESS: Self = Self(19);
    pub(crate) const PHONE: Self = Self(20);
    pub(crate) const MOBILE: Self = Self(21);
    pub(crate) const EMAIL: Self = Self(22);
    pub(crate) const PRACTICE: Self = Self(23);
    pub(crate) const RESTRICTED: Self = Self(24);
    pub(crate) const ALIAS: Self = Self(25);
    pub(crate) const DEATH: Self = Self(26);
    pub(crate) const GENDER: Self = Self(27);
    pub(crate) const BIRTH_PLACE: Self = Self(28);
    pub(crate) const LANGUAGE: Self = Self(29);
    pub(crate) const HOLDER_CELL: Self = Self(40);
    pub(crate) const UNBORN_CELL: Self = Self(42);
    pub(crate) const LAPSED_CELL: Self = Self(44);
    pub(crate) const PLAN_KIND: Self = Self(46);
    pub(crate) const PLAN_START: Self = Self(47);
    pub(crate) const PLAN_END: Self = Self(48);
    pub(crate) const SECOND_PLAN: Self = Self(49);
    pub(crate) const SECOND_AUTHORITY: Self = Self(50);
    pub(crate) const LAPSED_PLAN: Self = Self(51);
    pub(crate) const UNBORN_PLAN: Self = Self(52);
    pub(crate) const LOCAL_ID: Self = Self(53);
    pub(crate) const PERMUTATION: Self = Self(60);
    pub(crate) const USER_NAME: Self = Self(61);
    pub(crate) const PASSCODE: Self = Self(62);
    pub(crate) const JOB_ROLE: Self = Self(63);
}

/// The seed of a population.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    /// The draw for one field of one index.
    pub(crate) const fn draw(self, index: u64, field: Field) -> Draw {
        let stream = mix(self.0 ^ mix(field.0));
        Draw(mix(
            stream.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        ))
    }
}

/// Sixty-four bits of chance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Draw(u64);

impl Draw {
    /// All of it.
    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    /// A number from 0 to `limit` - 1, every one as likely; 0 when `limit` is.
    pub(crate) const fn below(self, limit: u64) -> u64 {
        product_high(self.0, limit)
    }

    /// A number from `first` to `last`, both included.
    pub(crate) const fn between(self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// Whether something that happens to so many in a million happens.
    pub(crate) fn happens(self, per_million: u32) -> bool {
        self.below(1_000_000) < u64::from(per_million)
    }

    /// One of the items, every one as likely; none when there is none.
    pub(crate) fn pick<T>(self, items: &[T]) -> Option<&T> {
        items.get(to_usize(self.below(crate::convert::to_u64(items.len()))))
    }

    /// Another draw that follows from this one.
    pub(crate) const fn again(self) -> Self {
        Self(mix(self.0.wrapping_add(0x9e37_79b9_7f4a_7c15)))
    }
}

/// Splitmix64's finaliser: a bijection of 64 bits in which every bit depends on every bit.
pub(crate) const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
