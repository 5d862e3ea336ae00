//! Names from tables of our own: no library's list can change a generated person.

pub(crate) mod family;
pub(crate) mod given;
mod table;

pub use family::FamilyName;
