//! What must be the same wherever it is seen: a plan, and what an access id stands for. ALT-4, VIEW-1, VIEW-6, VIEW-7.

use super::accesses::Recorded;
use super::deserved::Deserved;
use super::explain::{may_leave_a_trace, offence};
use super::hashing::IdMap;
use super::register::{During, Within};
use super::rules::{ALT_4, ASN_1, ASN_6, VIEW_1, VIEW_3, VIEW_6, VIEW_7};
use super::{Anchor, Beginning, Case, Checker, Finding, Record, Tallies};
use crate::history::{Caller, Kind, Operation, PlanSeen, Seen, Unscheduled};
use cpis_vocabulary::{PlanId, RequirementId, RoleId, TraceId, UserId};
use std::collections::HashMap;

/// Judges that the same thing is the same on every sight.
#[derive(Clone, Copy, Debug, Default)]
pub struct Consistency;

impl Checker for Consistency {
    fn rules(&self) -> &[RequirementId] {
        &[ALT_4, VIEW_1, VIEW_3, VIEW_6, VIEW_7, ASN_1, ASN_6]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        same_plans(case, tallies);
        for (operation, deserved) in case.judged() {
            ids_where_due(case, operation, *deserved, tallies);
        }
        for access in case
            .accesses
            .recorded
            .iter()
            .filter(|access| access.was_answered)
        {
            one_id_one_access(case, access, tallies);
        }
        one_trace_one_access(case, tallies);
    }
}

/// ALT-4: a plan looks the same on every sight.
fn same_plans(case: &Case<'_>, tallies: &mut Tallies) {
    let mut known: IdMap<PlanId, (&PlanSeen, &Operation)> = IdMap::default();
    for operation in &case.operations {
        let Seen::Plans { plans, .. } = &operation.seen else {
            continue;
        };
        for plan in plans {
            let Some(id) = plan.id else { continue };
            let (first, sight) = *known.entry(id).or_insert((plan, operation));
            if first != plan {
                tallies.found(
                    Finding::new(
                        ALT_4,
                        Some(case.key.child),
                        format!("plan {id} looks different on two sights"),
                    )
                    .operation(
                        sight,
                        format!("{} from {}", first.kind.as_str(), first.start),
                    )
                    .operation(
                        operation,
                        format!("{} from {}", plan.kind.as_str(), plan.start),
                    ),
                );
            }
        }
    }
}

/// Only a recorded access has an access id, and every one has.
fn ids_where_due(
    case: &Case<'_>,
    operation: &Operation,
    deserved: Deserved,
    tallies: &mut Tallies,
) {
    if operation.access.is_some() && !(may_leave_a_trace(operation) && deserved.may_notify()) {
        let (rule, because) = offence(case, operation);
        let finding = Finding::new(
            rule,
            Some(case.key.child),
            format!("an answer names a recorded access although {because}"),
        )
        .operation(operation, "named an access");
        tallies.found(finding);
        return;
    }
    let reading = &case.world.truth.reading;
    let is_bare = matches!(operation.kind, Kind::OpenAlert)
        && operation.outcome.happened()
        && operation.access.is_none();
    if is_bare
        && case.world.gives_ids
        && deserved == Deserved::Notify
        && matches!(&operation.seen, Seen::Plans { plans, .. } if !plans.is_empty())
        && case.register.any_shown(Within::of(operation, reading)) == During::Always
    {
        if reading.record == Record::NotifiedOnly && may_repeat_unseen(case, operation) {
            return;
        }
        let finding = Finding::new(
            VIEW_1,
            Some(case.key.child),
            "a notifying access showed plans and was not recorded",
        )
        .operation(operation, "named no access");
        // Without the authorities' inboxes nobody can tell which of the two it was.
        if !case.world.authorities_asked {
            tallies.found(finding);
            return;
        }
        // A repeated access is recorded too; one that opens a window also has to be told, whether the header is there or not.
        if repeats(case, operation) {
            tallies.found(finding.also(VIEW_3));
        } else {
            tallies.found(finding.also(ASN_1));
            if operation.unscheduled == Unscheduled::Absent {
                tallies.found(finding.also(ASN_6));
            }
        }
        tallies.found(finding);
    }
}

/// Whether, where repeats are not recorded, this may be one: of a recorded access, of one from before the run, or, where any access
/// holds the window open, of a look that was not recorded either.
fn may_repeat_unseen(case: &Case<'_>, operation: &Operation) -> bool {
    let reading = &case.world.truth.reading;
    // Nobody can tell then which accesses notified.
    if !case.world.authorities_asked {
        return true;
    }
    let is_from_before = reading.beginning == Beginning::Used
        && operation.v_inv.millis() < case.span.0.millis() + reading.window_ms;
    let key = |caller: Option<&Caller>| caller.map(|c| (c.user.clone(), c.organisation.clone()));
    let mine = key(operation.caller.as_deref());
    let slides = || {
        case.operations.iter().any(|other| {
            other.number != operation.number
                && matches!(other.kind, Kind::OpenAlert)
                && other.outcome.may_have_happened()
                && other.v_inv <= operation.v_ret
                && operation.v_inv.millis() < other.v_ret.millis() + reading.window_ms
                && key(other.caller.as_deref()) == mine
        })
    };
    is_from_before || repeats(case, operation) || reading.anchor == Anchor::LastAccess && slides()
}

