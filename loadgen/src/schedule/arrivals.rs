use core::time::Duration;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::curve::Curve;
use super::draw::{Stream, draw};
use super::exponential::unit_exponential;
use super::part::{Numbers, Part};
use crate::scenario::{Arrivals, Shard, Spacing};

/// One arrival.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// Its number, unique over the run and the same in every shard; its place in the run, from 0, where there is one part.
    pub number: u64,
    /// When it is due, from the start of the run.
    pub due: Duration,
}

/// The arrivals of one part.
#[derive(PartialEq, Debug)]
pub(super) struct Flow {
    curve: Curve,
    spacing: Spacing,
    seed: u64,
    part: Part,
    numbers: Numbers,
}

impl Flow {
    pub(super) fn new(arrivals: &Arrivals, part: &Part, of: usize, seed: u64) -> Self {
        Self {
            curve: Curve::of(&arrivals.profile),
            spacing: arrivals.spacing,
            seed,
            part: *part,
            numbers: Numbers::new(part.index, of),
        }
    }

    pub(super) const fn part(&self) -> usize {
        self.part.index
    }

    pub(super) fn len(self: &Arc<Self>, shard: Shard) -> u64 {
        match self.spacing {
            Spacing::Even => shard.count_of(self.curve.count_before(self.length())),
            Spacing::Poisson => Flowing::of(Arc::clone(self), shard).fold(0, |count, _| count + 1),
        }
    }

    /// The average count before an instant of the run.
    pub(super) fn mass_before(&self, instant: Duration) -> f64 {
        let inside = instant.saturating_sub(self.part.start).min(self.length());
        self.curve.mass_before(inside)
    }

    fn length(&self) -> Duration {
        self.part.end.saturating_sub(self.part.start)
    }
}

/// The arrivals of one part, in the order they are due.
#[derive(Clone, Debug)]
struct Flowing {
    flow: Arc<Flow>,
    shard: Shard,
    /// How many came before.
    nth: u64,
    /// The average count up to the last arrival, for Poisson arrivals.
    mass: f64,
    /// When the last one was due, from the start of the phase.
    last: Duration,
}

impl Flowing {
    const fn of(flow: Arc<Flow>, shard: Shard) -> Self {
        Self {
            flow,
            shard,
            nth: 0,
            mass: 0.0,
            last: Duration::ZERO,
        }
    }
}

impl Iterator for Flowing {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let flow = &self.flow;
        let length = flow.length();
        loop {
            let nth = self.nth;
            let number = flow.numbers.number(nth);
            let due = match flow.spacing {
                Spacing::Even => flow.curve.due(nth),
                Spacing::Poisson => {
                    self.mass += unit_exponential(draw(flow.seed, Stream::Gap, number));
                    flow.curve.due_after(self.mass)
                }
            };
            // Two Poisson arrivals may lie closer than the rounding to a nanosecond.
            self.last = self.last.max(due);
            if self.last >= length {
                return None;
            }
            self.nth += 1;
            if self.shard.holds(nth) {
                return Some(Arrival {
                    number,
                    due: flow.part.start + self.last,
                });
            }
        }
    }
}

/// The arrivals of a schedule, in the order they are due; of several due at one instant, those of the earlier part first.
#[derive(Clone, Debug)]
pub struct Arrivings(Upcoming);

#[derive(Clone, Debug)]
enum Upcoming {
    All(Merged),
    Named {
        arrivals: Arc<[Arrival]>,
        next: usize,
    },
}

impl Arrivings {
    pub(super) fn of(flows: &[Arc<Flow>], shard: Shard) -> Self {
        Self(Upcoming::All(Merged::of(flows, shard)))
    }

    pub(super) fn named(arrivals: &Arc<[Arrival]>) -> Self {
        Self(Upcoming::Named {
            arrivals: Arc::clone(arrivals),
            next: 0,
        })
    }
}

impl Iterator for Arrivings {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        match &mut self.0 {
            Upcoming::All(merged) => merged.next(),
            Upcoming::Named { arrivals, next } => {
                let arrival = arrivals.get(*next).copied();
                *next += 1;
                arrival
            }
        }
    }
}

/// Those of a shard that have these numbers.
pub(super) fn named(flows: &[Arc<Flow>], shard: Shard, numbers: &BTreeSet<u64>) -> Arc<[Arrival]> {
    let last = numbers.last().copied().unwrap_or(0);
    let of_flow = |flow: &Arc<Flow>| {
        let flowing = Flowing::of(Arc::clone(flow), shard);
        let until = flowing.take_while(|arrival| arrival.number <= last);
        until.filter(|arrival| numbers.contains(&arrival.number))
    };
    let mut all: Vec<Arrival> = flows.iter().flat_map(of_flow).collect();
    // A stable sort: of several due at one instant, those of the earlier part stay first.
    all.sort_by_key(|arrival| arrival.due);
    all.into()
}

/// The arrivals of several parts.
#[derive(Clone, Debug)]
struct Merged {
    flows: Vec<Flowing>,
    /// The next one of each flow that has one, at the flow's place.
    next: Vec<Option<Arrival>>,
}

impl Merged {
    fn of(flows: &[Arc<Flow>], shard: Shard) -> Self {
        let flows = flows.iter();
        let mut flows: Vec<Flowing> = flows
            .map(|flow| Flowing::of(Arc::clone(flow), shard))
            .collect();
        let next = flows.iter_mut().map(Iterator::next).collect();
        Self { flows, next }
    }
}

impl Iterator for Merged {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let upcoming = self.next.iter().enumerate();
        let upcoming = upcoming.filter_map(|(place, next)| Some((place, (*next)?)));
        let (place, arrival) = upcoming.min_by_key(|(place, next)| (next.due, *place))?;
        let following = self.flows.get_mut(place).and_then(Iterator::next);
        if let Some(next) = self.next.get_mut(place) {
            *next = following;
        }
        Some(arrival)
    }
}
