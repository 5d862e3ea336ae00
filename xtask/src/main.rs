//! The checks that keep the rest true.
fn main() {}
