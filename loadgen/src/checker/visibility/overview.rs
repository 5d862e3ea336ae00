//! The alert without its plans: there exactly when the role may know and a plan is displayable, with one flag per plan. ALT-1, ALT-2.

use super::super::deserved::Deserved;
use super::super::register::{During, Within};
use super::super::rules::{ALT_1, ALT_2, ALT_4};
use super::super::{Case, Finding, Tallies};
use super::sweep::Showed;
use super::{certificate, compare, named};
use crate::history::{Activity, Credential, Operation, PlanSeen};

/// Judges an overview that gives `total` flags and, where it tells them apart, these plans; what it says of the plans where that is
/// as it may be.
pub(super) fn judge<'a>(
    case: &Case<'_>,
    operation: &Operation,
    (total, plans): (u32, &'a [PlanSeen]),
    deserved: &Deserved,
    tallies: &mut Tallies,
) -> Option<Showed<'a>> {
    tallies.examined(ALT_1, 1);
    if !may_know(operation) {
        if total > 0 && !matches!(deserved, Deserved::Unclear(_)) {
            let summary = "a role with neither activity was told of an alert";
            tallies.found(
                Finding::new(ALT_1, Some(case.key.child), summary)
                    .operation(operation, format!("{total} flags")),
            );
        }
        return None;
    }
    let at = Within::of(operation, &case.world.truth.reading);
    if let Some(summary) = wrong_alert(case, at, total) {
        let finding = Finding::new(ALT_1, Some(case.key.child), summary)
            .operation(operation, format!("{total} flags"));
        tallies.found(certificate::with_register(case, at, finding));
        return None;
    }
    if total > 0 {
        tallies.examined(ALT_2, 1);
    }
    if !is_one_per_plan(case, at, total, plans) {
        let summary = "the number of flags is not the number of displayable plans";
        let finding = Finding::new(ALT_2, Some(case.key.child), summary)
            .operation(operation, format!("{total} flags, {} plans", plans.len()));
        tallies.found(certificate::with_register(case, at, finding));
        return None;
    }
    if !plans.is_empty() {
        tallies.examined(ALT_4, plans.len());
        if let Some(differences) = compare::compare(&case.register, at, plans) {
            for (rule, difference) in named(case, operation, at, plans, differences) {
                let finding = certificate::of(case, operation, at, plans, rule, &difference);
                tallies.found(finding);
            }
            return None;
        }
        return Some(Showed::Plans(plans));
    }
    usize::try_from(total).ok().map(Showed::Count)
}

/// Whether the caller may know that there is an alert.
fn may_know(operation: &Operation) -> bool {
    let activity = operation.caller.as_ref().map(|caller| caller.activity);
    matches!(operation.credential, Credential::Application(_))
        || matches!(
            activity,
            Some(Activity::Notifying | Activity::Silent | Activity::Both)
        )
}

/// What is wrong with there being an alert or none; nothing where a day of the interval allows it.
fn wrong_alert(case: &Case<'_>, at: Within, total: u32) -> Option<&'static str> {
    match case.register.any_shown(at) {
        During::Never if total > 0 => Some("an alert is shown and no plan is displayable"),
        During::Always if total == 0 => Some("no alert is shown and a plan is displayable"),
        During::Never | During::Perhaps | During::Always => None,
    }
}

/// Whether the flags can be as many as there were displayable plans, and are as many as the plans told apart.
fn is_one_per_plan(case: &Case<'_>, at: Within, total: u32, plans: &[PlanSeen]) -> bool {
    let counts = compare::possible_counts(&case.register, at);
    let count = usize::try_from(total).unwrap_or(usize::MAX);
    let is_possible = counts
        .iter()
        .any(|(least, most)| (*least..=*most).contains(&count));
    is_possible && (plans.is_empty() || plans.len() == count)
}
