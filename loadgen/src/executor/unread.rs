//! The children whose list nobody has read since they were last looked at: what their lists hold in the end nothing else tells. VIEW-4.

use crate::history::{Kind, Moment, Operation};
use cpis_vocabulary::NhsNumber;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whom they are, as a run goes on. Each worker knows whom it looked at itself, so that none waits for another; what it does not know is
/// that another has read a list since, which is then read once too often.
#[derive(Debug)]
pub(super) struct Unread {
    parts: Box<[Mutex<Part>]>,
    /// So many children are known in each part.
    part_max: usize,
}

#[derive(Debug, Default)]
struct Part {
    /// When an access to each was last answered.
    looked_at: HashMap<NhsNumber, Moment, RandomState>,
    /// How often there was no room for another.
    beyond: u64,
}

/// So many children are known by all workers together.
const CHILDREN_MAX: usize = 1 << 20;

/// The children whose lists are to be read when a run is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ToRead {
    pub(super) children: Vec<NhsNumber>,
    /// How many there were whose list nobody had read since they were last looked at, at least.
    unread: u64,
    /// How many of all were left out, at least.
    left_out: u64,
}

impl Unread {
    /// Nobody yet, for so many workers.
    pub(super) fn of(workers: NonZeroU32) -> Self {
        let parts = (0..workers.get()).map(|_| Mutex::default());
        let parts: Box<[Mutex<Part>]> = parts.collect();
        Self {
            part_max: CHILDREN_MAX / parts.len(),
            parts,
        }
    }

    /// Nobody yet, for the same workers.
    pub(super) fn anew(&self) -> Self {
        Self {
            parts: self.parts.iter().map(|_| Mutex::default()).collect(),
            part_max: self.part_max,
        }
    }

    /// Takes an operation that is over.
    pub(super) fn take(&self, operation: &Operation) {
        let Some(child) = operation.child.filter(|_| operation.outcome.happened()) else {
            return;
        };
        if operation.kind == Kind::OpenAlert && operation.access.is_some() {
            let mut part = self.part(operation.worker);
            let ended = operation.ended();
            if part.looked_at.len() < self.part_max || part.looked_at.contains_key(&child) {
                let last = part.looked_at.entry(child).or_default();
                *last = ended.max(*last);
            } else {
                part.beyond += 1;
            }
        } else if operation.kind == Kind::ReadList {
            let mut part = self.part(operation.worker);
            let last = part.looked_at.get(&child);
            if last.is_some_and(|last| *last < operation.sent) {
                part.looked_at.remove(&child);
            }
        }
    }

    /// So many children at most: those whose list is unread, whoever was looked at last first, and after them others.
    pub(super) fn to_read(
        &self,
        others: impl IntoIterator<Item = NhsNumber>,
        most: usize,
    ) -> ToRead {
        let (mut known, mut beyond) = (HashMap::<NhsNumber, Moment>::new(), 0);
        for part in &self.parts {
            let part = lock(part);
            for (child, looked_at) in &part.looked_at {
                let last = known.entry(*child).or_default();
                *last = (*last).max(*looked_at);
            }
            beyond += part.beyond;
        }
        let mut children: Vec<_> = known.iter().map(|(child, last)| (*last, *child)).collect();
        children.sort_unstable_by(|one, other| other.cmp(one));
        let mut children: Vec<NhsNumber> = children.into_iter().map(|(_, child)| child).collect();
        let count = |children: &[NhsNumber]| u64::try_from(children.len()).unwrap_or(u64::MAX);
        let unread = count(&children) + beyond;
        let is_other = |child: &NhsNumber| !known.contains_key(child);
        children.extend(others.into_iter().filter(is_other));
        let all = count(&children) + beyond;
        children.truncate(most);
        ToRead {
            unread,
            left_out: all - count(&children),
            children,
        }
    }

