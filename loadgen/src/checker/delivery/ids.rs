//! A notification has an id of its own, which stays, and is put into the mailbox after the access and acknowledged after that. ASN-8.

use super::line;
use crate::checker::rules::ASN_8;
use crate::checker::{Case, Finding, Tallies};
use crate::history::Notice;
use std::collections::HashMap;

/// Judges the ids and the delivery of a child's notifications, as far as a ledger tells.
pub(in crate::checker) fn judge(case: &Case<'_>, tallies: &mut Tallies) {
    tallies.examined(ASN_8, case.notices.len());
    let mut known: HashMap<&str, &Notice> = HashMap::with_capacity(case.notices.len());
    for notice in case.notices.iter().copied() {
        if let Some(summary) = wrong_times(notice) {
            let finding = Finding::new(ASN_8, Some(case.key.child), summary);
            tallies.found(times(line(finding, notice), notice));
        }
        let Some(first) = known.insert(&notice.id, notice) else {
            continue;
        };
        let summary = if first == notice {
            "a notification is listed twice"
        } else {
            "two notifications have the same id"
        };
        let finding = Finding::new(ASN_8, Some(case.key.child), summary);
        tallies.found(line(line(finding, first), notice));
    }
}

fn wrong_times(notice: &Notice) -> Option<&'static str> {
    match (notice.delivered, notice.acknowledged) {
        (Some(delivered), _) if delivered < notice.at => {
            Some("a notification was delivered before its access took effect")
        }
        (None, Some(_)) => Some("a notification was acknowledged and never delivered"),
        (Some(delivered), Some(acknowledged)) if acknowledged < delivered => {
            Some("a notification was acknowledged before it was delivered")
        }
        (Some(_), Some(_) | None) | (None, None) => None,
    }
}

/// Adds when a notification was delivered and acknowledged.
fn times(finding: Finding, notice: &Notice) -> Finding {
    let told = [
        ("Delivered", notice.delivered),
        ("Acknowledged", notice.acknowledged),
    ];
    told.into_iter().fold(finding, |finding, (label, at)| {
        let text = at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        finding.note(label, text)
    })
}
