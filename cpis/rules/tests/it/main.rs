//! The rules, row by row, and the laws they keep under anything.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod alert;
#[cfg(test)]
mod any;
#[cfg(test)]
mod authorities;
#[cfg(test)]
mod cast;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod days;
#[cfg(test)]
mod identify;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod model;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod record;
#[cfg(test)]
mod table;
#[cfg(test)]
mod token;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod views;
#[cfg(test)]
mod window;
