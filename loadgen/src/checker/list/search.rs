//! Tries orders one after the other where the quick way led nowhere; it gives up after a fixed number of steps.

use super::chain::{Fault, Sight, Stay};
use super::order::Graph;
use super::witness::verify;

/// What trying showed.
#[derive(Debug)]
pub(super) enum Searched {
    /// This order explains everything.
    Found(Vec<usize>),
    /// No order does.
    None,
    /// There are too many to try.
    GaveUp,
}

const STEPS_MAX: usize = 50_000;

/// Tries every order that keeps to the graph and the client's clock.
pub(super) fn search(stays: &[Stay], sights: &[Sight], graph: &Graph) -> Searched {
    let mut waiting_for = vec![0_usize; stays.len()];
    for place in 0..stays.len() {
        for to in graph.followers(place) {
            if let Some(count) = waiting_for.get_mut(to) {
                *count += 1;
            }
        }
    }
    let mut trial = Trial {
        stays,
        sights,
        graph,
        waiting_for,
        placed: vec![false; stays.len()],
        order: Vec::with_capacity(stays.len()),
        steps: 0,
    };
    match trial.extend() {
        Some(true) => Searched::Found(trial.order),
        Some(false) => Searched::None,
        None => Searched::GaveUp,
    }
}

/// The read to name when every order was tried in vain: the one that refuted the best order, by its own first two entries.
pub(super) fn blame(sights: &[Sight], read: usize) -> Fault {
    let list = sights
        .get(read)
        .map(|sight| sight.list.as_slice())
        .unwrap_or_default();
    let one = list.last().copied().unwrap_or_default();
    let other = list.first().copied().unwrap_or_default();
    Fault::Conflict {
        read,
        one,
        other,
        against: None,
    }
}

struct Trial<'a> {
    stays: &'a [Stay],
    sights: &'a [Sight],
    graph: &'a Graph,
    waiting_for: Vec<usize>,
    placed: Vec<bool>,
    order: Vec<usize>,
    steps: usize,
}

impl Trial<'_> {
    /// Whether the order so far can be completed; none where the steps are used up.
    fn extend(&mut self) -> Option<bool> {
        self.steps += 1;
        // One step is one look at every access, so the whole search stays bounded for long histories too.
        if self.steps.saturating_mul(self.stays.len()) > STEPS_MAX * 8 {
            return None;
        }
        if self.order.len() == self.stays.len() {
            return Some(verify(self.stays, self.sights, &self.order).is_none());
        }
        let over = self
            .stays
            .iter()
            .zip(&self.placed)
            .filter(|(_, placed)| !**placed)
            .map(|(stay, _)| stay.ended)
            .min()?;
        for place in 0..self.stays.len() {
            let free = self.placed.get(place) == Some(&false)
                && self.waiting_for.get(place) == Some(&0)
                && self.stays.get(place).is_some_and(|stay| stay.sent <= over);
            if free {
                self.set(place, true);
                match self.extend() {
                    Some(false) => self.set(place, false),
                    done => return done,
                }
            }
        }
        Some(false)
    }

    fn set(&mut self, place: usize, placed: bool) {
        if placed {
            self.order.push(place);
        } else {
            self.order.pop();
        }
        if let Some(slot) = self.placed.get_mut(place) {
            *slot = placed;
        }
        for to in self.graph.followers(place) {
            if let Some(count) = self.waiting_for.get_mut(to) {
                *count = if placed { *count - 1 } else { *count + 1 };
            }
        }
    }
}
