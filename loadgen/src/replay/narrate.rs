//! The requests of a script in words.

use super::play::Step;
use super::steps::NO_NUMBER;
use crate::history::Kind;

/// What a step is, in words.
pub(super) fn what(step: &Step<'_>) -> String {
    let operation = step.operation;
    let who = operation
        .caller
        .as_deref()
        .map_or_else(String::new, |caller| {
            format!("user {} at {} ", caller.user, caller.organisation)
        });
    let child = operation
        .child
        .map_or_else(|| NO_NUMBER.to_owned(), |child| child.to_string());
    let done = match &operation.kind {
        Kind::OpenAlert => format!("{who}opens the alert of {child}"),
        Kind::ReadList => format!("{who}reads the list of {child}"),
        Kind::Overview => format!("{who}asks whether {child} has an alert"),
        Kind::LogOn { .. } => format!("{who}logs on"),
        Kind::Revoke { .. } => format!("{who}revokes the token"),
        Kind::AddPlan { .. } => format!("a plan is added to {child}"),
        Kind::DeletePlan { .. } => format!("a plan of {child} is deleted"),
        Kind::ReadPatient => format!("{who}reads the record of {child}"),
        Kind::Search { .. } => format!("{who}searches"),
        Kind::ChangePatient { .. } => format!("{child} is given another family name"),
        Kind::AdvanceClock { .. } => String::new(),
    };
    let named = if step.is_named {
        ""
    } else {
        ", before the finding"
    };
    format!(
        "{done} (operation {} of the run{named})",
        operation.number.0
    )
}
