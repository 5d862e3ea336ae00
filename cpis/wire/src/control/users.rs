use cpis_vocabulary::{ActivityCode, Role, User};
use serde::{Deserialize, Serialize};

/// A user to log on as.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserItem {
    /// The number on the smartcard.
    pub user_id: String,
    /// The smartcard's passcode.
    pub passcode: String,
    /// Given name and family name.
    pub name: String,
    /// The roles to choose from.
    pub roles: Vec<RoleItem>,
}

/// A role of a user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleItem {
    /// The role profile's id, for `NHSD-Session-URID`.
    pub role_id: String,
    /// The organisation's ODS code.
    pub org_code: String,
    /// The organisation's name.
    pub org_name: String,
    /// The job role's code.
    pub role_code: String,
    /// The job role's name.
    pub role_name: String,
    /// What the role was granted, by code.
    pub activities: Vec<String>,
}

impl UserItem {
    /// The item for a user.
    pub fn of(user: &User) -> Self {
        Self {
            user_id: user.id.as_str().to_owned(),
            passcode: user.passcode.as_ref().to_owned(),
            name: user.name().as_ref().to_owned(),
            roles: user.roles.iter().map(|role| RoleItem::of(role)).collect(),
        }
    }
}

impl RoleItem {
    /// The item for a role.
    pub fn of(role: &Role) -> Self {
        Self {
            role_id: role.id.as_str().to_owned(),
            org_code: role.organisation.code.as_str().to_owned(),
            org_name: role.organisation.name.as_ref().to_owned(),
            role_code: role.job_role.code.as_str().to_owned(),
            role_name: role.job_role.name.as_ref().to_owned(),
            activities: role
                .activities
                .iter()
                .map(ActivityCode::as_str)
                .map(str::to_owned)
                .collect(),
        }
    }
}
