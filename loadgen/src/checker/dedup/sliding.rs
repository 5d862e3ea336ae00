//! The other reading: any access holds the window open, not only a notified one (`anchor = last_access`).

use super::super::accesses::Recorded;
use super::super::rules::ASN_3;
use super::super::{Case, Finding, Tallies};
use super::Key;

/// Judges what holds wherever accesses lie in their intervals; what only an unanswered access could explain is doubted.
pub(super) fn judge(case: &Case<'_>, key: &Key<'_, '_>, tallies: &mut Tallies) {
    let window = case.world.truth.reading.window_ms;
    let mut all: Vec<(&Recorded<'_>, bool)> = key
        .notified
        .iter()
        .map(|access| (*access, true))
        .chain(key.suppressed.iter().map(|access| (*access, false)))
        .collect();
    all.sort_by_key(|(access, _)| (access.stamp.unwrap_or(access.from), access.sent));
    for (place, (access, was_notified)) in all.iter().enumerate() {
        let (earlier, _) = all.split_at(place);
        if *was_notified {
            // Sorted by instant, the last one that ended before is the nearest.
            let nearest = earlier
                .iter()
                .rev()
                .take(64)
                .find(|(other, _)| other.ended < access.sent);
            if let Some((nearest, _)) = nearest
                && latest(access) - earliest(nearest) < window
            {
                tallies.found(
                    Finding::new(
                        ASN_3,
                        Some(case.key.child),
                        "a notified access lies less than the window after another access",
                    )
                    .operation(nearest.operation, format!("access {}", nearest.id))
                    .operation(access.operation, format!("access {}, notified", access.id)),
                );
            }
        } else {
            let covered = all.iter().enumerate().any(|(other_place, (other, _))| {
                other_place != place
                    && earliest(other) <= latest(access)
                    && earliest(access) < latest(other) + window
            });
            if !covered {
                tallies.found(
                    Finding::new(
                        ASN_3,
                        Some(case.key.child),
                        "an access was suppressed and no access lies in the window before it",
                    )
                    .operation(
                        access.operation,
                        format!("access {}, no notification", access.id),
                    ),
                );
            }
        }
    }
}

fn earliest(access: &Recorded<'_>) -> i64 {
    access.stamp.unwrap_or(access.from).millis()
}

fn latest(access: &Recorded<'_>) -> i64 {
    access.stamp.unwrap_or(access.to).millis()
}
