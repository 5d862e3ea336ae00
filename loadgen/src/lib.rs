//! A scenario-based load generator that judges CP-IS rules while the load is on.

pub mod assemble;
pub mod cast;
pub mod checker;
pub mod command;
pub mod control;
pub mod embedded;
pub mod executed;
pub mod executor;
pub mod exit_code;
mod fold;
pub mod history;
pub mod interrupt;
pub mod measure;
pub mod metrics;
pub mod people;
pub mod power;
pub mod progress;
pub mod recorder;
pub mod rulebook;
pub mod run_dir;
pub mod scenario;
pub mod schedule;
pub mod simulation;
pub mod summary;
pub mod transport;
pub mod truth;
mod words;
