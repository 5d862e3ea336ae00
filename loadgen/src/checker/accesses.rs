use super::deserved::Deserved;
use super::hashing::IdMap;
use super::world::World;
use crate::history::{
    Caller, FinalList, Kind, ListEntry, Moment, Notice, Operation, Outcome, Seen,
};
use cpis_vocabulary::{AccessId, RoleId, Timestamp, TraceId, UserId};
use std::collections::HashMap;

/// The accesses of one child that the Spine recorded, as far as they show.
#[derive(Debug)]
pub(super) struct Accesses<'a> {
    /// Each one once, those that were answered first.
    pub(super) recorded: Vec<Recorded<'a>>,
    pub(super) by_id: IdMap<AccessId, usize>,
    /// Notifications that no operation of this child can account for.
    pub(super) phantoms: Vec<&'a Notice>,
    /// The requests that may have been accesses, and that nobody answered.
    pub(super) unanswered: Vec<&'a Operation>,
}

impl Accesses<'_> {
    fn with_room(accesses: usize) -> Self {
        let mut by_id = IdMap::default();
        by_id.reserve(accesses);
        Self {
            recorded: Vec::with_capacity(accesses),
            by_id,
            phantoms: Vec::new(),
            unanswered: Vec::new(),
        }
    }
}

/// One recorded access.
#[derive(Debug)]
pub(super) struct Recorded<'a> {
    pub(super) id: AccessId,
    /// The operation that was answered with its id; for an unanswered one, the first that can have caused it.
    pub(super) operation: &'a Operation,
    /// Further operations answered with the same id.
    pub(super) again: Vec<&'a Operation>,
    pub(super) was_answered: bool,
    /// Whether it is known who looked and from where, and that the authorities were asked after it: a list may name a viewer who
    /// has several unanswered requests, and show one that took effect after everything was gathered.
    pub(super) is_attributed: bool,
    /// Its trace id, where it is known which request caused it, or that all that can have had the same and were of the same user.
    pub(super) trace: Option<TraceId>,
    /// Whether it may leave a trace at all.
    pub(super) is_rightful: bool,
    /// It cannot have taken effect before.
    pub(super) sent: Moment,
    /// It had taken effect by then.
    pub(super) ended: Moment,
    /// The same two bounds by the tenant's clock.
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// When it took effect by the Spine's account, where that lies between the bounds.
    pub(super) stamp: Option<Timestamp>,
    pub(super) notices: Vec<&'a Notice>,
}

/// Gathers the recorded accesses from answers, notifications and lists.
pub(super) fn gather<'a>(
    world: &'a World<'_>,
    (operations, deserved): (&[&'a Operation], &[Deserved]),
    notices: &[&'a Notice],
    final_list: Option<&'a FinalList>,
) -> Accesses<'a> {
    let mut gathering = Gathering {
        accesses: Accesses::with_room(operations.len()),
        silent: Silence::of(operations, deserved),
        tolerance_ms: world.truth.reading.tolerance_ms,
        asked_after: world.asked_after,
    };
    for (operation, deserved) in operations.iter().zip(deserved) {
        gathering.answered(operation, *deserved);
    }
    for notice in notices {
        gathering.told(notice);
    }
    for operation in operations {
        if let Seen::List { entries, .. } = &operation.seen {
            for entry in entries {
                gathering.listed(entry, Some(operation));
            }
        }
    }
    for entry in final_list.iter().flat_map(|list| &list.entries) {
        gathering.listed(entry, None);
    }
    let unanswered = gathering.silent.all.iter().map(|(request, _)| *request);
    gathering.accesses.unanswered = unanswered.collect();
    gathering.accesses
}

struct Gathering<'a> {
    accesses: Accesses<'a>,
    silent: Silence<'a>,
    tolerance_ms: i64,
    asked_after: Moment,
}

