//! Synthetic England as a pure function of a seed.
//!
//! A [`Population`] answers for each of its patients, from 0 to the last, every question on its own: number, names, birth date,
//! address, plans. Nothing is stored per patient and nothing is loaded. The hard cases stand at known places ([`Case`]), and so do
//! the patients with displayable plans ([`Population::nth_with_plans`]).
//!
//! What is drawn how: households in blocks of eight (`people/layout.rs`), ages (`people/birth.rs`), names (`names/`), homes
//! (`people/home.rs`), who holds plans (`plans/holders.rs`) and from when to when (`plans/child.rs`). Published figures behind the
//! shares are cited there as F6, the numbers for load goals in the interface notes; everything else says that it is ours.
//!
//! Requirements: DAT-1 to DAT-6.

mod convert;
mod draw;
mod draws;
mod findable;
mod names;
mod number;
mod people;
mod plans;
mod population;
pub mod sandbox;
mod services;
mod serving;
mod settings;
mod text;
mod with_plans;

pub use draws::Draws;
pub use findable::Findable;
pub use names::FamilyName;
pub use people::case::Case;
pub use population::{Population, Resolution};
pub use services::user::UserKind;
pub use settings::{Dials, Range, RangeError, Settings, SettingsError};

/// The version of the generated values. Any change to what any patient, plan, user, organisation or authority looks like raises it
/// and adds a line to the golden hashes; runs recorded under another version cannot be judged again from the seed.
pub const GENERATOR_VERSION: u32 = 2;
