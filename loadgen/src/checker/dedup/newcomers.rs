//! The other reading of several authorities: one whose plan appears inside an open window is told by the next access, and it alone
//! (`new_authority = notify`). ASN-5.

use super::super::accesses::Recorded;
use super::super::register::{During, Within};
use super::super::rules::{ASN_3, ASN_5};
use super::super::{Anchor, Beginning, Case, Finding, Tallies};
use super::Key;
use cpis_vocabulary::AuthorityCode;

/// Judges that newcomers are told, and takes out of the notified accesses those that told nobody else: they open no window.
///
/// Where it cannot be known whether an access opened a window or told a newcomer inside one, the key is doubted and judged no further.
pub(super) fn judge(case: &Case<'_>, key: &mut Key<'_, '_>, tallies: &mut Tallies) {
    untold(case, key, tallies);
    let window = case.world.truth.reading.window_ms;
    let mut notified = key.notified.clone();
    notified.sort_by_key(|access| (earliest(access), access.sent));
    let mut opener: Option<&Recorded<'_>> = None;
    let mut told: Vec<&AuthorityCode> = Vec::new();
    let mut openers = Vec::with_capacity(notified.len());
    for access in notified {
        let to = || access.notices.iter().map(|notice| &notice.authority);
        let tells_newcomers = !told.is_empty() && to().all(|authority| !told.contains(&authority));
        match opener.filter(|_| tells_newcomers) {
            None => {
                opener = Some(access);
                told.clear();
                openers.push(access);
            }
            Some(opener) if is_inside(case, access, opener, window) => {}
            Some(_) => {
                let why = "an access told authorities that were not told before, and may have opened a window or lain inside one";
                tallies.doubted(ASN_3, why);
                key.notified.clear();
                key.suppressed.clear();
                return;
            }
        }
        told.extend(to());
    }
    key.notified = openers;
}

/// Whether an access certainly lies inside the window that another opened.
fn is_inside(case: &Case<'_>, access: &Recorded<'_>, opener: &Recorded<'_>, window: i64) -> bool {
    case.world.truth.reading.anchor == Anchor::Notified
        && (latest(opener) <= earliest(access) || opener.ended < access.sent)
        && latest(access) < earliest(opener) + window
}

/// Finds accesses that left out an authority with a plan to show, which no access of the window can have told.
fn untold(case: &Case<'_>, key: &Key<'_, '_>, tallies: &mut Tallies) {
    let reading = &case.world.truth.reading;
    // Where any access holds the window open there is no end to what may have told them.
    if reading.anchor == Anchor::LastAccess {
        return;
    }
    let authorities = case.register.authorities();
    let all = key.notified.iter().chain(&key.suppressed);
    let mut examined = 0;
    for access in all {
        let is_from_before = reading.beginning == Beginning::Used
            && access.from.millis() < case.span.0.millis() + reading.window_ms;
        if is_from_before {
            continue;
        }
        examined += 1;
        for authority in &authorities {
            let tells = |access: &Recorded<'_>| {
                let mut notices = access.notices.iter();
                notices.any(|notice| notice.authority == **authority)
            };
            let is_covered = || {
                key.notified.iter().any(|other| {
                    tells(other)
                        && earliest(other) <= latest(access)
                        && earliest(access) < latest(other) + reading.window_ms
                })
            };
            if !tells(access)
                && case.register.shown_of(authority, within(access)) == During::Always
                && !is_covered()
            {
                let summary = format!(
                    "authority {authority} has a plan to show, no access of the window had told it, and this one did not"
                );
                tallies.found(
                    Finding::new(ASN_5, Some(case.key.child), summary)
                        .operation(access.operation, format!("access {}", access.id)),
                );
            }
        }
    }
    tallies.examined(ASN_5, examined);
}

fn within(access: &Recorded<'_>) -> Within {
    Within {
        sent: access.sent,
        ended: access.ended,
        from: access.stamp.unwrap_or(access.from),
        to: access.stamp.unwrap_or(access.to),
    }
}

fn earliest(access: &Recorded<'_>) -> i64 {
    access.stamp.unwrap_or(access.from).millis()
}

fn latest(access: &Recorded<'_>) -> i64 {
    access.stamp.unwrap_or(access.to).millis()
}
