//! The checks that keep the rest true: who may know whom, requirement links, sizes, words, paperwork, and CI's list of steps.
//!
//! A check is a function from a [`Tree`] of files to [`Finding`]s, so that each is tried on a tree with a planted fault before it
//! is believed about this one.

mod finding;
pub mod proves;
pub mod rulebook;
mod runner;
mod source;
pub mod steps;
pub mod tidy;
pub mod trace;
mod tree;

pub use finding::Finding;
pub use runner::{Pace, Run, RunError};
pub use tree::{File, Line, Tree, TreeError};
