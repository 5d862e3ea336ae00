//! Search from outside.

#[cfg(test)]
mod overlay;
#[cfg(test)]
mod population;
