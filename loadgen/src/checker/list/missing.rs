//! What one list certainly misses, by itself.

use super::chain::{Fault, Sight, Stay};
use super::order::Graph;

/// The first access that the list certainly misses; what it may lawfully leave out is older or newer than all it shows, and that is
/// added to the order.
pub(super) fn missing(
    stays: &[Stay],
    read: usize,
    sight: &Sight,
    graph: &mut Graph,
) -> Option<Fault> {
    let (Some(newest), Some(oldest)) = (sight.list.first(), sight.list.last()) else {
        return from_empty(stays, read, sight, graph);
    };
    if sight.is_full {
        from_full(stays, read, sight, graph, (*newest, *oldest))
    } else {
        from_short(stays, read, sight, graph, *newest)
    }
}

/// A list that shows nothing misses whatever was over before it.
fn from_empty(stays: &[Stay], read: usize, sight: &Sight, graph: &Graph) -> Option<Fault> {
    let missing = graph
        .ended_before(stays, sight.sent)
        .rev()
        .take(64)
        .find(|place| is_absent(sight, *place))?;
    Some(Fault::Stale { read, missing })
}

/// A list with room left shows all that was over before it.
fn from_short(
    stays: &[Stay],
    read: usize,
    sight: &Sight,
    graph: &Graph,
    newest: usize,
) -> Option<Fault> {
    let x = *stays.get(newest)?;
    let missing = graph
        .ended_before(stays, sight.sent)
        .rev()
        .find(|place| is_absent(sight, *place))?;
    let z = *stays.get(missing)?;
    let fault = newer_than_some(stays, read, sight, x, (missing, z));
    Some(fault.unwrap_or(Fault::Cut { read, missing }))
}

/// A list without room may leave out what is older than all it shows.
fn from_full(
    stays: &[Stay],
    read: usize,
    sight: &Sight,
    graph: &mut Graph,
    (newest, oldest): (usize, usize),
) -> Option<Fault> {
    let (x, y) = (*stays.get(newest)?, *stays.get(oldest)?);
    let overlapping: Vec<usize> = graph
        .ended_before(stays, sight.sent)
        .rev()
        .take_while(|place| stays.get(*place).is_some_and(|z| z.ended >= y.sent))
        .filter(|place| is_absent(sight, *place))
        .collect();
    for place in overlapping {
        let z = *stays.get(place)?;
        let fault = newer_than_some(stays, read, sight, x, (place, z));
        if fault.is_some() {
            return fault;
        }
        graph.link(place, oldest, read);
    }
    for place in graph
        .begun_between(stays, y.ended, x.ended)
        .filter(|place| is_absent(sight, *place))
    {
        graph.link_absent(newest, place, read);
    }
    None
}

/// The fault of leaving out `z`, which is certainly newer than an access shown; `x` is the newest of those. None where it may be
/// older than all of them.
fn newer_than_some(
    stays: &[Stay],
    read: usize,
    sight: &Sight,
    x: Stay,
    (missing, z): (usize, Stay),
) -> Option<Fault> {
    if x.ended < z.sent {
        return Some(Fault::Stale { read, missing });
    }
    shown_before(stays, sight, z).map(|older| Fault::Hole {
        read,
        missing,
        older,
    })
}

/// A shown access that was over before `z` began.
fn shown_before(stays: &[Stay], sight: &Sight, z: Stay) -> Option<usize> {
    let ended = |place: &usize| stays.get(*place).is_some_and(|y| y.ended < z.sent);
    sight.list.iter().copied().find(ended)
}

/// Whether the list leaves an access out that is not its own.
fn is_absent(sight: &Sight, place: usize) -> bool {
    !sight.list.contains(&place) && !sight.own.contains(&place)
}
