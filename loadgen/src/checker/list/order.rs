//! What must come before what, and an order that keeps to it.

use super::chain::Stay;
use crate::history::Moment;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The accesses of one child, with what the lists say about their order.
#[derive(Debug)]
pub(super) struct Graph {
    by_sent: Vec<usize>,
    by_ended: Vec<usize>,
    /// For each access, those that lists put after it, each with the read that does; the ones it is next to come first in time.
    after: Vec<Vec<Link>>,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    to: usize,
    read: usize,
    /// Whether a list shows the two side by side.
    is_adjacent: bool,
}

/// Two accesses that must each come before the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cycle {
    pub(super) read: usize,
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) against: Option<usize>,
}

impl Graph {
    pub(super) fn of(stays: &[Stay]) -> Self {
        let mut by_sent: Vec<usize> = (0..stays.len()).collect();
        let mut by_ended = by_sent.clone();
        by_sent.sort_by_key(|place| stays.get(*place).map(|stay| stay.sent));
        by_ended.sort_by_key(|place| stays.get(*place).map(|stay| stay.ended));
        Self {
            by_sent,
            by_ended,
            after: vec![Vec::new(); stays.len()],
        }
    }

    /// A list shows `newer` right after `older`.
    pub(super) fn link(&mut self, older: usize, newer: usize, read: usize) {
        self.add(
            older,
            Link {
                to: newer,
                read,
                is_adjacent: true,
            },
        );
    }

    /// A list leaves `newer` out, though it cannot be older than all of it.
    pub(super) fn link_absent(&mut self, older: usize, newer: usize, read: usize) {
        self.add(
            older,
            Link {
                to: newer,
                read,
                is_adjacent: false,
            },
        );
    }

    fn add(&mut self, from: usize, link: Link) {
        if let Some(links) = self.after.get_mut(from)
            && links.iter().all(|known| known.to != link.to)
        {
            links.push(link);
        }
    }

    /// The accesses that were over before a moment, in the order in which they ended.
    pub(super) fn ended_before<'g>(
        &'g self,
        stays: &[Stay],
        moment: Moment,
    ) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + use<'g> {
        let count = self
            .by_ended
            .partition_point(|place| stays.get(*place).is_some_and(|stay| stay.ended < moment));
        self.by_ended
            .get(..count)
            .unwrap_or_default()
            .iter()
            .copied()
    }

    /// The accesses that began after one moment and not after another.
    pub(super) fn begun_between(
        &self,
        stays: &[Stay],
        after: Moment,
        until: Moment,
    ) -> std::vec::IntoIter<usize> {
        let count = |moment| {
            self.by_sent
                .partition_point(|place| stays.get(*place).is_some_and(|stay| stay.sent <= moment))
        };
        let (from, to) = (count(after), count(until));
        self.by_sent
            .get(from..to.max(from))
            .unwrap_or_default()
            .to_vec()
            .into_iter()
    }

    /// Whether `one` certainly comes before `other`, for every `other`.
    pub(super) fn reachable(&self, stays: &[Stay], one: usize) -> Vec<bool> {
        let mut reached = vec![false; stays.len()];
        let mut open = vec![one];
        let mut after = Moment::MAX;
        while let Some(place) = open.pop() {
            let mut next: Vec<usize> = self
                .after
                .get(place)
                .into_iter()
                .flatten()
                .map(|link| link.to)
                .collect();
            if let Some(stay) = stays.get(place)
                && stay.ended < after
            {
                next.extend(self.begun_between(stays, stay.ended, after));
                after = stay.ended;
            }
            for place in next {
                if let Some(seen) = reached.get_mut(place)
                    && !*seen
                {
                    *seen = true;
                    open.push(place);
                }
            }
        }
        reached
    }

    /// Those that lists put after an access.
    pub(super) fn followers(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.after
            .get(place)
            .into_iter()
            .flatten()
            .map(|link| link.to)
    }

    /// Two accesses that must each come before the other, among those that no order could take.
    fn cycle(&self, stays: &[Stay], placed: &[bool]) -> Cycle {
        let left = |place: &usize| !placed.get(*place).copied().unwrap_or(true);
        for one in (0..stays.len()).filter(left) {
            for link in self
                .after
                .get(one)
                .into_iter()
                .flatten()
                .filter(|link| left(&link.to))
            {
                if self
                    .reachable(stays, link.to)
                    .get(one)
                    .copied()
                    .unwrap_or_default()
                {
                    let against = self
                        .after
                        .get(link.to)
                        .into_iter()
                        .flatten()
                        .find(|back| {
                            back.to == one
                                || self
                                    .reachable(stays, back.to)
                                    .get(one)
                                    .copied()
                                    .unwrap_or_default()
                        })
                        .map(|back| back.read);
                    return Cycle {
                        read: link.read,
                        one,
                        other: link.to,
                        against,
                    };
                }
            }
        }
        Cycle {
            read: 0,
            one: 0,
            other: 0,
            against: None,
        }
    }
}

