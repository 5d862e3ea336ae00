//! What comes before what in every order: by what the lists show, and by the client's clock.

use super::chain::{Fault, Sight, Stay};
use super::order::Graph;

/// A graph that is asked in both directions.
#[derive(Debug)]
pub(super) struct Certain<'a> {
    stays: &'a [Stay],
    graph: &'a Graph,
    /// For each access, those that lists put before it.
    before: Vec<Vec<usize>>,
}

impl<'a> Certain<'a> {
    pub(super) fn of(stays: &'a [Stay], graph: &'a Graph) -> Self {
        let mut before = vec![Vec::new(); stays.len()];
        for place in 0..stays.len() {
            for to in graph.followers(place) {
                if let Some(before) = before.get_mut(to) {
                    before.push(place);
                }
            }
        }
        Self {
            stays,
            graph,
            before,
        }
    }

    /// A fault of this list in every order: an absent access that certainly lies between two it must not lie between.
    pub(super) fn fault(&self, read: usize, sight: &Sight) -> Option<Fault> {
        let (newest, oldest) = (*sight.list.first()?, *sight.list.last()?);
        let follow_oldest = self.graph.reachable(self.stays, oldest);
        let follow_newest = self.graph.reachable(self.stays, newest);
        let precede_newest = self.preceding(newest);
        for (place, stay) in self.stays.iter().enumerate() {
            let is_over = stay.ended < sight.sent;
            let is_stale = is_over && is_in(&follow_newest, place);
            let is_between =
                is_in(&follow_oldest, place) && (is_over || is_in(&precede_newest, place));
            if !(is_stale || is_between)
                || sight.list.contains(&place)
                || sight.own.contains(&place)
            {
                continue;
            }
            let missing = place;
            return Some(if is_stale {
                Fault::Stale { read, missing }
            } else {
                Fault::Hole {
                    read,
                    missing,
                    older: oldest,
                }
            });
        }
        None
    }

    /// Whether `other` certainly comes before `one`, for every `other`.
    fn preceding(&self, one: usize) -> Vec<bool> {
        let mut reached = vec![false; self.stays.len()];
        let mut open = vec![one];
        // How many of those that were over first have been reached by the clock.
        let mut over = 0;
        let reach = |place: usize, reached: &mut Vec<bool>, open: &mut Vec<usize>| {
            if let Some(seen) = reached.get_mut(place)
                && !*seen
            {
                *seen = true;
                open.push(place);
            }
        };
        while let Some(place) = open.pop() {
            for before in self.before.get(place).into_iter().flatten() {
                reach(*before, &mut reached, &mut open);
            }
            if let Some(stay) = self.stays.get(place) {
                let ended = self.graph.ended_before(self.stays, stay.sent);
                let count = ended.len();
                for before in ended.skip(over) {
                    reach(before, &mut reached, &mut open);
                }
                over = over.max(count);
            }
        }
        reached
    }
}

fn is_in(places: &[bool], place: usize) -> bool {
    places.get(place).copied().unwrap_or_default()
}
