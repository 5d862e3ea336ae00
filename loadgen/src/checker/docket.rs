use super::accesses::{Accesses, gather};
use super::register::Register;
use super::tokens::Tokens;
use super::{ChildTruth, Truth};
use crate::history::{FinalList, Kind, Ledger, Moment, Notice, Operation};
use cpis_vocabulary::{AccessId, NhsNumber, PatientStatus, Timestamp, UserId};
use std::collections::HashMap;

/// A whole history, sorted into one case per child.
#[derive(Debug)]
pub struct Docket<'a> {
    world: World<'a>,
    keys: Vec<CaseKey<'a>>,
    /// Operation indices, those of one case together and in the order they were sent.
    order: Vec<(usize, usize)>,
    notices: HashMap<CaseKey<'a>, Vec<&'a Notice>>,
    final_lists: HashMap<CaseKey<'a>, &'a FinalList>,
}

/// What every case needs to know of the rest.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) truth: Truth<'a>,
    pub(super) history: &'a [Operation],
    pub(super) tokens: Tokens,
    /// Which child an access id was first given for.
    pub(super) given_for: HashMap<(&'a str, AccessId), &'a Operation>,
    /// Whether this Spine gives access ids at all.
    pub(super) gives_ids: bool,
    /// Searches, which belong to no child, by user.
    pub(super) searches: HashMap<&'a UserId, Vec<&'a Operation>>,
    /// Whether anybody asked the authorities what they received.
    pub(super) authorities_asked: bool,
    /// They were asked after this moment: a notified access that was sent then is among the answers.
    pub(super) asked_after: Moment,
    ends: HashMap<(&'a str, u32), (Timestamp, Timestamp)>,
}

/// One child in one epoch of one tenant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct CaseKey<'a> {
    pub(super) tenant: &'a str,
    pub(super) epoch: u32,
    /// The surviving number.
    pub(super) child: NhsNumber,
}

/// Everything about one child, ready to be judged.
#[derive(Debug)]
pub struct Case<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) key: CaseKey<'a>,
    pub(super) child: ChildTruth,
    /// In the order they were sent; none that never left the client.
    pub(super) operations: Vec<&'a Operation>,
    pub(super) notices: &'a [&'a Notice],
    pub(super) final_list: Option<&'a FinalList>,
    pub(super) register: Register,
    pub(super) accesses: Accesses<'a>,
    /// The tenant's clock at the beginning and at the end of the epoch.
    pub(super) span: (Timestamp, Timestamp),
}

impl<'a> Docket<'a> {
    /// Sorts a history and what was received into cases.
    pub fn sort(truth: Truth<'a>, history: &'a [Operation], ledger: &'a Ledger) -> Self {
        let mut places: HashMap<CaseKey<'a>, usize> = HashMap::new();
        let mut keys = Vec::new();
        let mut order = Vec::with_capacity(history.len());
        let mut survivors = Survivors {
            truth,
            known: HashMap::new(),
        };
        for (index, operation) in history.iter().enumerate() {
            let Some(number) = operation.child else {
                continue;
            };
            let key = survivors.key(&operation.tenant, operation.epoch, number);
            let place = *places.entry(key).or_insert_with(|| {
                keys.push(key);
                keys.len() - 1
            });
            order.push((place, index));
        }
        let mut notices: HashMap<CaseKey<'a>, Vec<&'a Notice>> = HashMap::new();
        for notice in ledger.notices.iter().flatten() {
            let key = survivors.key(&notice.tenant, notice.epoch, notice.child);
            places.entry(key).or_insert_with(|| {
                keys.push(key);
                keys.len() - 1
            });
            notices.entry(key).or_default().push(notice);
        }
        let mut final_lists = HashMap::new();
        for list in &ledger.final_lists {
            final_lists.insert(survivors.key(&list.tenant, list.epoch, list.child), list);
        }
        order.sort_unstable_by_key(|(place, index)| {
            (
                *place,
                history.get(*index).map(|operation| operation.sent),
                *index,
            )
        });
        let world = World::of(truth, history, ledger);
        Self {
            world,
            keys,
            order,
            notices,
            final_lists,
        }
    }

