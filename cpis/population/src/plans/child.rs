//! The dates of children's plans in ordinary blocks.
//!
//! Shares among displayable plans, from F6: 49,420 child protection plans open and 62,040 ended within the year, 81,770 looked
//! after and about 31,000 who ceased, 11,880 of them at 18. Those who are 18 hold the plan that ended on their birthday. Durations
//! are ours.

use super::sketch::Sketch;
use crate::convert::days;
use crate::draw::{Draw, Field, Seed};
use crate::people::birth::{days_before, eighteenth};
use crate::people::home;
use crate::settings::Dials;
use chrono::{Days, NaiveDate};
use cpis_vocabulary::PlanKind;

/// Open CPP, open LAC, ended CPP, ended LAC (the others end at 18), in hundreds of children.
const SHARES: [u64; 4] = [494, 818, 620, 191];

/// A child, and the day from which everything counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub(crate) seed: Seed,
    pub(crate) index: u64,
    pub(crate) birth: NaiveDate,
    pub(crate) authority: u64,
    pub(crate) reference: NaiveDate,
}

impl Subject {
    pub(super) fn draw(&self, field: Field) -> Draw {
        self.seed.draw(self.index, field)
    }

    /// Days lived.
    fn age(&self) -> u64 {
        days((self.reference - self.birth).num_days())
    }

    /// So many days ago, and not before birth.
    fn ago(&self, days: u64) -> NaiveDate {
        days_before(self.reference, days).max(self.birth)
    }

    /// A plan of the child's own authority.
    pub(super) fn plan(&self, kind: PlanKind, start: NaiveDate, end: Option<NaiveDate>) -> Sketch {
        Sketch {
            kind,
            start,
            end,
            authority: self.authority,
        }
    }

    /// The displayable plans of a holder: one, and by the dials a second kind or a second authority.
    pub(crate) fn displayable(&self, dials: &Dials) -> Vec<Sketch> {
        let first = self.first();
        let mut plans = vec![first];
        if self.draw(Field::SECOND_PLAN).happens(dials.second_plans) {
            plans.push(self.another(other_kind(first.kind), self.authority));
        }
        let draw = self.draw(Field::SECOND_AUTHORITY);
        if draw.happens(dials.second_authorities) {
            let authority = home::other_authority(draw.again(), self.authority);
            plans.push(self.another(first.kind, authority));
        }
        plans
    }

    fn first(&self) -> Sketch {
        if eighteenth(self.birth) <= self.reference {
            return self.until_eighteen();
        }
        let mut left = self.draw(Field::PLAN_KIND).below(SHARES.iter().sum());
        let mut choice = 0;
        for share in SHARES {
            if left < share {
                break;
            }
            left -= share;
            choice += 1;
        }
        let start = self.draw(Field::PLAN_START);
        // A plan that has ended takes time to have begun: the youngest hold open ones.
        match (choice, self.age() > 60) {
            (0, _) | (2, false) => self.open(PlanKind::Cpp, start.below(600)),
            (2, true) => self.ended(PlanKind::Cpp, start.between(30, 700)),
            (3, true) => self.ended(PlanKind::Lac, start.between(30, 2_000)),
            (_, _) => self.open(PlanKind::Lac, start.below(3_000)),
        }
    }

    /// Begun so many days ago; in three of ten the end is known, and lies ahead.
    fn open(&self, kind: PlanKind, ago: u64) -> Sketch {
        let draw = self.draw(Field::PLAN_END);
        let end = draw.happens(300_000).then(|| {
            let ahead = self.reference + Days::new(draw.again().between(14, 540));
            ahead.min(eighteenth(self.birth))
        });
        self.plan(kind, self.ago(ago), end)
    }

    /// Ended within the days of display, after so many days.
    fn ended(&self, kind: PlanKind, lasted: u64) -> Sketch {
        let most = (self.age() - 30).min(364);
        let end = days_before(self.reference, self.draw(Field::PLAN_END).between(1, most));
        let start = days_before(end, lasted).max(self.birth);
        self.plan(kind, start, Some(end))
    }

    /// Looked after until 18: the end is left open, given, or given too late.
    pub(crate) fn until_eighteen(&self) -> Sketch {
        let birthday = eighteenth(self.birth);
        let draw = self.draw(Field::PLAN_END);
        let end = match draw.below(10) {
            0 => Some(birthday + Days::new(draw.again().between(1, 400))),
            1..4 => Some(birthday),
            _ => None,
        };
        let lasted = self.draw(Field::PLAN_START).between(200, 5_000);
        self.plan(PlanKind::Lac, days_before(birthday, lasted), end)
    }

    /// A plan beside the first one: open, or for those who are 18 until 18.
    fn another(&self, kind: PlanKind, authority: u64) -> Sketch {
        let plan = if eighteenth(self.birth) <= self.reference {
            self.until_eighteen()
        } else {
            self.open(kind, self.draw(Field::PLAN_START).again().below(400))
        };
        Sketch { authority, ..plan }
    }

    /// A plan that is not displayable: over for 365 days or more, or, for one in ten and the youngest, not yet begun.
    pub(crate) fn lapsed(&self) -> Sketch {
        let draw = self.draw(Field::LAPSED_PLAN);
        let age = self.age();
        let kind = if draw.happens(600_000) {
            PlanKind::Cpp
        } else {
            PlanKind::Lac
        };
        let next = draw.again();
        let grown = eighteenth(self.birth) <= self.reference;
        if !grown && (age < 430 || next.happens(100_000)) {
            let start = self.reference + Days::new(next.again().between(1, 30));
            return self.plan(kind, start, None);
        }
        let oldest = (age - 30).min(3_000);
        // Whoever is 18 ended before the birthday that ends every plan.
        let latest = if grown { 730 } else { 365 };
        let end = days_before(
            self.reference,
            next.again().between(latest, oldest.max(latest)),
        );
        let lasted = next.again().again().between(30, 900);
        self.plan(kind, days_before(end, lasted).max(self.birth), Some(end))
    }
}

/// The other of a child's two kinds.
const fn other_kind(kind: PlanKind) -> PlanKind {
    match kind {
        PlanKind::Cpp => PlanKind::Lac,
        PlanKind::Lac | PlanKind::Ucpp => PlanKind::Cpp,
    }
}

/// A mother's displayable plan for an unborn child, due between 28 days ago and five months ahead; never sooner than ten months
/// after her youngest was born. ALT-5, ALT-7.
pub(crate) fn unborn(mother: &Subject, youngest: NaiveDate) -> Sketch {
    let draw = mother.draw(Field::UNBORN_PLAN);
    let due = days_before(mother.reference, 28) + Days::new(draw.below(28 + 150));
    let due = due.max(youngest + Days::new(300));
    let start = days_before(due, draw.again().between(60, 190)).min(mother.reference);
    mother.plan(PlanKind::Ucpp, start, Some(due))
}
