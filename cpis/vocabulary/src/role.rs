use crate::{ActivityCode, JobRole, Organisation, RoleId, Text, UserId};
use alloc::{sync::Arc, vec::Vec};

/// One user's work at one organisation. IDN-1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// The role profile's id.
    pub id: RoleId,
    /// Where the work is done.
    pub organisation: Arc<Organisation>,
    /// The job role.
    pub job_role: JobRole,
    /// What the role was granted, by national code.
    pub activities: Vec<ActivityCode>,
}

/// A person who can log on. IDN-1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The number on the smartcard.
    pub id: UserId,
    /// Given name.
    pub given_name: Text,
    /// Family name.
    pub family_name: Text,
    /// The smartcard's passcode; synthetic users only.
    pub passcode: Text,
    /// The roles to choose from, at least one.
    pub roles: Vec<Arc<Role>>,
}

impl User {
    /// Given name and family name.
    pub fn name(&self) -> Text {
        alloc::format!("{} {}", self.given_name, self.family_name).into()
    }
}
