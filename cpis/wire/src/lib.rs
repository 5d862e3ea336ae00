//! Bytes to nouns and back: FHIR bodies, an `OperationOutcome` for every error, search parameters, the log-on and the control port.
//!
//! The server writes with [`fhir`] and the client reads with [`read`]; both share [`control`] and [`oauth`]. Nothing here decides
//! anything, reads a clock or does I/O.

pub mod control;
mod digits;
pub mod fhir;
pub mod header;
pub mod json;
pub mod oauth;
pub mod query;
pub mod read;
mod refusal;
mod spine_error;
pub mod system;

pub use refusal::{cpis_refusal, pds_refusal};
pub use spine_error::{SpineError, SpineErrorFacts, SpineErrorKind};
