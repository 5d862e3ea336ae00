//! Judges while the run goes on, behind a watermark, child by child and a few operations at a time.
//!
//! What it finds no honest Spine can have done, whatever comes later: a request is judged once everything that was sent before its end
//! is known, and a list only where every access in it is. What the authorities were told is judged look by look ([`inboxes`]). What needs
//! the last lists or the whole history waits for [`super::judge`]. It keeps what can still matter: of each child the accesses that a
//! list may yet show or a repeated request may yet be merged with, and the changes of its plans.

mod child;
mod desk;
mod held;
mod inboxes;

use super::docket::CaseKey;
use super::hashing::{IdMap, IdSet};
use super::sorter::Sorted;
use super::survivors::Survivors;
use super::tokens::Tokens;
use super::world::{Source, Tenants, World};
use super::{Tallies, Truth};
use crate::history::{Kind, Moment, Operation, Outcome, Shorthand};
use child::{Child, Desks};
use held::Held;
use inboxes::{Inboxes, Lent};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io;
use std::mem;
use std::sync::Mutex;

pub use inboxes::{Look, Patience, Suspect};

/// Judges operations as they come in.
#[derive(Debug)]
pub struct Judge<'a> {
    world: World<'a>,
    survivors: Survivors<'a>,
    children: IdMap<CaseKey, Child>,
    /// Children of whom an access was forgotten that a repeated request might still be given: their lists wait for the end.
    blind: IdSet<CaseKey>,
    /// Operations of children that were sent after the watermark, by a few milliseconds in which they were sent.
    early: BTreeMap<u64, Vec<Waiting>>,
    waiting: usize,
    /// Children with something to judge, by when the first of it ended.
    due: VecDeque<(Moment, CaseKey)>,
    /// Each child of whom something is kept, once, and at which turn it was judged when it was put there; about the longest ago first.
    judged: VecDeque<(u64, CaseKey)>,
    turns: u64,
    kept: usize,
    shorthand: Shorthand,
    desks: Desks,
    /// Of one child at a time.
    ripe: Vec<Held>,
    tallies: Tallies,
    watermark: Moment,
    /// Where the authorities' inboxes are looked into.
    inboxes: Option<Inboxes>,
}

/// An operation that waits for the watermark.
#[derive(Debug)]
struct Waiting {
    sent: Moment,
    key: CaseKey,
    held: Held,
}

/// A child is judged when so many operations wait, or a quarter of what is kept of it if that is more: so the whole stays linear.
const BATCH: usize = 16;

/// Those that wait lie together as they were sent within so many nanoseconds, as a power of two: four milliseconds.
const STRETCH: u32 = 22;

/// A child is judged when its first operation has waited so long.
const PATIENCE_NANOS: u64 = 5_000_000_000;

/// So many accesses of all children are kept; of the children judged longest ago they are forgotten.
const KEPT_MAX: usize = 1 << 18;

/// After so many findings the rest is left to the end.
const FINDINGS_MAX: u64 = 10_000;

impl<'a> Judge<'a> {
    /// A judge at the beginning of a run.
    pub fn new(truth: Truth<'a>) -> Self {
        Self {
            world: World {
                truth,
                tokens: Tokens::default(),
                tenants: Tenants::default(),
                gives_ids: false,
                authorities_asked: false,
                asked_after: Moment::ZERO,
                shared: HashSet::new(),
                ends: HashMap::new(),
                ids: Sorted::empty(),
                searches: Sorted::empty(),
                source: &Nowhere,
                failed: Mutex::new(None),
            },
            survivors: Survivors::new(truth),
            children: IdMap::default(),
            blind: IdSet::default(),
            early: BTreeMap::new(),
            waiting: 0,
            due: VecDeque::new(),
            judged: VecDeque::new(),
            turns: 0,
            kept: 0,
            shorthand: Shorthand::default(),
            desks: Desks::default(),
            ripe: Vec::new(),
            tallies: Tallies::telling_once(),
            watermark: Moment::ZERO,
            inboxes: None,
        }
    }

