//! Records put aside by whom they are about: in memory while they are few, in a temporary file when they are many.

use super::docket::CaseKey;
use crate::history::{Put, Take};
use cpis_vocabulary::NhsNumber;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Piles of records; what is put down in one comes back in the same order.
#[derive(Debug)]
pub(super) struct Piles {
    heaps: Vec<Heap>,
    /// So many bytes of each are held in memory, and written at a time.
    chunk: usize,
    /// One for all: there are more piles than files may be open.
    file: Option<File>,
    /// How many chunks it has.
    chunks: u32,
    /// What stands before a body.
    head: Vec<u8>,
}

#[derive(Debug, Default)]
struct Heap {
    /// What came before lies there in the file: chunks, by their number.
    written: Vec<u32>,
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

    /// The child; none for nobody.
    pub(super) fn key(self) -> Option<CaseKey> {
        Some(CaseKey {
            tenant: self.tenant,
            epoch: self.epoch,
            child: NhsNumber::from_stem(self.stem)?,
        })
    }
}

/// Nothing shorter is written.
const CHUNK_MIN: usize = 64;

/// There is room for all of a pile that is taken up, where it has no more bytes.
const RESERVED_MAX: usize = 1 << 21;

/// A pile that is not written grows as it needs to.
const GROWN_MAX: usize = 1 << 16;

impl Piles {
    /// So many piles, of each of which so many bytes are held in memory.
    pub(super) fn new(count: usize, held_max: usize) -> Self {
        Self {
            heaps: (0..count).map(|_| Heap::default()).collect(),
            chunk: held_max.max(CHUNK_MIN),
            file: None,
            chunks: 0,
            head: Vec::new(),
        }
    }

    /// Puts a body down, and whom it is about.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub(super) fn put(&mut self, pile: usize, about: About, body: &[u8]) -> io::Result<()> {
        let mut head = std::mem::take(&mut self.head);
        head.clear();
        head.varint(u64::try_from(body.len()).unwrap_or(u64::MAX));
        head.extend_from_slice(&about.stem.to_le_bytes());
        head.varint(u64::from(about.tenant));
        head.varint(u64::from(about.epoch));
        self.append(pile, &head)?;
        self.head = head;
        self.append(pile, body)
    }

    fn append(&mut self, pile: usize, mut bytes: &[u8]) -> io::Result<()> {
        let Some(heap) = self.heaps.get_mut(pile) else {
            return Ok(());
        };
        if heap.held.capacity() == 0 && self.chunk <= GROWN_MAX {
            heap.held.reserve_exact(self.chunk);
        }
        // All that is written is of one length, so that a number says where it lies.
        while let Some((some, rest)) = bytes.split_at_checked(self.chunk - heap.held.len()) {
            heap.held.extend_from_slice(some);
            bytes = rest;
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile()?),
            };
            file.write_all(&heap.held)?;
            heap.written.push(self.chunks);
            self.chunks += 1;
            heap.held.clear();
        }
        heap.held.extend_from_slice(bytes);
        Ok(())
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.heaps.len()
    }

    /// How many bytes a pile has.
    pub(super) fn bytes_of(&self, pile: usize) -> usize {
        let bytes = |heap: &Heap| heap.written.len() * self.chunk + heap.held.len();
        self.heaps.get(pile).map_or(0, bytes)
    }

    /// Takes a pile up: all records of those for whom this holds.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn taken(
        &mut self,
        pile: usize,
        is_wanted: impl Fn(About) -> bool,
    ) -> io::Result<Pile> {
        let mut taken = Pile::default();
        if self.bytes_of(pile) <= RESERVED_MAX {
            taken.bodies.reserve_exact(self.bytes_of(pile));
        }
        self.each(pile, |about, body| taken.put(about, body, &is_wanted))?;
        Ok(taken)
    }

    /// Goes through the records of a pile in order, a part of it in memory at a time.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn each(
        &mut self,
        pile: usize,
        mut take: impl FnMut(About, &[u8]),
    ) -> io::Result<()> {
        let Some(heap) = self.heaps.get(pile) else {
            return Ok(());
        };
        let mut bytes = Vec::with_capacity(if heap.written.is_empty() {
            0
        } else {
            2 * self.chunk
        });
        let mut file = self.file.as_ref();
        for number in &heap.written {
            let from = bytes.len();
            bytes.resize(from + self.chunk, 0);
            if let (Some(file), Some(into)) = (&mut file, bytes.get_mut(from..)) {
                let begin = u64::try_from(self.chunk).unwrap_or(u64::MAX) * u64::from(*number);
                file.seek(SeekFrom::Start(begin))?;
                file.read_exact(into)?;
            }
            let used = hear_all(&bytes, &mut take);
            bytes.drain(..used);
        }
        if bytes.is_empty() {
            hear_all(&heap.held, &mut take);
        } else {
            bytes.extend_from_slice(&heap.held);
            hear_all(&bytes, &mut take);
        }
        Ok(())
    }

    /// Gives the room of a pile back that nobody needs any more.
    pub(super) fn forget(&mut self, pile: usize) {
        if let Some(heap) = self.heaps.get_mut(pile) {
            *heap = Heap::default();
        }
    }
}

/// Hands out every whole record, and says how many bytes they take.
fn hear_all(bytes: &[u8], hear: &mut impl FnMut(About, &[u8])) -> usize {
    let mut rest = Take::of(bytes);
    let mut used = 0;
    while let Some((about, body)) = record(&mut rest) {
        used = bytes.len() - rest.rest().len();
        hear(about, body);
    }
    used
}

/// The next record; nothing where it is not there to its end.
fn record<'p>(rest: &mut Take<'p>) -> Option<(About, &'p [u8])> {
    let length = rest.small()?;
    let stem = u32::from_le_bytes(rest.bytes(4)?.try_into().ok()?);
    let (tenant, epoch) = (rest.small()?, rest.small()?);
    let about = About {
        tenant,
        epoch,
        stem,
    };
    Some((about, rest.bytes(length)?))
}

/// A pile that was taken up.
#[derive(Debug, Default)]
pub(super) struct Pile {
    bodies: Vec<u8>,
    records: Vec<(About, Lies)>,
}

/// Where a body lies in a pile.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Lies {
    from: usize,
    length: usize,
}

impl Pile {
    fn put(&mut self, about: About, body: &[u8], is_wanted: &impl Fn(About) -> bool) {
        if is_wanted(about) {
            let (from, length) = (self.bodies.len(), body.len());
            self.records.push((about, Lies { from, length }));
            self.bodies.extend_from_slice(body);
        }
    }

    /// Every record in order: whom it is about, and where its body lies.
    pub(super) fn records(&self) -> &[(About, Lies)] {
        &self.records
    }

    /// A body of it.
    pub(super) fn body(&self, lies: Lies) -> &[u8] {
        self.bodies
            .get(lies.from..lies.from + lies.length)
            .unwrap_or_default()
    }
}
