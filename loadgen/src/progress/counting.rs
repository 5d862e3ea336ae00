//! The line that lives while runs are simulated, one after the other: how many of how many there have been.

use super::Display;
use crate::words::{count, counted};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// Where it is told, and what was told last.
#[derive(Debug)]
pub struct Counting<W: Write> {
    display: Display,
    last: Mutex<Last<W>>,
}

#[derive(Debug)]
struct Last<W> {
    to: W,
    /// How many were told; runs end in any order.
    done: u64,
}

/// A log has so many lines at most, besides the first.
const LINES: u64 = 10;

/// A bar has so many cells.
const CELLS: u64 = 10;

impl<W: Write> Counting<W> {
    /// Nothing has been told yet.
    pub const fn new(display: Display, to: W) -> Self {
        let last = Last { to, done: 0 };
        Self {
            display,
            last: Mutex::new(last),
        }
    }

    /// Tells that so many of so many runs are made. A closed standard error is no reason to end them.
    pub fn tell(&self, done: u64, of: u64) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if done < last.done {
            return;
        }
        let is_shown = match self.display {
            Display::Live => true,
            Display::Lines => done == 0 || part(done, of, LINES) > part(last.done, of, LINES),
            Display::Quiet => false,
        };
        last.done = done;
        if is_shown {
            let _ = self.write(&mut last.to, &line(done, of));
        }
    }

    /// Tells that so many runs are made, of nobody knows how many; in a log there is no line for it.
    pub fn tell_so_far(&self, done: u64) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if self.display == Display::Live {
            let _ = self.write(
                &mut last.to,
                &format!("{} simulated", counted(done, "run", "runs")),
            );
        }
    }

    fn write(&self, to: &mut W, line: &str) -> io::Result<()> {
        match self.display {
            Display::Live => write!(to, "\r\x1b[?7l{line}\x1b[K\x1b[?7h")?,
            Display::Lines => writeln!(to, "{line}")?,
            Display::Quiet => {}
        }
        to.flush()
    }
}

/// The live line gives way to what was asked for.
impl<W: Write> Drop for Counting<W> {
    fn drop(&mut self) {
        let last = self.last.get_mut().unwrap_or_else(PoisonError::into_inner);
        if self.display == Display::Live {
            let _ = write!(last.to, "\r\x1b[K").and_then(|()| last.to.flush());
        }
    }
}

/// Which of so many equal parts is whole.
fn part(done: u64, of: u64, parts: u64) -> u64 {
    done.min(of).saturating_mul(parts) / of.max(1)
}

fn line(done: u64, of: u64) -> String {
    let full = usize::try_from(part(done, of, CELLS)).unwrap_or_default();
    let rest = usize::try_from(CELLS).unwrap_or_default() - full;
    let bar = format!("{}{}", "█".repeat(full), "░".repeat(rest));
    format!("{} of {} runs simulated {bar}", count(done), count(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(display: Display, done: impl IntoIterator<Item = u64>, of: u64) -> String {
        let mut to = Vec::new();
        let counting = Counting::new(display, &mut to);
        done.into_iter().for_each(|done| counting.tell(done, of));
        drop(counting);
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn a_log_has_a_line_for_each_tenth_and_a_terminal_one_that_is_written_over() {
        let lines = told(Display::Lines, 0..=520, 520);
        assert_eq!(lines.lines().count(), 11, "{lines}");
        assert!(lines.starts_with("0 of 520 runs simulated ░░░░░░░░░░\n52 of 520 runs"));
        assert!(lines.ends_with("520 of 520 runs simulated ██████████\n"));
        assert_eq!(
            told(Display::Live, [1], 4),
            "\r\x1b[?7l1 of 4 runs simulated ██░░░░░░░░\x1b[K\x1b[?7h\r\x1b[K"
        );
        assert_eq!(told(Display::Quiet, [0, 1, 2], 2), "");
    }

    #[test]
    fn what_is_told_late_is_left_out() {
        let lines = told(Display::Lines, [5, 2, 10], 10);
        assert_eq!(lines.lines().count(), 2, "{lines}");
    }
}
