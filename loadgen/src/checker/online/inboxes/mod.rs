//! What the authorities have received so far. ASN-1, ASN-2, ASN-3, ASN-4, ASN-5, ASN-7, ASN-8.
//!
//! A look into the inboxes is judged once every request is known that can have caused what it showed. That an authority was told twice
//! or wrongly is mended by nothing that comes later; that it was not told is held against a Spine once it can no longer be on its way.
//! Kept are the accesses of which an authority may still be told, and the windows that were opened. Where something had to be forgotten
//! for want of room, what it bears upon waits for the end.

mod forgotten;
mod lost;
mod pending;
mod suspicion;
mod windows;

use super::child::Child;
use super::desk::Desk;
use super::held::Held;
use crate::checker::docket::CaseKey;
use crate::checker::hashing::{IdMap, IdSet};
use crate::checker::rules::{ASN_2, ENV_2};
use crate::checker::survivors::Survivors;
use crate::checker::world::World;
use crate::checker::{Finding, Tallies};
use crate::history::{Kind, Moment, Notice, Operation, Shorthand};
use core::time::Duration;
use cpis_vocabulary::AccessId;
use forgotten::Forgotten;
use pending::{Kept, Pending};
use std::collections::VecDeque;
pub use suspicion::Suspect;
use suspicion::Suspicions;
use windows::Windows;

/// What a look into the authorities' inboxes showed.
#[derive(Clone, Debug)]
pub struct Look {
    /// Everything that an authority had been told by then has been looked at, in this look or before; nothing where it was not read to
    /// its end.
    pub whole_since: Option<Moment>,
    /// When the last of it was there.
    pub ended: Moment,
    /// What no look before had shown.
    pub notices: Vec<Notice>,
}

/// How long the judge waits until something can no longer come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// After so long a request is over and known.
    pub answer: Duration,
    /// So long after an access its authorities may still be told.
    pub settle: Duration,
}

/// The looks, and what may still matter to them.
#[derive(Debug)]
pub(super) struct Inboxes {
    answer: u64,
    settle: u64,
    looks: VecDeque<Look>,
    children: IdMap<CaseKey, Pending>,
    /// Children with accesses of which an authority may still be told, by when the first of them ended.
    due: VecDeque<(Moment, CaseKey)>,
    /// Whose those accesses are.
    given: IdMap<(u32, AccessId), CaseKey>,
    forgotten: Forgotten,
    windows: Windows,
    /// Children of whom something was forgotten that may matter: they wait for the end.
    left: IdSet<CaseKey>,
    held: usize,
    desk: Desk,
    suspicions: Suspicions,
}

/// What the rest of the judge lends.
pub(super) struct Lent<'l, 'a> {
    pub(super) world: &'l mut World<'a>,
    pub(super) survivors: &'l mut Survivors<'a>,
    pub(super) children: &'l IdMap<CaseKey, Child>,
    pub(super) shorthand: &'l Shorthand,
}

/// So many operations are kept; of more, children are left to the end, those first of whom something has waited longest.
const HELD_MAX: usize = 1 << 18;

/// When so many children are left to the end, all are.
const LEFT_MAX: usize = 1 << 20;

/// A child is judged again for what has settled after so many nanoseconds: many accesses to one child are judged together.
const BATCH_NANOS: u64 = 2_000_000_000;

