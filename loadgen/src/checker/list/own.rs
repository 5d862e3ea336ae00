//! Which accesses are a reader's own: those of the same user under the list's TraceID. Of them a list leaves out the last. VIEW-4, VIEW-7.
//!
//! VIEW-7 speaks of the TraceID alone: who leaves out somebody else's access under it is not accused either.

use super::super::accesses::{Accesses, Recorded};
use crate::history::{Moment, Operation};
use cpis_vocabulary::{TraceId, UserId};

/// The accesses to one child, and the requests that may have been some, by TraceID.
#[derive(Debug)]
pub(super) struct Own<'a> {
    recorded: &'a [Recorded<'a>],
    /// Places of recorded accesses.
    traced: Vec<(TraceId, usize)>,
    /// Places of those that nobody was answered, which may have had any unanswered TraceID.
    untraced: Vec<usize>,
    /// Requests without an answer.
    unanswered: Vec<(TraceId, &'a Operation)>,
}

impl<'a> Own<'a> {
    pub(super) fn of(accesses: &'a Accesses<'_>) -> Self {
        let recorded = accesses.recorded.as_slice();
        let mut traced = Vec::with_capacity(recorded.len());
        let mut untraced = Vec::new();
        for (place, access) in recorded.iter().enumerate() {
            match access.trace {
                Some(trace) => traced.push((trace, place)),
                None if access.was_answered => {}
                None => untraced.push(place),
            }
        }
        traced.sort_unstable();
        let requests = accesses.unanswered.iter().copied();
        let mut unanswered: Vec<(TraceId, &Operation)> = requests
            .filter_map(|request| Some((request.trace?, request)))
            .collect();
        unanswered.sort_by_key(|(trace, _)| *trace);
        Self {
            recorded,
            traced,
            untraced,
            unanswered,
        }
    }

    /// Whether a list must not show this access: it is the reader's own, and no later one can be what the list leaves out instead, as one
    /// is that was made under the same TraceID when it stood for this access no more.
    pub(super) fn must_be_left_out(&self, read: &Operation, access: &Recorded<'_>) -> bool {
        let Some((trace, user)) = reader(read) else {
            return false;
        };
        if access.trace != Some(trace) || !access.operation.is_by(user) {
            return false;
        }
        let may_be_later = |sent, ended| ended >= access.sent && sent <= read.ended();
        let is_later =
            |other: &Recorded<'_>| other.id != access.id && may_be_later(other.sent, other.ended);
        // An access that nobody was answered is put down to one of those without an answer, and is not followed by that one.
        let may_be_an_access = |other: &Operation| {
            !std::ptr::eq(other, access.operation) && may_be_later(other.sent, Moment::MAX)
        };
        let recorded = under(&self.traced, trace).filter_map(|place| self.recorded.get(place));
        let mut recorded = recorded.filter(|other| other.operation.is_by(user));
        let unanswered = under(&self.unanswered, trace);
        let mut unanswered = unanswered.filter(|request| request.is_by(user));
        !recorded.any(is_later) && !unanswered.any(may_be_an_access)
    }

    /// The places of the accesses that this list may lawfully leave out, of those that it does not show.
    pub(super) fn left_out(&self, read: &Operation, shown: &[Option<usize>]) -> Vec<usize> {
        let Some(trace) = read.trace else {
            return Vec::new();
        };
        let may_be_untraced = under(&self.unanswered, trace).next().is_some();
        let untraced = may_be_untraced.then_some(&self.untraced);
        let all = under(&self.traced, trace).chain(untraced.into_iter().flatten().copied());
        // What is shown was not left out.
        all.filter(|place| !shown.contains(&Some(*place))).collect()
    }
}

/// Under which TraceID somebody read, and who.
fn reader(read: &Operation) -> Option<(TraceId, &UserId)> {
    let caller = read.caller.as_ref()?;
    Some((read.trace?, &caller.user))
}

/// What stands under a TraceID, of what is in order.
fn under<T: Copy>(sorted: &[(TraceId, T)], trace: TraceId) -> impl Iterator<Item = T> {
    let first = sorted.partition_point(|(other, _)| *other < trace);
    let rest = sorted.get(first..).unwrap_or_default();
    let same = rest.iter().take_while(move |(other, _)| *other == trace);
    same.map(|(_, it)| *it)
}
