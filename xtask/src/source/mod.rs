//! Rust source without a parser: what is code, what is a test, where a function ends.
//!
//! Comments and literals are blanked out first, so that a word or a brace inside them counts for nothing.

mod blank;
mod scan;

pub(crate) use blank::code_only;
pub(crate) use scan::{functions, has_word, line_of, matching, module_files, test_regions, words};
