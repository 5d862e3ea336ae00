//! One order of a child's accesses that explains every list seen, or a proof that there is none.
//!
//! An order that is found is checked against everything before it counts; a fault is only named where no order can mend it; what
//! is neither stays unresolved.

use super::certain::Certain;
use super::missing::missing;
use super::order::{Cycle, Graph, sort};
use super::witness::verify;
use crate::history::Moment;

/// An access as the order of the list sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stay {
    /// It cannot have taken effect before.
    pub sent: Moment,
    /// It had taken effect by then.
    pub ended: Moment,
    /// When it took effect by the Spine's account, in milliseconds: a hint where nothing else tells the order.
    pub hint: i64,
}

/// A list as somebody saw it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    /// It cannot have been read before.
    pub sent: Moment,
    /// It had been read by then.
    pub ended: Moment,
    /// The places of the accesses shown, newest first, none twice.
    pub list: Vec<usize>,
    /// The places of the accesses that it leaves out because they are its own.
    pub own: Vec<usize>,
    /// Whether it is as long as a list may be, so that older accesses may be missing.
    pub is_full: bool,
}

/// What the lists of one child show together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChainVerdict {
    /// This order explains all of them; oldest first.
    Ordered(Vec<usize>),
    /// No order does.
    Broken(Vec<Fault>),
    /// No order was found, and none is excluded.
    Unresolved {
        /// One that explains most.
        order: Vec<usize>,
        /// The first read that it does not explain.
        read: usize,
    },
}

/// Why no order explains the lists; by places of reads and accesses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The list misses an access that was over before it was asked for, newer than everything it shows.
    Stale {
        /// The read.
        read: usize,
        /// The access that is missing.
        missing: usize,
    },
    /// The list misses an access between two that it shows.
    Hole {
        /// The read.
        read: usize,
        /// The access that is missing.
        missing: usize,
        /// A shown access that came before it.
        older: usize,
    },
    /// The list is shorter than it may be, and misses older accesses.
    Cut {
        /// The read.
        read: usize,
        /// The access that is missing.
        missing: usize,
    },
    /// The list shows two accesses the wrong way round.
    Disorder {
        /// The read.
        read: usize,
        /// Shown as the newer one.
        newer: usize,
        /// Shown as the older one, though it began after the other was over.
        older: usize,
    },
    /// The list shows an access that had not begun when the list was answered.
    Foresight {
        /// The read.
        read: usize,
        /// The access.
        access: usize,
    },
    /// Two lists, or a list and the order in which operations ended and began, contradict each other about two accesses.
    Conflict {
        /// The read that puts `one` before `other`.
        read: usize,
        /// An access.
        one: usize,
        /// Another access.
        other: usize,
        /// A read that puts them the other way round; absent where the client's clock does.
        against: Option<usize>,
    },
}

/// How many faults of one child are named.
pub(super) const FAULTS_MAX: usize = 8;

/// In how many lists, besides the one that refuted the best order, a fault of every order is looked for.
const SIGHTS_MAX: usize = 64;

/// Judges the lists of one child.
pub fn chain(stays: &[Stay], sights: &[Sight]) -> ChainVerdict {
    let mut faults = Vec::new();
    let mut graph = Graph::of(stays);
    for (read, sight) in sights.iter().enumerate() {
        look(stays, read, sight, &mut graph, &mut faults);
        if faults.len() >= FAULTS_MAX {
            return ChainVerdict::Broken(faults);
        }
    }
    if !faults.is_empty() {
        return ChainVerdict::Broken(faults);
    }
    match sort(stays, &graph) {
        Err(Cycle {
            read,
            one,
            other,
            against,
        }) => ChainVerdict::Broken(vec![Fault::Conflict {
            read,
            one,
            other,
            against,
        }]),
        Ok(order) => match verify(stays, sights, &order) {
            None => ChainVerdict::Ordered(order),
            Some(read) => settle(stays, sights, &graph, (order, read)),
        },
    }
}

/// An order was refuted at `read`: looks for a reason that holds in every order.
fn settle(
    stays: &[Stay],
    sights: &[Sight],
    graph: &Graph,
    (order, read): (Vec<usize>, usize),
) -> ChainVerdict {
    let certain = Certain::of(stays, graph);
    let refuted = sights.iter().enumerate().skip(read).take(1);
    let mut looked_at = refuted.chain(sights.iter().enumerate().take(SIGHTS_MAX));
    if let Some(fault) = looked_at.find_map(|(read, sight)| certain.fault(read, sight)) {
        return ChainVerdict::Broken(vec![fault]);
    }
    match super::search::search(stays, sights, graph) {
        super::search::Searched::Found(order) => ChainVerdict::Ordered(order),
        super::search::Searched::None => {
            ChainVerdict::Broken(vec![super::search::blame(sights, read)])
        }
        super::search::Searched::GaveUp => ChainVerdict::Unresolved { order, read },
    }
}

/// What one list says by itself, and what it adds to the order.
fn look(stays: &[Stay], read: usize, sight: &Sight, graph: &mut Graph, faults: &mut Vec<Fault>) {
    let at = |place: usize| stays.get(place).copied();
    for pair in sight.list.windows(2) {
        let &[newer, older] = pair else { continue };
        if let (Some(a), Some(b)) = (at(newer), at(older))
            && a.ended < b.sent
        {
            faults.push(Fault::Disorder { read, newer, older });
            return;
        }
        graph.link(older, newer, read);
    }
    for access in sight.list.iter().copied() {
        if at(access).is_some_and(|stay| stay.sent > sight.ended) {
            faults.push(Fault::Foresight { read, access });
            return;
        }
    }
    if let Some(fault) = missing(stays, read, sight, graph) {
        faults.push(fault);
    }
}
