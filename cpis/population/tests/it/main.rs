//! The population from outside.

#[cfg(test)]
mod golden;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod people;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod services;
