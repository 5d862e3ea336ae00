//! Bodies both ways: nouns to bytes against the golden files, bytes to nouns from them.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod control;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod pds_queries;
#[cfg(test)]
mod people;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod sandbox;
