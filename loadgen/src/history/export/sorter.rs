//! Events in the order of time, whatever their number: in memory while they are few, in temporary files when they are many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// One end of an operation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Event {
    /// Nanoseconds since the run began.
    pub(super) at: u64,
    /// Where several are at one moment, calls come first: what ends when another begins has lain beside it.
    pub(super) end: End,
    /// The operation.
    pub(super) number: u64,
    /// What it is, as JSON: what was asked, or what was told.
    pub(super) value: String,
}

/// Which end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum End {
    /// The beginning.
    Call,
    /// It happened.
    Done,
    /// It did not happen.
    Refused,
    /// Nobody knows whether it happened.
    Unknown,
}

impl End {
    const ALL: [Self; 4] = [Self::Call, Self::Done, Self::Refused, Self::Unknown];

    fn byte(self) -> u8 {
        match self {
            Self::Call => 0,
            Self::Done => 1,
            Self::Refused => 2,
            Self::Unknown => 3,
        }
    }
}

/// Takes events in any order.
#[derive(Debug)]
pub(super) struct Sorter {
    events: Vec<Event>,
    bytes: usize,
    bytes_max: usize,
    runs: Vec<File>,
}

/// So many bytes of events are held in memory.
pub(super) const BYTES_MAX: usize = 1 << 26;
/// What an event takes beside its value.
const EVENT_BYTES: usize = 64;
/// So many runs are merged at one time, each with a buffer.
const RUNS_MAX: usize = 256;

impl Sorter {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            events: Vec::new(),
            bytes: 0,
            bytes_max,
            runs: Vec::new(),
        }
    }

    /// Takes an event.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn push(&mut self, event: Event) -> io::Result<()> {
        self.bytes += event.value.len() + EVENT_BYTES;
        self.events.push(event);
        if self.bytes >= self.bytes_max {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.events.sort_unstable();
        self.bytes = 0;
        let run = written(self.events.drain(..).map(Ok))?;
        self.runs.push(run);
        if self.runs.len() >= RUNS_MAX {
            let merged = written(Merge::of(std::mem::take(&mut self.runs))?)?;
            self.runs.push(merged);
        }
        Ok(())
    }

    /// All events, from the first.
    ///
    /// # Errors
    /// As [`Sorter::push`].
    pub(super) fn sorted(mut self) -> io::Result<Box<dyn Iterator<Item = io::Result<Event>>>> {
        if self.runs.is_empty() {
            self.events.sort_unstable();
            return Ok(Box::new(self.events.into_iter().map(Ok)));
        }
        if !self.events.is_empty() {
            self.spill()?;
        }
        Ok(Box::new(Merge::of(self.runs)?))
    }
}

/// Runs as one.
struct Merge {
    runs: Vec<BufReader<File>>,
    next: BinaryHeap<Reverse<(Event, usize)>>,
}

impl Merge {
    fn of(files: Vec<File>) -> io::Result<Self> {
        let mut merge = Self {
            runs: files.into_iter().map(BufReader::new).collect(),
            next: BinaryHeap::new(),
        };
        for run in 0..merge.runs.len() {
            merge.refill(run)?;
        }
        Ok(merge)
    }

    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some(from) = self.runs.get_mut(run)
            && let Some(event) = read(from)?
        {
            self.next.push(Reverse((event, run)));
        }
        Ok(())
    }
}

impl Iterator for Merge {
    type Item = io::Result<Event>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((event, run)) = self.next.pop()?;
        Some(self.refill(run).map(|()| event))
    }
}

fn written(events: impl Iterator<Item = io::Result<Event>>) -> io::Result<File> {
    let mut to = BufWriter::new(tempfile::tempfile()?);
    for event in events {
        let event = event?;
        let length = u32::try_from(event.value.len()).map_err(io::Error::other)?;
        to.write_all(&event.at.to_le_bytes())?;
        to.write_all(&[event.end.byte()])?;
        to.write_all(&event.number.to_le_bytes())?;
        to.write_all(&length.to_le_bytes())?;
        to.write_all(event.value.as_bytes())?;
    }
    let mut file = to.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// The next event of a run; none at its end.
fn read(from: &mut impl Read) -> io::Result<Option<Event>> {
    let mut at = [0; 8];
    match from.read_exact(&mut at) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let (mut end, mut number, mut length) = ([0; 1], [0; 8], [0; 4]);
    from.read_exact(&mut end)?;
    from.read_exact(&mut number)?;
    from.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    let mut value = vec![0; length];
    from.read_exact(&mut value)?;
    let is_known = |known: &End| [known.byte()] == end;
    let end = End::ALL.into_iter().find(is_known);
    Ok(Some(Event {
        at: u64::from_le_bytes(at),
        end: end.ok_or_else(|| io::Error::other("an event must be one of four"))?,
        number: u64::from_le_bytes(number),
        value: String::from_utf8(value).map_err(io::Error::other)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_order_whether_they_fit_into_memory_or_not() {
        let event = |place: u64| Event {
            at: place * 7_919 % 500,
            end: End::ALL[usize::try_from(place % 4).unwrap()],
            number: place,
            value: format!("{{\"place\":{place}}}"),
        };
        let mut wanted: Vec<Event> = (0..2_000).map(event).collect();
        wanted.sort();
        for bytes_max in [usize::MAX, 3_000, 100] {
            let mut sorter = Sorter::new(bytes_max);
            for place in 0..2_000 {
                sorter.push(event(place)).unwrap();
            }
            let came: Vec<Event> = sorter.sorted().unwrap().map(Result::unwrap).collect();
            assert_eq!(came, wanted, "{bytes_max}");
        }
    }
}
