//! What the Spine is measured against.

use core::fmt;
use core::time::Duration;

use cpis_vocabulary::CareSetting;

use super::quantity::{Percentile, Rate, Share, show_duration, show_offset};

/// One target.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// What is measured, and how much it may be.
    pub aim: Aim,
    /// Of which requests.
    pub of: Selection,
}

/// What is measured, and how much it may be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Aim {
    /// How long requests take.
    Time {
        /// From when to when.
        span: Span,
        /// Where in the distribution.
        point: Point,
        /// How long.
        bound: Bound<Duration>,
    },
    /// How many of the requests come to something.
    Share {
        /// To what.
        fate: Fate,
        /// How many.
        bound: Bound<Share>,
    },
    /// How many requests are sent in a time.
    Rate(Bound<Rate>),
}

/// From when to when a time is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Span {
    /// From due to answered.
    Response,
    /// From sent to answered.
    Service,
    /// From due to sent.
    Lateness,
}

/// A place in a distribution of times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point {
    /// So many took at most as long.
    Percentile(Percentile),
    /// Their sum, shared out.
    Mean,
    /// The longest of all.
    Longest,
}

/// What becomes of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// No answer, or a 5xx; of those that were sent.
    Error,
    /// Refused; of those that were sent.
    Refused,
    /// Not sent because all slots were busy; of those that were due.
    NotSent,
}

/// How much something may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound<T> {
    /// On which side of the amount.
    pub relation: Relation,
    /// The amount.
    pub amount: T,
}

/// On which side of an amount something has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// The amount is allowed.
    AtMost,
    /// The amount is too much.
    Below,
    /// The amount is enough.
    AtLeast,
    /// The amount is not enough.
    Above,
}

/// Some of the requests of a run; all of them, where nothing is said.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Selection {
    /// Those of one step, by the name reports give it.
    pub step: Option<String>,
    /// Those made in one care setting.
    pub setting: Option<CareSetting>,
    /// Those due in one stretch of the run.
    pub window: Option<Window>,
}

/// A stretch of the run, half open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// From the start of the run.
    pub from: Duration,
    /// From the start of the run, exclusive: later than `from`.
    pub to: Duration,
}

impl<T: PartialOrd> Bound<T> {
    /// Whether a measured amount is on the right side.
    pub fn holds(&self, measured: &T) -> bool {
        match self.relation {
            Relation::AtMost => *measured <= self.amount,
            Relation::Below => *measured < self.amount,
            Relation::AtLeast => *measured >= self.amount,
            Relation::Above => *measured > self.amount,
        }
    }
}

impl Window {
    /// Whether an instant of the run lies in it.
    pub fn holds(&self, instant: Duration) -> bool {
        self.from <= instant && instant < self.to
    }

    /// How long it is.
    pub fn length(&self) -> Duration {
        self.to.saturating_sub(self.from)
    }
}

impl Selection {
    /// Whether it is all of the requests.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtMost => "at most",
            Self::Below => "below",
            Self::AtLeast => "at least",
            Self::Above => "above",
        })
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(percentile) => percentile.fmt(f),
            Self::Mean => f.write_str("mean"),
            Self::Longest => f.write_str("longest"),
        }
    }
}

impl fmt::Display for Selection {
    /// ` of "open the alert" for ambulance from 10 s to 50 s`; nothing for everything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = &self.step {
            write!(f, " of \"{step}\"")?;
        }
        if let Some(setting) = self.setting {
            write!(f, " for {setting}")?;
        }
        match self.window {
            Some(Window { from, to }) => {
                write!(f, " from {} to {}", show_offset(from), show_offset(to))
            }
            None => Ok(()),
        }
    }
}

impl fmt::Display for Target {
    /// As reports say it: `p99 response at most 250 ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = &self.of;
        match self.aim {
            Aim::Time { span, point, bound } => {
                let span = match span {
                    Span::Response => "response",
                    Span::Service => "service",
                    Span::Lateness => "lateness",
                };
                let amount = show_duration(bound.amount);
                write!(f, "{point} {span}{of} {} {amount}", bound.relation)
            }
            Aim::Share { fate, bound } => {
                let fate = match fate {
                    Fate::Error => "errors",
                    Fate::Refused => "refused",
                    Fate::NotSent => "not sent",
                };
                write!(f, "{fate}{of} {} {}", bound.relation, bound.amount)
            }
            Aim::Rate(bound) => write!(f, "rate{of} {} {}", bound.relation, bound.amount),
        }
    }
}
