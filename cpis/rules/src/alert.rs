use crate::{Policy, civil_day};
use alloc::{sync::Arc, vec::Vec};
use chrono::{Datelike, Days, NaiveDate};
use cpis_vocabulary::{Plan, PlanKind, Timestamp};

/// A plan as it is shown: with the end that the child's age allows. ALT-4, ALT-6.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// The plan as uploaded.
    pub plan: Arc<Plan>,
    /// The end that goes out: the uploaded one, capped at the 18th birthday; none where none was uploaded.
    pub end: Option<NaiveDate>,
}

/// The day on which a person turns 18; who was born on 29 February turns 18 on 1 March. ALT-6.
pub fn eighteenth_birthday(birth_date: NaiveDate) -> NaiveDate {
    let year = birth_date.year() + 18;
    birth_date
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(NaiveDate::MAX)
}

/// The last day on which a plan is shown; none while it has no end and nothing caps it. ALT-5, ALT-6.
///
/// Counted from the end that holds: the uploaded one, the 18th birthday where that is earlier or where none was uploaded. A UCPP
/// is the mother's and knows no age (ALT-7). A child without birth date has no cap.
pub fn last_day_shown(
    plan: &Plan,
    birth_date: Option<NaiveDate>,
    policy: &Policy,
) -> Option<NaiveDate> {
    let days = match plan.kind {
        PlanKind::Cpp | PlanKind::Lac => policy.days_after_end,
        PlanKind::Ucpp => policy.days_after_due_date,
    };
    let end = match (plan.end, cap(plan.kind, birth_date)) {
        (Some(end), Some(cap)) => Some(end.min(cap)),
        (Some(end), None) => Some(end),
        (None, cap) => cap,
    };
    end.map(|end| {
        end.checked_add_days(Days::new(u64::from(days)))
            .unwrap_or(NaiveDate::MAX)
    })
}

/// The plan as shown on a civil day, or nothing. ALT-5: first and last day included, never before its start.
pub fn shown_plan(
    plan: &Arc<Plan>,
    birth_date: Option<NaiveDate>,
    day: NaiveDate,
    policy: &Policy,
) -> Option<Shown> {
    let ended = last_day_shown(plan, birth_date, policy).is_some_and(|last| day > last);
    if day < plan.start || ended {
        return None;
    }
    let end = match (plan.end, cap(plan.kind, birth_date)) {
        (Some(end), Some(cap)) => Some(end.min(cap)),
        (end, _) => end,
    };
    Some(Shown {
        plan: Arc::clone(plan),
        end,
    })
}

/// Every plan that is shown at an instant, in the order in which they were uploaded. ALT-3, ALT-5.
pub fn displayable(
    plans: &[Arc<Plan>],
    birth_date: Option<NaiveDate>,
    at: Timestamp,
    policy: &Policy,
) -> Vec<Shown> {
    if plans.is_empty() {
        return Vec::new();
    }
    let day = civil_day(at, policy.day_zone);
    plans
        .iter()
        .filter_map(|plan| shown_plan(plan, birth_date, day, policy))
        .collect()
}

/// Why a plan with these dates can never be shown, if so; the sentence is for whoever wrote it. ALT-6.
pub fn plan_refusal(
    kind: PlanKind,
    start: NaiveDate,
    end: Option<NaiveDate>,
) -> Option<&'static str> {
    match (kind, end) {
        (PlanKind::Ucpp, None) => Some("a UCPP needs an end, the due date"),
        (_, Some(end)) if end < start => Some("a plan ends on or after the day on which it starts"),
        (PlanKind::Cpp | PlanKind::Lac | PlanKind::Ucpp, _) => None,
    }
}

/// The latest end that a plan of this kind can have. ALT-6, ALT-7.
fn cap(kind: PlanKind, birth_date: Option<NaiveDate>) -> Option<NaiveDate> {
    match kind {
        PlanKind::Cpp | PlanKind::Lac => birth_date.map(eighteenth_birthday),
        PlanKind::Ucpp => None,
    }
}