    /// The same, that is shown what the authorities receive.
    #[must_use]
    pub fn beside_inboxes(self, patience: Patience) -> Self {
        Self {
            inboxes: Some(Inboxes::new(patience)),
            ..self
        }
    }

    /// Takes what a look into the authorities' inboxes showed, looks in their order. It is judged once the watermark has come so far
    /// that every request is known that was sent before its end.
    pub fn look(&mut self, look: Look) {
        if let Some(inboxes) = &mut self.inboxes {
            inboxes.look(look);
        }
    }

    /// The children about whom an inbox shows what the run's own accesses do not explain, each once. It is found when somebody has
    /// answered whether another client was there.
    pub fn suspects(&mut self) -> Vec<Suspect> {
        let inboxes = self.inboxes.as_mut();
        inboxes.map_or_else(Vec::new, Inboxes::suspects)
    }

    /// Takes the answer whether another client was recorded with accesses to a suspect's child.
    pub fn answer(&mut self, suspect: &Suspect, has_company: bool) {
        if let Some(inboxes) = &mut self.inboxes {
            inboxes.answer(suspect, has_company, &mut self.tallies);
        }
    }

    /// Takes an operation that is over, in any order.
    pub fn take(&mut self, operation: Operation) {
        self.world
            .tokens
            .take(&operation, self.world.truth.reading.token_life_s);
        self.world.gives_ids |= operation.access.is_some();
        let tenant = self.world.tenants.number(&operation.tenant);
        let Some(number) = operation.child else {
            return;
        };
        if operation.outcome == Outcome::NotSent || self.is_done() {
            return;
        }
        let name = &operation.tenant;
        let key = CaseKey {
            tenant,
            epoch: operation.epoch,
            child: self.survivors.of(name, tenant, operation.epoch, number),
        };
        if matches!(
            operation.kind,
            Kind::AddPlan { .. } | Kind::DeletePlan { .. }
        ) {
            self.children
                .entry(key)
                .or_default()
                .changes
                .push(operation);
        } else if let Some(held) = Held::of(&operation, &mut self.shorthand) {
            if let Some(inboxes) = &mut self.inboxes {
                inboxes.take(key, &operation, &held);
            }
            let sent = operation.sent;
            let some = self.early.entry(sent.nanos() >> STRETCH).or_default();
            some.push(Waiting { sent, key, held });
            self.waiting += 1;
        }
    }

    /// Says that every operation that was sent before this moment has been taken, and judges what can be judged.
    pub fn watermark(&mut self, to: Moment) {
        self.watermark = self.watermark.max(to);
        let watermark = self.watermark;
        let last = watermark.nanos() >> STRETCH;
        while let Some(mut first) = self.early.first_entry() {
            let stretch = *first.key();
            let is_sent = |waiting: &mut Waiting| waiting.sent < watermark;
            let some: Vec<Waiting> = match stretch.cmp(&last) {
                Ordering::Less => first.remove(),
                Ordering::Equal => first.get_mut().extract_if(.., is_sent).collect(),
                Ordering::Greater => break,
            };
            self.waiting -= some.len();
            for waiting in some {
                self.admit(waiting);
            }
            if stretch == last {
                break;
            }
        }
        while let Some((since, key)) = self.due.front().copied() {
            let is_long_ago = since.nanos().saturating_add(PATIENCE_NANOS) < self.watermark.nanos();
            if !is_long_ago {
                break;
            }
            self.due.pop_front();
            if self.children.get(&key).is_some_and(|child| child.is_due) {
                self.hear(key);
            }
        }
        self.forget();
        self.hear_inboxes();
    }

    /// Says that everything has been taken, and judges the rest.
    pub fn finish(&mut self) {
        self.watermark(Moment::MAX);
        for (_, key) in mem::take(&mut self.due) {
            if self.children.get(&key).is_some_and(|child| child.is_due) {
                self.hear(key);
            }
        }
    }

