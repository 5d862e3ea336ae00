//! Records put aside by whom they are about: in memory while they are few, in a temporary file when they are many.

use super::docket::CaseKey;
use crate::history::{Put, Take};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Piles of records; what is put down in one comes back in the same order.
#[derive(Debug)]
pub(super) struct Piles {
    heaps: Vec<Heap>,
    /// So many bytes of each are held in memory.
    held_max: usize,
    /// One for all: there are more piles than files may be open.
    file: Option<File>,
    /// How long it is.
    length: u64,
}

#[derive(Debug, Default)]
struct Heap {
    /// What came before lies there in the file: begin and length.
    written: Vec<(u64, usize)>,
    /// What came last.
    held: Vec<u8>,
}

/// Whom a record is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct About {
    pub(super) tenant: u32,
    pub(super) epoch: u32,
    /// The first nine digits of the surviving number.
    pub(super) stem: u32,
}

impl About {
    /// Nobody.
    pub(super) const NOBODY: Self = Self {
        tenant: 0,
        epoch: 0,
        stem: u32::MAX,
    };

    pub(super) const fn child(key: CaseKey) -> Self {
        Self {
            tenant: key.tenant,
            epoch: key.epoch,
            stem: key.child.stem(),
        }
    }
}

impl Piles {
    /// So many piles, of each of which so many bytes are held in memory.
    pub(super) fn new(count: usize, held_max: usize) -> Self {
        Self {
            heaps: (0..count).map(|_| Heap::default()).collect(),
            held_max,
            file: None,
            length: 0,
        }
    }

    /// Puts a body down, and whom it is about.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub(super) fn put(&mut self, pile: usize, about: About, body: &[u8]) -> io::Result<()> {
        let Some(heap) = self.heaps.get_mut(pile) else {
            return Ok(());
        };
        if heap.held.len() + body.len() > self.held_max && !heap.held.is_empty() {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile()?),
            };
            file.write_all(&heap.held)?;
            heap.written.push((self.length, heap.held.len()));
            self.length += u64::try_from(heap.held.len()).unwrap_or(u64::MAX);
            heap.held.clear();
        }
        let held = &mut heap.held;
        held.varint(u64::try_from(body.len()).unwrap_or(u64::MAX));
        held.extend_from_slice(&about.stem.to_le_bytes());
        held.varint(u64::from(about.tenant));
        held.varint(u64::from(about.epoch));
        held.extend_from_slice(body);
        Ok(())
    }

    /// Takes the piles up, one after the other.
    pub(super) fn taken(self) -> impl Iterator<Item = io::Result<Pile>> {
        let mut file = self.file;
        self.heaps
            .into_iter()
            .map(move |heap| heap.taken(file.as_mut()))
    }
}

impl Heap {
    fn taken(self, file: Option<&mut File>) -> io::Result<Pile> {
        let Some(file) = file.filter(|_| !self.written.is_empty()) else {
            return Ok(Pile(self.held));
        };
        let written: usize = self.written.iter().map(|(_, length)| length).sum();
        let mut bytes = vec![0; written + self.held.len()];
        let mut rest = bytes.as_mut_slice();
        for (from, length) in self.written {
            let (some, others) = rest.split_at_mut(length);
            file.seek(SeekFrom::Start(from))?;
            file.read_exact(some)?;
            rest = others;
        }
        rest.copy_from_slice(&self.held);
        Ok(Pile(bytes))
    }
}

/// A pile that was taken up.
#[derive(Debug)]
pub(super) struct Pile(Vec<u8>);

/// Where a body lies in a pile.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Lies {
    from: usize,
    length: usize,
}

impl Pile {
    /// Every record in order: whom it is about, and where its body lies.
    pub(super) fn records(&self) -> impl Iterator<Item = (About, Lies)> {
        let mut rest = Take::of(&self.0);
        std::iter::from_fn(move || {
            let length = rest.small()?;
            let stem = u32::from_le_bytes(rest.bytes(4)?.try_into().ok()?);
            let (tenant, epoch) = (rest.small()?, rest.small()?);
            let from = self.0.len() - rest.rest().len();
            rest.bytes(length)?;
            let about = About {
                tenant,
                epoch,
                stem,
            };
            Some((about, Lies { from, length }))
        })
    }

    /// A body of it.
    pub(super) fn body(&self, lies: Lies) -> &[u8] {
        self.0
            .get(lies.from..lies.from + lies.length)
            .unwrap_or_default()
    }
}
