//! The children whose list nobody has read since they were last looked at: what their lists hold in the end nothing else tells. VIEW-4.

use crate::history::{Kind, Moment, Operation};
use cpis_vocabulary::NhsNumber;
use foldhash::fast::RandomState;
use std::array;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whom they are, as a run goes on. Workers write side by side, so that they do not wait for each other.
#[derive(Debug)]
pub(super) struct Unread {
    parts: [Mutex<Part>; PARTS],
}

#[derive(Debug, Default)]
struct Part {
    children: HashMap<NhsNumber, Last, RandomState>,
    /// How often there was no room for another who was looked at.
    beyond: u64,
}

/// What was last done to a child.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    /// When an access was last answered.
    looked_at: Option<Moment>,
    /// When a reading of the list was last sent.
    read_at: Option<Moment>,
}

/// Workers beyond that share a part.
const PARTS: usize = 64;

/// So many children are known in each part.
const PART_MAX: usize = 1 << 18;

/// The children whose lists are to be read when a run is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ToRead {
    pub(super) children: Vec<NhsNumber>,
    /// How many there were whose list nobody had read since they were last looked at, at least.
    unread: u64,
    /// How many of all were left out, at least.
    left_out: u64,
}

impl Default for Unread {
    fn default() -> Self {
        Self {
            parts: array::from_fn(|_| Mutex::default()),
        }
    }
}

impl Unread {
    /// Takes an operation that is over.
    pub(super) fn take(&self, operation: &Operation) {
        let Some(child) = operation.child.filter(|_| operation.outcome.happened()) else {
            return;
        };
        let last = if operation.kind == Kind::OpenAlert && operation.access.is_some() {
            Last {
                looked_at: Some(operation.ended()),
                read_at: None,
            }
        } else if operation.kind == Kind::ReadList {
            Last {
                looked_at: None,
                read_at: Some(operation.sent),
            }
        } else {
            return;
        };
        let mut part = self.part(operation.worker);
        if let Some(known) = part.children.get_mut(&child) {
            known.take(last);
        } else if part.children.len() < PART_MAX {
            part.children.insert(child, last);
        } else {
            part.beyond += u64::from(last.looked_at.is_some());
        }
    }

    /// So many children at most: those whose list is unread, whoever was looked at last first, and after them others.
    pub(super) fn to_read(
        &self,
        others: impl IntoIterator<Item = NhsNumber>,
        most: usize,
    ) -> ToRead {
        let (mut known, mut beyond) = (HashMap::<NhsNumber, Last>::new(), 0);
        for part in &self.parts {
            let part = lock(part);
            for (child, last) in &part.children {
                known.entry(*child).or_default().take(*last);
            }
            beyond += part.beyond;
        }
        let unread = known.iter().filter(|(_, last)| last.is_unread());
        let mut children: Vec<_> = unread
            .map(|(child, last)| (last.looked_at, *child))
            .collect();
        children.sort_unstable_by(|one, other| other.cmp(one));
        let mut children: Vec<NhsNumber> = children.into_iter().map(|(_, child)| child).collect();
        let count = |children: &[NhsNumber]| u64::try_from(children.len()).unwrap_or(u64::MAX);
        let unread = count(&children) + beyond;
        let is_unread = |child: &NhsNumber| known.get(child).is_some_and(Last::is_unread);
        children.extend(others.into_iter().filter(|child| !is_unread(child)));
        let all = count(&children) + beyond;
        children.truncate(most);
        ToRead {
            unread,
            left_out: all - count(&children),
            children,
        }
    }

    fn part(&self, worker: u32) -> MutexGuard<'_, Part> {
        let place = usize::try_from(worker).unwrap_or(0) % PARTS;
        #[expect(
            clippy::indexing_slicing,
            reason = "a remainder is less than what it is of"
        )]
        let part = &self.parts[place];
        lock(part)
    }
}

impl Last {
    fn take(&mut self, other: Self) {
        self.looked_at = self.looked_at.max(other.looked_at);
        self.read_at = self.read_at.max(other.read_at);
    }

    /// Whether nobody has read the list since somebody looked.
    fn is_unread(&self) -> bool {
        self.looked_at
            .is_some_and(|looked| self.read_at <= Some(looked))
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
        let unread = Unread::default();
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
}
