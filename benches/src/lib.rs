//! Benchmarks: what the parts cost, and what share of a trivial server's throughput the whole reaches.
//!
//! Nothing here is used by anything else; it may know everybody.

pub mod cast;
pub mod client;
pub mod core;
pub mod honest;
pub mod in_process;
pub mod lookups;
pub mod machine;
pub mod mock;
pub mod requests;
pub mod share;
pub mod stub;
pub mod trivial;

/// As in the programs that are measured; both sides of a comparison have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Why a measurement cannot be taken.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
