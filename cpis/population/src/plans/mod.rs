//! Plans: who holds which, from when to when.

pub(crate) mod by_case;
pub(crate) mod child;
pub(crate) mod holders;
mod sketch;

pub(crate) use sketch::Sketch;
