//! What every store must do. A store passes by [`conforms`]; two that are broken on purpose show that it looks closely enough.

mod broken;
pub(in crate::store) mod ground;
mod rules;

use super::{AnyStore, MemoryStore, Store};
use broken::{EagerStore, RacyStore};
use std::sync::Arc;

/// Why a store does not conform: what is required, then what was found.
type Verdict = Result<(), String>;

/// Every rule, on fresh stores.
fn conforms<S: Store>(fresh: impl Fn() -> S) -> Verdict {
    rules::no_two_changes_of_one_child_overlap(&Arc::new(fresh()))?;
    rules::nothing_happens_before_it_is_polled(&fresh())?;
    rules::stamps_follow_the_order_of_changes(&Arc::new(fresh()))?;
    rules::what_a_change_leaves_is_in_the_ledger(&fresh())?;
    rules::what_is_as_before_is_not_kept(&fresh())?;
    rules::opening_anew_forgets(&fresh())?;
    rules::nothing_crosses_tenants(&fresh())
}

#[test]
fn the_memory_store_conforms() {
    assert_eq!(conforms(MemoryStore::default), Ok(()));
}

#[test]
fn the_store_chosen_at_start_conforms() {
    assert_eq!(
        conforms(|| AnyStore::Memory(MemoryStore::default())),
        Ok(())
    );
}

#[test]
fn a_store_that_reads_and_writes_apart_is_caught_every_time() {
    for _ in 0..10 {
        let store = Arc::new(RacyStore::default());
        let found = rules::no_two_changes_of_one_child_overlap(&store);
        assert!(found.is_err_and(|found| found.contains("inside together")));
    }
}

#[test]
fn a_store_that_does_not_wait_to_be_polled_is_caught() {
    let found = rules::nothing_happens_before_it_is_polled(&EagerStore::default());
    assert!(found.is_err_and(|found| found.contains("before it was polled")));
}
