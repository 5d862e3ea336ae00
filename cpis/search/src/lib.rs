//! Finding a patient, completely and soundly.
//!
//! A search is asked of a [`Directory`]: the generated population, through an [`Index`] that knows its family names and birthdays
//! (every other field of a candidate is computed), and an [`Overlay`] of the records that were changed or added, which takes the
//! place of the generated ones. What is compared is folded (`fold.rs`), so that letter case, accents,
//! hyphens, apostrophes and spaces hide nobody.
//!
//! Requirements: SRC-1 to SRC-8, ALT-10.

mod asked;
mod convert;
mod days;
mod directory;
mod fold;
mod index;
mod name;
pub mod ncrs;
mod near;
mod overlay;
mod pattern;
mod query;
mod reading;
mod score;
mod sound;

pub use days::Days;
pub use directory::{Directory, Found, Match, TooMany};
pub use fold::fold;
pub use index::Index;
pub use near::{Criterion, NearMiss};
pub use overlay::Overlay;
pub use query::{Query, Widen};
pub use score::Score;
