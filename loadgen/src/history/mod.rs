//! What a run saw: one [`Operation`] per thing the client did, and what the authorities received.
//!
//! The executor writes operations, the judge reads them. Nothing here decides anything; nothing here knows how a request is
//! sent. On disk a history is a file of checksummed frames ([`HistoryWriter`], [`HistoryReader`]), and JSON Lines for other tools.

mod caller;
mod codec;
mod export;
mod format;
mod kind;
mod ledger;
mod moment;
mod operation;
mod outcome;
mod reader;
mod seen;
mod writer;

pub use caller::{Activity, Caller, Credential, Flaw, TokenNumber, Unscheduled};
pub use export::export_json_lines;
pub use format::{FORMAT_VERSION, HistoryError};
pub use kind::{Kind, PlanFacts};
pub use ledger::{FinalList, JournalEntry, Ledger, Notice};
pub use moment::Moment;
pub use operation::{Operation, OperationNumber, Probe};
pub use outcome::{Outcome, WhyUnknown};
pub use reader::{HistoryReader, Tail};
pub use seen::{ListEntry, PatientSeen, PlanSeen, Seen};
pub use writer::HistoryWriter;
