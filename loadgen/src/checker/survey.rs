use super::sorter::{ROWS_MAX, Sorter};
use super::tenants::Stamps;
use super::tokens::Tokens;
use super::truth::Truth;
use super::world::{ID, SEARCH, Source, Tenants, World, digest, in_order};
use crate::history::{Kind, Moment, Operation};
use cpis_vocabulary::{AccessId, NhsNumber, Text, Timestamp};
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Mutex;

/// Goes over a history once, in any order, for what a child's case needs to know of the rest.
#[derive(Debug)]
pub(super) struct Survey {
    life_s: u32,
    tokens: Tokens,
    pub(super) tenants: Tenants,
    ids: Sorter<ID>,
    searches: Sorter<SEARCH>,
    stamps: Stamps,
    ends: HashMap<(u32, u32), (Timestamp, Timestamp)>,
    last: Option<Last>,
    told: Sorter<2>,
    authorities_asked: bool,
}

/// The tenant and epoch of the operation before: neighbours mostly share them.
#[derive(Debug)]
struct Last {
    name: Text,
    key: (u32, u32),
    /// As far as the operations since the tenant or the epoch changed show it.
    span: (Timestamp, Timestamp),
}

/// A tenant's number and an operation's child in one number.
fn whose(tenant: u32, operation: &Operation) -> u64 {
    let child = operation.child.map_or(u32::MAX, NhsNumber::stem);
    u64::from(tenant) << 32 | u64::from(child)
}

impl Survey {
    /// Holds so many rows of each kind in memory, and so many are expected.
    fn new(truth: &Truth<'_>, rows_max: usize, expected: usize) -> Self {
        Self {
            life_s: truth.reading.token_life_s,
            tokens: Tokens::default(),
            tenants: Tenants::default(),
            ids: Sorter::new(rows_max, expected),
            searches: Sorter::new(rows_max, 0),
            stamps: Stamps::new(rows_max, expected),
            ends: HashMap::new(),
            last: None,
            told: Sorter::new(rows_max, 0),
            authorities_asked: false,
        }
    }

    /// A history that is in memory anyway: nothing is put into files.
    pub(super) fn in_memory(truth: &Truth<'_>, operations: usize) -> Self {
        Self::new(truth, usize::MAX, operations)
    }

    /// A history of any length: so many rows of each kind are held in memory.
    pub(super) fn bounded(truth: &Truth<'_>, rows_max: usize) -> Self {
        Self::new(truth, rows_max, rows_max.min(ROWS_MAX))
    }

