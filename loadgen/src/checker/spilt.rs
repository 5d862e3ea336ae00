//! Rows of numbers in a temporary file, in order run by run.
//!
//! A row is the differences to the one before, so that rows which are much alike take a byte or two a number.

use crate::history::{Put, Take};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// What did not fit into memory.
#[derive(Debug)]
pub(super) struct Spilt {
    file: File,
    /// How long the file is.
    length: u64,
    blocks: Vec<Block>,
    /// The blocks of each run; its rows are in order.
    runs: Vec<Range<usize>>,
    /// What is written or was read last.
    bytes: Vec<u8>,
}

/// Some rows that are read at a time.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// In bytes.
    from: u64,
    length: u32,
    rows: u32,
    /// The first number of the first row.
    first: u64,
}

/// So many rows make a block.
const BLOCK: usize = 1 << 8;

/// So many bytes are written at a time.
const WRITTEN: usize = 1 << 14;

impl Spilt {
    /// No rows yet.
    ///
    /// # Errors
    /// When a temporary file cannot be made.
    pub(super) fn begin() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            length: 0,
            blocks: Vec::new(),
            runs: Vec::new(),
            bytes: Vec::with_capacity(WRITTEN),
        })
    }

    /// Writes a run, or more of the one before.
    pub(super) fn write<const N: usize>(
        &mut self,
        rows: &[[u64; N]],
        goes_on: bool,
    ) -> io::Result<()> {
        let begin = self.blocks.len();
        for some in rows.chunks(BLOCK) {
            let from = self.bytes.len();
            let mut before = [0; N];
            for row in some {
                for (number, before) in row.iter().zip(before) {
                    self.bytes.signed(number.wrapping_sub(before).cast_signed());
                }
                before = *row;
            }
            self.blocks.push(Block {
                from: self.length + count(from),
                length: small(self.bytes.len() - from),
                rows: small(some.len()),
                first: some.first().and_then(|row| row.first()).map_or(0, |n| *n),
            });
            if self.bytes.len() >= WRITTEN {
                self.flush()?;
            }
        }
        self.flush()?;
        let end = self.blocks.len();
        match self.runs.last_mut() {
            Some(run) if goes_on => run.end = end,
            Some(_) | None => self.runs.push(begin..end),
        }
        Ok(())
    }

    /// The blocks of each run.
    pub(super) fn runs(&self) -> &[Range<usize>] {
        &self.runs
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.bytes)?;
        self.length += count(self.bytes.len());
        self.bytes.clear();
        Ok(())
    }

    /// Reads a block in the place of another.
    pub(super) fn read<const N: usize>(
        &mut self,
        place: usize,
        into: &mut Vec<[u64; N]>,
    ) -> io::Result<()> {
        into.clear();
        let Some(block) = self.blocks.get(place).copied() else {
            return Ok(());
        };
        self.bytes
            .resize(usize::try_from(block.length).unwrap_or(0), 0);
        self.file.seek(SeekFrom::Start(block.from))?;
        self.file.read_exact(&mut self.bytes)?;
        let mut take = Take::of(&self.bytes);
        let mut row = [0_u64; N];
        for _ in 0..block.rows {
            for number in &mut row {
                let by = take.signed().ok_or(io::ErrorKind::InvalidData)?;
                *number = number.wrapping_add(by.cast_unsigned());
            }
            into.push(row);
        }
        Ok(())
    }

    /// Appends the rows of a run that begin with a number.
    pub(super) fn find<const N: usize>(
        &mut self,
        run: Range<usize>,
        first: u64,
        found: &mut Vec<[u64; N]>,
    ) -> io::Result<()> {
        let blocks = self.blocks.get(run.clone()).unwrap_or_default();
        let later = blocks.partition_point(|block| block.first < first);
        let mut place = run.start + later.saturating_sub(1);
        let mut rows = Vec::new();
        while place < run.end && self.blocks.get(place).is_some_and(|b| b.first <= first) {
            self.read(place, &mut rows)?;
            found.extend(rows.iter().filter(|row| row.first() == Some(&first)));
            place += 1;
        }
        Ok(())
    }
}

/// A block has some kilobytes.
fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
