//! What the load generator does, seen from outside.

#[cfg(test)]
mod checker_history;
