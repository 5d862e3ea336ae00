//! Rules broken on purpose: off by default, loud when on. They stand beside the rules, never in them.

mod catalogue;
mod memory;
mod mutate;
mod search;

pub use catalogue::{Bug, BugMode, CATALOGUE};
pub(crate) use memory::BugMemory;
pub(crate) use mutate::{Mutation, ReadTooEarly};

use std::sync::atomic::{AtomicU64, Ordering};

/// The bug modes that are on in one tenant.
#[derive(Debug, Default)]
pub struct Bugs {
    on: AtomicU64,
}

/// The bug modes that are on, at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BugSet(u64);

impl Bugs {
    /// Those that are on.
    pub fn on(&self) -> BugSet {
        BugSet(self.on.load(Ordering::Relaxed))
    }

    /// Switches these on, and all others off.
    pub fn set(&self, bugs: &[Bug]) {
        self.on.store(
            bugs.iter().fold(0, |set, bug| set | bug.bit()),
            Ordering::SeqCst,
        );
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
