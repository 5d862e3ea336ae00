use super::super::calendar::{last_day_shown, london_day};
use super::super::register::Within;
use super::super::{Case, Finding};
use super::compare::Difference;
use crate::history::{Kind, Operation, PlanFacts, PlanSeen, Seen};
use chrono::NaiveDate;
use cpis_vocabulary::{AuthorityCode, PlanKind, RequirementId};

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

/// One answer, and the changes and answers before it with which it cannot be put into one order.
pub(super) fn together(
    case: &Case<'_>,
    rule: RequirementId,
    operation: &Operation,
    others: &[&Operation],
) -> Finding {
    let summary = "an answer shows the plans as they were at no instant, whenever the changes and the other answers took effect";
    let finding = Finding::new(rule, Some(case.key.child), summary);
    let finding = others.iter().fold(finding, |finding, other| {
        finding.operation(other, done(other))
    });
    let at = Within::of(operation, &case.world.truth.reading);
    with_register(case, at, finding.operation(operation, done(operation))).note(
        "Required",
        "one order in which each took effect between its sending and its answer, and the clock went forward",
    )
}

/// What an operation changed or showed.
fn done(operation: &Operation) -> String {
    match (&operation.kind, &operation.seen) {
        (Kind::AddPlan { plan }, _) => {
            format!("added {}", brief(plan.kind, &plan.authority, plan.start))
        }
        (Kind::DeletePlan { plan }, _) => format!("deleted plan {plan}"),
        (_, Seen::Flags { plans, total }) if plans.is_empty() => format!("showed {total} flags"),
        (_, Seen::Plans { plans, .. } | Seen::Flags { plans, .. }) => shown(plans),
        (_, Seen::List { entries, .. }) => format!("showed {} previous views", entries.len()),
        (_, Seen::Nothing | Seen::Patients { .. } | Seen::TooManyMatches) => String::new(),
    }
}

fn shown(plans: &[PlanSeen]) -> String {
    let each = plans
        .iter()
        .map(|plan| brief(plan.kind, &plan.authority, plan.start));
    let each: Vec<String> = each.collect();
    if each.is_empty() {
        "showed no plan".to_owned()
    } else {
        format!("showed {}", each.join("; "))
    }
}

fn brief(kind: PlanKind, authority: &AuthorityCode, start: NaiveDate) -> String {
    format!("{} of {authority} from {start}", kind.name())
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
