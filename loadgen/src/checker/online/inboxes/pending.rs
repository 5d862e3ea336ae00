//! One child of whom an authority may still be told.

use super::forgotten::Forgotten;
use super::windows::Windows;
use crate::checker::docket::{Case, CaseKey, Everything};
use crate::checker::hashing::IdSet;
use crate::checker::online::held::Held;
use crate::checker::verdict::{Rank, Stage};
use crate::checker::world::World;
use crate::checker::{Tallies, delivery};
use crate::history::{Moment, Notice, Operation};
use cpis_vocabulary::AccessId;

/// What is known of one child, as far as it may still matter.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Those of which an authority may still be told, and those that nobody answered.
    pub(super) operations: Vec<Kept>,
    /// What the authorities were told of them.
    pub(super) notices: Vec<Notice>,
    /// The accesses of which the latest look told something.
    pub(super) fresh: IdSet<AccessId>,
    pub(super) is_due: bool,
}

/// An operation, and the access that it was answered with.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) held: Held,
    pub(super) access: Option<AccessId>,
}

impl Pending {
    /// The child's case: what was changed of its plans, and these operations of the child, opened.
    pub(super) fn case<'c>(
        &'c self,
        (world, key): (&'c World<'_>, CaseKey),
        changes: &'c [Operation],
        opened: &'c [Operation],
    ) -> Case<'c> {
        let mut operations: Vec<&Operation> = changes.iter().chain(opened).collect();
        operations.sort_by_key(|operation| (operation.sent, operation.number));
        let untouched = Rank::new(Stage::Untouched, u64::from(key.child.stem()), 0);
        let rank = operations.first();
        let rank = rank.map_or(untouched, |first| Rank::of(Stage::Children, first));
        let everything = Everything {
            operations,
            notices: self.notices.iter().collect(),
            ..Everything::default()
        };
        Case::of(world, key, rank, everything)
    }

    /// Judges what the latest look told, and what no later one can tell any more: of accesses that ended by `settled`.
    pub(super) fn judge(
        &self,
        case: &Case<'_>,
        settled: Option<Moment>,
        (windows, forgotten): (&mut Windows, &Forgotten),
        tallies: &mut Tallies,
    ) {
        tallies.go_to(case.rank);
        delivery::ids::judge(case, tallies);
        for notice in &case.accesses.phantoms {
            delivery::phantom(case, notice, tallies);
        }
        let is_known = |id| !forgotten.holds(case.key.tenant, id);
        let recorded = || case.accesses.recorded.iter();
        let is_settled = |ended: Moment| settled.is_some_and(|settled| ended <= settled);
        for access in recorded().filter(|access| is_known(access.id)) {
            let is_all = is_settled(access.ended);
            let is_fresh = self.fresh.contains(&access.id);
            if !access.notices.is_empty() && (is_fresh || is_all) {
                delivery::judge_access(case, access, is_all, tallies);
            }
            if is_fresh && access.is_rightful {
                windows.open(case, access, tallies);
            }
        }
        for access in recorded().filter(|access| is_known(access.id)) {
            let is_untold = access.notices.is_empty() && access.was_answered;
            if is_untold && access.is_rightful && is_settled(access.ended) {
                windows.untold(case, access, forgotten, tallies);
            }
        }
    }

    /// Takes out what ended by then.
    pub(super) fn forget(&mut self, settled: Moment) -> Vec<Kept> {
        let is_over = |kept: &mut Kept| !kept.held.is_unanswered && kept.held.ended <= settled;
        self.operations.extract_if(.., is_over).collect()
    }

    /// When the first of those ended of which an authority may still be told.
    pub(super) fn first_ended(&self) -> Option<Moment> {
        let waiting = self
            .operations
            .iter()
            .filter(|kept| !kept.held.is_unanswered);
        waiting.map(|kept| kept.held.ended).min()
    }
}
