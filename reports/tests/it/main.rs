//! The reports of example runs.

#[cfg(test)]
mod compare;
#[cfg(test)]
mod compared;
#[cfg(test)]
mod example;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod files;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod page;
#[cfg(test)]
mod render;
#[cfg(test)]
mod tables;
