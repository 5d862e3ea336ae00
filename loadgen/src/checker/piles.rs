//! Records put aside by whom they are about: in memory while they are few, each pile in a temporary file of its own when they are many.

use super::docket::CaseKey;
use crate::history::{Put, Take};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Piles of records; what is put down in one comes back in the same order.
#[derive(Debug)]
pub(super) struct Piles {
    piles: Vec<Heap>,
    /// So many bytes of each are held in memory.
    held_max: usize,
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

#[derive(Debug, Default)]
struct Heap {
    /// What came last.
    held: Vec<u8>,
    /// What came before.
    file: Option<File>,
}

impl Piles {
    /// So many piles, of each of which so many bytes are held in memory.
    pub(super) fn new(count: usize, held_max: usize) -> Self {
        Self {
            piles: (0..count).map(|_| Heap::default()).collect(),
            held_max,
        }
    }

    /// Puts a body down, and whom it is about.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn put(&mut self, pile: usize, about: About, body: &[u8]) -> io::Result<()> {
        let Some(pile) = self.piles.get_mut(pile) else {
            return Ok(());
        };
        if pile.held.len() + body.len() > self.held_max && !pile.held.is_empty() {
            pile.write()?;
        }
        pile.held
            .varint(u64::try_from(body.len()).unwrap_or(u64::MAX));
        pile.held.extend_from_slice(&about.stem.to_le_bytes());
        pile.held.varint(u64::from(about.tenant));
        pile.held.varint(u64::from(about.epoch));
        pile.held.extend_from_slice(body);
        Ok(())
    }

    /// Takes the piles up, one after the other; the file of each is gone when the next is taken.
    pub(super) fn taken(self) -> impl Iterator<Item = io::Result<Pile>> {
        self.piles.into_iter().map(Heap::taken)
    }
}

impl Heap {
    fn write(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }

    fn taken(self) -> io::Result<Pile> {
        let Some(mut file) = self.file else {
            return Ok(Pile(self.held));
        };
        let written = usize::try_from(file.stream_position()?).unwrap_or(0);
        file.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::with_capacity(written + self.held.len());
        file.read_to_end(&mut bytes)?;
        bytes.extend_from_slice(&self.held);
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
