//! The mock Spine over real sockets, as suppliers and teachers meet it.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cpis;
#[cfg(test)]
mod flags;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod pds;
