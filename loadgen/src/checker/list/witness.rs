//! Checks an order of accesses against every list: contents, length, and the client's clock.

use super::chain::{Sight, Stay};
use crate::history::Moment;

/// The first read that this order does not explain; none where it explains them all. An access that the order puts after its own
/// end is blamed on the first read.
pub(super) fn verify(stays: &[Stay], sights: &[Sight], order: &[usize]) -> Option<usize> {
    let mut position = vec![0; stays.len()];
    for (at, place) in order.iter().enumerate() {
        if let Some(slot) = position.get_mut(*place) {
            *slot = at;
        }
    }
    // For each gap before the n-th access, the reads that fall into it.
    let mut gaps: Vec<(usize, usize)> = Vec::with_capacity(sights.len());
    for (read, sight) in sights.iter().enumerate() {
        match gap(stays, sight, order, &position) {
            Some(gap) => gaps.push((gap, read)),
            None => return Some(read),
        }
    }
    gaps.sort_unstable();
    schedule(stays, sights, order, &gaps)
}

/// How many accesses precede this read; none where its list is not what it had to be.
fn gap(stays: &[Stay], sight: &Sight, order: &[usize], position: &[usize]) -> Option<usize> {
    let newest = sight
        .list
        .first()
        .and_then(|place| position.get(*place))
        .copied();
    let mut shown = sight.list.iter();
    for place in order.iter().take(newest.map_or(0, |at| at + 1)).rev() {
        if sight.own.contains(place) {
            continue;
        }
        match shown.next() {
            Some(listed) if listed == place => {}
            None if sight.is_full => break,
            Some(_) | None => return None,
        }
    }
    if shown.next().is_some() {
        return None;
    }
    // Its own accesses do not show; the last that was over before it began lies before it, with all before that one.
    let after = newest.map_or(0, |at| at + 1);
    let is_over = |place: &usize| {
        stays
            .get(*place)
            .is_some_and(|stay| stay.ended < sight.sent)
    };
    let own_run = order
        .iter()
        .skip(after)
        .take_while(|place| sight.own.contains(place));
    let gap = after
        + own_run
            .enumerate()
            .filter(|(_, place)| is_over(place))
            .map(|(at, _)| at + 1)
            .last()
            .unwrap_or(0);
    Some(gap)
}

/// Gives every access and read, in order, the earliest moment it can have.
fn schedule(
    stays: &[Stay],
    sights: &[Sight],
    order: &[usize],
    gaps: &[(usize, usize)],
) -> Option<usize> {
    let mut now = Moment::ZERO;
    let mut reads = gaps.iter().peekable();
    for at in 0..=order.len() {
        let before = now;
        while let Some((_, read)) = reads.next_if(|(gap, _)| *gap == at) {
            let Some(sight) = sights.get(*read) else {
                continue;
            };
            if before.max(sight.sent) > sight.ended {
                return Some(*read);
            }
            now = now.max(sight.sent);
        }
        if let Some(stay) = order.get(at).and_then(|place| stays.get(*place)) {
            now = now.max(stay.sent);
            if now > stay.ended {
                let near = gaps.partition_point(|(gap, _)| *gap < at);
                return gaps
                    .get(near.saturating_sub(1))
                    .or(gaps.first())
                    .map_or(Some(0), |(_, read)| Some(*read));
            }
        }
    }
    None
}
