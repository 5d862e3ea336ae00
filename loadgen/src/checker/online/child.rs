//! One child while the run goes on.

use super::super::docket::{Case, CaseKey, Everything};
use super::super::hashing::IdSet;
use super::super::verdict::{Rank, Stage};
use super::super::world::World;
use super::super::{
    AccessControl, Checker, Clock, Consistency, PreviousViews, Tallies, Visibility,
};
use super::desk::Desk;
use super::held::{Held, Kin};
use crate::history::{Kind, Operation, Outcome, Seen, Shorthand};
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

/// Operations are forgotten when there are so many of them: one of so many parts.
const LEAVING_PARTS: usize = 8;

/// So many of those kept last are held beside what is judged, for what their stamps say.
const NEIGHBOURS: usize = 2;

/// What is known of one child.
#[derive(Debug, Default)]
pub(super) struct Child {
    /// Plans added and deleted.
    pub(super) changes: Vec<Operation>,
    /// Not judged yet.
    pub(super) fresh: Vec<Held>,
    /// Accesses that were judged, and unanswered requests.
    pub(super) kept: Vec<Held>,
    /// The latest that the tenant's clock had come when one of them was sent, in milliseconds.
    latest: Option<i64>,
    pub(super) is_due: bool,
    pub(super) turn: u64,
}

/// Where the operations of a child are read.
#[derive(Debug, Default)]
pub(super) struct Desks {
    ripe: Desk,
    also: Desk,
}

impl Child {
    /// Judges what is ripe, beside what else is known.
    pub(super) fn judge(
        &self,
        (world, key): (&World<'_>, CaseKey),
        (ripe, is_blind): (&[Held], bool),
        (desks, shorthand): (&mut Desks, &Shorthand),
        tallies: &mut Tallies,
    ) {
        desks.ripe.clear();
        desks.also.clear();
        for held in ripe {
            desks.ripe.open(held, shorthand);
        }
        let is_list = |one: &Operation| matches!(one.seen, Seen::List { .. });
        let lists = desks.ripe.open_ones().iter().any(is_list);
        // Without a list, an access says something only of one that may be the same, and of the clock.
        let (before, last) = self
            .kept
            .split_at(self.kept.len().saturating_sub(NEIGHBOURS));
        let bears = |held: &&Held| lists || ripe.iter().any(|one| one.may_be_one_with(held));
        let others = before.iter().chain(&self.fresh).filter(bears).chain(last);
        for held in others {
            desks.also.open(held, shorthand);
        }
        if lists {
            hide_unknown(desks, is_blind);
        }
        let ripe = desks.ripe.open_ones();
        let mut operations: Vec<&Operation> = self.changes.iter().chain(ripe).collect();
        operations.sort_by_key(|operation| (operation.sent, operation.number));
        let Some(first) = operations.first() else {
            return;
        };
        let rank = Rank::of(Stage::Children, first);
        let everything = Everything {
            operations,
            also: desks.also.open_ones().iter().collect(),
            ..Everything::default()
        };
        let case = Case::of(world, key, rank, everything);
        tallies.go_to(rank);
        for checker in ONLINE {
            checker.judge(&case, tallies);
        }
    }

    /// Keeps what may matter to what comes later.
    pub(super) fn keep(&mut self, ripe: &mut Vec<Held>, world: &World<'_>) {
        let reading = &world.truth.reading;
        for held in ripe.drain(..) {
            if held.is_access || held.is_unanswered {
                self.latest = self.latest.max(Some(held.v_inv));
                self.kept.push(held.bare());
            }
        }
        let least = reading.list_length * LISTS_KEPT;
        let Some(surplus) = self.kept.len().checked_sub(least) else {
            return;
        };
        let merged_after = self.merged_after(world);
        // A request that repeats one of them may still be given the same access.
        let stays = |(place, held): &(usize, &Held)| {
            *place >= surplus || held.is_unanswered || held.v_ret >= merged_after
        };
        let those = || self.kept.iter().enumerate();
        let leaving = those().filter(|one| !stays(one)).count();
        if leaving * LEAVING_PARTS < self.kept.len() {
            return;
        }
        // Nothing is known of an access of which only a repetition is: they stay together.
        let kin = Kin::of(those().filter(stays).map(|(_, held)| held));
        let mut place = 0;
        self.kept.retain(|held| {
            place += 1;
            stays(&(place - 1, held)) || kin.has(held)
        });
    }

    /// A request from now on may be given an access that was made after this instant of the tenant's clock. VIEW-7.
    pub(super) fn merged_after(&self, world: &World<'_>) -> i64 {
        let reading = &world.truth.reading;
        self.latest.map_or(i64::MIN, |latest| {
            latest - reading.merge_ms - 2 * reading.tolerance_ms
        })
    }
}

/// Takes out of sight what a list shows that holds an access that is not known: it may have been forgotten, or nobody was answered.
fn hide_unknown(desks: &mut Desks, is_blind: bool) {
    let all = desks.also.open_ones().iter().chain(desks.ripe.open_ones());
    let known: IdSet<AccessId> = all
        .filter(|operation| is_access(operation))
        .filter_map(|operation| operation.access)
        .collect();
    for operation in desks.ripe.open_ones_mut() {
        if let Seen::List { entries, .. } = &operation.seen
            && (is_blind || entries.iter().any(|entry| !known.contains(&entry.access)))
        {
            operation.seen = Seen::Nothing;
        }
    }
}

/// Whether it was answered with an access.
pub(super) fn is_access(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::OpenAlert)
        && operation.outcome.happened()
        && operation.access.is_some()
}

/// Whether it may have caused an access that nobody was answered with.
pub(super) fn is_unanswered(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::OpenAlert)
        && matches!(operation.outcome, Outcome::Unknown { .. })
}
