//! The house rules, held against this workspace, and each check against a tree with a planted fault.

#[cfg(test)]
mod planted;
#[cfg(test)]
mod proves;
#[cfg(test)]
mod rulebook;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod workspace;
