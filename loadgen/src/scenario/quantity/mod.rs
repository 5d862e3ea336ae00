//! Quantities with their units, read from text.
//!
//! Each says in its error what it takes, as a clause that follows "`key` is …, ".

mod decimal;
mod length;
mod rate;
mod share;
mod times;

pub use length::{read_duration, show_duration};
pub use rate::Rate;
pub use share::Share;
pub use times::Times;
