//! The windows that notified accesses opened, as far as they are known while the run goes on. ASN-3, ASN-4, ASN-7.
//!
//! The other readings, an anchor that slides and an authority that is told inside a window, wait for the end.

use super::forgotten::Forgotten;
use super::lost::Lost;
use crate::checker::accesses::Recorded;
use crate::checker::rules::{ASN_3, ASN_4, ASN_7};
use crate::checker::{Anchor, Case, Finding, NewAuthority, Span, Tallies, earlier};
use crate::history::{Caller, Moment};
use core::ops::RangeInclusive;
use cpis_vocabulary::{AccessId, NhsNumber, OrganisationCode, RequirementId, TraceId, UserId};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// The notified accesses that are remembered.
#[derive(Debug, Default)]
pub(super) struct Windows {
    opened: BTreeMap<Place, Opened>,
    /// In the order in which they came.
    order: VecDeque<Place>,
    /// Those that were forgotten for want of room.
    lost: Lost,
    /// Every user at every organisation, by number.
    whos: HashMap<(UserId, OrganisationCode), u32>,
}

/// A notified access by its child, user and organisation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct Place {
    child: (u32, u32, NhsNumber),
    who: u32,
    access: AccessId,
}

/// A notified access.
#[derive(Debug)]
struct Opened {
    /// When it took effect by the client's account, and by the Spine's where that can be.
    accounts: [Span; 2],
    sent: Moment,
    ended: Moment,
    was_answered: bool,
    trace: Option<TraceId>,
    caller: Option<Arc<Caller>>,
}

/// So many are remembered.
const OPENED_MAX: usize = 1 << 18;

impl Windows {
    /// Takes a notified access, and finds those that it lies in the window of.
    pub(super) fn open(&mut self, case: &Case<'_>, access: &Recorded<'_>, tallies: &mut Tallies) {
        let Some((place, caller)) = self.place(case, access) else {
            return;
        };
        let opened = Opened::of(access);
        earlier::told_again(
            case,
            (&caller.user, &caller.organisation),
            &[access],
            tallies,
        );
        let window = case.world.truth.reading.window_ms;
        let others = self.opened.range(place.of_same_key());
        for (other, known) in others.filter(|(other, _)| other.access != place.access) {
            if !opened.is_within(known, window) {
                continue;
            }
            let summary = "two accesses less than a window apart were both notified";
            let finding = Finding::new(ASN_3, Some(case.key.child), summary)
                .operation(access.operation, format!("access {}", access.id))
                .note("Notified before", format!("access {}", other.access));
            for rule in opened.also_breaks_with(known) {
                tallies.found(finding.also(rule));
            }
            tallies.found(finding);
        }
        if self.opened.insert(place, opened).is_none() {
            self.order.push_back(place);
        }
        self.forget();
    }

    /// An access of which nobody was told, nor will be: some window has to hold it.
    pub(super) fn untold(
        &mut self,
        case: &Case<'_>,
        access: &Recorded<'_>,
        forgotten: &Forgotten,
        tallies: &mut Tallies,
    ) {
        let Some((place, _)) = self.place(case, access) else {
            return;
        };
        let window = case.world.truth.reading.window_ms;
        let suppressed = Opened::of(access);
        let [_, own] = suppressed.accounts;
        // A repeated request may have been given an access that a window held then and does not hold now. VIEW-7.
        let may_be_old = access.trace.is_some() && forgotten.may_return(access.from, case.world);
        let may_be_held = earlier::is_unknown(case) || earlier::may_cover(case, access);
        let key = (place.child, place.who);
        if may_be_old || may_be_held || own.length() >= window || self.lost.may_hold(key) {
            return;
        }
        let holds = |known: &Opened| known.may_hold(own, window);
        let mut same = self.opened.range(place.of_same_key());
        if same.any(|(_, known)| holds(known) && known.sent <= access.ended) {
            return;
        }
        let summary =
            "an access was not notified, and no notified access opened a window that holds it";
        let finding = Finding::new(ASN_3, Some(case.key.child), summary)
            .operation(access.operation, format!("access {}", access.id));
        let mut of_child = self.opened.range(place.of_same_child());
        if of_child.any(|(_, known)| holds(known)) {
            tallies.found(finding.also(ASN_4));
        }
        tallies.found(finding.also(ASN_7));
        tallies.found(finding);
    }

