//! A pile sorted by child, and read one child at a time: what is judged together lies together, and each record is read once.

use super::docket::{Case, Everything};
use super::hashing::IdMap;
use super::piles::{About, Lies, Pile};
use super::world::World;
use crate::history::{
    Body, Depth, FinalList, NamesTaken, Notice, Operation, blank, blank_final_list, blank_notice,
    decode_final_list_over, decode_notice_over, decode_over,
};

/// The records of a pile, those of one child together and in the order in which they were put down.
#[derive(Debug)]
pub(super) struct Bundles {
    pile: Pile,
    /// Of each child, in the order in which they turn up.
    children: Vec<Child>,
    records: Vec<Lies>,
}

#[derive(Clone, Copy, Debug)]
struct Child {
    about: About,
    from: usize,
    to: usize,
}

impl Bundles {
    /// Sorts a pile, and says of whom it has more than so many records: those are not in it.
    pub(super) fn sort(pile: Pile, records_max: usize) -> (Self, Vec<About>) {
        let mut places: IdMap<About, usize> = IdMap::default();
        let mut children: Vec<Child> = Vec::new();
        let mut whose: Vec<(usize, Lies)> = Vec::new();
        let mut lists: Vec<(About, Lies)> = Vec::new();
        for (about, lies) in pile.records().iter().copied() {
            // A list of a child whom nothing else is about proves nothing.
            if body_of(&pile, lies).0 == Some(Body::FinalList) {
                lists.push((about, lies));
                continue;
            }
            let place = *places.entry(about).or_insert_with(|| {
                children.push(Child {
                    about,
                    from: 0,
                    to: 0,
                });
                children.len() - 1
            });
            whose.push((place, lies));
        }
        let known = |(about, lies): (About, Lies)| Some((*places.get(&about)?, lies));
        whose.extend(lists.into_iter().filter_map(known));
        let records = deal(&mut children, &whose);
        let has_many = |child: &Child| child.to - child.from > records_max;
        let many = children.iter().filter(|child| has_many(child));
        let many = many.map(|child| child.about).collect();
        children.retain(|child| !has_many(child));
        let bundles = Self {
            pile,
            children,
            records,
        };
        (bundles, many)
    }
}

/// Puts the records of each child together.
fn deal(children: &mut [Child], whose: &[(usize, Lies)]) -> Vec<Lies> {
    for (place, _) in whose {
        if let Some(child) = children.get_mut(*place) {
            child.to += 1;
        }
    }
    let mut from = 0;
    for child in children.iter_mut() {
        let count = child.to;
        child.from = from;
        child.to = from;
        from += count;
    }
    let mut records = vec![Lies::default(); from];
    for (place, lies) in whose {
        if let Some(child) = children.get_mut(*place)
            && let Some(record) = records.get_mut(child.to)
        {
            *record = *lies;
            child.to += 1;
        }
    }
    records
}

fn body_of(pile: &Pile, lies: Lies) -> (Option<Body>, &[u8]) {
    match pile.body(lies).split_first() {
        Some((first, rest)) => (Body::of(*first), rest),
        None => (None, &[]),
    }
}

/// Reads what a pile holds; the room that one child's operations took is used for the next one's.
#[derive(Debug)]
pub(super) struct Reader<'n> {
    /// The names of the history and those of the ledger.
    names: (&'n NamesTaken, &'n NamesTaken),
    operations: Vec<Operation>,
    notices: Vec<Notice>,
    final_list: FinalList,
}

/// How many records of one child there are of each kind; what lies after them is room.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    operations: usize,
    notices: usize,
    has_list: bool,
}

/// No more records are kept for their room.
const ROOM: usize = 1 << 10;

impl<'n> Reader<'n> {
    pub(super) fn new(names: (&'n NamesTaken, &'n NamesTaken)) -> Self {
        Self {
            names,
            operations: Vec::new(),
            notices: Vec::new(),
            final_list: blank_final_list(),
        }
    }

    /// Hands out what there is about each child: its operations in the order of the file, then its case.
    pub(super) fn cases(
        &mut self,
        world: &World<'_>,
        bundles: &Bundles,
        mut hear: impl FnMut(&[Operation], Case<'_>),
    ) {
        for child in &bundles.children {
            let Some(key) = child.about.key() else {
                continue;
            };
            let records = bundles.records.get(child.from..child.to);
            let count = self.read(&bundles.pile, records.unwrap_or_default());
            let operations = self.operations.get(..count.operations);
            let operations = operations.unwrap_or_default();
            let everything = Everything {
                operations: operations.iter().collect(),
                also: Vec::new(),
                notices: self.notices.iter().take(count.notices).collect(),
                final_list: count.has_list.then_some(&self.final_list),
            };
            hear(operations, Case::whole(world, key, everything));
            self.operations.truncate(ROOM);
            self.notices.truncate(ROOM);
        }
    }

    /// Hands out the operation of a body, if it is one.
    pub(super) fn operation(&mut self, body: &[u8], hear: impl FnOnce(&Operation)) {
        let over = room(&mut self.operations, 0, blank);
        if let (Some((first, bytes)), Some(over)) = (body.split_first(), over)
            && Body::of(*first) == Some(Body::Operation)
            && decode_over(bytes, self.names.0, Depth::Whole, over).is_some()
        {
            hear(over);
        }
    }

    /// Reads some records, and says how many there are.
    fn read(&mut self, pile: &Pile, records: &[Lies]) -> Count {
        let mut count = Count::default();
        for lies in records {
            let (body, bytes) = body_of(pile, *lies);
            match body {
                Some(Body::Operation) => {
                    let over = room(&mut self.operations, count.operations, blank);
                    let read =
                        over.and_then(|over| decode_over(bytes, self.names.0, Depth::Whole, over));
                    count.operations += usize::from(read.is_some());
                }
                Some(Body::Notice) => {
                    let over = room(&mut self.notices, count.notices, blank_notice);
                    let read = over.and_then(|over| decode_notice_over(bytes, self.names.1, over));
                    count.notices += usize::from(read.is_some());
                }
                Some(Body::FinalList) => {
                    let over = &mut self.final_list;
                    count.has_list = decode_final_list_over(bytes, self.names.1, over).is_some();
                }
                Some(Body::Asked | Body::Journal | Body::Text | Body::Caller) | None => {}
            }
        }
        count
    }
}

/// The room at a place, which is at most one after the last.
fn room<T>(all: &mut Vec<T>, place: usize, blank: impl FnOnce() -> T) -> Option<&mut T> {
    if all.len() <= place {
        all.push(blank());
    }
    all.get_mut(place)
}
