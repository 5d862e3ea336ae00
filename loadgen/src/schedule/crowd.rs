//! The users of a closed phase: when each is there, how long each thinks, and what number each of its script runs has.

use core::time::Duration;
use std::collections::BTreeSet;

use super::convert::{approximately, fraction, seconds, whole};
use super::draw::{Stream, draw};
use super::exponential::unit_exponential;
use super::part::{Numbers, Part};
use crate::scenario::{Closed, Shard, ThinkTime, Until, Users};

/// The users of one closed phase.
#[derive(Clone, PartialEq, Debug)]
pub struct Crowd {
    closed: Closed,
    part: Part,
    numbers: Numbers,
    seed: u64,
    shard: Shard,
}

/// One user, for as long as the user is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stay {
    /// Which user, from 0, the same in every shard.
    pub user: u32,
    /// When the user comes, from the start of the run.
    pub from: Duration,
    /// No script run begins at this instant or later.
    pub until: Duration,
}

/// A user about to begin a script run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turn {
    /// Which user.
    pub user: u32,
    /// How many script runs this user has begun.
    pub iteration: u64,
    /// How many script runs this shard's users of the crowd have begun together.
    pub taken: u64,
}

impl Crowd {
    pub(super) fn new(closed: Closed, part: &Part, of: usize, (seed, shard): (u64, Shard)) -> Self {
        Self {
            closed,
            part: *part,
            numbers: Numbers::new(part.index, of),
            seed,
            shard,
        }
    }

    pub(super) fn only(self, shard: Shard) -> Self {
        Self { shard, ..self }
    }

    /// The part whose users they are.
    pub const fn part(&self) -> &Part {
        &self.part
    }

    /// What the scenario says of them.
    pub const fn closed(&self) -> &Closed {
        &self.closed
    }

    /// How many users there are at an instant of the run, over all shards.
    pub fn users_at(&self, instant: Duration) -> u32 {
        if instant < self.part.start || instant >= self.part.end {
            return 0;
        }
        let inside = instant.saturating_sub(self.part.start);
        let there = (0..self.closed.users.most())
            .filter(|user| self.comes(*user) <= inside && inside < self.leaves(*user));
        u32::try_from(there.count()).unwrap_or(u32::MAX)
    }

    /// The users of this shard, each once: those who come first are first.
    pub fn stays(&self) -> impl Iterator<Item = Stay> + '_ {
        let users = 0..self.closed.users.most();
        let own = users.filter(|user| self.shard.holds(u64::from(*user)));
        let stays = own.map(|user| Stay {
            user,
            from: self.part.start + self.comes(user),
            until: (self.part.start + self.leaves(user)).min(self.part.end),
        });
        stays.filter(|stay| stay.from < stay.until)
    }

    /// How long a user does nothing after the script run of this number.
    pub fn think_time(&self, number: u64) -> Duration {
        let bits = || draw(self.seed, Stream::Think, number);
        match self.closed.think_time {
            ThinkTime::None => Duration::ZERO,
            ThinkTime::Constant(length) => length,
            ThinkTime::Average(mean) => seconds(mean.as_secs_f64() * unit_exponential(bits())),
            ThinkTime::Between(least, most) => {
                let more = most.saturating_sub(least).as_secs_f64();
                least + seconds(more * fraction(bits()))
            }
        }
    }

    /// The number of the script run that a user begins: unique over the run, and like that of an arrival in every other way.
    /// Nothing where the user has done enough.
    pub fn number(&self, turn: Turn) -> Option<u64> {
        let users = u64::from(self.closed.users.most().max(1));
        let own = turn
            .iteration
            .wrapping_mul(users)
            .wrapping_add(turn.user.into());
        let nth = match self.closed.until {
            Until::PhaseEnds => Some(own),
            Until::Each(iterations) => (turn.iteration < iterations).then_some(own),
            Until::Shared(iterations) => self
                .own_place(turn.taken, users)
                .filter(|nth| *nth < iterations),
        };
        nth.map(|nth| self.numbers.number(nth))
    }

    /// The numbers of those script runs of a user that are named; of shared ones each has the one whose turn it is by the number.
    pub fn named(&self, user: u32, numbers: &BTreeSet<u64>) -> Vec<u64> {
        let users = u64::from(self.closed.users.most().max(1));
        let is_its = |number: &u64| {
            self.numbers.nth(*number).is_some_and(|nth| {
                let is_made = match self.closed.until {
                    Until::PhaseEnds => true,
                    Until::Each(iterations) => nth / users < iterations,
                    Until::Shared(iterations) => nth < iterations,
                };
                is_made && nth % users == u64::from(user)
            })
        };
        numbers.iter().copied().filter(is_its).collect()
    }

    /// How many script runs this shard's users begin, where that does not depend on the answers. The end of the phase may leave
    /// some of them out.
    pub fn iterations(&self) -> Option<u64> {
        let users = u64::from(self.closed.users.most());
        match self.closed.until {
            Until::PhaseEnds => None,
            Until::Each(iterations) => Some(self.shard.count_of(users) * iterations),
            Until::Shared(iterations) => {
                let (rounds, rest) = (iterations / users.max(1), iterations % users.max(1));
                Some(rounds * self.shard.count_of(users) + self.shard.count_of(rest))
            }
        }
    }

    /// At most so many script runs begin from an instant of the run on, after those that its users have taken, if every answer came at
    /// once; nothing where users do not think and do as much as they can.
    pub fn runs_at_most(&self, from: Duration, taken: u64) -> Option<u64> {
        let left = self.iterations().map(|exact| exact.saturating_sub(taken));
        let mean = match self.closed.think_time {
            ThinkTime::None => return left,
            ThinkTime::Constant(length) | ThinkTime::Average(length) => length.as_secs_f64(),
            ThinkTime::Between(least, most) => {
                f64::midpoint(least.as_secs_f64(), most.as_secs_f64())
            }
        };
        let stays = self.stays().filter(|stay| stay.until > from);
        let (mut there, mut users) = (0.0, 0);
        for stay in stays {
            there += stay.until.saturating_sub(stay.from.max(from)).as_secs_f64();
            users += 1;
        }
        let most = whole(there / mean + approximately(users));
        Some(left.map_or(most, |left| left.min(most)))
    }

    /// The so-manyth of all shared script runs that is this shard's: that of the users dealt out in turn.
    fn own_place(&self, taken: u64, users: u64) -> Option<u64> {
        let own = self.shard.count_of(users);
        let round = taken.checked_div(own)?;
        Some(round * users + self.shard.nth(taken % own))
    }

    /// When a user comes, from the start of the phase.
    fn comes(&self, user: u32) -> Duration {
        match self.closed.users {
            Users::Ramp { from, to, over } if user >= from && from < to => {
                change(over, user - from + 1, to - from)
            }
            Users::Constant(_) | Users::Ramp { .. } => Duration::ZERO,
        }
    }

    /// When a user leaves, from the start of the phase.
    fn leaves(&self, user: u32) -> Duration {
        match self.closed.users {
            Users::Ramp { from, to, over } if user >= to && to < from => {
                change(over, from - user, from - to)
            }
            Users::Constant(_) | Users::Ramp { .. } => {
                Duration::MAX.saturating_sub(self.part.start)
            }
        }
    }
}

/// When the so-manyth of `all` changes happens: the last one at the end.
fn change(over: Duration, nth: u32, all: u32) -> Duration {
    let nanos = over.as_nanos() * u128::from(nth) / u128::from(all.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}
