//! One child while the run goes on.

use super::super::docket::{Case, CaseKey, Everything};
use super::super::hashing::IdSet;
use super::super::verdict::{Rank, Stage};
use super::super::world::World;
use super::super::{
    AccessControl, Checker, Clock, Consistency, PreviousViews, Tallies, Visibility,
};
use crate::history::{Kind, Operation, Outcome, Seen};
use cpis_vocabulary::AccessId;

/// The checkers that need nothing but what was asked and answered.
const ONLINE: [&dyn Checker; 5] = [
    &PreviousViews,
    &Visibility,
    &AccessControl,
    &Clock,
    &Consistency,
];

/// Accesses of one child that are kept whatever comes, in lengths of a list.
const LISTS_KEPT: usize = 2;

/// An operation that stays where it is while it goes from list to list.
#[derive(Debug)]
pub(super) struct Held(pub(super) Box<Operation>);

/// What is known of one child.
#[derive(Debug, Default)]
pub(super) struct Child {
    /// Plans added and deleted.
    pub(super) changes: Vec<Held>,
    /// Not judged yet.
    pub(super) fresh: Vec<Held>,
    /// Accesses that were judged, and unanswered requests, in the order in which they were sent.
    pub(super) kept: Vec<Held>,
    pub(super) is_due: bool,
    pub(super) turn: u64,
}

impl Held {
    fn bare(&self) -> &Operation {
        &self.0
    }
}

impl Child {
    /// Takes out of sight what a list shows that holds an access that is not known: it may have been forgotten, or nobody was answered.
    pub(super) fn hide_unknown(&self, ripe: &mut [Held], is_blind: bool) {
        let is_list = |Held(operation): &Held| matches!(operation.seen, Seen::List { .. });
        if !ripe.iter().any(is_list) {
            return;
        }
        let all = self.kept.iter().chain(&self.fresh).chain(ripe.iter());
        let known: IdSet<AccessId> = all
            .filter(|Held(operation)| is_access(operation))
            .filter_map(|Held(operation)| operation.access)
            .collect();
        for Held(operation) in ripe {
            if let Seen::List { entries, .. } = &operation.seen
                && (is_blind || entries.iter().any(|entry| !known.contains(&entry.access)))
            {
                operation.seen = Seen::Nothing;
            }
        }
    }

    pub(super) fn judge(
        &self,
        world: &World<'_>,
        key: CaseKey,
        ripe: &[Held],
        tallies: &mut Tallies,
    ) {
        let mut operations: Vec<&Operation> =
            self.changes.iter().chain(ripe).map(Held::bare).collect();
        operations.sort_by_key(|operation| (operation.sent, operation.number));
        let Some(first) = operations.first() else {
            return;
        };
        let rank = Rank::of(Stage::Children, first);
        let everything = Everything {
            operations,
            also: self
                .kept
                .iter()
                .chain(&self.fresh)
                .map(Held::bare)
                .collect(),
            ..Everything::default()
        };
        let case = Case::of(world, key, rank, everything);
        tallies.go_to(rank);
        for checker in ONLINE {
            checker.judge(&case, tallies);
        }
    }

    /// Keeps what may matter to what comes later.
    pub(super) fn keep(&mut self, ripe: Vec<Held>, world: &World<'_>) {
        for Held(mut operation) in ripe {
            if is_access(&operation) || is_unanswered(&operation) {
                operation.seen = Seen::Nothing;
                self.kept.push(Held(operation));
            }
        }
        self.kept
            .sort_by_key(|Held(operation)| (operation.sent, operation.number));
        let reading = &world.truth.reading;
        let least = reading.list_length * LISTS_KEPT;
        let Some(surplus) = self.kept.len().checked_sub(least) else {
            return;
        };
        let merged_after = merged_after(&self.kept, world);
        let mut place = 0;
        // A request that repeats one of them may still be given the same access.
        self.kept.retain(|Held(operation)| {
            place += 1;
            place > surplus || is_unanswered(operation) || operation.v_ret.millis() >= merged_after
        });
    }
}

/// A request from now on may be given an access that was made after this instant of the tenant's clock. VIEW-7.
pub(super) fn merged_after(accesses: &[Held], world: &World<'_>) -> i64 {
    let reading = &world.truth.reading;
    let latest = accesses.iter().map(|Held(operation)| operation.v_inv).max();
    latest.map_or(i64::MIN, |latest| {
        latest.millis() - reading.merge_ms - 2 * reading.tolerance_ms
    })
}

/// Whether it was answered with an access.
fn is_access(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::OpenAlert)
        && operation.outcome.happened()
        && operation.access.is_some()
}

/// Whether it may have caused an access that nobody was answered with.
pub(super) fn is_unanswered(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::OpenAlert)
        && matches!(operation.outcome, Outcome::Unknown { .. })
}
