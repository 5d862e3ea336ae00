//! The plans of the hard cases. DAT-3.

use super::child::Subject;
use super::sketch::Sketch;
use crate::draw::Field;
use crate::people::birth::{days_before, eighteenth};
use crate::people::case::Case;
use crate::people::home;
use chrono::Days;
use cpis_vocabulary::PlanKind::{Cpp, Lac, Ucpp};

/// Whether a case holds any plan.
pub(crate) const fn has_plans(case: Case) -> bool {
    !matches!(
        case,
        Case::Hyphen
            | Case::Apostrophe
            | Case::Diacritic
            | Case::NewYear
            | Case::LeapDay
            | Case::TeenageMothersBaby
            | Case::Restricted
            | Case::Superseded
            | Case::SupersededWithPlan
            | Case::Invalidated
    )
}

/// Whether a case holds a plan that is displayable on the reference date. ALT-5.
pub(crate) fn is_displayable(case: Case) -> bool {
    let over = matches!(case, Case::StartsTomorrow(_))
        || matches!(case, Case::Ended(Ucpp, days) if days > 28)
        || matches!(case, Case::Ended(Cpp | Lac, days) | Case::TurnedEighteen(days) if days > 364);
    has_plans(case) && !over
}

/// The plans of a case.
pub(crate) fn plans(case: Case, subject: &Subject) -> Vec<Sketch> {
    let today = subject.reference;
    let day = |ago: u64| days_before(today, ago);
    let ahead = |days: u64| today + Days::new(days);
    let plan = |kind, start, end| subject.plan(kind, start, end);
    match case {
        Case::Twin => vec![plan(Lac, day(200), None)],
        Case::Sibling => vec![plan(Cpp, day(90), Some(ahead(120)))],
        Case::AboutToTurnEighteen | Case::TurnsEighteen | Case::TurnedEighteen(_) => {
            vec![plan(Lac, days_before(eighteenth(subject.birth), 900), None)]
        }
        Case::MotherOfNewborn => vec![plan(Ucpp, day(100), Some(day(10)))],
        Case::Newborn => vec![plan(Cpp, subject.birth, None)],
        Case::TeenageMother => vec![
            plan(Lac, day(1_500), None),
            plan(Ucpp, today, Some(ahead(260))),
        ],
        Case::TwoAuthorities => vec![
            plan(Lac, day(400), None),
            elsewhere(subject, plan(Cpp, day(60), None)),
        ],
        Case::TwoKinds => vec![plan(Cpp, day(500), Some(day(20))), plan(Lac, day(20), None)],
        Case::Ended(Ucpp, ago) => {
            let due = day(u64::from(ago));
            vec![plan(Ucpp, days_before(due, 120), Some(due))]
        }
        Case::Ended(kind, ago) => {
            let end = day(u64::from(ago));
            vec![plan(kind, days_before(end, 300), Some(end))]
        }
        Case::StartsTomorrow(Ucpp) => vec![plan(Ucpp, ahead(1), Some(ahead(120)))],
        Case::StartsTomorrow(kind) => vec![plan(kind, ahead(1), None)],
        Case::Open => vec![plan(Cpp, day(45), None)],
        Case::EndsAfterEighteen => {
            let end = eighteenth(subject.birth) + Days::new(200);
            vec![plan(Lac, day(700), Some(end))]
        }
        Case::RestrictedWithPlan | Case::Survivor => vec![plan(Lac, day(250), None)],
        Case::Hyphen
        | Case::Apostrophe
        | Case::Diacritic
        | Case::NewYear
        | Case::LeapDay
        | Case::TeenageMothersBaby
        | Case::Restricted
        | Case::Superseded
        | Case::SupersededWithPlan
        | Case::Invalidated => Vec::new(),
    }
}

/// The same plan, of another authority than the child's own.
fn elsewhere(subject: &Subject, plan: Sketch) -> Sketch {
    let draw = subject.draw(Field::SECOND_AUTHORITY);
    Sketch {
        authority: home::other_authority(draw, subject.authority),
        ..plan
    }
}
