//! A child with more operations than are held together: most of them touch no other, and are judged a few at a time.
//!
//! What one operation can have to do with another is kept until all are read: accesses that were recorded or may have been, lists,
//! and what changed the plans. Where more than that hangs together the child is judged as every other is, with all that there is.

use super::calendar::london_day;
use super::deserved::{Deserved, deserved};
use super::docket::{Case, CaseKey, Everything};
use super::hashing::IdMap;
use super::verdict::{Rank, Stage};
use super::world::World;
use super::{Beginning, CHECKERS, Tallies, judge_case};
use crate::history::{
    Body, Depth, FinalList, Kind, ListEntry, NamesTaken, Notice, Operation, Outcome, PlanSeen,
    Seen, blank, blank_final_list, blank_notice, decode_final_list_over, decode_notice_over,
    decode_over,
};
use cpis_vocabulary::{PlanId, Timestamp};
use std::io;

/// So many operations that touch no other are judged together.
const SLICE: usize = 1 << 8;

/// What is held until all is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holds {
    /// What has to do with others.
    Bound,
    /// All there is.
    Everything,
}

/// A child whose records are read.
#[derive(Debug)]
pub(super) struct Long<'w, 'n> {
    world: &'w World<'w>,
    key: CaseKey,
    /// The names of the history and those of the ledger.
    names: (&'n NamesTaken, &'n NamesTaken),
    holds: Holds,
    /// In the places of those that were judged already others are read.
    slice: Vec<Operation>,
    count: usize,
    bound: Vec<Operation>,
    notices: Vec<Notice>,
    final_list: Option<FinalList>,
    first: Option<Rank>,
    /// As they were shown first.
    plans: IdMap<PlanId, PlanSeen>,
    /// Whether a plan was shown in two ways: every answer is held against the first then.
    hangs_together: bool,
    tallies: Tallies,
}

