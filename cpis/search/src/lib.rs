//! Finding a patient, completely and soundly.
//!
//! A search is asked of two sources: the generated population, through an [`ExactIndex`] of twelve bytes a patient that is never
//! trusted (every candidate's real name is read again), and an [`Overlay`] of the records that were changed or added, which takes
//! the place of the generated ones. What is compared is folded (`fold.rs`), so that letter case, accents, hyphens, apostrophes and
//! spaces hide nobody.
//!
//! Requirements: SRC-7, SRC-8, ALT-10.

mod exact;
mod fold;
mod matching;
mod overlay;

pub use exact::ExactIndex;
pub use fold::fold;
pub use matching::{Match, Query, find};
pub use overlay::Overlay;
