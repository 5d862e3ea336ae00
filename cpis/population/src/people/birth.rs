//! Birth dates.
//!
//! Children's ages follow the shape of births in England: fewer each year since 2012 (index of single years from memory of the
//! mid-year estimates; F6 gives only the sum, 11.5 to 12 million under 18). The children of a household stand on a circle of all
//! ages, each a gap after the one before: so each is computed alone, every age keeps its share, and siblings are at least nine
//! months apart or twins. A mother is 18 to 41 years older than her eldest child.

use super::case::Case;
use super::layout::{self, Block, Place, Role};
use crate::convert::{days, to_i32, to_u64};
use crate::draw::{Field, Seed};
use chrono::{Datelike, Days, Months, NaiveDate};

/// Births, in thousands, by age from 0 to 18.
const BIRTHS: [u64; 19] = [
    565, 570, 580, 590, 600, 610, 625, 645, 655, 660, 665, 670, 680, 695, 690, 680, 675, 665, 650,
];

/// Units of the circle for a thousand births: fine enough that every day of a year has as many as the next.
const UNITS: u64 = 1_000;

/// The narrowest and the widest gap between siblings, in units: ten months of the fullest year, three and a half of an average one.
const GAPS: (u64, u64) = (560_000, 2_300_000);

/// Of the children after the first, how many in a million are born with the one before: 1.5 % of maternities are multiple.
const TWINS: u32 = 20_000;

/// Of the people without siblings, how many in a million were given 1 January for want of a known day. Ours.
const NEW_YEAR: u32 = 10_000;

/// The reference date and the years of age before it, as day numbers.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    seed: Seed,
    reference: NaiveDate,
    /// For each age the first day of birth and the number of days.
    years: [(i32, u64); 19],
    circle: u64,
}

impl Calendar {
    pub(crate) fn new(seed: Seed, reference: NaiveDate) -> Self {
        let mut years = [(0, 0); 19];
        for (age, year) in (0..).zip(&mut years) {
            let last = years_before(reference, age).num_days_from_ce();
            // The last year is cut short: whoever turned 18 more than 364 days ago can show no plan.
            let first = if age < 18 {
                years_before(reference, age + 1).num_days_from_ce() + 1
            } else {
                years_before(days_before(reference, 362), 18).num_days_from_ce()
            };
            *year = (first, days(i64::from(last) - i64::from(first) + 1));
        }
        Self {
            seed,
            reference,
            years,
            circle: BIRTHS.iter().sum::<u64>() * UNITS,
        }
    }

    /// The day from which everything counts.
    pub(crate) const fn reference(&self) -> NaiveDate {
        self.reference
    }

    /// The day of birth of whoever stands at a place.
    pub(crate) fn birth_date(&self, place: &Place) -> NaiveDate {
        if let Some(date) = place.case().and_then(|case| self.by_case(case)) {
            return date;
        }
        match place.role {
            Role::Child { nth, children } => self.child(place, nth, children),
            Role::Mother { children } => self.mother(place, children),
            Role::Single => self.single(place),
        }
    }

    /// A day of birth that the case dictates.
    fn by_case(&self, case: Case) -> Option<NaiveDate> {
        let reference = self.reference;
        match case {
            Case::AboutToTurnEighteen => Some(years_before(reference + Days::new(5), 18)),
            Case::TurnsEighteen => Some(years_before(reference, 18)),
            Case::TurnedEighteen(ago) => {
                let day = days_before(reference, u64::from(ago));
                // Nobody turns 18 on 29 February: the day after stays on the same side of the last day of display, the day before
                // does for those whose display is over.
                let shift = u64::from((day.month(), day.day()) == (2, 29) && ago <= 364);
                Some(years_before(day + Days::new(shift), 18))
            }
            Case::Newborn => Some(days_before(reference, 10)),
            Case::TeenageMother => Some(years_before(days_before(reference, 60), 17)),
            Case::TeenageMothersBaby => Some(days_before(reference, 40)),
            Case::NewYear => NaiveDate::from_ymd_opt(reference.year() - 7, 1, 1),
            Case::LeapDay => {
                (1..17).find_map(|ago| NaiveDate::from_ymd_opt(reference.year() - ago, 2, 29))
            }
            Case::Twin
            | Case::Sibling
            | Case::Hyphen
            | Case::Apostrophe
            | Case::Diacritic
            | Case::MotherOfNewborn
            | Case::TwoAuthorities
            | Case::TwoKinds
            | Case::Ended(..)
            | Case::StartsTomorrow(_)
            | Case::Open
            | Case::EndsAfterEighteen
            | Case::Restricted
            | Case::RestrictedWithPlan
            | Case::Superseded
            | Case::SupersededWithPlan
            | Case::Survivor
            | Case::Invalidated => None,
        }
    }

