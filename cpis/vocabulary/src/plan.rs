use crate::{LocalAuthority, LocalChildId, UploadId};
use alloc::sync::Arc;
use chrono::NaiveDate;
use core::fmt;

/// The identity of a plan within a tenant; sixteen hexadecimal digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlanId(u64);

impl PlanId {
    /// The plan with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl core::str::FromStr for PlanId {
    type Err = crate::AccessIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<crate::AccessId>().map(|id| Self(id.number()))
    }
}

/// The kinds of plan that CP-IS carries. ALT-3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PlanKind {
    /// Child Protection Plan.
    Cpp,
    /// Looked After Child.
    Lac,
    /// Unborn Child Protection Plan; it hangs on the mother's number (ALT-7).
    Ucpp,
}

/// A text that names no kind of plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a kind of plan is one of CPP, LAC and UCPP")]
pub struct PlanKindError;

impl PlanKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Cpp, Self::Lac, Self::Ucpp];

    /// The abbreviation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cpp => "CPP",
            Self::Lac => "LAC",
            Self::Ucpp => "UCPP",
        }
    }

    /// The name in full.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpp => "Child Protection Plan",
            Self::Lac => "Looked After Child",
            Self::Ucpp => "Unborn Child Protection Plan",
        }
    }
}

impl core::str::FromStr for PlanKind {
    type Err = PlanKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(PlanKindError)
    }
}

/// A plan as its authority uploaded it: dates and who is responsible, nothing of its content. ALT-4.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Its identity.
    pub id: PlanId,
    /// Its kind.
    pub kind: PlanKind,
    /// The first day.
    pub start: NaiveDate,
    /// The last day, where one was given; the due date for an unborn child. ALT-6.
    pub end: Option<NaiveDate>,
    /// The authority that uploaded it.
    pub authority: Arc<LocalAuthority>,
    /// The authority's own id for the child, where known.
    pub local_id: Option<LocalChildId>,
    /// The upload that last changed it.
    pub upload: UploadId,
}
