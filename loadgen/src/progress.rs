//! The line that lives while a run goes on.

use crate::recorder::Counts;
use crate::words::{count, time};
use core::time::Duration;
use cpis_vocabulary::RequirementId;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};

/// How progress is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Display {
    /// One line that is written over, for terminals.
    Live,
    /// A line every ten seconds, for logs.
    Lines,
    /// Not at all.
    Quiet,
}

impl Display {
    /// How often it is renewed; never where it is not shown.
    const fn every(self) -> Option<Duration> {
        match self {
            Self::Live => Some(Duration::from_millis(250)),
            Self::Lines => Some(Duration::from_secs(10)),
            Self::Quiet => None,
        }
    }
}

/// What the line is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// How long it takes until the run begins.
    pub starts_in: Duration,
    /// How long the run has gone on.
    pub elapsed: Duration,
    /// How long arrivals come.
    pub planned: Duration,
    /// What has been recorded so far.
    pub counts: Counts,
    /// The rules that were seen broken so far, and how often.
    pub broken: Vec<(RequirementId, u64)>,
}

/// Shows `progress` until `stop` is hung up. A closed standard error is no reason to end a run.
pub fn show(
    display: Display,
    to: &mut impl Write,
    stop: &Receiver<()>,
    progress: impl Fn() -> Progress,
) {
    let Some(every) = display.every() else {
        return;
    };
    let mut before: Option<Progress> = None;
    while stop.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
        let now = progress();
        let _ = write_line(display, to, &line(&now, before.as_ref()));
        // A rate over less than a second would flicker.
        let is_old = |before: &Progress| now.elapsed.saturating_sub(before.elapsed) >= RATE_OVER;
        if before.as_ref().is_none_or(is_old) {
            before = Some(now);
        }
    }
    if display == Display::Live {
        // The finished line gives way to the summary.
        let _ = write!(to, "\r\x1b[K").and_then(|()| to.flush());
    }
}

fn write_line(display: Display, to: &mut impl Write, line: &str) -> io::Result<()> {
    match display {
        // Wrapping is off while the line is written: a wrapped line could not be written over.
        Display::Live => write!(to, "\r\x1b[?7l{line}\x1b[K\x1b[?7h")?,
        Display::Lines => writeln!(to, "{line}")?,
        Display::Quiet => {}
    }
    to.flush()
}

/// The time over which a rate is shown.
const RATE_OVER: Duration = Duration::from_secs(1);

/// The line; the rate is that since `before`.
pub fn line(progress: &Progress, before: Option<&Progress>) -> String {
    let Progress {
        starts_in,
        elapsed,
        planned,
        counts,
        ref broken,
    } = *progress;
    if !starts_in.is_zero() {
        return format!("starts in {}", clock(starts_in));
    }
    let outcomes = counts.outcomes;
    let when = if elapsed > planned {
        format!("{} settling", clock(elapsed))
    } else {
        format!(
            "{} of {} {}",
            clock(elapsed),
            clock(planned),
            bar(elapsed, planned)
        )
    };
    let all = [
        (outcomes.due(), "due"),
        (outcomes.answered, "answered"),
        (outcomes.refused, "refused"),
        (outcomes.unknown, "unknown"),
        (outcomes.not_sent, "not sent"),
    ];
    let all = all.map(|(value, word)| format!("{} {word}", count(value)));
    let mut parts = vec![all.join(" · ")];
    parts.extend(before.and_then(|before| rate(progress, before)));
    if let (Some(p50), Some(p99)) = (counts.p50_us, counts.p99_us) {
        parts.push(format!("p50 {} · p99 {}", time(p50), time(p99)));
    }
    if !broken.is_empty() {
        let rules: Vec<_> = broken.iter().map(|(rule, _)| rule.to_string()).collect();
        parts.push(format!("BROKEN {}", rules.join(", ")));
    }
    format!("{when}  {}", parts.join("  "))
}

/// How many requests a second were settled.
fn rate(now: &Progress, before: &Progress) -> Option<String> {
    let millis = now.elapsed.saturating_sub(before.elapsed).as_millis();
    let settled =
        now.counts.outcomes.due() - before.counts.outcomes.due().min(now.counts.outcomes.due());
    let rate = (u128::from(settled) * 1_000).checked_div(millis)?;
    Some(format!("{}/s", count(u64::try_from(rate).ok()?)))
}

fn clock(length: Duration) -> String {
    let seconds = length.as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn bar(part: Duration, of: Duration) -> String {
    const CELLS: usize = 16;
    let cells = u128::try_from(CELLS).unwrap_or(0);
    let full = part.as_nanos().saturating_mul(cells) / of.as_nanos().max(1);
    let full = usize::try_from(full).unwrap_or(CELLS).min(CELLS);
    format!("{}{}", "█".repeat(full), "░".repeat(CELLS - full))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::OutcomeCounts;
    use std::sync::mpsc::channel;

    fn progress(elapsed_s: u64) -> Progress {
        Progress {
            starts_in: Duration::ZERO,
            elapsed: Duration::from_secs(elapsed_s),
            planned: Duration::from_mins(1),
            counts: Counts {
                outcomes: OutcomeCounts {
                    answered: 12_000,
                    refused: 300,
                    unknown: 5,
                    not_sent: 40,
                },
                p50_us: Some(1_240),
                p99_us: Some(8_100),
            },
            broken: vec![],
        }
    }

    #[test]
    fn the_line_says_how_far_and_how_well() {
        let rows = [
            (
                15,
                "0:15 of 1:00 ████░░░░░░░░░░░░  12,345 due · 12,000 answered · 300 refused · 5 unknown · 40 not sent  \
                 p50 1.24 ms · p99 8.10 ms",
            ),
            (
                61,
                "1:01 settling  12,345 due · 12,000 answered · 300 refused · 5 unknown · 40 not sent  \
                 p50 1.24 ms · p99 8.10 ms",
            ),
        ];
        for (elapsed, text) in rows {
            assert_eq!(line(&progress(elapsed), None), text);
        }
    }

    #[test]
    fn the_line_says_how_long_a_run_waits_for_its_start() {
        let mut waiting = progress(0);
        waiting.starts_in = Duration::from_millis(72_900);
        assert_eq!(line(&waiting, None), "starts in 1:12");
    }

    #[test]
    fn the_line_says_how_fast_it_goes_and_what_is_broken() {
        let mut before = progress(13);
        before.counts.outcomes.answered -= 5_000;
        let mut now = progress(15);
        now.broken = ["ASN-3", "VIEW-2"]
            .map(|rule| (rule.parse().unwrap(), 1))
            .to_vec();
        let text = line(&now, Some(&before));
        assert!(text.contains("40 not sent  2,500/s  p50"), "{text}");
        assert!(text.ends_with("  BROKEN ASN-3, VIEW-2"), "{text}");
    }

    #[test]
    fn a_run_that_is_over_shows_nothing_more() {
        for (display, left) in [
            (Display::Live, "\r\x1b[K"),
            (Display::Lines, ""),
            (Display::Quiet, ""),
        ] {
            let (sender, stop) = channel();
            drop(sender);
            let mut to = Vec::new();
            show(display, &mut to, &stop, || progress(1));
            assert_eq!(String::from_utf8(to).unwrap(), left, "{display:?}");
        }
    }
}
