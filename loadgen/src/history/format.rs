//! The file: `CPISHIST`, the version, then frames. All numbers are little endian.
//!
//! A frame is a head of twelve bytes (length of the body, CRC-32 of the body, CRC-32 of the eight bytes before) and a body. The head
//! has a checksum of its own, so that a wrong length is told apart from a file that ends in the middle of a frame.
//!
//! The first byte of a body says what it is: an operation, something of a ledger, or the definition of a text or a caller, which later
//! bodies refer to by number, in the order of definition. So whatever is said again and again costs a byte or two.
//!
//! A long history is written in pieces, a file each. Every piece but the first begins with all definitions of those before it, so that it
//! can be read without them, and numbers mean the same in all.

use std::io;

/// The version that this code writes and reads. It changes with any change of [`super::Operation`].
pub const FORMAT_VERSION: u32 = 4;

pub(super) const MAGIC: &[u8; 8] = b"CPISHIST";
pub(super) const HEADER_BYTES: u64 = 12;
pub(super) const HEAD_BYTES: usize = 12;
/// No operation comes near it; a longer one is a mistake.
pub(super) const BODY_BYTES_MAX: u32 = 1 << 24;

/// Why a history cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// Reading or writing went wrong.
    #[error("the history cannot be read or written")]
    Io(#[from] io::Error),
    /// The file is something else.
    #[error("a history begins with CPISHIST, this file does not")]
    NotAHistory,
    /// Another version wrote it.
    #[error("a history of version {FORMAT_VERSION} is required, this file has version {found}")]
    Version {
        /// The file's version.
        found: u32,
    },
    /// Bytes were changed after they were written.
    #[error("the frame at byte {offset} is damaged: {what}")]
    Corrupt {
        /// Where the frame begins.
        offset: u64,
        /// What does not fit.
        what: &'static str,
    },
    /// A piece that follows another and does not belong to it.
    #[error(
        "the pieces of one history are required, the frame at byte {offset} of this one is of another"
    )]
    OtherHistory {
        /// Where the frame begins.
        offset: u64,
    },
    /// An operation that cannot be written.
    #[error("an operation takes at most {BODY_BYTES_MAX} bytes, this one has {found}")]
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
    /// An operation that has no written form.
    #[error("this operation has no written form")]
    Unwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
