//! Who serves: authorities, organisations and the people who log on.

pub(crate) mod authority;
pub(crate) mod organisation;
mod rota;
pub(crate) mod town;
pub(crate) mod user;