impl Inboxes {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            answer: Moment::after(patience.answer).nanos(),
            settle: Moment::after(patience.settle).nanos(),
            looks: VecDeque::new(),
            children: IdMap::default(),
            due: VecDeque::new(),
            given: IdMap::default(),
            forgotten: Forgotten::default(),
            windows: Windows::default(),
            left: IdSet::default(),
            held: 0,
            desk: Desk::default(),
            suspicions: Suspicions::default(),
        }
    }

    /// Takes an operation that is over.
    pub(super) fn take(&mut self, key: CaseKey, operation: &Operation, held: &Held) {
        let is_kept = match operation.kind {
            Kind::OpenAlert => true,
            // What should tell nobody explains what somebody was told.
            Kind::Overview | Kind::ReadList => held.ended < Moment::MAX,
            Kind::Search { .. }
            | Kind::ReadPatient
            | Kind::LogOn { .. }
            | Kind::Revoke { .. }
            | Kind::AdvanceClock { .. }
            | Kind::ChangePatient { .. }
            | Kind::AddPlan { .. }
            | Kind::DeletePlan { .. } => false,
        };
        if !is_kept || self.is_left(key) {
            return;
        }
        let access = operation.access.filter(|_| held.is_access);
        if let Some(access) = access {
            self.given.insert((key.tenant, access), key);
        }
        let child = self.children.entry(key).or_default();
        let held = held.bare_copy();
        let is_waiting = !held.is_unanswered;
        let ended = held.ended;
        child.operations.push(Kept { held, access });
        self.held += 1;
        if is_waiting && !child.is_due {
            child.is_due = true;
            self.due.push_back((ended, key));
        }
    }

    /// Takes a look.
    pub(super) fn look(&mut self, look: Look) {
        self.looks.push_back(look);
    }

    /// How many operations are held.
    pub(super) const fn held(&self) -> usize {
        self.held
    }

    /// Judges the looks of which everything is known that was sent before their end.
    pub(super) fn hear(&mut self, watermark: Moment, lent: &mut Lent<'_, '_>) {
        let is_ripe =
            |look: &Look| look.ended.nanos().saturating_add(self.answer) <= watermark.nanos();
        let ripe = self.looks.iter().take_while(|look| is_ripe(look)).count();
        for look in self.looks.drain(..ripe).collect::<Vec<_>>() {
            self.judge(look, lent);
        }
        self.forget();
    }

    fn judge(&mut self, look: Look, lent: &mut Lent<'_, '_>) {
        let mut touched = Vec::new();
        for notice in look.notices {
            touched.extend(self.place(notice, lent));
        }
        let patience = self.answer.saturating_add(self.settle);
        let since = look.whole_since.map(Moment::nanos);
        let settled = since.and_then(|since| since.checked_sub(patience));
        let settled = settled.map(Moment::from_nanos);
        while let Some((ended, key)) = self.due.front().copied()
            && settled.is_some_and(|settled| ended <= settled)
        {
            self.due.pop_front();
            touched.push(key);
        }
        for key in touched {
            self.judge_child(key, settled, lent);
        }
    }

    /// Puts a notification to the child whom it is about; answers with the child where it is the first one of the look.
    fn place(&mut self, notice: Notice, lent: &mut Lent<'_, '_>) -> Option<CaseKey> {
        let tenant = lent.world.tenants.number(&notice.tenant);
        let (name, epoch) = (&notice.tenant, notice.epoch);
        let child = lent.survivors.of(name, tenant, epoch, notice.child);
        let key = CaseKey {
            tenant,
            epoch,
            child,
        };
        if self.is_left(key) {
            return None;
        }
        let access = notice.access;
        match self.given.get(&(tenant, access)) {
            Some(given) if *given == key => {}
            Some(_) => {
                self.suspect(key, vec![stray(&notice, key)], lent);
                return None;
            }
            // It may be told late of what has been forgotten.
            None if self
                .forgotten
                .may_hold((tenant, access), notice.at, lent.world) =>
            {
                self.leave(key);
                return None;
            }
            None if self.is_given_elsewhere(&notice, tenant, lent.world) => {
                let summary = "an authority of one tenant was told of an access in another";
                let finding = Finding::new(ENV_2, Some(key.child), summary);
                let finding = finding.note("Notification", notice.id.to_string());
                self.suspect(key, vec![finding], lent);
                return None;
            }
            None => {}
        }
        let child = self.children.entry(key).or_default();
        let is_first = child.fresh.is_empty();
        child.fresh.insert(access);
        child.notices.push(notice);
        is_first.then_some(key)
    }

    fn is_given_elsewhere(&self, notice: &Notice, own: u32, world: &World<'_>) -> bool {
        let mut others = world.tenants.numbers().filter(|tenant| *tenant != own);
        others.any(|tenant| self.given.contains_key(&(tenant, notice.access)))
    }

    fn judge_child(&mut self, key: CaseKey, settled: Option<Moment>, lent: &mut Lent<'_, '_>) {
        let Some(mut child) = self.children.remove(&key) else {
            return;
        };
        let changes = lent.children.get(&key);
        let changes = changes.map_or(&[][..], |child| &child.changes);
        self.desk.clear();
        for kept in &child.operations {
            self.desk.open(&kept.held, lent.shorthand);
        }
        let case = child.case((lent.world, key), changes, self.desk.open_ones());
        child.judge(
            &case,
            settled,
            (&mut self.windows, &self.forgotten),
            self.suspicions.scratch(),
        );
        drop(case);
        let found = self.suspicions.scratch().take_findings();
        self.suspect(key, found, lent);
        let before = child.operations.len();
        if let Some(settled) = settled {
            for Kept { held, access } in child.forget(settled) {
                if let Some(access) = access {
                    self.given.remove(&(key.tenant, access));
                    self.forgotten.add(key.tenant, access, held.v_ret);
                }
            }
        }
        self.held -= before - child.operations.len();
        let given = &self.given;
        let is_recent = |notice: &Notice| given.contains_key(&(key.tenant, notice.access));
        child.notices.retain(is_recent);
        child.fresh.clear();
        let next = child.first_ended();
        child.is_due = next.is_some();
        if let Some(next) = next {
            let settled = settled.unwrap_or(Moment::ZERO).nanos();
            let batch = Moment::from_nanos(settled.saturating_add(BATCH_NANOS));
            self.due.push_back((next.max(batch), key));
        }
        if !child.operations.is_empty() {
            self.children.insert(key, child);
        }
    }

    /// Those of whom something is suspected that nobody has been told of.
    pub(super) fn suspects(&mut self) -> Vec<Suspect> {
        self.suspicions.untold()
    }

    /// Whether another client was recorded with accesses to a suspect's child: then nothing that concerns it is held against the Spine
    /// before the end, and otherwise what was suspected is found.
    pub(super) fn answer(&mut self, of: &Suspect, has_company: bool, tallies: &mut Tallies) {
        let found = self.suspicions.answered(of);
        if has_company {
            self.leave(of.key);
        } else {
            for finding in found {
                tallies.found(finding);
            }
        }
    }

    fn suspect(&mut self, key: CaseKey, found: Vec<Finding>, lent: &Lent<'_, '_>) {
        if !found.is_empty() {
            let tenant = lent.world.tenants.name(key.tenant);
            self.suspicions.add(key, tenant, found);
        }
    }

    fn is_left(&self, key: CaseKey) -> bool {
        self.left.len() >= LEFT_MAX || self.left.contains(&key)
    }

    /// Leaves a child to the end.
    fn leave(&mut self, key: CaseKey) {
        if let Some(child) = self.children.remove(&key) {
            self.held -= child.operations.len();
            for access in child.operations.iter().filter_map(|kept| kept.access) {
                self.given.remove(&(key.tenant, access));
            }
        }
        self.left.insert(key);
        if self.left.len() >= LEFT_MAX {
            self.children = IdMap::default();
            self.given = IdMap::default();
            self.held = 0;
        }
    }

    fn forget(&mut self) {
        while self.held > HELD_MAX {
            let waiting = self.due.pop_front().map(|(_, key)| key);
            // What nobody answered waits for nothing.
            let any = || self.children.keys().next().copied();
            let Some(key) = waiting.or_else(any) else {
                return;
            };
            self.leave(key);
        }
    }
}

/// A notification about one child of an access that was about another. ASN-2.
fn stray(notice: &Notice, key: CaseKey) -> Finding {
    let summary = "a notification names another child than its access was about";
    Finding::new(ASN_2, Some(key.child), summary).note("Notification", notice.id.to_string())
}