/// An order of all accesses that keeps to the graph and to the client's clock, as near to the hints as that allows.
pub(super) fn sort(stays: &[Stay], graph: &Graph) -> Result<Vec<usize>, Cycle> {
    let mut sorting = Sorting {
        stays,
        graph,
        waiting_for: vec![0; stays.len()],
        placed: vec![false; stays.len()],
        begun: vec![false; stays.len()],
        ready: BinaryHeap::new(),
        next_sent: 0,
        next_ended: 0,
    };
    for link in graph.after.iter().flatten() {
        if let Some(count) = sorting.waiting_for.get_mut(link.to) {
            *count += 1;
        }
    }
    let mut order = Vec::with_capacity(stays.len());
    while order.len() < stays.len() {
        sorting.admit();
        match sorting.next(order.last().copied()) {
            Some(place) => {
                sorting.place(place);
                order.push(place);
            }
            None => return Err(graph.cycle(stays, &sorting.placed)),
        }
    }
    Ok(order)
}

struct Sorting<'a> {
    stays: &'a [Stay],
    graph: &'a Graph,
    waiting_for: Vec<usize>,
    placed: Vec<bool>,
    begun: Vec<bool>,
    ready: BinaryHeap<Reverse<(i64, Moment, usize)>>,
    next_sent: usize,
    next_ended: usize,
}

impl Sorting<'_> {
    /// Lets in every access that began before the first one left was over.
    fn admit(&mut self) {
        let by_ended = &self.graph.by_ended;
        while by_ended
            .get(self.next_ended)
            .is_some_and(|place| self.is_placed(*place))
        {
            self.next_ended += 1;
        }
        let over = by_ended
            .get(self.next_ended)
            .and_then(|place| self.stays.get(*place))
            .map_or(Moment::MAX, |stay| stay.ended);
        while let Some(place) = self.graph.by_sent.get(self.next_sent).copied() {
            if self.stays.get(place).is_none_or(|stay| stay.sent > over) {
                break;
            }
            self.next_sent += 1;
            if let Some(begun) = self.begun.get_mut(place) {
                *begun = true;
            }
            self.offer(place);
        }
    }

    fn next(&mut self, last: Option<usize>) -> Option<usize> {
        // What a list shows right after the last one can have nothing between.
        let links = last.and_then(|last| self.graph.after.get(last));
        let beside = links
            .into_iter()
            .flatten()
            .filter(|link| link.is_adjacent && self.is_free(link.to))
            .map(|link| link.to)
            .next();
        if beside.is_some() {
            return beside;
        }
        while let Some(Reverse((_, _, place))) = self.ready.pop() {
            if !self.is_placed(place) {
                return Some(place);
            }
        }
        None
    }

    fn place(&mut self, place: usize) {
        if let Some(placed) = self.placed.get_mut(place) {
            *placed = true;
        }
        let graph = self.graph;
        for to in graph.followers(place) {
            if let Some(count) = self.waiting_for.get_mut(to) {
                *count -= 1;
            }
            self.offer(to);
        }
    }

    fn offer(&mut self, place: usize) {
        if self.is_free(place)
            && let Some(stay) = self.stays.get(place)
        {
            self.ready.push(Reverse((stay.hint, stay.ended, place)));
        }
    }

    fn is_placed(&self, place: usize) -> bool {
        self.placed.get(place).copied().unwrap_or(true)
    }

    fn is_free(&self, place: usize) -> bool {
        !self.is_placed(place)
            && self.begun.get(place).copied().unwrap_or_default()
            && self.waiting_for.get(place) == Some(&0)
    }
}
