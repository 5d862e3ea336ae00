//! A scenario-based load generator that judges CP-IS rules while the load is on.

pub mod checker;
pub mod executed;
pub mod history;
pub mod measure;
pub mod recorder;
pub mod scenario;
pub mod schedule;
pub mod truth;
