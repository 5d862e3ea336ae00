use core::time::Duration;

use crate::scenario::{Phase, Scenario};

/// One phase of one group: what arrivals and users are counted by.
///
/// With `n` parts the numbers of arrival `k` of part `p` is `k · n + p`: unique over the run, the same in every shard, and just
/// `k` where there is one part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Its place among the parts, from 0.
    pub index: usize,
    /// The place of its group in the scenario.
    pub group: usize,
    /// The place of its phase in the group.
    pub phase: usize,
    /// When it begins, from the start of the run.
    pub start: Duration,
    /// When it ends.
    pub end: Duration,
    /// Whether it only warms the Spine up.
    pub is_warm_up: bool,
}

impl Part {
    pub(super) const fn whole(end: Duration) -> Self {
        Self {
            index: 0,
            group: 0,
            phase: 0,
            start: Duration::ZERO,
            end,
            is_warm_up: false,
        }
    }

    /// Its phase.
    pub fn phase_of<'a>(&self, scenario: &'a Scenario) -> Option<&'a Phase> {
        scenario.groups.get(self.group)?.phases.get(self.phase)
    }
}

/// Every phase of every group, group by group.
pub fn parts(scenario: &Scenario) -> Vec<Part> {
    let phases = scenario.groups.iter().enumerate().flat_map(|(at, group)| {
        let phases = group.phases.iter().enumerate();
        phases.map(move |(place, phase)| (at, place, phase))
    });
    let parts = phases
        .enumerate()
        .map(|(index, (group, place, phase))| Part {
            index,
            group,
            phase: place,
            start: phase.start,
            end: phase.end(),
            is_warm_up: phase.is_warm_up,
        });
    parts.collect()
}

/// How numbers are shared out between parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Numbers {
    part: u64,
    of: u64,
}

impl Numbers {
    pub(super) fn new(part: usize, of: usize) -> Self {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self {
            part: number(part),
            of: number(of).max(1),
        }
    }

    /// The number of the so-manyth arrival of the part.
    pub(super) const fn number(self, nth: u64) -> u64 {
        nth.wrapping_mul(self.of).wrapping_add(self.part)
    }

    /// Which arrival of the part has a number; nothing where it is another part's.
    pub(super) const fn nth(self, number: u64) -> Option<u64> {
        if number % self.of == self.part {
            Some(number / self.of)
        } else {
            None
        }
    }
}