/// Whether a notified access of the same user, organisation and child may lie in the window before this one.
fn repeats(case: &Case<'_>, operation: &Operation) -> bool {
    let window = case.world.truth.reading.window_ms;
    let key = |caller: Option<&Caller>| caller.map(|c| (c.user.clone(), c.organisation.clone()));
    let mine = key(operation.caller.as_deref());
    case.accesses.recorded.iter().any(|access| {
        !access.notices.is_empty()
            && access.from <= operation.v_ret
            && operation.v_inv.millis() < access.to.millis() + window
            && key(access.caller()) == mine
    })
}

/// An access id stands for one access: one child, one user and role, one trace id, less than a minute.
fn one_id_one_access(case: &Case<'_>, access: &Recorded<'_>, tallies: &mut Tallies) {
    let is_shared = case.world.shared.contains(&(case.key.tenant, access.id));
    if is_shared
        && let Some(first) = case.world.given(case.key.tenant, access.id)
        && first.child != access.operation.child
        && !is_mine(case, &first)
    {
        tallies.found(
            Finding::new(
                VIEW_6,
                Some(case.key.child),
                format!("access {} stands for two children", access.id),
            )
            .operation(&first, "the first child")
            .operation(access.operation, "the second child"),
        );
    }
    for again in &access.again {
        let same = |one: &Operation, other: &Operation| {
            one.trace.is_some()
                && one.trace == other.trace
                && one.caller.as_ref().map(|c| (&c.user, &c.role))
                    == other.caller.as_ref().map(|c| (&c.user, &c.role))
        };
        let late = again.v_inv.millis() - case.world.truth.reading.tolerance_ms
            >= access.to.millis() + case.world.truth.reading.merge_ms;
        let summary = if !same(access.operation, again) {
            "two requests were given one access, though trace id, user or role differ"
        } else if late {
            "a request a minute or more after an access was taken for it"
        } else {
            continue;
        };
        tallies.found(
            Finding::new(VIEW_7, Some(case.key.child), summary)
                .operation(access.operation, format!("access {}", access.id))
                .operation(again, format!("access {}", access.id)),
        );
    }
}

fn is_mine(case: &Case<'_>, operation: &Operation) -> bool {
    case.operations
        .iter()
        .any(|mine| mine.number == operation.number)
}

/// VIEW-7: requests with one trace id, user and role less than a minute apart are one access.
fn one_trace_one_access(case: &Case<'_>, tallies: &mut Tallies) {
    let mut repeated = 0;
    let mut traced = Vec::with_capacity(case.accesses.recorded.len());
    for (place, access) in case.accesses.recorded.iter().enumerate() {
        if access.was_answered {
            repeated += access.again.len();
            traced.extend(access.operation.trace.map(|trace| (trace, place)));
        }
    }
    traced.sort_unstable();
    // Most trace ids are used once.
    let used_again = traced
        .chunk_by(|(one, _), (other, _)| one == other)
        .filter(|same| same.len() > 1);
    for same in used_again {
        repeated += one_access(case, same, tallies);
    }
    tallies.examined(VIEW_7, repeated);
}

/// Judges the accesses with one trace id, and says how many repeat another of the same user and role.
fn one_access(case: &Case<'_>, same: &[(TraceId, usize)], tallies: &mut Tallies) -> usize {
    let merge_ms = case.world.truth.reading.merge_ms;
    let mut by_caller: HashMap<(&UserId, &RoleId), &Recorded<'_>> = HashMap::new();
    let mut repeated = 0;
    let accesses = same
        .iter()
        .filter_map(|(_, place)| case.accesses.recorded.get(*place));
    for access in accesses {
        let Some(caller) = access.caller() else {
            continue;
        };
        let before = by_caller.insert((&caller.user, &caller.role), access);
        let Some(before) = before else { continue };
        repeated += 1;
        let furthest = (access.to.millis() - before.from.millis())
            .max(before.to.millis() - access.from.millis());
        if furthest < merge_ms {
            tallies.found(
                Finding::new(
                    VIEW_7,
                    Some(case.key.child),
                    "a repeated request was recorded as a second access",
                )
                .operation(before.operation, format!("access {}", before.id))
                .operation(access.operation, format!("access {}", access.id)),
            );
        }
    }
    repeated
}
