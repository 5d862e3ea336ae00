//! The figures of a run while it goes on, for Prometheus: `GET /metrics` on an address of its own.
//!
//! Once a second a thread of its own looks at what the workers have counted; whoever asks is told what was seen last, so that no
//! worker notices how many ask, or how often. Nothing here names a person or an NHS number (ENV-4).

mod latest;
mod own;
mod page;
mod serve;
mod snapshot;
mod text;

pub use latest::Latest;
pub use serve::{Address, AddressError, Serving};
pub use snapshot::{Snapshot, Stage};
pub use text::{OPEN_METRICS, text};
