//! Lists and windows held together: one order of a child's accesses has to explain both. VIEW-6, ASN-3, ASN-7.
//!
//! The order that explains the lists most often keeps to the Spine's own account of the instants, and then the windows are judged
//! already. Where it does not, it is looked at user by user; only where that finds an access out of its place is another order looked
//! for, or the proof that there is none.

mod certificate;
mod knot;
mod parts;
mod proof;
mod reach;
#[cfg(test)]
mod tests;
mod turns;

use super::list::{Read, Sight, Stay};
use super::rules::VIEW_6;
use super::{Anchor, Case, Checker, Deduplication, NewAuthority, Record, Tallies};
use cpis_vocabulary::Timestamp;
use knot::{Untied, untie};
use parts::All;
use turns::{Turn, misplaced, turns};

/// So many accesses out of their places are looked into.
const MISPLACED_MAX: usize = 64;

/// The lists of one child, with the accesses that have to be in them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists<'l> {
    pub(super) reads: &'l [Read<'l>],
    /// One for each of `reads`.
    pub(super) sights: &'l [Sight],
    /// The accesses, by their places among the recorded ones.
    pub(super) members: &'l [usize],
    /// One for each of `members`.
    pub(super) stays: &'l [Stay],
}

/// Judges whether the windows fit an order that the lists and the client's clock allow; `order` is one, oldest first.
pub(super) fn judge(case: &Case<'_>, lists: Lists<'_>, order: &[usize], tallies: &mut Tallies) {
    if !are_windows_judged(case) || is_plain(case, lists.members, order) {
        return;
    }
    let turns = turns(case, lists.members);
    let window = case.world.truth.reading.window_ms;
    let misplaced = misplaced(&turns, order, window, MISPLACED_MAX);
    if misplaced.is_empty() || is_accused(case) {
        return;
    }
    let all = All {
        lists,
        order,
        turns: &turns,
    };
    for part in all.parts(&misplaced) {
        match untie(&all.knot(&part)) {
            Untied::Ordered => {}
            Untied::Never(proof) => {
                certificate::tell(case, lists, (&part, &proof), tallies);
                return;
            }
            Untied::GaveUp => tallies.doubted(
                VIEW_6,
                "the lists and the windows together allow more orders than could be tried, and no contradiction was found",
            ),
        }
    }
}

/// Judges lists for which no order was found and none was excluded, by an order that explains most of them and the first read that it
/// does not explain; whether that settles it. Of a child with many accesses only what contradicts itself near that read does.
pub(super) fn settle(
    case: &Case<'_>,
    lists: Lists<'_>,
    (order, read): (&[usize], usize),
    tallies: &mut Tallies,
) -> bool {
    let turns = if are_windows_judged(case) && !is_accused(case) {
        turns(case, lists.members)
    } else {
        vec![Turn::ALONE; lists.members.len()]
    };
    let all = All {
        lists,
        order,
        turns: &turns,
    };
    let whole = all.whole();
    let is_whole = whole.is_some();
    let part = whole.unwrap_or_else(|| all.about(read));
    match untie(&all.knot(&part)) {
        Untied::Ordered => is_whole,
        Untied::Never(proof) => {
            certificate::tell(case, lists, (&part, &proof), tallies);
            true
        }
        Untied::GaveUp => false,
    }
}

/// Whether it is known who was told, and windows are what the rulebook says they are by default.
fn are_windows_judged(case: &Case<'_>) -> bool {
    let reading = &case.world.truth.reading;
    case.world.authorities_asked
        && reading.anchor == Anchor::Notified
        && reading.new_authority == NewAuthority::Wait
        && reading.record == Record::EveryAccess
}

/// Whether an order goes by the Spine's own instants, and leaves no doubt which of two at the same instant opened a window.
fn is_plain(case: &Case<'_>, members: &[usize], order: &[usize]) -> bool {
    let mut now = Timestamp::from_millis(i64::MIN);
    let mut is_suppressed_now = false;
    let of = |place: &usize| case.accesses.recorded.get(*members.get(*place)?);
    order.iter().filter_map(of).all(|access| {
        let Some(stamp) = access.stamp.filter(|stamp| *stamp >= now) else {
            return false;
        };
        let is_notified = !access.notices.is_empty();
        is_suppressed_now = !is_notified || is_suppressed_now && stamp == now;
        now = stamp;
        !(is_notified && is_suppressed_now)
    })
}

/// Whether the windows accuse somebody without any list.
fn is_accused(case: &Case<'_>) -> bool {
    let mut alone = Tallies::default();
    Deduplication.judge(case, &mut alone);
    alone.findings_total() > 0
}
