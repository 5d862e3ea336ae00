//! The few commands that every door turns its bytes into. The only place that asks the rules.

mod looking;
mod opening;

use crate::store::AnyStore;

pub use looking::{Alert, Listed};
pub use opening::{Ids, Opening, Refused, Spelling};

/// The Spine: rules over a store.
#[derive(Debug)]
pub struct Spine {
    store: AnyStore,
}

impl Spine {
    /// A Spine over a store.
    pub fn new(store: AnyStore) -> Self {
        Self { store }
    }

    /// Where the records are.
    pub fn store(&self) -> &AnyStore {
        &self.store
    }
}