    /// Takes an operation, which [`Source::operation`] gives back for this place; the numbers of its tenant and its epoch.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn take(&mut self, operation: &Operation, place: u64) -> io::Result<(u32, u32)> {
        let key = self.key(operation);
        self.tokens.take(operation, self.life_s);
        let (sent, number) = (operation.sent.nanos(), operation.number.0);
        if let Some(id) = operation.access {
            let whose = whose(key.0, operation);
            self.ids.push([id.number(), sent, number, whose, place])?;
        }
        if let (Kind::Search { .. }, Some(caller)) = (&operation.kind, &operation.caller) {
            let from = in_order(operation.v_inv.millis(), 0);
            let to = in_order(operation.v_ret.millis(), 0);
            self.searches
                .push([digest(&caller.user), sent, number, from, to, place])?;
        }
        self.stamps.take(key, operation, place)?;
        Ok(key)
    }

    /// Says that the authorities were asked what they received.
    pub(super) const fn authorities_were_asked(&mut self) {
        self.authorities_asked = true;
    }

    /// Takes the access of a notification that an authority received.
    ///
    /// # Errors
    /// As [`Survey::take`].
    pub(super) fn told(&mut self, tenant: &Text, access: AccessId) -> io::Result<()> {
        let tenant = self.tenants.number(tenant);
        self.told.push([access.number(), u64::from(tenant)])
    }

    /// What every case needs to know, and the stamps of all tenants.
    ///
    /// # Errors
    /// As [`Survey::take`].
    pub(super) fn finish<'a>(
        mut self,
        truth: Truth<'a>,
        source: &'a dyn Source,
    ) -> io::Result<(World<'a>, Stamps)> {
        self.widen_last();
        let ids = self.ids.sorted()?;
        let told = self.told.sorted()?;
        let mut told = told.iter().peekable();
        let mut asked_after = Moment::ZERO;
        let mut shared = HashSet::new();
        // Rows of one id and tenant come by when they were sent, mixed with those of other tenants.
        let mut same: Vec<[u64; ID]> = Vec::new();
        for row in ids.iter() {
            let row = row?;
            if same
                .first()
                .is_some_and(|first| first.first() != row.first())
            {
                settle(&same, &mut told, &mut asked_after, &mut shared)?;
                same.clear();
            }
            // Two that differ show as much as all of them.
            let [_, _, _, whose, _] = row;
            let of_tenant = |[_, _, _, other, _]: &&[u64; ID]| *other >> 32 == whose >> 32;
            let is_known = same
                .iter()
                .filter(of_tenant)
                .any(|[_, _, _, other, _]| *other == whose);
            if !is_known && same.iter().filter(of_tenant).count() < 2 {
                same.push(row);
            }
        }
        settle(&same, &mut told, &mut asked_after, &mut shared)?;
        drop(told);
        let world = World {
            truth,
            tokens: self.tokens,
            tenants: self.tenants,
            gives_ids: !ids.is_empty(),
            authorities_asked: self.authorities_asked,
            asked_after,
            shared,
            ends: self.ends,
            ids,
            searches: self.searches.sorted()?,
            source,
            failed: Mutex::new(None),
        };
        Ok((world, self.stamps))
    }

    /// The numbers of the operation's tenant and epoch; widens the span of the epoch.
    fn key(&mut self, operation: &Operation) -> (u32, u32) {
        let (begin, end) = (operation.v_inv, operation.v_ret);
        if let Some(last) = &mut self.last
            && Text::ptr_eq(&last.name, &operation.tenant)
            && last.key.1 == operation.epoch
        {
            last.span = (last.span.0.min(begin), last.span.1.max(end));
            return last.key;
        }
        self.widen_last();
        let key = (self.tenants.number(&operation.tenant), operation.epoch);
        self.last = Some(Last {
            name: Text::clone(&operation.tenant),
            key,
            span: (begin, end),
        });
        key
    }

    fn widen_last(&mut self) {
        if let Some(last) = self.last.take() {
            let known = self.ends.entry(last.key).or_insert(last.span);
            known.0 = known.0.min(last.span.0);
            known.1 = known.1.max(last.span.1);
        }
    }
}

/// Takes down what the operations with one access id say together.
fn settle(
    same: &[[u64; ID]],
    told: &mut std::iter::Peekable<super::sorter::Merged<'_, 2>>,
    asked_after: &mut Moment,
    shared: &mut HashSet<(u32, AccessId)>,
) -> io::Result<()> {
    let Some([id, ..]) = same.first() else {
        return Ok(());
    };
    let first_of = |tenant: u64| {
        same.iter()
            .find(|[_, _, _, whose, _]| *whose >> 32 == tenant)
    };
    for [_, _, _, whose, _] in same {
        let first = first_of(*whose >> 32);
        if first.is_some_and(|[_, _, _, other, _]| other != whose)
            && let Ok(tenant) = u32::try_from(*whose >> 32)
        {
            shared.insert((tenant, AccessId::new(*id)));
        }
    }
    while let Some(row) =
        told.next_if(|row| row.as_ref().is_ok_and(|[told, _]| told <= id) || row.is_err())
    {
        let [told, tenant] = row?;
        if told == *id
            && let Some([_, sent, ..]) = first_of(tenant)
        {
            *asked_after = (*asked_after).max(Moment::from_nanos(*sent));
        }
    }
    Ok(())
}
