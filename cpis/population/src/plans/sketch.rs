//! A plan before its authority is looked up.

use chrono::NaiveDate;
use cpis_vocabulary::PlanKind;

/// Kind, days and the authority's place in the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sketch {
    pub(crate) kind: PlanKind,
    pub(crate) start: NaiveDate,
    pub(crate) end: Option<NaiveDate>,
    pub(crate) authority: u64,
}

impl Sketch {
    /// The day of the upload that last changed it: the end once that is past, else the start, and never after `reference`.
    pub(crate) fn uploaded(&self, reference: NaiveDate) -> NaiveDate {
        match self.end {
            Some(end) if end <= reference => end,
            Some(_) | None => self.start.min(reference),
        }
    }
}
