//! A plan that has ended and is still shown notifies like any other. ASN-9.

use super::{told, when};
use crate::checker::accesses::Recorded;
use crate::checker::calendar::london_day;
use crate::checker::register::{During, Entry, Within};
use crate::checker::rules::ASN_9;
use crate::checker::{Beginning, Case, Finding, Tallies};
use crate::history::{Kind, Operation};
use cpis_vocabulary::AuthorityCode;

/// Judges the accesses that showed nothing but plans that have ended.
pub(super) fn judge(case: &Case<'_>, tallies: &mut Tallies) {
    for access in &case.accesses.recorded {
        let at = when(access);
        if !access.is_rightful || !access.was_answered || !has_only_ended(case, None, at) {
            continue;
        }
        if !access.notices.is_empty() {
            tallies.examined(ASN_9, 1);
        } else if is_first(case, access) {
            tallies.examined(ASN_9, 1);
            let summary = "an access to plans that have ended and are still shown was the first of its user and organisation, and no authority was told";
            let finding = told(Finding::new(ASN_9, Some(case.key.child), summary), access);
            let shown = shown(case, at).fold(finding, |finding, entry| {
                let end = entry.end.map_or_else(String::new, |end| end.to_string());
                finding.line(
                    "the child's plan",
                    format!("authority {}", entry.plan.authority),
                    format!(
                        "{} from {} to {end}",
                        entry.plan.kind.as_str(),
                        entry.plan.start
                    ),
                )
            });
            tallies.found(shown);
        }
    }
}

/// Whether what an authority, or any, has to show has ended by the day of an access.
pub(super) fn has_only_ended(case: &Case<'_>, of: Option<&AuthorityCode>, at: Within) -> bool {
    let day = london_day(at.from);
    let mut own = shown(case, at)
        .filter(|entry| of.is_none_or(|code| entry.plan.authority == *code))
        .peekable();
    own.peek().is_some()
        && own.all(|entry| {
            entry.shown(day, at) == During::Always && entry.end.is_some_and(|end| end < day)
        })
}

/// The plans that may have been shown.
fn shown<'a>(case: &'a Case<'_>, at: Within) -> impl Iterator<Item = &'a Entry> {
    let days = case.register.days(at);
    let entries = case.register.entries.iter();
    entries.filter(move |entry| {
        let mut days = days.iter();
        days.any(|day| entry.shown(*day, at) != During::Never)
    })
}

/// Whether nobody can have opened a window of the same user and organisation before.
fn is_first(case: &Case<'_>, access: &Recorded<'_>) -> bool {
    let Some(own) = access.caller() else {
        return false;
    };
    let is_other = |operation: &&&Operation| {
        operation.kind == Kind::OpenAlert
            && operation.number != access.operation.number
            && operation.sent <= access.ended
            && operation.outcome.may_have_happened()
    };
    let mut others = case.operations.iter().filter(is_other);
    let is_same = |operation: &&Operation| {
        let caller = operation.caller.as_deref();
        caller.is_some_and(|caller| {
            caller.user == own.user && caller.organisation == own.organisation
        })
    };
    case.world.truth.reading.beginning == Beginning::Fresh
        && access.again.is_empty()
        && !others.any(is_same)
}
