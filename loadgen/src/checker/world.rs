use super::sorter::Sorted;
use super::tokens::Tokens;
use super::truth::Truth;
use crate::history::{Moment, Operation};
use cpis_vocabulary::{AccessId, Text, Timestamp, UserId};
use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::{Mutex, PoisonError};

/// What every case needs to know of the rest of the history, without holding its operations.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) truth: Truth<'a>,
    pub(super) tokens: Tokens,
    pub(super) tenants: Tenants,
    /// Whether this Spine gives access ids at all.
    pub(super) gives_ids: bool,
    /// Whether anybody asked the authorities what they received.
    pub(super) authorities_asked: bool,
    /// They were asked after this moment: a notified access that was sent then is among the answers.
    pub(super) asked_after: Moment,
    /// Access ids that were given for more than one number.
    pub(super) shared: HashSet<(u32, AccessId)>,
    pub(super) ends: HashMap<(u32, u32), (Timestamp, Timestamp)>,
    pub(super) ids: Sorted<ID>,
    pub(super) searches: Sorted<SEARCH>,
    pub(super) source: &'a dyn Source,
    /// The first thing that went wrong when something was looked up.
    pub(super) failed: Mutex<Option<io::Error>>,
}

/// Gives single operations back.
pub(super) trait Source: Debug + Sync {
    /// The operation at a place.
    ///
    /// # Errors
    /// When it cannot be read.
    fn operation(&self, place: u64) -> io::Result<Option<Operation>>;
}

/// An id that an answer gave: id, sent, number, tenant and child, place.
pub(super) const ID: usize = 5;

/// A search: digest of the user, sent, number, first and last instant, place.
pub(super) const SEARCH: usize = 6;

/// The tenants of a history, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Tenants {
    names: Vec<Text>,
}

impl Tenants {
    /// The number of a tenant, a new one if need be.
    pub(super) fn number(&mut self, name: &Text) -> u32 {
        let known = self.names.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            self.names.push(Text::clone(name));
            self.names.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// The number of a tenant, if it has one.
    pub(super) fn known(&self, name: &str) -> Option<u32> {
        let known = self.names.iter().position(|known| **known == *name);
        u32::try_from(known?).ok()
    }

    /// Whether there is more than one.
    pub(super) const fn are_several(&self) -> bool {
        self.names.len() > 1
    }

    /// The number of each.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn name(&self, number: u32) -> &str {
        let place = usize::try_from(number).ok();
        place
            .and_then(|place| self.names.get(place))
            .map_or("", |name| name)
    }
}

impl World<'_> {
    /// The first operation that was answered with an access id.
    pub(super) fn given(&self, tenant: u32, id: AccessId) -> Option<Operation> {
        let rows = self.told(self.ids.beginning_with(id.number()))?;
        let row = rows
            .into_iter()
            .find(|[_, _, _, whose, _]| *whose >> 32 == u64::from(tenant));
        let [_, _, _, _, place] = row?;
        self.told(self.source.operation(place))?
    }

    /// The first operation of another tenant that was answered with this id.
    pub(super) fn given_elsewhere(&self, tenant: u32, id: AccessId) -> Option<Operation> {
        if !self.tenants.are_several() {
            return None;
        }
        let rows = self.told(self.ids.beginning_with(id.number()))?;
        let row = rows
            .into_iter()
            .find(|[_, _, _, whose, _]| *whose >> 32 != u64::from(tenant));
        let [_, _, _, _, place] = row?;
        self.told(self.source.operation(place))?
    }

    /// The searches of a user that were under way at an instant, by when they were sent; searches belong to no child.
    pub(super) fn searches_at(&self, user: &UserId, at: Timestamp) -> Vec<Operation> {
        let tolerance = self.truth.reading.tolerance_ms;
        let rows = self.told(self.searches.beginning_with(digest(user)));
        let fits = |row: &[u64; SEARCH]| {
            let [_, _, _, from, to, _] = *row;
            in_order(at.millis(), tolerance) >= from && in_order(at.millis(), -tolerance) <= to
        };
        let places = rows.into_iter().flatten().filter(fits);
        places
            .filter_map(|[_, _, _, _, _, place]| self.told(self.source.operation(place))?)
            .filter(|operation| {
                operation
                    .caller
                    .as_ref()
                    .is_some_and(|caller| caller.user == *user)
            })
            .collect()
    }

    /// The tenant's clock at the beginning and at the end of an epoch.
    pub(super) fn span(&self, tenant: u32, epoch: u32) -> (Timestamp, Timestamp) {
        self.ends
            .get(&(tenant, epoch))
            .copied()
            .unwrap_or((Timestamp::MIN, Timestamp::MAX))
    }

    /// What was looked up; nothing where that went wrong, which is kept for the end.
    pub(super) fn told<T>(&self, looked_up: io::Result<T>) -> Option<T> {
        match looked_up {
            Ok(found) => Some(found),
            Err(error) => {
                let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.get_or_insert(error);
                None
            }
        }
    }

    /// The first thing that went wrong when something was looked up.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

/// A user as a number; two users may share one.
pub(super) fn digest(user: &UserId) -> u64 {
    let mut hasher = DefaultHasher::new();
    user.hash(&mut hasher);
    hasher.finish()
}

/// Milliseconds, moved, as a number without sign in the same order.
pub(super) const fn in_order(millis: i64, by: i64) -> u64 {
    millis.saturating_add(by).cast_unsigned() ^ (1 << 63)
}

/// A number of [`in_order`] as milliseconds again.
pub(super) const fn millis(number: u64) -> i64 {
    (number ^ (1 << 63)).cast_signed()
}
