//! Who serves the population: authorities, organisations, users.

use crate::convert::{to_u64, to_usize};
use crate::population::Population;
use crate::services::user::{self, UserKind};
use cpis_vocabulary::{
    AuthorityCode, CareSetting, LocalAuthority, Organisation, OrganisationCode, User, UserId,
};
use std::sync::Arc;

impl Population {
    /// The local authorities, by rising code. DAT-4.
    pub fn authorities(&self) -> &[Arc<LocalAuthority>] {
        &self.authorities
    }

    /// The authority with a code.
    pub fn authority(&self, code: &AuthorityCode) -> Option<&Arc<LocalAuthority>> {
        let place = self
            .authorities
            .binary_search_by_key(&code, |one| &one.code);
        self.authorities.get(place.ok()?)
    }

    /// The organisations, care setting by care setting. DAT-6.
    pub fn organisations(&self) -> &[Arc<Organisation>] {
        &self.organisations
    }

    /// The organisations of one care setting.
    pub fn organisations_of(
        &self,
        setting: CareSetting,
    ) -> impl Iterator<Item = &Arc<Organisation>> {
        self.organisations
            .iter()
            .filter(move |one| one.setting == setting)
    }

    /// The organisation with a code.
    pub fn organisation(&self, code: &OrganisationCode) -> Option<&Arc<Organisation>> {
        self.organisations.iter().find(|one| one.code == *code)
    }

    /// Everybody who can log on, by rising user id.
    pub fn users(&self) -> &[Arc<User>] {
        &self.users
    }

    /// The so-manyth user, from 0; places beyond the last count round.
    pub fn user(&self, place: u64) -> Option<&Arc<User>> {
        let count = to_u64(self.users.len()).max(1);
        self.users.get(to_usize(place % count))
    }

    /// The user with an id.
    pub fn user_by_id(&self, id: &UserId) -> Option<&Arc<User>> {
        let place = self.users.binary_search_by_key(&id, |one| &one.id);
        self.users.get(place.ok()?)
    }

    /// The kind of the so-manyth user. IDN-3.
    pub fn user_kind(&self, place: u64) -> UserKind {
        user::kind(place % to_u64(self.users.len()).max(1))
    }

    /// The users of one kind, in order.
    pub fn users_of(&self, kind: UserKind) -> impl Iterator<Item = &Arc<User>> {
        (0..)
            .zip(self.users.iter())
            .filter(move |(place, _)| user::kind(*place) == kind)
            .map(|(_, user)| user)
    }
}
