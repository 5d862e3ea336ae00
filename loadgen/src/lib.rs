//! A scenario-based load generator that judges CP-IS rules while the load is on.

pub mod checker;
pub mod history;
pub mod scenario;
pub mod schedule;
