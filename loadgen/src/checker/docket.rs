use super::ChildTruth;
use super::accesses::{Accesses, gather};
use super::deserved::{Deserved, deserved};
use super::hashing::IdMap;
use super::register::Register;
use super::survivors::Survivors;
use super::verdict::{Rank, Stage};
use super::world::World;
use crate::history::{FinalList, Notice, Operation, Outcome};
use cpis_vocabulary::{NhsNumber, Timestamp};
use std::ops::Range;

/// A history, or all of it that is about some children, sorted into one case per child.
#[derive(Debug)]
pub(super) struct Docket<'a> {
    world: &'a World<'a>,
    papers: Papers<'a>,
    seats: Vec<Seat>,
    /// Places of operations, those of one case together and in the order they were sent.
    order: Vec<usize>,
    /// Places of notices, those of one case together.
    notices: Vec<(usize, usize)>,
}

/// Everything there is about some children.
#[derive(Clone, Copy, Debug)]
pub(super) struct Papers<'a> {
    pub(super) operations: &'a [Operation],
    pub(super) notices: &'a [Notice],
    pub(super) final_lists: &'a [FinalList],
}

/// Where the papers of one case are.
#[derive(Debug)]
struct Seat {
    key: CaseKey,
    operations: Range<usize>,
    notices: Range<usize>,
    final_list: Option<usize>,
}

/// One child in one epoch of one tenant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct CaseKey {
    /// The tenant's number in the world.
    pub(super) tenant: u32,
    pub(super) epoch: u32,
    /// The surviving number.
    pub(super) child: NhsNumber,
}

/// Everything about one child, ready to be judged.
#[derive(Debug)]
pub struct Case<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) key: CaseKey,
    pub(super) rank: Rank,
    pub(super) child: ChildTruth,
    /// In the order they were sent; none that never left the client.
    pub(super) operations: Vec<&'a Operation>,
    /// What each of them deserved.
    pub(super) deserved: Vec<Deserved>,
    pub(super) notices: Vec<&'a Notice>,
    pub(super) final_list: Option<&'a FinalList>,
    pub(super) register: Register,
    pub(super) accesses: Accesses<'a>,
    /// The tenant's clock at the beginning and at the end of the epoch.
    pub(super) span: (Timestamp, Timestamp),
}

impl<'a> Docket<'a> {
    /// Sorts papers into cases.
    pub(super) fn sort(world: &'a World<'a>, papers: Papers<'a>) -> Self {
        let mut seating = Seating::new(world);
        let mut whose = Vec::with_capacity(papers.operations.len());
        for operation in papers.operations {
            let seat = operation
                .child
                .and_then(|number| seating.of(&operation.tenant, operation.epoch, number));
            whose.push(seat.unwrap_or(usize::MAX));
        }
        let mut notices: Vec<(usize, usize)> = Vec::with_capacity(papers.notices.len());
        for (place, notice) in papers.notices.iter().enumerate() {
            let seat = seating.of(&notice.tenant, notice.epoch, notice.child);
            notices.extend(seat.map(|seat| (seat, place)));
        }
        notices.sort_unstable();
        let mut seats = seating.seats;
        let order = deal(&mut seats, &whose);
        let mut docket = Self {
            world,
            papers,
            seats,
            order,
            notices,
        };
        docket.hand_out_notices();
        docket.hand_out_lists();
        docket
    }

    fn hand_out_notices(&mut self) {
        let mut from = 0;
        for same in self.notices.chunk_by(|one, other| one.0 == other.0) {
            let to = from + same.len();
            if let Some(seat) = same.first().and_then(|(seat, _)| self.seats.get_mut(*seat)) {
                seat.notices = from..to;
            }
            from = to;
        }
    }

    /// A list of a child whom nothing else is about proves nothing.
    fn hand_out_lists(&mut self) {
        let mut survivors = Survivors::new(self.world.truth);
        let mut seats: IdMap<CaseKey, usize> = IdMap::default();
        if !self.papers.final_lists.is_empty() {
            seats.extend(
                self.seats
                    .iter()
                    .enumerate()
                    .map(|(place, seat)| (seat.key, place)),
            );
        }
        for (place, list) in self.papers.final_lists.iter().enumerate() {
            let Some(tenant) = self.world.tenants.known(&list.tenant) else {
                continue;
            };
            let key = CaseKey {
                tenant,
                epoch: list.epoch,
                child: survivors.of(&list.tenant, tenant, list.epoch, list.child),
            };
            if let Some(seat) = seats.get(&key).and_then(|seat| self.seats.get_mut(*seat)) {
                seat.final_list = Some(place);
            }
        }
    }

    /// Every case, one at a time; a case is built when it is its turn.
    pub(super) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.seats.iter().map(|seat| self.case(seat))
    }

    fn case(&self, seat: &Seat) -> Case<'_> {
        let places = self.order.get(seat.operations.clone()).unwrap_or_default();
        let operations = places
            .iter()
            .filter_map(|place| self.papers.operations.get(*place))
            .collect();
        let notices = self.notices.get(seat.notices.clone()).unwrap_or_default();
        let notices = notices
            .iter()
            .filter_map(|(_, place)| self.papers.notices.get(*place))
            .collect();
        let list = seat.final_list;
        let final_list = list.and_then(|place| self.papers.final_lists.get(place));
        let everything = Everything {
            operations,
            also: Vec::new(),
            notices,
            final_list,
        };
        Case::whole(self.world, seat.key, everything)
    }
}

