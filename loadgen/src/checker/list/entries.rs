//! What a list says by itself: its length, its entries, who may be in it.

use super::super::accesses::Recorded;
use super::super::explain::{Trace, culprit, offence};
use super::super::finding::interval;
use super::super::rules::{CLK_2, ENV_2, VIEW_1, VIEW_2, VIEW_4, VIEW_6};
use super::super::{Beginning, Case, Finding, Tallies};
use super::Read;
use super::own::Own;
use crate::history::{ListEntry, Operation};

/// Judges one list by itself, and says whether its entries can be trusted to tell the order.
pub(super) fn judge(
    case: &Case<'_>,
    (read, own): (&Read<'_>, &Own<'_>),
    tallies: &mut Tallies,
) -> bool {
    length(case, read, tallies);
    let mut sound = doubled(case, read, tallies);
    for (entry, place) in read.entries.iter().zip(&read.accesses) {
        let access = place.and_then(|place| case.accesses.recorded.get(place));
        sound &= match access {
            Some(access) => known(case, (read, own), (entry, access), tallies),
            None => strange(case, read, entry, tallies),
        };
    }
    sound && newest_first(case, read, tallies)
}

fn length(case: &Case<'_>, read: &Read<'_>, tallies: &mut Tallies) {
    let limit = case.world.truth.reading.list_length;
    let shown = read.entries.len();
    if shown > limit {
        let summary = format!("a list shows {shown} previous views, {limit} is the most");
        tallies.found(about(
            Finding::new(VIEW_2, Some(case.key.child), summary),
            read,
        ));
    }
    if usize::try_from(read.total) != Ok(shown) {
        let summary = format!("a list gives {} as its total and shows {shown}", read.total);
        tallies.found(about(
            Finding::new(VIEW_2, Some(case.key.child), summary),
            read,
        ));
    }
}

fn doubled(case: &Case<'_>, read: &Read<'_>, tallies: &mut Tallies) -> bool {
    // Most Spines count their accesses up.
    if read
        .entries
        .is_sorted_by(|newer, older| newer.access > older.access)
    {
        return true;
    }
    let twice = read.entries.iter().enumerate().find(|(place, entry)| {
        read.entries
            .iter()
            .take(*place)
            .any(|other| other.access == entry.access)
    });
    let Some((_, entry)) = twice else { return true };
    let summary = format!("a list shows access {} twice", entry.access);
    tallies.found(about(
        Finding::new(VIEW_6, Some(case.key.child), summary),
        read,
    ));
    false
}

