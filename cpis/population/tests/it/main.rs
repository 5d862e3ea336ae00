//! The population from outside.

#[cfg(test)]
mod numbers;
#[cfg(test)]
mod plans;