impl<'a> Gathering<'a> {
    fn answered(&mut self, operation: &'a Operation, deserved: Deserved) {
        let (Kind::OpenAlert, Some(id), true) = (
            &operation.kind,
            operation.access,
            operation.outcome.happened(),
        ) else {
            return;
        };
        let (from, to) = self.bounds(operation);
        let sibling = self.silent.repeated_by(operation);
        let sent = sibling.map_or(operation.sent, |first| first.sent.min(operation.sent));
        let earliest = sibling.map_or(from, |first| from.min(self.bounds(first).0));
        if let Some(known) = self.accesses.by_id.get(&id).copied() {
            if let Some(recorded) = self.accesses.recorded.get_mut(known) {
                recorded.again.push(operation);
                recorded.sent = recorded.sent.min(sent);
                recorded.ended = recorded.ended.min(operation.ended());
                recorded.from = recorded.from.min(earliest);
                recorded.to = recorded.to.min(to);
                // A repeated request may carry the stamp of the access or one of its own.
                recorded.stamp = None;
            }
            return;
        }
        let stamp = if sibling.is_some() {
            None
        } else {
            operation.stamp
        };
        self.accesses.by_id.insert(id, self.accesses.recorded.len());
        self.accesses.recorded.push(Recorded {
            id,
            operation,
            again: Vec::new(),
            was_answered: true,
            is_attributed: true,
            trace: operation.trace,
            is_rightful: deserved.may_notify(),
            sent,
            ended: operation.ended(),
            from: earliest,
            to,
            stamp: stamp.filter(|stamp| (earliest..=to).contains(stamp)),
            notices: Vec::new(),
        });
    }

    fn told(&mut self, notice: &'a Notice) {
        let place = self
            .accesses
            .by_id
            .get(&notice.access)
            .copied()
            .or_else(|| {
                let cause = self.silent.cause(notice.at, self.tolerance_ms, |caller| {
                    caller.user == notice.user && caller.organisation == notice.organisation
                });
                Some(self.unanswered(notice.access, cause?, Moment::MAX))
            });
        match place.and_then(|place| self.accesses.recorded.get_mut(place)) {
            Some(recorded) => {
                recorded.notices.push(notice);
                recorded.claim(notice.at);
            }
            None => self.accesses.phantoms.push(notice),
        }
    }

    fn listed(&mut self, entry: &'a ListEntry, read: Option<&'a Operation>) {
        let by = read.map_or(Moment::MAX, Operation::ended);
        let place = self.accesses.by_id.get(&entry.access).copied().or_else(|| {
            let cause = self.silent.cause(entry.at, self.tolerance_ms, |caller| {
                entry
                    .viewer
                    .as_ref()
                    .is_none_or(|name| *name == caller.user_name)
                    && entry
                        .organisation
                        .as_ref()
                        .is_none_or(|code| *code == caller.organisation)
            });
            Some(self.unanswered(entry.access, cause?, by))
        });
        if let Some(recorded) = place.and_then(|place| self.accesses.recorded.get_mut(place)) {
            recorded.ended = recorded.ended.min(by);
            if !recorded.was_answered && recorded.notices.is_empty() {
                recorded.is_attributed &= recorded.ended <= self.asked_after;
            }
            if let Some(read) = read {
                let seen_by = read.v_ret.millis() + self.tolerance_ms;
                recorded.to = recorded.to.min(Timestamp::from_millis(seen_by));
            }
            recorded.claim(entry.at);
        }
    }

    /// Takes down an access that an unanswered operation caused.
    fn unanswered(&mut self, id: AccessId, cause: Cause<'a>, ended: Moment) -> usize {
        let place = self.accesses.recorded.len();
        self.accesses.by_id.insert(id, place);
        self.accesses.recorded.push(Recorded {
            id,
            operation: cause.taken,
            again: Vec::new(),
            was_answered: false,
            is_attributed: cause.is_only_key,
            trace: cause.taken.trace.filter(|_| cause.is_only_trace),
            is_rightful: true,
            sent: cause.first.sent,
            ended,
            from: self.bounds(cause.first).0,
            // The epoch's last answer is no bound: a lost request may take effect after it.
            to: Timestamp::MAX,
            stamp: None,
            notices: Vec::new(),
        });
        place
    }

    fn bounds(&self, operation: &Operation) -> (Timestamp, Timestamp) {
        (
            Timestamp::from_millis(operation.v_inv.millis() - self.tolerance_ms),
            Timestamp::from_millis(operation.v_ret.millis() + self.tolerance_ms),
        )
    }
}

