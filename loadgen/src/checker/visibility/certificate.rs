use super::super::calendar::{last_day_shown, london_day};
use super::super::register::Within;
use super::super::{Case, Finding};
use super::compare::Difference;
use crate::history::{Operation, PlanFacts, PlanSeen};
use cpis_vocabulary::RequirementId;

/// One operation, the plan, and the civil day computed both ways.
pub(super) fn of(
    case: &Case<'_>,
    operation: &Operation,
    at: Within,
    plans: &[PlanSeen],
    rule: RequirementId,
    difference: &Difference,
) -> Finding {
    let facts = |entry: usize| case.register.entries.get(entry).map(|entry| &entry.plan);
    let seen = |shown: usize| plans.get(shown).map(described_seen).unwrap_or_default();
    let truth = |entry: usize| facts(entry).map_or_else(String::new, |plan| described(case, plan));
    let (summary, required, found) = match difference {
        Difference::Missing { entry } => (
            "a displayable plan is not shown",
            truth(*entry),
            "not shown".to_owned(),
        ),
        Difference::TooMuch { entry } => (
            "a plan is shown that must not be shown, or not so often",
            truth(*entry),
            "shown".to_owned(),
        ),
        Difference::WrongEnd { shown, entry } => (
            "a plan is shown with a wrong end",
            truth(*entry),
            seen(*shown),
        ),
        Difference::WrongDetails { shown, entry } => (
            "a plan is shown with wrong details",
            truth(*entry),
            seen(*shown),
        ),
        Difference::NeverThere { shown } => (
            "a plan is shown that the child never had",
            "no such plan".to_owned(),
            seen(*shown),
        ),
    };
    let finding = Finding::new(rule, Some(case.key.child), summary)
        .operation(operation, format!("showed {} plans", plans.len()))
        .note("Required", required)
        .note("Found", found);
    days(at, finding)
}

/// Adds every plan of the child and the civil day.
pub(super) fn with_register(case: &Case<'_>, at: Within, finding: Finding) -> Finding {
    let finding = case
        .register
        .entries
        .iter()
        .fold(finding, |finding, entry| {
            finding.note("Plan", described(case, &entry.plan))
        });
    days(at, finding)
}

fn days(at: Within, finding: Finding) -> Finding {
    let utc = |instant: cpis_vocabulary::Timestamp| instant.to_utc().date_naive();
    finding
        .note(
            "Day in London",
            format!("{} to {}", london_day(at.from), london_day(at.to)),
        )
        .note("Day in UTC", format!("{} to {}", utc(at.from), utc(at.to)))
}

fn described(case: &Case<'_>, plan: &PlanFacts) -> String {
    let last = last_day_shown(plan, case.register.birth_date, &case.world.truth.reading);
    format!(
        "{} of {}, from {}, {}, shown {}",
        plan.kind.name(),
        plan.authority,
        plan.start,
        plan.end
            .map_or_else(|| "without end".to_owned(), |end| format!("to {end}")),
        last.map_or_else(|| "for ever".to_owned(), |last| format!("until {last}")),
    )
}

fn described_seen(plan: &PlanSeen) -> String {
    format!(
        "{} of {}, from {}, {}, emergency {}, office {}",
        plan.kind.name(),
        plan.authority,
        plan.start,
        plan.end
            .map_or_else(|| "without end".to_owned(), |end| format!("to {end}")),
        plan.emergency_phone.as_deref().unwrap_or("absent"),
        plan.office_phone.as_deref().unwrap_or("absent"),
    )
}
