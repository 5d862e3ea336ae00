//! Benchmarks: what the parts cost, and what share of a trivial server's throughput the whole reaches.
//!
//! Nothing here is used by anything else; it may know everybody.

pub mod arrivals;
pub mod cast;
pub mod client;
pub mod core;
pub mod figures;
pub mod honest;
pub mod in_process;
pub mod lookups;
pub mod machine;
pub mod metronome;
pub mod mock;
pub mod ours;
pub mod peers;
pub mod program;
pub mod requests;
pub mod scenario;
pub mod scratch;
pub mod share;
pub mod stall;
pub mod stub;
pub mod trivial;

use std::io::Write as _;

/// As in the programs that are measured; both sides of a comparison have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Why a measurement cannot be taken.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Writes on the standard output, at once.
///
/// # Errors
/// When nobody listens any more.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}
