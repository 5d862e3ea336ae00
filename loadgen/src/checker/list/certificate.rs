use super::super::accesses::Recorded;
use super::super::rules::{ASN_7, VIEW_2, VIEW_3, VIEW_4, VIEW_6};
use super::super::{Case, Finding};
use super::entries::about;
use super::{Fault, Read};
use cpis_vocabulary::RequirementId;

/// A fault in the order of the lists, under every rule it breaks.
pub(super) fn of(
    case: &Case<'_>,
    reads: &[Read<'_>],
    members: &[usize],
    fault: Fault,
) -> Vec<Finding> {
    let access = |place: usize| {
        members
            .get(place)
            .and_then(|access| case.accesses.recorded.get(*access))
    };
    let new =
        |rule: RequirementId, summary: &str| Finding::new(rule, Some(case.key.child), summary);
    match fault {
        Fault::Stale { read, missing } => {
            let finding = new(
                VIEW_4,
                "a list misses an access that was over before the list was asked for",
            );
            let finding = with(read_of(finding, reads, read), access(missing), "missing");
            lost(case, finding, access(missing))
        }
        Fault::Hole {
            read,
            missing,
            older,
        } => {
            let finding = new(VIEW_6, "a list misses an access between those it shows");
            let finding = with(
                read_of(finding, reads, read),
                access(older),
                "shown, and older",
            );
            let finding = with(finding, access(missing), "missing");
            lost(case, finding, access(missing))
        }
        Fault::Cut { read, missing } => {
            let finding = new(
                VIEW_2,
                "a list is shorter than it may be and misses an older access",
            );
            vec![with(
                read_of(finding, reads, read),
                access(missing),
                "missing",
            )]
        }
        Fault::Disorder { read, newer, older } => {
            let finding = new(VIEW_2, "a list is not in order, newest first");
            let finding = with(
                read_of(finding, reads, read),
                access(newer),
                "shown as the newer",
            );
            let finding = with(
                finding,
                access(older),
                "shown as the older, yet it began after the other was over",
            );
            vec![finding.also(VIEW_6), finding]
        }
        Fault::Foresight {
            read,
            access: place,
        } => {
            let finding = new(VIEW_6, "a list shows an access that had not begun");
            vec![with(read_of(finding, reads, read), access(place), "shown")]
        }
        Fault::Conflict {
            read,
            one,
            other,
            against,
        } => {
            let finding = new(
                VIEW_6,
                "the lists of one child contradict each other about the order of its accesses",
            );
            let mut finding = read_of(finding, reads, read);
            if let Some(against) = against {
                finding = read_of(finding, reads, against);
            }
            let finding = with(finding, access(one), "one of the two");
            let finding = with(finding, access(other), "the other");
            match told_and_never_listed(case, reads, members) {
                Some(lost) => {
                    let finding = with(finding, Some(lost), "told to an authority, in no list");
                    vec![finding.also(ASN_7), finding]
                }
                None => vec![finding],
            }
        }
    }
}

/// An unanswered access that an authority was told of and no list shows.
fn told_and_never_listed<'c, 'a>(
    case: &'c Case<'a>,
    reads: &[Read<'_>],
    members: &[usize],
) -> Option<&'c Recorded<'a>> {
    let is_shown = |place: usize| {
        reads
            .iter()
            .any(|read| read.accesses.contains(&Some(place)))
    };
    members
        .iter()
        .filter_map(|place| Some((*place, case.accesses.recorded.get(*place)?)))
        .find(|(place, access)| {
            !access.was_answered && !access.notices.is_empty() && !is_shown(*place)
        })
        .map(|(_, access)| access)
}

/// A missing access breaks further rules: VIEW-3 where it was a repeated one, ASN-7 where it was told and never recorded.
fn lost(case: &Case<'_>, finding: Finding, missing: Option<&Recorded<'_>>) -> Vec<Finding> {
    let Some(missing) = missing else {
        return vec![finding];
    };
    let mut all = Vec::new();
    if case.world.authorities_asked && missing.notices.is_empty() {
        all.push(finding.also(VIEW_3));
    }
    if !missing.was_answered && !missing.notices.is_empty() {
        all.push(finding.also(ASN_7));
    }
    all.push(finding);
    all
}

fn read_of(finding: Finding, reads: &[Read<'_>], read: usize) -> Finding {
    match reads.get(read) {
        Some(read) => about(finding, read),
        None => finding,
    }
}

fn with(finding: Finding, access: Option<&Recorded<'_>>, what: &str) -> Finding {
    match access {
        Some(access) => {
            finding.operation(access.operation, format!("access {}, {what}", access.id))
        }
        None => finding,
    }
}
