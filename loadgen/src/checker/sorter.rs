//! Rows of numbers in order: in memory while they are few, in a temporary file, run by run, when they are many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Takes rows in any order.
#[derive(Debug)]
pub(super) struct Sorter<const N: usize> {
    rows: Vec<[u64; N]>,
    rows_max: usize,
    runs: Vec<Run>,
    file: Option<File>,
    written: u64,
}

/// The rows, from the least.
#[derive(Debug)]
pub(super) struct Sorted<const N: usize> {
    rows: Vec<[u64; N]>,
    runs: Vec<Run>,
    file: Option<Mutex<File>>,
}

/// Sorted rows, one after the other in the file.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// In bytes.
    from: u64,
    rows: u64,
}

/// So many rows are held in memory: 10 MB of rows of five numbers.
pub(super) const ROWS_MAX: usize = 1 << 18;

/// So many rows of a run are read at a time.
const CHUNK: usize = 1 << 10;

impl<const N: usize> Sorter<N> {
    /// Holds so many rows in memory, and makes room for them when it is given how many will come.
    pub(super) fn new(rows_max: usize, expected: usize) -> Self {
        Self {
            rows: Vec::with_capacity(expected.min(rows_max)),
            rows_max,
            runs: Vec::new(),
            file: None,
            written: 0,
        }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn push(&mut self, row: [u64; N]) -> io::Result<()> {
        if self.rows.len() >= self.rows_max {
            self.spill()?;
        }
        self.rows.push(row);
        Ok(())
    }

    /// Puts all rows in order.
    ///
    /// # Errors
    /// As [`Sorter::push`].
    pub(super) fn sorted(mut self) -> io::Result<Sorted<N>> {
        if self.file.is_some() {
            self.spill()?;
        } else {
            self.rows.sort_unstable();
        }
        Ok(Sorted {
            rows: self.rows,
            runs: self.runs,
            file: self.file.map(Mutex::new),
        })
    }

    fn spill(&mut self) -> io::Result<()> {
        self.rows.sort_unstable();
        let mut bytes = Vec::with_capacity(self.rows.len() * N * 8);
        for number in self.rows.iter().flatten() {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all(&bytes)?;
        self.runs.push(Run {
            from: self.written,
            rows: count(self.rows.len()),
        });
        self.written += count(bytes.len());
        self.rows.clear();
        Ok(())
    }
}

impl<const N: usize> Sorted<N> {
    /// No rows.
    pub(super) const fn empty() -> Self {
        Self {
            rows: Vec::new(),
            runs: Vec::new(),
            file: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.runs.is_empty()
    }

    /// All rows in order.
    pub(super) fn iter(&self) -> Merged<'_, N> {
        let cursors: Vec<Cursor<N>> = self
            .runs
            .iter()
            .map(|run| Cursor {
                run: *run,
                chunk: Vec::new(),
                at: 0,
            })
            .collect();
        Merged {
            sorted: self,
            rows: self.rows.iter(),
            next: BinaryHeap::with_capacity(cursors.len()),
            cursors,
            is_begun: false,
        }
    }

    /// The rows that begin with a number, in order.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn beginning_with(&self, first: u64) -> io::Result<Vec<[u64; N]>> {
        let before = |row: &[u64; N]| row.first().is_some_and(|number| *number < first);
        let is_it = |row: &[u64; N]| row.first() == Some(&first);
        let from = self.rows.partition_point(before);
        let rest = self.rows.get(from..).unwrap_or_default();
        let mut found: Vec<[u64; N]> = rest.iter().copied().take_while(is_it).collect();
        for run in &self.runs {
            let (mut low, mut high) = (0, run.rows);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.read(*run, middle, 1)?.first().is_some_and(before) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            while low < run.rows {
                let chunk = self.read(*run, low, CHUNK)?;
                let some = chunk.iter().take_while(|row| is_it(row)).count();
                found.extend(chunk.iter().take(some));
                low += count(some);
                if some < chunk.len() {
                    break;
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Rows of a run from a place on, as many as there are of `most`.
    fn read(&self, run: Run, place: u64, most: usize) -> io::Result<Vec<[u64; N]>> {
        let rows = count(most).min(run.rows.saturating_sub(place));
        let bytes = usize::try_from(rows).unwrap_or(0) * N * 8;
        let mut buffer = vec![0; bytes];
        if let Some(file) = &self.file {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(run.from + place * count(N) * 8))?;
            file.read_exact(&mut buffer)?;
        }
        Ok(buffer.chunks_exact(N * 8).map(row).collect())
    }
}

fn row<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut row = [0; N];
    for (slot, eight) in row.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *slot = u64::from_le_bytes(*eight);
    }
    row
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Goes through all rows in order.
#[derive(Debug)]
pub(super) struct Merged<'s, const N: usize> {
    sorted: &'s Sorted<N>,
    rows: std::slice::Iter<'s, [u64; N]>,
    cursors: Vec<Cursor<N>>,
    next: BinaryHeap<Reverse<([u64; N], usize)>>,
    is_begun: bool,
}

#[derive(Debug)]
struct Cursor<const N: usize> {
    /// What has not been read of it.
    run: Run,
    chunk: Vec<[u64; N]>,
    at: usize,
}

impl<const N: usize> Merged<'_, N> {
    fn advance(&mut self, place: usize) -> io::Result<()> {
        let Some(cursor) = self.cursors.get_mut(place) else {
            return Ok(());
        };
        if cursor.at >= cursor.chunk.len() {
            cursor.chunk = self.sorted.read(cursor.run, 0, CHUNK)?;
            cursor.at = 0;
            cursor.run.from += count(cursor.chunk.len() * N * 8);
            cursor.run.rows -= count(cursor.chunk.len());
        }
        if let Some(row) = cursor.chunk.get(cursor.at) {
            self.next.push(Reverse((*row, place)));
            cursor.at += 1;
        }
        Ok(())
    }

    fn pull(&mut self) -> io::Result<Option<[u64; N]>> {
        if !self.is_begun {
            self.is_begun = true;
            for place in 0..self.cursors.len() {
                self.advance(place)?;
            }
        }
        match self.next.pop() {
            None => Ok(None),
            Some(Reverse((row, place))) => {
                self.advance(place)?;
                Ok(Some(row))
            }
        }
    }
}

impl<const N: usize> Iterator for Merged<'_, N> {
    type Item = io::Result<[u64; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.cursors.is_empty() {
            return self.rows.next().copied().map(Ok);
        }
        self.pull().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::Sorter;

    fn check(rows_max: usize) {
        let mut sorter = Sorter::<2>::new(rows_max, 0);
        let numbers = (0..5_000_u64).map(|n| [n.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 700, n]);
        let mut expected: Vec<[u64; 2]> = numbers.collect();
        for row in &expected {
            sorter.push(*row).unwrap();
        }
        expected.sort_unstable();
        let rows = sorter.sorted().unwrap();
        let all: Vec<[u64; 2]> = rows.iter().map(Result::unwrap).collect();
        assert_eq!(all, expected, "{rows_max} in memory");
        for first in [0, 13, 699, 700] {
            let wanted: Vec<_> = expected.iter().copied().filter(|r| r[0] == first).collect();
            assert_eq!(rows.beginning_with(first).unwrap(), wanted, "{rows_max}");
        }
    }

    #[test]
    fn rows_come_in_order_from_memory_and_from_files() {
        for rows_max in [10_000, 5_000, 4_999, 1_500, 7] {
            check(rows_max);
        }
    }
}