    /// What was examined and found so far; a rule that is broken stays broken, all others are open.
    pub const fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// How many operations are held, for whoever watches the memory.
    pub fn held(&self) -> usize {
        self.kept + self.waiting + self.inboxes.as_ref().map_or(0, Inboxes::held)
    }

    fn is_done(&self) -> bool {
        self.tallies.findings_total() >= FINDINGS_MAX
    }

    fn hear_inboxes(&mut self) {
        let is_done = self.is_done();
        let Some(inboxes) = self.inboxes.as_mut().filter(|_| !is_done) else {
            return;
        };
        let mut lent = Lent {
            world: &mut self.world,
            survivors: &mut self.survivors,
            children: &self.children,
            shorthand: &self.shorthand,
        };
        inboxes.hear(self.watermark, &mut lent);
    }

    fn admit(&mut self, waiting: Waiting) {
        let Waiting { key, held, .. } = waiting;
        let child = self.children.entry(key).or_default();
        if !child.is_due {
            child.is_due = true;
            self.due.push_back((held.ended.min(self.watermark), key));
        }
        child.fresh.push(held);
        self.kept += 1;
        if child.fresh.len() >= BATCH.max(child.kept.len() / 4) {
            self.hear(key);
        }
    }

    /// Judges what is ripe of one child.
    fn hear(&mut self, key: CaseKey) {
        let is_done = self.is_done();
        let Some(child) = self.children.get_mut(&key) else {
            return;
        };
        let before = child.fresh.len() + child.kept.len();
        let watermark = self.watermark;
        let is_ripe = |held: &mut Held| {
            held.ended < watermark || held.ended == Moment::MAX || watermark == Moment::MAX
        };
        self.ripe.clear();
        self.ripe.extend(child.fresh.extract_if(.., is_ripe));
        if !is_done {
            child.judge(
                (&self.world, key),
                (&self.ripe, self.blind.contains(&key)),
                (&mut self.desks, &self.shorthand),
                &mut self.tallies,
            );
        }
        child.keep(&mut self.ripe, &self.world);
        child.is_due = !child.fresh.is_empty();
        if child.is_due {
            self.due.push_back((watermark, key));
        } else if child.fresh.capacity() > 2 * BATCH {
            child.fresh = Vec::new();
        }
        self.kept = (self.kept + child.fresh.len() + child.kept.len()).saturating_sub(before);
        self.turns += 1;
        if child.turn == 0 {
            self.judged.push_back((self.turns, key));
        }
        child.turn = self.turns;
    }

    /// Forgets accesses while too many are kept, those of the children judged longest ago first.
    fn forget(&mut self) {
        for _ in 0..self.judged.len() {
            if self.kept <= KEPT_MAX {
                return;
            }
            let Some((turn, key)) = self.judged.pop_front() else {
                return;
            };
            let Some(child) = self.children.get_mut(&key) else {
                continue;
            };
            // It has been judged again since: its turn comes later.
            if child.turn != turn {
                self.judged.push_back((child.turn, key));
                continue;
            }
            child.turn = 0;
            let before = child.kept.len();
            let merged_after = child.merged_after(&self.world);
            let may_return = |held: &Held| held.v_ret >= merged_after;
            if child.kept.iter().any(may_return) {
                self.blind.insert(key);
            }
            child.kept.retain(|held| held.is_unanswered);
            child.kept.shrink_to_fit();
            self.kept -= before - child.kept.len();
            if child.kept.is_empty() && child.fresh.is_empty() && child.changes.is_empty() {
                self.children.remove(&key);
            }
        }
    }
}

/// While a run goes on no operation is looked up again.
#[derive(Debug)]
struct Nowhere;

impl Source for Nowhere {
    fn operation(&self, _: u64) -> io::Result<Option<Operation>> {
        Ok(None)
    }
}
