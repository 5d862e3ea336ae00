//! A run as a file, and its reports.
//!
//! [`RunRecord`] is `run.json`. Everything else is a pure function of it: [`html`] gives the page, [`csv`] the figures,
//! [`junit`] the verdicts for a build server, [`compare`] whether one set of runs is better or worse than another. Nothing here knows what the rules are about.

mod chart;
mod clock;
pub mod compare;
mod convert;
mod csv;
mod escape;
mod file;
mod hdr_log;
mod junit;
mod page;
mod prose;
mod record;
mod words;

pub use csv::csv;
pub use file::{
    ReadError, WriteError, read, schema, write_all, write_each, write_file, write_reports,
};
pub use hdr_log::{HDR_LOG_FILE, HdrLog};
pub use junit::junit;
pub use page::html;
pub use record::*;