    /// Every case, one at a time; a case is built when it is its turn.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        let mut rest = self.order.as_slice();
        self.keys.iter().enumerate().map(move |(place, key)| {
            let count = rest.partition_point(|(other, _)| *other <= place);
            let (mine, others) = rest.split_at(count);
            rest = others;
            self.case(*key, mine)
        })
    }

    pub(super) fn world(&self) -> &World<'a> {
        &self.world
    }

    fn case(&self, key: CaseKey<'a>, places: &[(usize, usize)]) -> Case<'_> {
        let world = &self.world;
        let operations: Vec<&Operation> = places
            .iter()
            .filter_map(|(_, index)| world.history.get(*index))
            .filter(|operation| operation.outcome != crate::history::Outcome::NotSent)
            .collect();
        let child = world
            .truth
            .people
            .child(key.tenant, key.epoch, key.child)
            .unwrap_or_else(ChildTruth::nobody);
        let register = Register::of(&child, &operations);
        let notices = self.notices.get(&key).map_or(&[][..], Vec::as_slice);
        let final_list = self.final_lists.get(&key).copied();
        let span = world.span(key.tenant, key.epoch);
        let accesses = gather(world, &operations, notices, final_list);
        Case {
            world,
            key,
            child,
            operations,
            notices,
            final_list,
            register,
            accesses,
            span,
        }
    }
}

impl<'a> World<'a> {
    fn of(truth: Truth<'a>, history: &'a [Operation], ledger: &'a Ledger) -> Self {
        let mut given_for = HashMap::new();
        let mut searches: HashMap<_, Vec<_>> = HashMap::new();
        let mut ends: HashMap<(&str, u32), (Timestamp, Timestamp)> = HashMap::new();
        let mut last = None;
        for operation in history {
            if let Some(id) = operation.access {
                given_for
                    .entry((&*operation.tenant, id))
                    .or_insert(operation);
            }
            if let (Kind::Search { .. }, Some(caller)) = (&operation.kind, &operation.caller) {
                searches.entry(&caller.user).or_default().push(operation);
            }
            let key = (&*operation.tenant, operation.epoch);
            // Neighbours mostly share tenant and epoch, and the span grows slowly.
            if last != Some((key, operation.v_inv, operation.v_ret)) {
                let span = ends
                    .entry(key)
                    .or_insert((operation.v_inv, operation.v_ret));
                span.0 = span.0.min(operation.v_inv);
                span.1 = span.1.max(operation.v_ret);
                last = Some((key, operation.v_inv, operation.v_ret));
            }
        }
        Self {
            truth,
            history,
            asked_after: asked_after(&given_for, ledger),
            tokens: Tokens::of(history, truth.reading.token_life_s),
            gives_ids: !given_for.is_empty(),
            given_for,
            searches,
            authorities_asked: ledger.notices.is_some(),
            ends,
        }
    }

    fn span(&self, tenant: &str, epoch: u32) -> (Timestamp, Timestamp) {
        self.ends
            .get(&(tenant, epoch))
            .copied()
            .unwrap_or((Timestamp::MIN, Timestamp::MAX))
    }
}

/// When the last access was sent of which the authorities were known to be told.
fn asked_after(given_for: &HashMap<(&str, AccessId), &Operation>, ledger: &Ledger) -> Moment {
    let told = ledger.notices.iter().flatten();
    told.filter_map(|notice| given_for.get(&(&*notice.tenant, notice.access)))
        .map(|operation| operation.sent)
        .max()
        .unwrap_or(Moment::ZERO)
}

/// Which number survives: a superseded one leads to another. ALT-10.
struct Survivors<'a> {
    truth: Truth<'a>,
    known: HashMap<(&'a str, u32, NhsNumber), NhsNumber>,
}

impl<'a> Survivors<'a> {
    fn key(&mut self, tenant: &'a str, epoch: u32, number: NhsNumber) -> CaseKey<'a> {
        let people = self.truth.people;
        let child = *self
            .known
            .entry((tenant, epoch, number))
            .or_insert_with(|| {
                let mut survivor = number;
                // A chain of replacements is short; a ring of them would be a mistake of the population's.
                for _ in 0..8 {
                    match people
                        .child(tenant, epoch, survivor)
                        .map(|child| child.status)
                    {
                        Some(PatientStatus::Superseded { by }) => survivor = by,
                        Some(
                            PatientStatus::Ordinary
                            | PatientStatus::Restricted
                            | PatientStatus::Invalidated,
                        )
                        | None => break,
                    }
                }
                survivor
            });
        CaseKey {
            tenant,
            epoch,
            child,
        }
    }
}