/// What a case is made of.
#[derive(Debug, Default)]
pub(super) struct Everything<'a> {
    /// In the order in which they were sent.
    pub(super) operations: Vec<&'a Operation>,
    /// Operations that were judged before or cannot be judged yet: only the accesses that they caused count.
    pub(super) also: Vec<&'a Operation>,
    pub(super) notices: Vec<&'a Notice>,
    pub(super) final_list: Option<&'a FinalList>,
}

impl<'a> Case<'a> {
    /// The case of a child whose operations are given in any order, with those that never left the client.
    pub(super) fn whole(world: &'a World<'a>, key: CaseKey, mut all: Everything<'a>) -> Self {
        let key_of = |operation: &&Operation| (operation.sent, operation.number);
        if !all.operations.is_sorted_by_key(key_of) {
            all.operations.sort_by_key(key_of);
        }
        let rank = all.operations.first().map_or_else(
            || {
                let child = u64::from(key.child.stem());
                Rank::new(Stage::Untouched, child, u64::from(key.epoch))
            },
            |first| Rank::of(Stage::Children, first),
        );
        all.operations
            .retain(|operation| operation.outcome != Outcome::NotSent);
        Self::of(world, key, rank, all)
    }

    pub(super) fn of(
        world: &'a World<'a>,
        key: CaseKey,
        rank: Rank,
        everything: Everything<'a>,
    ) -> Self {
        let Everything {
            operations,
            mut also,
            notices,
            final_list,
        } = everything;
        let truth = &world.truth;
        let child = truth
            .people
            .child(world.tenants.name(key.tenant), key.epoch, key.child)
            .unwrap_or_else(ChildTruth::nobody);
        let register = Register::of(&child, &operations, &truth.reading);
        let each = |operations: &[&Operation]| -> Vec<Deserved> {
            let of = |operation: &&Operation| deserved(operation, &world.tokens, &truth.reading);
            operations.iter().map(of).collect()
        };
        let deserved = each(&operations);
        let accesses = if also.is_empty() {
            gather(world, (&operations, &deserved), &notices, final_list)
        } else {
            also.extend(&operations);
            also.sort_by_key(|operation| (operation.sent, operation.number));
            gather(world, (&also, &each(&also)), &notices, final_list)
        };
        Self {
            world,
            key,
            rank,
            child,
            operations,
            deserved,
            notices,
            final_list,
            register,
            accesses,
            span: world.span(key.tenant, key.epoch),
        }
    }

    /// Every operation with what it deserved.
    pub(super) fn judged(&self) -> impl Iterator<Item = (&'a Operation, &Deserved)> {
        self.operations.iter().copied().zip(&self.deserved)
    }
}

/// Puts the places of the operations of one seat together; `whose` says whose each is.
fn deal(seats: &mut [Seat], whose: &[usize]) -> Vec<usize> {
    let mut next = vec![0; seats.len() + 1];
    for seat in whose {
        if let Some(count) = next.get_mut(seat.saturating_add(1)) {
            *count += 1;
        }
    }
    let mut from = 0;
    for (seat, count) in seats.iter_mut().zip(next.iter_mut().skip(1)) {
        seat.operations = from..from + *count;
        from += *count;
    }
    let mut free: Vec<usize> = seats.iter().map(|seat| seat.operations.start).collect();
    let mut order = vec![0; from];
    for (place, seat) in whose.iter().enumerate() {
        if let Some(slot) = free.get_mut(*seat)
            && let Some(taken) = order.get_mut(*slot)
        {
            *taken = place;
            *slot += 1;
        }
    }
    order
}

/// Gives every child a seat, in the order in which they turn up.
struct Seating<'a> {
    world: &'a World<'a>,
    seats: Vec<Seat>,
    by_number: IdMap<CaseKey, usize>,
    survivors: Survivors<'a>,
    last: Option<(*const u8, u32)>,
}

impl<'a> Seating<'a> {
    fn new(world: &'a World<'a>) -> Self {
        Self {
            world,
            seats: Vec::new(),
            by_number: IdMap::default(),
            survivors: Survivors::new(world.truth),
            last: None,
        }
    }

    /// The seat of whoever has this number; none for a tenant that nobody surveyed.
    fn of(&mut self, name: &str, epoch: u32, number: NhsNumber) -> Option<usize> {
        let tenant = match self.last {
            Some((known, tenant)) if known == name.as_ptr() => tenant,
            Some(_) | None => self.world.tenants.known(name)?,
        };
        self.last = Some((name.as_ptr(), tenant));
        let key = CaseKey {
            tenant,
            epoch,
            child: number,
        };
        if let Some(seat) = self.by_number.get(&key) {
            return Some(*seat);
        }
        let child = self.survivors.of(name, tenant, epoch, number);
        let survivor = CaseKey { child, ..key };
        let seats = &mut self.seats;
        let seat = *self.by_number.entry(survivor).or_insert_with(|| {
            seats.push(Seat {
                key: survivor,
                operations: 0..0,
                notices: 0..0,
                final_list: None,
            });
            seats.len() - 1
        });
        self.by_number.insert(key, seat);
        Some(seat)
    }
}