/// Judges a child. `each` hands out its records in order, as often as it is asked; `hear` is given every operation once.
///
/// # Errors
/// Those of `each`.
pub(super) fn judge(
    (world, key): (&World<'_>, CaseKey),
    names: (&NamesTaken, &NamesTaken),
    mut each: impl FnMut(&mut dyn FnMut(&[u8])) -> io::Result<()>,
    hear: &mut dyn FnMut(&Operation),
    tallies: &mut Tallies,
) -> io::Result<()> {
    for holds in [Holds::Bound, Holds::Everything] {
        let mut long = Long::new((world, key), names, holds);
        match holds {
            Holds::Bound => each(&mut |body| long.take(body, hear))?,
            Holds::Everything => each(&mut |body| long.take(body, &mut |_| {}))?,
        }
        if long.judge(tallies) {
            break;
        }
    }
    Ok(())
}

impl<'w, 'n> Long<'w, 'n> {
    fn new(
        (world, key): (&'w World<'w>, CaseKey),
        names: (&'n NamesTaken, &'n NamesTaken),
        holds: Holds,
    ) -> Self {
        Self {
            world,
            key,
            names,
            holds,
            slice: Vec::new(),
            count: 0,
            bound: Vec::new(),
            notices: Vec::new(),
            final_list: None,
            first: None,
            plans: IdMap::default(),
            hangs_together: false,
            tallies: Tallies::default(),
        }
    }

    fn take(&mut self, body: &[u8], hear: &mut dyn FnMut(&Operation)) {
        let Some((first, bytes)) = body.split_first() else {
            return;
        };
        match Body::of(*first) {
            Some(Body::Operation) => self.operation(bytes, hear),
            Some(Body::Notice) => {
                let mut notice = blank_notice();
                if decode_notice_over(bytes, self.names.1, &mut notice).is_some() {
                    self.notices.push(notice);
                }
            }
            Some(Body::FinalList) => {
                let mut list = blank_final_list();
                if decode_final_list_over(bytes, self.names.1, &mut list).is_some() {
                    self.final_list = Some(list);
                }
            }
            Some(Body::Asked | Body::Journal | Body::Text | Body::Caller) | None => {}
        }
    }

    fn operation(&mut self, bytes: &[u8], hear: &mut dyn FnMut(&Operation)) {
        if self.slice.len() <= self.count {
            self.slice.push(blank());
        }
        let Some(operation) = self.slice.get_mut(self.count) else {
            return;
        };
        if decode_over(bytes, self.names.0, Depth::Whole, operation).is_none() {
            return;
        }
        hear(operation);
        let rank = Rank::of(Stage::Children, operation);
        self.first = Some(self.first.map_or(rank, |first| first.min(rank)));
        if operation.outcome == Outcome::NotSent || self.hangs_together {
            return;
        }
        match self.holds {
            Holds::Everything => self.bound.push(std::mem::replace(operation, blank())),
            Holds::Bound if shows_otherwise(&mut self.plans, operation) => {
                self.hangs_together = true;
                self.bound = Vec::new();
            }
            Holds::Bound if is_bound(self.world, operation) => {
                self.bound.push(std::mem::replace(operation, blank()));
            }
            Holds::Bound => {
                self.count += 1;
                if self.count >= SLICE {
                    self.judge_slice();
                }
            }
        }
    }

    /// Judges operations that touch no other.
    fn judge_slice(&mut self) {
        let operations = self.slice.iter().take(std::mem::take(&mut self.count));
        let everything = Everything {
            operations: operations.collect(),
            ..Everything::default()
        };
        let rank = Rank::new(Stage::Children, 0, 0);
        let case = Case::of(self.world, self.key, rank, everything);
        for checker in CHECKERS {
            checker.judge(&case, &mut self.tallies);
        }
    }

    /// Judges what is left. False, and nothing taken down, where the child has to be read again and judged as a whole.
    fn judge(mut self, tallies: &mut Tallies) -> bool {
        if self.hangs_together {
            return false;
        }
        if self.count > 0 {
            self.judge_slice();
        }
        self.bound
            .sort_by_key(|operation| (operation.sent, operation.number));
        let everything = Everything {
            operations: self.bound.iter().collect(),
            also: Vec::new(),
            notices: self.notices.iter().collect(),
            final_list: self.final_list.as_ref(),
        };
        let child = u64::from(self.key.child.stem());
        let untouched = Rank::new(Stage::Untouched, child, u64::from(self.key.epoch));
        let rank = self.first.unwrap_or(untouched);
        let case = Case::of(self.world, self.key, rank, everything);
        if self.holds == Holds::Bound && !is_apart(&case) {
            return false;
        }
        tallies.join_at(rank, self.tallies);
        judge_case(&case, tallies);
        true
    }
}

/// Whether an answer shows a plan otherwise than one before it did.
fn shows_otherwise(plans: &mut IdMap<PlanId, PlanSeen>, operation: &Operation) -> bool {
    let Seen::Plans { plans: shown, .. } = &operation.seen else {
        return false;
    };
    let mut known = shown.iter().filter_map(|plan| Some((plan.id?, plan)));
    known.any(|(id, plan)| plans.entry(id).or_insert_with(|| plan.clone()) != plan)
}

/// Whether what an operation left behind, or may have, bears on others, or theirs on it.
fn is_bound(world: &World<'_>, operation: &Operation) -> bool {
    let is_alone = match &operation.kind {
        Kind::OpenAlert => !is_missing_its_access(world, operation),
        Kind::Overview | Kind::ReadPatient => true,
        Kind::ReadList
        | Kind::Search { .. }
        | Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => false,
    };
    let reading = &world.truth.reading;
    let day = |millis: i64| london_day(Timestamp::from_millis(millis));
    let passes_midnight = || {
        day(operation.v_inv.millis() - reading.tolerance_ms)
            != day(operation.v_ret.millis() + reading.tolerance_ms)
    };
    !is_alone
        || operation.access.is_some()
        || matches!(operation.outcome, Outcome::Unknown { .. })
        || passes_midnight()
}

/// Whether it shows plans to somebody who notifies, and names no access: which rule that breaks, the accesses before it tell.
fn is_missing_its_access(world: &World<'_>, operation: &Operation) -> bool {
    let shows = || matches!(&operation.seen, Seen::Plans { plans, .. } if !plans.is_empty());
    let reading = &world.truth.reading;
    world.gives_ids
        && operation.access.is_none()
        && shows()
        && deserved(operation, &world.tokens, reading) == Deserved::Notify
}

/// Whether all that these operations left behind is theirs: otherwise any other may have to do with it.
fn is_apart(case: &Case<'_>) -> bool {
    let is_used = case.world.truth.reading.beginning == Beginning::Used;
    let is_known = |entry: &ListEntry| {
        case.accesses.by_id.contains_key(&entry.access) || is_used && entry.at < case.span.0
    };
    let lists = case.operations.iter().filter_map(|one| match &one.seen {
        Seen::List { entries, .. } => Some(entries),
        Seen::Nothing
        | Seen::Plans { .. }
        | Seen::Flags { .. }
        | Seen::Patients { .. }
        | Seen::TooManyMatches => None,
    });
    let last = case.final_list.map(|list| &list.entries);
    // Whether an access to plans that have ended was the first, every request of its user tells. ASN-9.
    let today = london_day(case.span.1);
    let mut entries = case.register.entries.iter();
    let has_ended = entries.any(|entry| entry.end.is_some_and(|end| end < today));
    let mut recorded = case.accesses.recorded.iter();
    let is_untold = !is_used && recorded.any(|access| access.notices.is_empty());
    case.register.turns.is_empty()
        && !(has_ended && is_untold)
        && case.accesses.phantoms.is_empty()
        && lists.chain(last).flatten().all(is_known)
}
