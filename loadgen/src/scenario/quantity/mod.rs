//! Quantities with their units, read from text.
//!
//! Each says in its error what it takes, as a clause that follows "`key` is …, ".

mod decimal;
mod length;
mod percentile;
mod rate;
mod shard;
mod share;
mod size;
mod think_time;
mod times;
mod zipf;

pub use length::{read_duration, read_offset, show_duration, show_offset};
pub use percentile::Percentile;
pub use rate::Rate;
pub use shard::{Shard, ShardError};
pub use share::Share;
pub use size::read_size;
pub use think_time::ThinkTime;
pub use times::Times;
pub use zipf::Zipf;
