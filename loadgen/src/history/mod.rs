//! What a run saw: one [`Operation`] per thing the client did, and what the authorities received.
//!
//! The executor writes operations, the judge reads them. Nothing here decides anything; nothing here knows how a request is
//! sent. On disk a history is a file of checksummed frames ([`HistoryWriter`], [`HistoryReader`]), and JSON Lines, EDN and
//! events for other tools.

mod apart;
mod bytes;
mod caller;
mod codec;
mod decode;
mod encode;
mod export;
mod format;
mod frames;
mod kind;
mod ledger;
mod ledger_reader;
mod moment;
mod names;
mod operation;
mod outcome;
mod piece_writer;
mod pieces;
mod reader;
mod seen;
mod shorthand;
mod writer;

pub use apart::{draw_apart, drawn_together};
pub use caller::{Activity, Caller, Credential, Flaw, TokenNumber, Unscheduled, post};
pub use export::{EventForm, ExportError, export_events, export_json_lines};
pub use format::{FORMAT_VERSION, HistoryError};
pub use frames::Tail;
pub use kind::{Kind, PlanFacts};
pub use ledger::{FINAL_LIST_STEP, FinalList, JournalEntry, Ledger, Notice};
pub use moment::Moment;
pub use operation::{Operation, OperationNumber, Probe};
pub use outcome::{Outcome, WhyUnknown};
pub use piece_writer::{Disk, LocalDisk, Piece, PieceWriter, Written};
pub use pieces::{HISTORY_FILE, MissingPiece, Pieces, piece_name};
pub use reader::HistoryReader;
pub use seen::{ListEntry, PatientSeen, PlanSeen, Seen};
pub use writer::HistoryWriter;

pub(crate) use bytes::{Put, Take};
pub(crate) use decode::{Depth, blank, decode, decode_over};
pub(crate) use frames::{Body, Frames};
pub(crate) use ledger_reader::{
    blank_final_list, blank_notice, decode_final_list_over, decode_notice_over,
};
pub(crate) use names::NamesTaken;
pub(crate) use shorthand::Shorthand;