impl Recorded<'_> {
    /// Takes an account of its instant, where it has none and this one is possible.
    fn claim(&mut self, at: Timestamp) {
        if self.stamp.is_none() && self.from <= at && at <= self.to {
            self.stamp = Some(at);
        }
    }

    /// The instant that the answer gave, where it is the access's own: a repeated request may be answered with another.
    pub(super) fn told_stamp(&self) -> Option<Timestamp> {
        let is_own = self.was_answered && self.again.is_empty();
        self.operation
            .stamp
            .filter(|stamp| is_own && self.stamp == Some(*stamp))
    }

    /// Who looked.
    pub(super) fn caller(&self) -> Option<&Caller> {
        self.operation.caller.as_deref()
    }
}

/// Which unanswered operation an access is put down to.
#[derive(Clone, Copy)]
struct Cause<'a> {
    /// The one that is taken: it cannot cause another.
    taken: &'a Operation,
    /// The earliest that could have been: no bound may be tighter than its own.
    first: &'a Operation,
    /// Whether every one that could have been is of the same user at the same organisation.
    is_only_key: bool,
    /// Whether every one had the same trace id and was of the same user.
    is_only_trace: bool,
}

/// The notifying accesses that nobody answered.
struct Silence<'a> {
    /// Each with whether an access has been put down to it.
    all: Vec<(&'a Operation, bool)>,
    by_trace: HashMap<(TraceId, &'a UserId, &'a RoleId), &'a Operation>,
}

impl<'a> Silence<'a> {
    fn of(operations: &[&'a Operation], deserved: &[Deserved]) -> Self {
        let mut all = Vec::new();
        let mut by_trace = HashMap::new();
        for (operation, deserved) in operations.iter().copied().zip(deserved) {
            let unanswered = matches!(operation.outcome, Outcome::Unknown { .. });
            if !unanswered || operation.kind != Kind::OpenAlert || !deserved.may_notify() {
                continue;
            }
            all.push((operation, false));
            if let (Some(trace), Some(caller)) = (operation.trace, &operation.caller) {
                by_trace
                    .entry((trace, &caller.user, &caller.role))
                    .or_insert(operation);
            }
        }
        Self { all, by_trace }
    }

    /// The first unanswered request that this one repeats.
    fn repeated_by(&self, operation: &Operation) -> Option<&'a Operation> {
        if self.by_trace.is_empty() {
            return None;
        }
        let caller = operation.caller.as_ref()?;
        self.by_trace
            .get(&(operation.trace?, &caller.user, &caller.role))
            .copied()
    }

    /// The unanswered request that an access at this instant is put down to.
    ///
    /// The latest that fits is taken: any access that an earlier one cannot explain finds the earlier ones still free.
    fn cause(
        &mut self,
        at: Timestamp,
        tolerance_ms: i64,
        fits: impl Fn(&Caller) -> bool,
    ) -> Option<Cause<'a>> {
        let can = |operation: &Operation| {
            operation.v_inv.millis() - tolerance_ms <= at.millis()
                && operation.caller.as_deref().is_some_and(&fits)
        };
        let first = self.all.iter().find(|(operation, _)| can(operation))?.0;
        let key = |operation: &'a Operation| {
            operation
                .caller
                .as_ref()
                .map(|caller| (&caller.user, &caller.organisation))
        };
        let user = |operation: &'a Operation| operation.caller.as_ref().map(|caller| &caller.user);
        let is_only_key = self
            .all
            .iter()
            .filter(|(other, _)| can(other))
            .all(|(other, _)| key(other) == key(first));
        let is_only_trace = self
            .all
            .iter()
            .filter(|(other, _)| can(other))
            .all(|(other, _)| other.trace == first.trace && user(other) == user(first));
        let taken = self
            .all
            .iter_mut()
            .rev()
            .find(|(operation, taken)| !*taken && can(operation))?;
        taken.1 = true;
        Some(Cause {
            taken: taken.0,
            first,
            is_only_key,
            is_only_trace,
        })
    }
}
