//! Search from outside.

#[cfg(test)]
mod brute_force;
#[cfg(test)]
mod ncrs;
#[cfg(test)]
mod near;
#[cfg(test)]
mod overlay;
#[cfg(test)]
mod population;
#[cfg(test)]
mod world;
