//! Histograms by interval, in the log format that other tools read.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::serialization::{Serializer, V2DeflateSerializer};
use hdrhistogram::{Counter, Histogram};

/// The name of the log inside a run's directory.
pub const HDR_LOG_FILE: &str = "run.hlog";

/// Writes `run.hlog`: an `HdrHistogram` interval log of version 1.3, histograms compressed as V2 in Base64.
///
/// Values are microseconds; the column of the largest value is in milliseconds, as the format's other writers have it. Instants
/// count from the start of the run, which the head of the log names. Intervals may overlap where their tags differ; those of one
/// tag are to be written in order, since readers stop at the first that lies beyond what they look for.
pub struct HdrLog<W> {
    out: W,
    serializer: V2DeflateSerializer,
    compressed: Vec<u8>,
}

impl<W> std::fmt::Debug for HdrLog<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HdrLog").finish_non_exhaustive()
    }
}

impl<W: Write> HdrLog<W> {
    /// Writes the head of the log: when the run started, in milliseconds since 1970, and remarks, one a line.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn begin(mut out: W, started_at_ms: u64, remarks: &[&str]) -> io::Result<Self> {
        for line in remarks.iter().flat_map(|remark| remark.lines()) {
            writeln!(out, "#{line}")?;
        }
        let start = seconds(started_at_ms);
        writeln!(
            out,
            "#[values are microseconds, Interval_Max is milliseconds]"
        )?;
        writeln!(out, "#[Histogram log format version 1.3]")?;
        writeln!(out, "#[StartTime: {start} (seconds since epoch)]")?;
        writeln!(out, "#[BaseTime: {start} (seconds since epoch)]")?;
        writeln!(
            out,
            r#""StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram""#
        )?;
        Ok(Self {
            out,
            serializer: V2DeflateSerializer::new(),
            compressed: Vec::new(),
        })
    }

    /// Writes one interval, from and to in milliseconds from the start of the run; one without times is left out.
    ///
    /// No tag stands for all operations. What a tag must not have in it (white space, commas, control characters) becomes a hyphen.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written, or the histogram is beyond what the format holds.
    pub fn interval<C: Counter>(
        &mut self,
        tag: Option<&str>,
        [from_ms, to_ms]: [u64; 2],
        times_us: &Histogram<C>,
    ) -> io::Result<()> {
        if times_us.is_empty() {
            return Ok(());
        }
        self.compressed.clear();
        self.serializer
            .serialize(times_us, &mut self.compressed)
            .map_err(io::Error::other)?;
        if let Some(tag) = tag {
            write!(self.out, "Tag={},", plain(tag))?;
        }
        let (start, length) = (seconds(from_ms), seconds(to_ms.saturating_sub(from_ms)));
        let histogram = STANDARD.encode(&self.compressed);
        // Milliseconds of microseconds, as seconds of milliseconds.
        let longest = seconds(times_us.max());
        writeln!(self.out, "{start},{length},{longest},{histogram}")
    }

    /// Hands back what was written to, flushed.
    ///
    /// # Errors
    ///
    /// When it cannot be flushed.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Thousandths with their point.
fn seconds(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

fn plain(tag: &str) -> String {
    let letter = |c: char| {
        if c == ',' || c.is_whitespace() || c.is_control() {
            '-'
        } else {
            c
        }
    };
    tag.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hdrhistogram::serialization::Deserializer;
    use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};

    fn times(all: &[u64]) -> Histogram<u64> {
        let mut histogram = Histogram::new(2).unwrap();
        for us in all {
            histogram.record(*us).unwrap();
        }
        histogram
    }

    #[test]
    fn what_was_written_is_read_back() {
        let mut log = HdrLog::begin(Vec::new(), 1_772_442_000_250, &["Smoke\nseed 1"]).unwrap();
        let all = times(&[100, 250, 90_000]);
        log.interval(None, [0, 1_000], &all).unwrap();
        log.interval(Some("open the alert, A"), [0, 1_000], &times(&[100]))
            .unwrap();
        log.interval(Some("nothing"), [0, 1_000], &times(&[]))
            .unwrap();
        log.interval(None, [1_000, 2_500], &times(&[7])).unwrap();
        let written = log.finish().unwrap();
        let text = String::from_utf8(written.clone()).unwrap();
        assert!(text.starts_with("#Smoke\n#seed 1\n#[values are"), "{text}");

        let mut found = Vec::new();
        for entry in IntervalLogIterator::new(&written) {
            match entry.unwrap() {
                LogEntry::StartTime(at) | LogEntry::BaseTime(at) => {
                    assert_eq!(at.as_millis(), 1_772_442_000_250);
                }
                LogEntry::Interval(one) => {
                    let bytes = STANDARD.decode(one.encoded_histogram()).unwrap();
                    let again: Histogram<u64> = Deserializer::new()
                        .deserialize(&mut bytes.as_slice())
                        .unwrap();
                    let tag = one.tag().map(|tag| tag.as_str().to_owned());
                    found.push((
                        tag,
                        one.start_timestamp().as_millis(),
                        one.duration().as_millis(),
                        again,
                    ));
                }
            }
        }
        let expected = [
            (None, 0, 1_000, all),
            (
                Some("open-the-alert--A".to_owned()),
                0,
                1_000,
                times(&[100]),
            ),
            (None, 1_000, 1_500, times(&[7])),
        ];
        assert!(found == expected, "{found:?}");
    }

    #[test]
    fn the_largest_value_is_in_milliseconds() {
        let mut log = HdrLog::begin(Vec::new(), 0, &[]).unwrap();
        log.interval(None, [0, 1], &times(&[90_111])).unwrap();
        let text = String::from_utf8(log.finish().unwrap()).unwrap();
        let line = text.lines().last().unwrap();
        assert!(line.starts_with("0.000,0.001,90."), "{line}");
    }
}
