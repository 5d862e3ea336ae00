//! Scenario files: what a run does, read from TOML and checked once.

mod parts;
mod probe_kind;
mod quantity;
mod step;

pub use parts::{
    Arrivals, Children, Clock, Limits, NumberRange, OnFull, Population, Probes, Profile, Scenario,
    Script, Spacing, Stop, Targets, Weighted,
};
pub use probe_kind::{ProbeKind, ProbeNeeds};
pub use quantity::{Rate, Share, Times, read_duration, show_duration};
pub use step::{Actor, Letter, Step};