    fn child(&self, place: &Place, nth: u64, children: u64) -> NaiveDate {
        match place.block {
            Block::Ordinary(_) => {
                let day = date(self.on_circle(self.position(place.household, nth)));
                if children == 1 {
                    self.new_year(place.index, day)
                } else {
                    day
                }
            }
            Block::Cases(_) => self.school_child(place, nth),
        }
    }

    /// Three to fourteen years old, siblings two years apart: old enough for any plan, young enough to need no cap.
    fn school_child(&self, place: &Place, nth: u64) -> NaiveDate {
        let draw = self.seed.draw(place.household, Field::ANCHOR);
        // Twins stand first in their family and share a birth.
        let births = if place.case() == Some(Case::Twin) {
            0
        } else {
            nth
        };
        days_before(self.reference, draw.between(1_100, 3_600) + births * 730)
    }

    /// Where on the circle of ages the nth child of a household stands.
    fn position(&self, household: u64, nth: u64) -> u64 {
        let anchor = self.seed.draw(household, Field::ANCHOR).below(self.circle);
        let gaps: u64 = (1..=nth).map(|child| self.gap(household, child)).sum();
        (anchor + gaps) % self.circle
    }

    fn gap(&self, household: u64, child: u64) -> u64 {
        let draw = self.seed.draw(household + child, Field::GAP);
        if draw.happens(TWINS) {
            0
        } else {
            draw.again().between(GAPS.0, GAPS.1)
        }
    }

    /// The day of birth that stands at a place of the circle.
    fn on_circle(&self, position: u64) -> i32 {
        let mut left = position;
        for (births, (first, length)) in BIRTHS.iter().zip(self.years) {
            let units = births * UNITS;
            if left < units {
                return first + to_i32(length - 1 - left * length / units);
            }
            left -= units;
        }
        self.reference.num_days_from_ce()
    }

    fn mother(&self, place: &Place, children: u64) -> NaiveDate {
        let eldest = self.births(place, children).min().unwrap_or(self.reference);
        let draw = self.seed.draw(place.index, Field::MOTHER_AGE);
        let age = 18 * 366 + draw.below(12 * 365) + draw.again().below(12 * 365);
        days_before(eldest, age)
    }

    /// The days of birth of a mother's children.
    pub(crate) fn births(&self, mother: &Place, children: u64) -> impl Iterator<Item = NaiveDate> {
        let place = move |nth: u64| Place {
            index: mother.index + 1 + nth,
            household: mother.index,
            role: Role::Child { nth, children },
            block: match mother.block {
                Block::Ordinary(block) => Block::Ordinary(block),
                Block::Cases(_) => layout::place(self.seed, mother.index + 1 + nth).block,
            },
        };
        (0..children).map(move |nth| self.birth_date(&place(nth)))
    }

    /// Nineteen to a hundred, the old rarer than the young.
    fn single(&self, place: &Place) -> NaiveDate {
        let draw = self.seed.draw(place.index, Field::ADULT_AGE);
        let (one, other) = (draw.below(81 * 365), draw.again().below(81 * 365));
        let day = days_before(self.reference, 19 * 366 + one.min(other));
        self.new_year(place.index, day)
    }

    /// The day, or 1 January of its year for those whose day nobody knew.
    fn new_year(&self, index: u64, day: NaiveDate) -> NaiveDate {
        if !self.seed.draw(index, Field::NEW_YEAR).happens(NEW_YEAR) {
            return day;
        }
        // Not for those near 18: an earlier day could make them too old for the plan they hold.
        let near = years_before(self.reference, 19)..=years_before(self.reference, 17);
        if near.contains(&day) {
            day
        } else {
            NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
        }
    }

    /// For a child of a multiple birth, the place in its order, from 1.
    pub(crate) fn birth_order(&self, place: &Place) -> Option<u8> {
        let Role::Child { nth, children } = place.role else {
            return None;
        };
        let with_the_one_before = |child: u64| match place.block {
            Block::Ordinary(_) => self.gap(place.household, child) == 0,
            Block::Cases(case) => case == Some(Case::Twin) && child == 1,
        };
        let before = (1..=nth)
            .rev()
            .take_while(|child| with_the_one_before(*child))
            .count();
        let follows = nth + 1 < children && with_the_one_before(nth + 1);
        if before > 0 || follows {
            u8::try_from(to_u64(before) + 1).ok()
        } else {
            None
        }
    }
}

/// The same day so many years earlier; for 29 February, where there is none, 28 February.
pub(crate) fn years_before(date: NaiveDate, years: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(12 * years))
        .unwrap_or(NaiveDate::MIN)
}

/// The 18th birthday; born on 29 February, it is 1 March. ALT-6.
pub(crate) fn eighteenth(birth: NaiveDate) -> NaiveDate {
    birth
        .with_year(birth.year() + 18)
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(birth.year() + 18, 3, 1).unwrap_or(birth))
}

/// So many days earlier.
pub(crate) fn days_before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days))
        .unwrap_or(NaiveDate::MIN)
}

fn date(day: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day).unwrap_or_default()
}
