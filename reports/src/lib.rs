//! A run as a file, and its reports.
//!
//! [`RunRecord`] is `run.json`; every report is a pure function of it. Nothing here knows what the rules are about.

mod file;
mod record;

pub use file::{ReadError, WriteError, read, schema, write_all};
pub use record::*;
