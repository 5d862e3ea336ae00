//! The alert without its plans: there exactly when the role may know and a plan is displayable, with one flag per plan. ALT-1, ALT-2.

use super::super::deserved::Deserved;
use super::super::register::{During, Within};
use super::super::rules::{ALT_1, ALT_2};
use super::super::{Case, Finding, Tallies};
use super::{certificate, compare};
use crate::history::{Activity, Credential, Operation, PlanSeen};

/// Judges an overview that gives `total` flags and, where it tells them apart, these plans.
pub(super) fn judge(
    case: &Case<'_>,
    operation: &Operation,
    total: u32,
    plans: &[PlanSeen],
    deserved: &Deserved,
    tallies: &mut Tallies,
) {
    tallies.examined(ALT_1, 1);
    if !may_know(operation) {
        if total > 0 && !matches!(deserved, Deserved::Unclear(_)) {
            let summary = "a role with neither activity was told of an alert";
            tallies.found(
                Finding::new(ALT_1, Some(case.key.child), summary)
                    .operation(operation, format!("{total} flags")),
            );
        }
        return;
    }
    let at = Within::of(operation, &case.world.truth.reading);
    if let Some(summary) = wrong_alert(case, at, total) {
        let finding = Finding::new(ALT_1, Some(case.key.child), summary)
            .operation(operation, format!("{total} flags"));
        tallies.found(certificate::with_register(case, at, finding));
        return;
    }
    if total == 0 {
        return;
    }
    tallies.examined(ALT_2, 1);
    if !is_one_per_plan(case, at, total, plans) {
        let summary = "the number of flags is not the number of displayable plans";
        let finding = Finding::new(ALT_2, Some(case.key.child), summary)
            .operation(operation, format!("{total} flags, {} plans", plans.len()));
        tallies.found(certificate::with_register(case, at, finding));
    }
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
