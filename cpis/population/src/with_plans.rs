//! Plans by patient, and patients by plan.

use crate::draw::Field;
use crate::people::layout::{BLOCK, Block, Place, Role};
use crate::people::{case, case::Case, home};
use crate::plans::child::{Subject, unborn};
use crate::plans::holders::Holders;
use crate::plans::{Sketch, by_case};
use crate::population::Population;
use chrono::Datelike;
use cpis_vocabulary::{LocalChildId, Plan, PlanId};

/// How many patients hold a plan displayable on the reference date, by the way they are chosen.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    children: u64,
    mothers: u64,
    /// The seats of the hard cases that count, in the first stratum, in rising order.
    seats: Vec<u64>,
    cases: u64,
}

/// Patients of a stratum.
const STRATUM: u64 = case::STRATUM * BLOCK;

impl Counts {
    pub(crate) fn new(holders: &Holders, patients: u64) -> Self {
        let mut seats: Vec<u64> = Case::all()
            .filter(|case| by_case::is_displayable(*case))
            .flat_map(Case::seats)
            .collect();
        seats.sort_unstable();
        let whole = patients / STRATUM * crate::convert::to_u64(seats.len());
        let rest = seats.partition_point(|seat| *seat < patients % STRATUM);
        Self {
            children: count_below(patients, |nth| holders.nth_displayable(nth)),
            mothers: count_below(patients, |nth| holders.nth_unborn(nth)),
            cases: whole + crate::convert::to_u64(rest),
            seats,
        }
    }

    fn nth_case(&self, nth: u64) -> Option<u64> {
        let each = crate::convert::to_u64(self.seats.len());
        let seat = self
            .seats
            .get(crate::convert::to_usize(nth.checked_rem(each)?))?;
        Some(nth / each * STRATUM + seat)
    }
}

/// How many of the rising indexes lie below `patients`.
fn count_below(patients: u64, nth: impl Fn(u64) -> Option<u64>) -> u64 {
    let inside = |place: u64| nth(place).is_some_and(|index| index < patients);
    let (mut inside_up_to, mut outside) = (0, patients + 1);
    while inside_up_to < outside {
        let middle = u64::midpoint(inside_up_to, outside);
        if inside(middle) {
            inside_up_to = middle + 1;
        } else {
            outside = middle;
        }
    }
    inside_up_to
}

impl Population {
    /// Whether a patient holds any plan, displayable or not. ALT-3.
    pub fn has_plans(&self, index: u64) -> bool {
        let place = self.place(index);
        match (place.block, place.role) {
            (Block::Cases(case), _) => case.is_some_and(by_case::has_plans),
            (Block::Ordinary(_), Role::Child { .. }) => {
                self.holders.is_displayable(&place) || self.holders.is_lapsed(&place)
            }
            (Block::Ordinary(_), Role::Mother { .. }) => self.holders.is_unborn(&place),
            (Block::Ordinary(_), Role::Single) => false,
        }
    }

    /// The plans of a patient as of the reference date, displayable or not, in the order of their uploads (ASN-2); none for a superseded
    /// or invalidated number.
    ///
    /// Their ids are below 2⁴⁰ and no two patients share one.
    pub fn plans(&self, index: u64) -> Vec<Plan> {
        if !self.has_plans(index) {
            return Vec::new();
        }
        let place = self.place(index);
        let mut sketches: Vec<_> = (0..).zip(self.sketches(&place)).collect();
        sketches.sort_by_key(|(_, sketch)| sketch.uploaded(self.calendar.reference()));
        sketches
            .into_iter()
            .filter_map(|(nth, sketch)| self.plan(&place, nth, sketch))
            .collect()
    }

    fn sketches(&self, place: &Place) -> Vec<Sketch> {
        let subject = Subject {
            seed: self.seed,
            index: place.index,
            birth: self.calendar.birth_date(place),
            authority: home::authority(self.seed, place.household),
            reference: self.calendar.reference(),
        };
        match (place.block, place.role) {
            (Block::Cases(case), _) => {
                case.map_or_else(Vec::new, |case| by_case::plans(case, &subject))
            }
            (Block::Ordinary(_), Role::Child { .. }) => {
                let mut plans = Vec::new();
                if self.holders.is_displayable(place) {
                    plans = subject.displayable(&self.settings.dials);
                }
                if self.holders.is_lapsed(place) {
                    plans.push(subject.lapsed());
                }
                plans
            }
            (Block::Ordinary(_), Role::Mother { children }) => {
                let births = self.calendar.births(place, children);
                let youngest = births.max().unwrap_or(subject.birth);
                vec![unborn(&subject, youngest)]
            }
            (Block::Ordinary(_), Role::Single) => Vec::new(),
        }
    }

    fn plan(&self, place: &Place, nth: u64, sketch: Sketch) -> Option<Plan> {
        let authority = self
            .authorities
            .get(crate::convert::to_usize(sketch.authority))?;
        let known = self.seed.draw(place.index * 8 + nth, Field::LOCAL_ID);
        let uploaded = sketch.uploaded(self.calendar.reference());
        // A made-up file number: the authority's place, then the day. ASN-2.
        let upload = format!(
            "{:03}{:06}",
            sketch.authority + 1,
            uploaded.num_days_from_ce()
        );
        Some(Plan {
            id: PlanId::new(place.index * 8 + nth + 1),
            kind: sketch.kind,
            start: sketch.start,
            end: sketch.end,
            authority: authority.clone(),
            local_id: known.happens(900_000).then(|| {
                let number = known.again().below(10_000_000);
                LocalChildId::new(format!("L{number:07}"))
            }),
            upload: upload.as_str().into(),
        })
    }

    /// How many patients hold a plan that is displayable on the reference date. ALT-5.
    pub const fn count_with_plans(&self) -> u64 {
        self.counts.children + self.counts.mothers + self.counts.cases
    }

    /// The so-manyth patient with a displayable plan, from 0: the hard cases, then children, then mothers, each rising. In constant
    /// time; none at or beyond [`Population::count_with_plans`].
    pub fn nth_with_plans(&self, nth: u64) -> Option<u64> {
        let Counts {
            children,
            mothers,
            cases,
            ..
        } = self.counts;
        if nth < cases {
            self.counts.nth_case(nth)
        } else if nth < cases + children {
            self.holders.nth_displayable(nth - cases)
        } else if nth < cases + children + mothers {
            self.holders.nth_unborn(nth - cases - children)
        } else {
            None
        }
    }

    /// Every patient with a plan that is displayable on the reference date, in the order of [`Population::nth_with_plans`].
    pub fn with_plans(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.count_with_plans()).filter_map(|nth| self.nth_with_plans(nth))
    }

    /// Every patient with any plan: first those of [`Population::with_plans`], then those whose plans are over or have not begun,
    /// who may hold a displayable one on another day.
    pub fn with_any_plans(&self) -> impl Iterator<Item = u64> + '_ {
        let hidden = Case::all()
            .filter(|case| by_case::has_plans(*case) && !by_case::is_displayable(*case))
            .flat_map(|case| self.cases(case));
        let patients = self.len();
        let lapsed = (0..)
            .map_while(|nth| self.holders.nth_lapsed(nth))
            .take_while(move |index| *index < patients)
            .filter(|index| !self.holders.is_displayable(&self.place(*index)));
        self.with_plans().chain(hidden).chain(lapsed)
    }
}
