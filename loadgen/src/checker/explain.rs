//! Finds who caused what should not be there, and which rule that breaks.

use super::Case;
use super::deserved::{Deserved, deserved};
use super::rules::{ALT_2, ASN_1, ASN_6, ASN_7, IDN_3, SRC_9};
use crate::history::{Activity, Caller, Kind, Operation, Outcome, Unscheduled};
use cpis_vocabulary::{OrganisationCode, RequirementId, Timestamp, UserId};
use std::borrow::Cow;

/// What is known of the trace that somebody left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trace<'a> {
    pub(super) user: Option<&'a UserId>,
    pub(super) name: Option<&'a str>,
    pub(super) organisation: Option<&'a OrganisationCode>,
    pub(super) at: Timestamp,
}

impl Trace<'_> {
    fn fits(&self, caller: &Caller) -> bool {
        self.user.is_none_or(|user| *user == caller.user)
            && self.name.is_none_or(|name| *name == *caller.user_name)
            && self
                .organisation
                .is_none_or(|code| *code == caller.organisation)
    }
}

/// The operation that most likely left a trace: the same caller at that instant; one that must leave none before one that may.
pub(super) fn culprit<'a>(case: &Case<'a>, trace: Trace<'_>) -> Option<Cow<'a, Operation>> {
    let tolerance = case.world.truth.reading.tolerance_ms;
    let searches = trace
        .user
        .map(|user| case.world.searches_at(user, trace.at));
    let mine = case.operations.iter().copied().map(Cow::Borrowed);
    mine.chain(searches.into_iter().flatten().map(Cow::Owned))
        .filter(|operation| {
            operation.v_inv.millis() - tolerance <= trace.at.millis()
                && trace.at.millis() <= operation.v_ret.millis() + tolerance
                && operation
                    .caller
                    .as_deref()
                    .is_some_and(|caller| trace.fits(caller))
        })
        .min_by_key(|operation| match operation.kind {
            Kind::OpenAlert if !has_right(case, operation) => 0,
            Kind::Overview | Kind::Search { .. } | Kind::ReadPatient => 1,
            Kind::ReadList => 2,
            Kind::OpenAlert => 3,
            Kind::LogOn { .. }
            | Kind::Revoke { .. }
            | Kind::AdvanceClock { .. }
            | Kind::ChangePatient { .. }
            | Kind::AddPlan { .. }
            | Kind::DeletePlan { .. } => 4,
        })
}

/// Whether an operation may leave a trace in the child's record.
pub(super) fn has_right(case: &Case<'_>, operation: &Operation) -> bool {
    may_leave_a_trace(operation)
        && deserved(operation, &case.world.tokens, &case.world.truth.reading).may_notify()
}

/// Whether it is of the kind that leaves a trace, and not refused.
pub(super) fn may_leave_a_trace(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::OpenAlert)
        && !matches!(operation.outcome, Outcome::Refused { .. })
}

/// The rule that is broken when this operation leaves a trace, and why it must leave none.
pub(super) fn offence(case: &Case<'_>, operation: &Operation) -> (RequirementId, &'static str) {
    match operation.kind {
        Kind::Overview | Kind::Search { .. } | Kind::ReadPatient => (
            SRC_9,
            "a search or an overview never records and never notifies",
        ),
        Kind::ReadList => (ALT_2, "reading the list is no access"),
        Kind::OpenAlert => offence_of_access(case, operation),
        Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => (ASN_1, "only an access notifies"),
    }
}

fn offence_of_access(case: &Case<'_>, operation: &Operation) -> (RequirementId, &'static str) {
    let reading = &case.world.truth.reading;
    match deserved(operation, &case.world.tokens, reading) {
        Deserved::Refusal(required) => (required.rule, required.because),
        Deserved::Silent | Deserved::Unclear(super::deserved::Otherwise::Silent) => {
            let activity = operation.caller.as_ref().map(|caller| caller.activity);
            if operation.unscheduled == Unscheduled::False
                && matches!(activity, Some(Activity::Notifying | Activity::Both))
            {
                (
                    ASN_6,
                    "IsUnscheduledAccessEvent is false, so the access is silent",
                )
            } else {
                (IDN_3, "the role holds B0170 alone, so the access is silent")
            }
        }
        Deserved::Notify
        | Deserved::Unclear(
            super::deserved::Otherwise::Notify | super::deserved::Otherwise::Refusal(_),
        ) => {
            if matches!(operation.outcome, Outcome::Refused { .. }) {
                (ASN_7, "a refused access leaves no trace")
            } else {
                (
                    ASN_7,
                    "one access is recorded once, under the id in its answer",
                )
            }
        }
    }
}