    /// Where an access stands; nowhere by another reading.
    fn place<'c>(
        &mut self,
        case: &Case<'_>,
        access: &'c Recorded<'_>,
    ) -> Option<(Place, &'c Caller)> {
        let reading = &case.world.truth.reading;
        if reading.anchor != Anchor::Notified || reading.new_authority != NewAuthority::Wait {
            return None;
        }
        let caller = access.caller()?;
        let next = u32::try_from(self.whos.len()).unwrap_or(u32::MAX);
        let who = (caller.user.clone(), caller.organisation.clone());
        let place = Place {
            child: (case.key.tenant, case.key.epoch, case.key.child),
            who: *self.whos.entry(who).or_insert(next),
            access: access.id,
        };
        Some((place, caller))
    }

    fn forget(&mut self) {
        while self.opened.len() > OPENED_MAX {
            let Some(oldest) = self.order.pop_front() else {
                return;
            };
            self.opened.remove(&oldest);
            self.lost.add((oldest.child, oldest.who));
        }
    }
}

const FIRST: AccessId = AccessId::new(0);
const LAST: AccessId = AccessId::new(u64::MAX);

impl Place {
    const fn of_same_key(self) -> RangeInclusive<Self> {
        let first = Self {
            access: FIRST,
            ..self
        };
        let last = Self {
            access: LAST,
            ..self
        };
        first..=last
    }

    const fn of_same_child(self) -> RangeInclusive<Self> {
        let first = Self {
            who: 0,
            access: FIRST,
            ..self
        };
        let last = Self {
            who: u32::MAX,
            access: LAST,
            ..self
        };
        first..=last
    }
}

impl Opened {
    fn of(access: &Recorded<'_>) -> Self {
        let own = Span {
            from: access.from.millis(),
            to: access.to.millis(),
        };
        let told = access.stamp.map_or(own, |stamp| Span {
            from: stamp.millis(),
            to: stamp.millis(),
        });
        Self {
            accounts: [own, told],
            sent: access.sent,
            ended: access.ended,
            was_answered: access.was_answered,
            trace: access.operation.trace,
            caller: access.operation.caller.clone(),
        }
    }

    /// Whether the two certainly lie less than a window apart, by either account.
    fn is_within(&self, other: &Self, window: i64) -> bool {
        let mut both = self.accounts.iter().zip(&other.accounts);
        both.any(|(one, other)| {
            one.to.saturating_sub(other.from) < window && other.to.saturating_sub(one.from) < window
        })
    }

    /// Whether the window that it opened may hold what took effect then.
    const fn may_hold(&self, other: Span, window: i64) -> bool {
        let [_, own] = self.accounts;
        own.from <= other.to && other.from < own.to.saturating_add(window)
    }

    /// The further rules that two notified accesses in one window break.
    fn also_breaks_with(&self, other: &Self) -> impl Iterator<Item = RequirementId> + use<> {
        let overlap = self.sent <= other.ended && other.sent <= self.ended;
        let is_repeat = self.trace.is_some() && self.trace == other.trace;
        let unanswered = !self.was_answered || !other.was_answered;
        let role = |one: &Self| one.caller.as_ref().map(|caller| caller.role.clone());
        let roles_differ = role(self) != role(other);
        [
            (overlap || is_repeat || unanswered).then_some(ASN_7),
            roles_differ.then_some(ASN_4),
        ]
        .into_iter()
        .flatten()
    }
}

impl Span {
    const fn length(self) -> i64 {
        self.to.saturating_sub(self.from)
    }
}
