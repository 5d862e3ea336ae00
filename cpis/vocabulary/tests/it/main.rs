//! The nouns, row by row: what is read, what is refused, what is written.

#[cfg(test)]
mod ids;
#[cfg(test)]
mod instants;
#[cfg(test)]
mod nhs_numbers;
#[cfg(test)]
mod words;