    fn part(&self, worker: u32) -> MutexGuard<'_, Part> {
        let place = usize::try_from(worker).unwrap_or(0) % self.parts.len();
        #[expect(
            clippy::indexing_slicing,
            reason = "a remainder is less than what it is of"
        )]
        let part = &self.parts[place];
        lock(part)
    }
}

fn lock(part: &Mutex<Part>) -> MutexGuard<'_, Part> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ToRead {
    /// What was left out, as a sentence; nothing where nothing was.
    pub(super) fn left_out(&self) -> Option<String> {
        let read = u64::try_from(self.children.len()).unwrap_or(u64::MAX);
        let unread = self.unread.saturating_sub(read);
        (self.left_out > 0).then(|| {
            format!(
                "the previous views of {read} children were read when the run was over, and those of {} more were not, of whom {unread} \
                 had been looked at since anybody read theirs",
                self.left_out
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Outcome, blank};
    use cpis_vocabulary::AccessId;

    fn child(nth: u32) -> NhsNumber {
        let mut numbers = (999_000_000..).filter_map(NhsNumber::from_stem);
        numbers.nth(usize::try_from(nth).unwrap()).unwrap()
    }

    fn operation(kind: Kind, nth: u32, (sent, answered): (u64, u64)) -> Operation {
        Operation {
            access: (kind == Kind::OpenAlert).then_some(AccessId::new(1)),
            kind,
            child: Some(child(nth)),
            sent: Moment::from_nanos(sent),
            answered: Some(Moment::from_nanos(answered)),
            outcome: Outcome::Answered { status: 200 },
            ..blank()
        }
    }

    #[test]
    fn a_list_that_was_read_after_the_last_look_comes_after_those_that_were_not() {
        let unread = Unread::of(NonZeroU32::MIN);
        for (kind, nth, when) in [
            (Kind::OpenAlert, 0, (1, 2)),
            (Kind::OpenAlert, 1, (3, 9)),
            (Kind::OpenAlert, 2, (3, 5)),
            (Kind::ReadList, 0, (3, 4)),
            // It began before the look was over.
            (Kind::ReadList, 1, (8, 10)),
        ] {
            unread.take(&operation(kind, nth, when));
        }
        let others = || [0, 1, 3].map(child);
        for (most, children, left_out) in [
            (5, &[1, 2, 0, 3][..], None),
            (3, &[1, 2, 0], Some((1, 0))),
            (1, &[1], Some((3, 1))),
        ] {
            let to_read = unread.to_read(others(), most);
            let expected: Vec<_> = children.iter().map(|nth| child(*nth)).collect();
            assert_eq!(to_read.children, expected, "{most}");
            let said = left_out.map(|(all, unread)| {
                format!(
                    "the previous views of {most} children were read when the run was over, and those of {all} more were not, of whom \
                     {unread} had been looked at since anybody read theirs"
                )
            });
            assert_eq!(to_read.left_out(), said, "{most}");
        }
    }

    #[test]
    fn each_worker_knows_whom_it_looked_at_and_all_of_them_are_read() {
        let unread = Unread::of(NonZeroU32::MIN.saturating_add(1));
        let by = |worker: u32, operation: Operation| Operation {
            worker,
            ..operation
        };
        for (worker, kind, nth, when) in [
            (0, Kind::OpenAlert, 0, (1, 2)),
            (0, Kind::ReadList, 0, (3, 4)),
            (0, Kind::OpenAlert, 1, (3, 9)),
            (1, Kind::OpenAlert, 1, (3, 5)),
            (1, Kind::OpenAlert, 2, (3, 5)),
            // The worker that looked does not know of it.
            (0, Kind::ReadList, 2, (7, 8)),
        ] {
            unread.take(&by(worker, operation(kind, nth, when)));
        }
        let to_read = unread.to_read([0, 1].map(child), 5);
        assert_eq!(to_read.children, [1, 2, 0].map(child));
        assert_eq!(unread.anew().to_read([], 5).children, []);
    }
}
