//! The line that lives while a run goes on, and the one while many are simulated.

mod counting;

pub use counting::Counting;

use crate::measure::OutcomeCounts;
use crate::recorder::Counts;
use crate::words::{count, time};
use core::time::Duration;
use cpis_vocabulary::RequirementId;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};

/// So many broken rules are named in the line.
const NAMED: usize = 3;

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
    /// How to show it: a line that is written over only where somebody looks on and the terminal can (`terminal` is its name).
    pub fn of(quiet: bool, is_terminal: bool, terminal: Option<&str>) -> Self {
        match (quiet, is_terminal) {
            (true, _) => Self::Quiet,
            (false, true) if terminal != Some("dumb") => Self::Live,
            (false, _) => Self::Lines,
        }
    }

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
///
/// What must not be missed comes first: a terminal cuts a live line off where it ends, mostly after 80 letters.
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
    let mut parts = vec![when];
    parts.extend(alarm(broken));
    parts.extend(before.and_then(|before| rate(progress, before)));
    if let (Some(p50), Some(p99)) = (counts.p50_us, counts.p99_us) {
        parts.push(format!("p50 {} · p99 {}", time(p50), time(p99)));
    }
    parts.push(so_far(&counts.outcomes));
    parts.join("  ")
}

/// The rules that were seen broken.
fn alarm(broken: &[(RequirementId, u64)]) -> Option<String> {
    let rules = broken.iter().take(NAMED).map(|(rule, _)| rule.to_string());
    let rules: Vec<_> = rules.collect();
    let more = match broken.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!broken.is_empty()).then(|| format!("BROKEN {}{more}", rules.join(", ")))
}

/// What became of the requests: those that were not answered only where there are any.
fn so_far(outcomes: &OutcomeCounts) -> String {
    let others = [
        (outcomes.not_sent, "not sent"),
        (outcomes.unknown, "unknown"),
        (outcomes.refused, "refused"),
    ];
    let others = others.into_iter().filter(|(value, _)| *value > 0);
    std::iter::once((outcomes.due(), "due"))
        .chain(others)
        .map(|(value, word)| format!("{} {word}", count(value)))
        .collect::<Vec<_>>()
        .join(" · ")
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
    const CELLS: usize = 10;
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
                "0:15 of 1:00 ██░░░░░░░░  p50 1.24 ms · p99 8.10 ms  12,345 due · 40 not sent · 5 unknown · 300 refused",
            ),
            (
                61,
                "1:01 settling  p50 1.24 ms · p99 8.10 ms  12,345 due · 40 not sent · 5 unknown · 300 refused",
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
        now.broken = ["ASN-3", "VIEW-2", "VIEW-6", "ASN-7", "ALT-1"]
            .map(|rule| (rule.parse().unwrap(), 1))
            .to_vec();
        let text = line(&now, Some(&before));
        // What must not be missed is seen on a terminal of 80 columns.
        let seen: String = text.chars().take(80).collect();
        assert!(
            seen.contains("  BROKEN ASN-3, VIEW-2, VIEW-6 and 2 more  2,500/s  "),
            "{text}"
        );
    }

    #[test]
    fn a_run_in_which_all_is_well_says_no_more_than_fits_eighty_columns() {
        let mut before = progress(13);
        let mut now = progress(15);
        for one in [&mut before, &mut now] {
            one.counts.outcomes = OutcomeCounts {
                answered: 1_234_567,
                ..OutcomeCounts::default()
            };
        }
        let text = line(&now, Some(&before));
        assert!(text.ends_with("p99 8.10 ms  1,234,567 due"), "{text}");
        assert!(text.chars().count() <= 80, "{text}");
    }

    #[test]
    fn a_line_is_written_over_only_where_a_terminal_can() {
        let rows = [
            ((true, true, Some("xterm")), Display::Quiet),
            ((false, true, Some("xterm")), Display::Live),
            ((false, true, None), Display::Live),
            ((false, true, Some("dumb")), Display::Lines),
            ((false, false, Some("xterm")), Display::Lines),
        ];
        for ((quiet, is_terminal, terminal), display) in rows {
            assert_eq!(
                Display::of(quiet, is_terminal, terminal),
                display,
                "{quiet} {is_terminal} {terminal:?}"
            );
        }
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
