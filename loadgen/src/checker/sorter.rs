//! Rows of numbers in order: in memory while they are few, in a temporary file, run by run, when they are many.

use super::spilt::Spilt;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Takes rows in any order.
#[derive(Debug)]
pub(super) struct Sorter<const N: usize> {
    rows: Vec<[u64; N]>,
    rows_max: usize,
    spilt: Option<Spilt>,
    /// What was written last.
    last: Option<[u64; N]>,
}

/// The rows, from the least.
#[derive(Debug)]
pub(super) struct Sorted<const N: usize> {
    rows: Vec<[u64; N]>,
    spilt: Option<Mutex<Spilt>>,
}

/// So many rows are held in memory: 0.7 MB of rows of five numbers.
pub(super) const ROWS_MAX: usize = 1 << 14;

impl<const N: usize> Sorter<N> {
    /// Holds so many rows in memory, and makes room for them when it is given how many will come.
    pub(super) fn new(rows_max: usize, expected: usize) -> Self {
        Self {
            rows: Vec::with_capacity(expected.min(rows_max)),
            rows_max,
            spilt: None,
            last: None,
        }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn push(&mut self, row: [u64; N]) -> io::Result<()> {
        if self.rows.len() >= self.rows_max {
            self.spill(self.rows_max / 2)?;
        }
        self.rows.push(row);
        Ok(())
    }

    /// Puts all rows in order.
    ///
    /// # Errors
    /// As [`Sorter::push`].
    pub(super) fn sorted(mut self) -> io::Result<Sorted<N>> {
        if self.spilt.is_some() {
            self.spill(0)?;
            self.rows = Vec::new();
        } else {
            self.rows.sort_unstable();
        }
        Ok(Sorted {
            rows: self.rows,
            spilt: self.spilt.map(Mutex::new),
        })
    }

    /// Writes rows until so many are left.
    fn spill(&mut self, left: usize) -> io::Result<()> {
        self.rows.sort_unstable();
        let spilt = match &mut self.spilt {
            Some(spilt) => spilt,
            none => none.insert(Spilt::begin()?),
        };
        // Rows mostly come nearly in order: the greatest wait for those that belong before them, so that few runs hold them all.
        let last = self.last;
        let is_before = |row: &[u64; N]| last.is_some_and(|last| *row < last);
        let before = self.rows.partition_point(is_before);
        let written = if before > self.rows.len() / 2 {
            self.rows.len()
        } else {
            self.rows.len().saturating_sub(left)
        };
        let some = self.rows.get(..written).unwrap_or_default();
        spilt.write(some, before == 0 && last.is_some())?;
        self.last = some.last().copied().or(self.last);
        self.rows.drain(..written);
        Ok(())
    }
}

impl<const N: usize> Sorted<N> {
    /// No rows.
    pub(super) const fn empty() -> Self {
        Self {
            rows: Vec::new(),
            spilt: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.spilt.is_none()
    }

    /// All rows in order.
    pub(super) fn iter(&self) -> Merged<'_, N> {
        let runs = self.spilt.as_ref().map(|spilt| {
            let spilt = spilt.lock().unwrap_or_else(PoisonError::into_inner);
            spilt.runs().to_vec()
        });
        let runs = runs.into_iter().flatten();
        let cursors: Vec<Cursor<N>> = runs.map(Cursor::over).collect();
        Merged {
            sorted: self,
            rows: self.rows.iter(),
            heads: BinaryHeap::with_capacity(cursors.len()),
            cursors,
            leads: None,
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
        if let Some(spilt) = &self.spilt {
            let mut spilt = spilt.lock().unwrap_or_else(PoisonError::into_inner);
            for run in spilt.runs().to_vec() {
                spilt.find(run, first, &mut found)?;
            }
            found.sort_unstable();
        }
        Ok(found)
    }

    fn read(&self, block: usize, into: &mut Vec<[u64; N]>) -> io::Result<()> {
        match &self.spilt {
            Some(spilt) => {
                let mut spilt = spilt.lock().unwrap_or_else(PoisonError::into_inner);
                spilt.read(block, into)
            }
            None => Ok(()),
        }
    }
}

/// Goes through all rows in order.
#[derive(Debug)]
pub(super) struct Merged<'s, const N: usize> {
    sorted: &'s Sorted<N>,
    rows: std::slice::Iter<'s, [u64; N]>,
    cursors: Vec<Cursor<N>>,
    /// The next row of every cursor but the one that leads.
    heads: BinaryHeap<Reverse<([u64; N], usize)>>,
    /// The cursor that gave the last row: it mostly gives the next one too.
    leads: Option<usize>,
    is_begun: bool,
}

#[derive(Debug)]
struct Cursor<const N: usize> {
    /// What has not been read of the run.
    blocks: Range<usize>,
    rows: Vec<[u64; N]>,
    at: usize,
}

impl<const N: usize> Cursor<N> {
    const fn over(blocks: Range<usize>) -> Self {
        Self {
            blocks,
            rows: Vec::new(),
            at: 0,
        }
    }

    /// Its next row.
    fn head(&mut self, sorted: &Sorted<N>) -> io::Result<Option<[u64; N]>> {
        if self.at >= self.rows.len()
            && let Some(block) = self.blocks.next()
        {
            sorted.read(block, &mut self.rows)?;
            self.at = 0;
        }
        Ok(self.rows.get(self.at).copied())
    }
}

impl<const N: usize> Merged<'_, N> {
    fn begin(&mut self) -> io::Result<()> {
        self.is_begun = true;
        for (place, cursor) in self.cursors.iter_mut().enumerate() {
            let head = cursor.head(self.sorted)?;
            self.heads.extend(head.map(|row| Reverse((row, place))));
        }
        Ok(())
    }

    fn pull(&mut self) -> io::Result<Option<[u64; N]>> {
        if !self.is_begun {
            self.begin()?;
        }
        loop {
            let leads = match self.leads {
                Some(place) => place,
                None => match self.heads.pop() {
                    Some(Reverse((_, place))) => place,
                    None => return Ok(None),
                },
            };
            self.leads = None;
            let Some(cursor) = self.cursors.get_mut(leads) else {
                continue;
            };
            let Some(row) = cursor.head(self.sorted)? else {
                continue;
            };
            if self
                .heads
                .peek()
                .is_some_and(|Reverse((other, _))| *other < row)
            {
                self.heads.push(Reverse((row, leads)));
                continue;
            }
            cursor.at += 1;
            self.leads = Some(leads);
            return Ok(Some(row));
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
        let far = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let numbers = (0..5_000).map(|n| [far(n) % 700, if n % 3 == 0 { n } else { far(n) }]);
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
