//! Rules broken on purpose: off by default, loud when on. They stand beside the rules, never in them.

mod asking;
mod catalogue;
mod memory;
mod mutate;
mod search;
mod telling;

pub use catalogue::{Bug, BugMode, CATALOGUE};
pub(crate) use memory::BugMemory;
pub(crate) use mutate::{Mutation, ReadTooEarly};

use std::sync::atomic::{AtomicU64, Ordering};

/// The bug modes that are on in one tenant.
#[derive(Debug, Default)]
pub struct Bugs {
    /// The lower and the upper half of the set.
    on: [AtomicU64; 2],
}

/// The bug modes that are on, at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BugSet(u128);

impl Bugs {
    /// Those that are on.
    pub fn on(&self) -> BugSet {
        let [lower, upper] = &self.on;
        let half = |half: &AtomicU64| u128::from(half.load(Ordering::Relaxed));
        BugSet(half(upper) << 64 | half(lower))
    }

    /// Switches these on, and all others off.
    pub fn set(&self, bugs: &[Bug]) {
        let set = bugs.iter().fold(0, |set, bug| set | bug.bit());
        let [lower, upper] = &self.on;
        for (half, bits) in [(lower, set & u128::from(u64::MAX)), (upper, set >> 64)] {
            half.store(u64::try_from(bits).unwrap_or(u64::MAX), Ordering::SeqCst);
        }
    }
}

impl BugSet {
    /// Whether none is on.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one is on.
    pub fn has(self, bug: Bug) -> bool {
        // Asked for every request, and of most tenants none is on: the bit is looked up only if one is.
        !self.is_empty() && self.0 & bug.bit() != 0
    }

    /// The names of those that are on, with commas between them.
    pub fn names(self) -> String {
        let on: Vec<_> = CATALOGUE
            .iter()
            .filter(|mode| self.has(mode.bug))
            .map(|mode| mode.id)
            .collect();
        on.join(",")
    }
}