/// An entry of an access to this child.
fn known(
    case: &Case<'_>,
    (read, own): (&Read<'_>, &Own<'_>),
    (entry, access): (&ListEntry, &Recorded<'_>),
    tallies: &mut Tallies,
) -> bool {
    if !access.is_rightful {
        let (rule, because) = offence(case, access.operation);
        let finding = about(
            Finding::new(
                rule,
                Some(case.key.child),
                format!("a list shows an access that must leave no trace: {because}"),
            ),
            read,
        )
        .operation(access.operation, format!("access {}", access.id));
        if rule != VIEW_1 {
            tallies.found(finding.also(VIEW_1));
        }
        tallies.found(finding);
    }
    let is_own = |operation| own.must_be_left_out(operation, access);
    if read.operation.is_some_and(is_own) {
        tallies.found(
            about(
                Finding::new(
                    VIEW_4,
                    Some(case.key.child),
                    "a list shows the reader's own access",
                ),
                read,
            )
            .operation(
                access.operation,
                format!("access {}, under the same TraceID", access.id),
            ),
        );
        return false;
    }
    content(case, read, entry, access, tallies);
    true
}

/// VIEW-1: date and time, viewer and organisation are those of the access.
fn content(
    case: &Case<'_>,
    read: &Read<'_>,
    entry: &ListEntry,
    access: &Recorded<'_>,
    tallies: &mut Tallies,
) {
    let Some(caller) = access.caller() else {
        return;
    };
    let mut wrong = Vec::new();
    if entry.at < access.from || entry.at > access.to {
        wrong.push(format!(
            "the time {}, it took effect in {}",
            entry.at,
            interval(access.from, access.to)
        ));
    }
    if let Some(name) = entry
        .viewer
        .as_ref()
        .filter(|name| **name != caller.user_name)
    {
        wrong.push(format!("the viewer {name}, it was {}", caller.user_name));
    }
    if let Some(code) = entry
        .organisation
        .as_ref()
        .filter(|code| **code != caller.organisation)
    {
        wrong.push(format!(
            "the organisation {code}, it was {}",
            caller.organisation
        ));
    }
    // Of an access that nobody was answered, the user may have asked in several roles.
    if let Some(post) = entry.post.as_ref().filter(|_| access.was_answered) {
        let own = caller.post();
        if *post != own {
            wrong.push(format!("the role and organisation {post}, it was {own}"));
        }
    }
    if wrong.is_empty() {
        instant(case, read, entry, access, tallies);
    }
    for what in wrong {
        tallies.found(
            about(
                Finding::new(
                    VIEW_1,
                    Some(case.key.child),
                    format!("a list gives for access {} {what}", entry.access),
                ),
                read,
            )
            .operation(access.operation, format!("access {}", access.id)),
        );
    }
}

/// CLK-2: the list gives the instant that the answer to the access gave.
fn instant(
    case: &Case<'_>,
    read: &Read<'_>,
    entry: &ListEntry,
    access: &Recorded<'_>,
    tallies: &mut Tallies,
) {
    let Some(stamp) = access.told_stamp().filter(|stamp| *stamp != entry.at) else {
        return;
    };
    let summary = format!(
        "a list gives for access {} another instant than its answer",
        entry.access
    );
    let finding = about(Finding::new(CLK_2, Some(case.key.child), summary), read)
        .operation(access.operation, format!("access {}", access.id))
        .note("In the list", entry.at.to_string())
        .note("In the answer", stamp.to_string());
    tallies.found(finding.also(VIEW_1));
    tallies.found(finding);
}

/// ENV-2: an entry of an access that was made in another tenant.
fn of_another_tenant(case: &Case<'_>, read: &Read<'_>, access: &Operation) -> Finding {
    let id = access.access.map_or_else(String::new, |id| id.to_string());
    let summary = format!("a list shows access {id}, which was made in another tenant");
    let here = case.world.tenants.name(case.key.tenant).to_owned();
    about(Finding::new(ENV_2, Some(case.key.child), summary), read)
        .operation(access, format!("access {id} in tenant {}", access.tenant))
        .note("Tenant of the list", here)
}

/// An entry that no access to this child explains.
fn strange(case: &Case<'_>, read: &Read<'_>, entry: &ListEntry, tallies: &mut Tallies) -> bool {
    if case.world.truth.reading.beginning == Beginning::Used && entry.at < case.span.0 {
        return true;
    }
    if let Some(other) = case.world.given(case.key.tenant, entry.access) {
        tallies.found(
            about(
                Finding::new(
                    VIEW_6,
                    Some(case.key.child),
                    format!(
                        "a list shows access {}, which was to another child",
                        entry.access
                    ),
                ),
                read,
            )
            .operation(&other, format!("access {}", entry.access)),
        );
        return false;
    }
    if let Some(other) = case.world.given_elsewhere(case.key.tenant, entry.access) {
        tallies.found(of_another_tenant(case, read, &other));
        return false;
    }
    let trace = Trace {
        user: None,
        name: entry.viewer.as_deref(),
        organisation: entry.organisation.as_ref(),
        at: entry.at,
    };
    match culprit(case, trace) {
        None => tallies.found(about(
            Finding::new(
                VIEW_6,
                Some(case.key.child),
                format!("a list shows access {}, which nobody made", entry.access),
            ),
            read,
        )),
        Some(operation) => {
            let (rule, because) = offence(case, &operation);
            let finding = about(
                Finding::new(
                    rule,
                    Some(case.key.child),
                    format!(
                        "a list shows access {}, which must leave no trace: {because}",
                        entry.access
                    ),
                ),
                read,
            )
            .operation(&operation, "the operation behind it");
            tallies.found(finding.also(VIEW_1));
            tallies.found(finding);
        }
    }
    false
}

/// VIEW-2: the times in a list never rise from one entry to the next.
fn newest_first(case: &Case<'_>, read: &Read<'_>, tallies: &mut Tallies) -> bool {
    let rising = read.entries.windows(2).find(|pair| match pair {
        [newer, older] => newer.at < older.at,
        _ => false,
    });
    let Some([newer, older]) = rising else {
        return true;
    };
    tallies.found(
        about(
            Finding::new(
                VIEW_2,
                Some(case.key.child),
                "a list is not in order, newest first",
            ),
            read,
        )
        .line(
            newer.at.to_string(),
            "the list",
            format!("access {}, shown before", newer.access),
        )
        .line(
            older.at.to_string(),
            "the list",
            format!("access {}, which is newer", older.access),
        ),
    );
    false
}

/// Adds the read itself.
pub(in crate::checker) fn about(finding: Finding, read: &Read<'_>) -> Finding {
    let shown: Vec<String> = read
        .entries
        .iter()
        .map(|entry| entry.access.to_string())
        .collect();
    let shown = if shown.is_empty() {
        "nothing".to_owned()
    } else {
        shown.join(", ")
    };
    match read.operation {
        Some(operation) => finding.operation(operation, format!("the list showed {shown}")),
        None => finding.line(
            "after the run",
            "the final read",
            format!("the list showed {shown}"),
        ),
    }
}
