//! People: where they stand, when they were born, what they are called, where they live.

pub(crate) mod birth;
pub(crate) mod case;
pub(crate) mod home;
pub(crate) mod layout;
pub(crate) mod person;
pub(crate) mod reach;
pub(crate) mod status;
