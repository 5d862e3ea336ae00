//! A pile sorted by child, and read one child at a time: what is judged together lies together, and each record is read once.

use super::docket::{Case, CaseKey, Everything};
use super::hashing::IdMap;
use super::piles::{About, Lies, Pile};
use super::world::World;
use crate::history::{
    Body, Depth, FinalList, NamesTaken, Notice, Operation, blank, decode_final_list, decode_notice,
    decode_over,
};
use cpis_vocabulary::NhsNumber;

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
    /// Sorts a pile.
    pub(super) fn sort(pile: Pile) -> Self {
        let mut places: IdMap<About, usize> = IdMap::default();
        let mut children: Vec<Child> = Vec::new();
        let mut whose: Vec<(usize, Lies)> = Vec::new();
        let mut lists: Vec<(About, Lies)> = Vec::new();
        for (about, lies) in pile.records() {
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
        Self {
            pile,
            children,
            records,
        }
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
    final_list: Option<FinalList>,
}

/// No more operations are kept for their room.
const ROOM: usize = 1 << 12;

impl<'n> Reader<'n> {
    pub(super) const fn new(names: (&'n NamesTaken, &'n NamesTaken)) -> Self {
        Self {
            names,
            operations: Vec::new(),
            notices: Vec::new(),
            final_list: None,
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
            let Some(number) = NhsNumber::from_stem(child.about.stem) else {
                continue;
            };
            let records = bundles.records.get(child.from..child.to);
            let count = self.read(&bundles.pile, records.unwrap_or_default());
            let operations = self.operations.get(..count).unwrap_or_default();
            let key = CaseKey {
                tenant: child.about.tenant,
                epoch: child.about.epoch,
                child: number,
            };
            let everything = Everything {
                operations: operations.iter().collect(),
                also: Vec::new(),
                notices: self.notices.iter().collect(),
                final_list: self.final_list.as_ref(),
            };
            hear(operations, Case::whole(world, key, everything));
            self.operations.truncate(ROOM);
        }
    }

    /// Hands out each operation of a pile in turn.
    pub(super) fn operations(&mut self, pile: &Pile, mut hear: impl FnMut(&Operation)) {
        for (_, lies) in pile.records() {
            let count = self.read(pile, &[lies]);
            self.operations.iter().take(count).for_each(&mut hear);
        }
    }

    /// Reads some records, and says how many operations they are.
    fn read(&mut self, pile: &Pile, records: &[Lies]) -> usize {
        self.notices.clear();
        self.final_list = None;
        let mut count = 0;
        for lies in records {
            let (body, bytes) = body_of(pile, *lies);
            match body {
                Some(Body::Operation) => {
                    if self.operations.len() <= count {
                        self.operations.push(blank());
                    }
                    let operation = self.operations.get_mut(count);
                    let read = operation
                        .and_then(|over| decode_over(bytes, self.names.0, Depth::Whole, over));
                    count += usize::from(read.is_some());
                }
                Some(Body::Notice) => self.notices.extend(decode_notice(bytes, self.names.1)),
                Some(Body::FinalList) => self.final_list = decode_final_list(bytes, self.names.1),
                Some(Body::Asked | Body::Journal | Body::Text | Body::Caller) | None => {}
            }
        }
        count
    }
}
