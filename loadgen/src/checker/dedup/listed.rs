//! Which of two accesses came first, by the lists of previous views that show one of them or both. VIEW-4, VIEW-6.

use super::super::accesses::Recorded;
use super::super::hashing::IdMap;
use super::super::{Case, Finding, Record};
use crate::history::{ListEntry, Moment, Operation, Seen};
use cpis_vocabulary::{AccessId, TraceId};
use std::cell::OnceCell;

/// In which lists an access is shown, and where; gathered when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Listed {
    sights: OnceCell<IdMap<AccessId, Vec<(usize, usize)>>>,
}

/// A list as somebody read it; after the run nobody did.
#[derive(Clone, Copy)]
struct Read<'c> {
    operation: Option<&'c Operation>,
    entries: &'c [ListEntry],
}

impl Read<'_> {
    fn sent(&self) -> Moment {
        self.operation
            .map_or(Moment::MAX, |operation| operation.sent)
    }

    /// Whether it may leave an access out because it is the reader's own. VIEW-7.
    fn may_be_own(&self, access: &Recorded<'_>) -> bool {
        let own: Option<TraceId> = self.operation.and_then(|operation| operation.trace);
        own.is_some() && (access.trace == own || access.trace.is_none() && !access.was_answered)
    }
}

impl Listed {
    /// Whether a list shows that the one came before the other.
    pub(super) fn is_before(
        &self,
        case: &Case<'_>,
        one: &Recorded<'_>,
        other: &Recorded<'_>,
    ) -> bool {
        self.read(case, one, other).is_some()
    }

    /// Adds the list that shows that the one came before the other; none where no list does.
    pub(super) fn told(
        &self,
        case: &Case<'_>,
        (one, other): (&Recorded<'_>, &Recorded<'_>),
        finding: &Finding,
    ) -> Option<Finding> {
        let read = self.read(case, one, other)?;
        let read = lists(case).nth(read)?;
        let what = format!(
            "by this list access {} came before access {}",
            one.id, other.id
        );
        let finding = finding.clone();
        Some(match read.operation {
            Some(operation) => finding.operation(operation, what),
            None => finding.line("after the run", "the final read", what),
        })
    }

    fn read(&self, case: &Case<'_>, one: &Recorded<'_>, other: &Recorded<'_>) -> Option<usize> {
        // Where only notified accesses are listed, no list says anything of a suppressed one.
        if case.world.truth.reading.record == Record::NotifiedOnly {
            return None;
        }
        let sights = self.sights.get_or_init(|| sights(case));
        let of = |access: &Recorded<'_>| {
            sights
                .get(&access.id)
                .map(Vec::as_slice)
                .unwrap_or_default()
        };
        let (older, newer) = (of(one), of(other));
        let place_in = |sights: &[(usize, usize)], read: usize| {
            let found = sights.binary_search_by_key(&read, |(read, _)| *read).ok()?;
            sights.get(found).map(|(_, place)| *place)
        };
        let full = case.world.truth.reading.list_length;
        let shows_first = older
            .iter()
            .find(|(read, place)| match place_in(newer, *read) {
                Some(above) => above < *place,
                // A list with room to spare shows all that came before it.
                None => lists(case)
                    .nth(*read)
                    .is_some_and(|read| read.entries.len() < full && !read.may_be_own(other)),
            });
        let pushed_out = || {
            newer.iter().find(|(read, _)| {
                place_in(older, *read).is_none()
                    // What was over before the list was asked for, and is not in it, is older than all that is.
                    && lists(case).nth(*read).is_some_and(|read| {
                        one.ended < read.sent() && !read.may_be_own(one)
                    })
            })
        };
        shows_first.or_else(pushed_out).map(|(read, _)| *read)
    }
}

fn sights(case: &Case<'_>) -> IdMap<AccessId, Vec<(usize, usize)>> {
    let mut sights: IdMap<AccessId, Vec<(usize, usize)>> = IdMap::default();
    for (number, read) in lists(case).enumerate() {
        for (place, entry) in read.entries.iter().enumerate() {
            sights
                .entry(entry.access)
                .or_default()
                .push((number, place));
        }
    }
    sights
}

/// Every list of the child that shows something.
fn lists<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Read<'c>> + 'c {
    let read = case
        .operations
        .iter()
        .filter_map(|operation| match &operation.seen {
            Seen::List { entries, .. } => Some(Read {
                operation: Some(*operation),
                entries,
            }),
            Seen::Nothing
            | Seen::Plans { .. }
            | Seen::Flags { .. }
            | Seen::Patients { .. }
            | Seen::TooManyMatches => None,
        });
    let last = case.final_list.map(|list| Read {
        operation: None,
        entries: &list.entries,
    });
    read.chain(last)
}
