use cpis_vocabulary::{ActivityCode, Role, User};
use serde::{Deserialize, Serialize};

/// The answer of `userinfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserInfo {
    /// The number on the smartcard.
    pub nhsid_useruid: String,
    /// The same.
    pub uid: String,
    /// The same, as `OpenID` Connect names it.
    pub sub: String,
    /// Given name and family name.
    pub name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The user's roles.
    pub nhsid_nrbac_roles: Vec<NrbacRole>,
    /// The organisations of the roles, each once.
    pub nhsid_user_orgs: Vec<UserOrganisation>,
    /// How well the person was identified.
    pub idassurancelevel: String,
}

/// A role in `userinfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NrbacRole {
    /// The user's membership of the organisation.
    pub person_orgid: String,
    /// The role profile's id, for `NHSD-Session-URID`.
    pub person_roleid: String,
    /// The organisation's ODS code.
    pub org_code: String,
    /// The job role's name.
    pub role_name: String,
    /// The job role's code with its classes before it, `S8000:G8000:R8001`; the last part is the role.
    pub role_code: String,
    /// The activities' names; this mock knows the codes only and repeats them.
    pub activities: Vec<String>,
    /// The activities' codes, those that were granted explicitly.
    pub activity_codes: Vec<String>,
    /// Work groups; none.
    #[serde(default)]
    pub workgroups: Vec<String>,
    /// Areas of work; none.
    #[serde(default)]
    pub aow: Vec<String>,
}

/// An organisation in `userinfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserOrganisation {
    /// Its name.
    pub org_name: String,
    /// Its ODS code.
    pub org_code: String,
}

impl UserInfo {
    /// What `userinfo` tells of a user.
    pub fn of(user: &User) -> Self {
        let id = user.id.as_str();
        let mut organisations: Vec<UserOrganisation> = Vec::new();
        for role in &user.roles {
            let code = role.organisation.code.as_str();
            if organisations.iter().all(|known| known.org_code != code) {
                organisations.push(UserOrganisation {
                    org_name: role.organisation.name.as_ref().to_owned(),
                    org_code: code.to_owned(),
                });
            }
        }
        Self {
            nhsid_useruid: id.to_owned(),
            uid: id.to_owned(),
            sub: id.to_owned(),
            name: user.name().as_ref().to_owned(),
            given_name: user.given_name.as_ref().to_owned(),
            family_name: user.family_name.as_ref().to_owned(),
            nhsid_nrbac_roles: user
                .roles
                .iter()
                .map(|role| NrbacRole::of(id, role))
                .collect(),
            nhsid_user_orgs: organisations,
            idassurancelevel: "3".into(),
        }
    }
}

impl NrbacRole {
    fn of(user_id: &str, role: &Role) -> Self {
        let codes: Vec<String> = role
            .activities
            .iter()
            .map(ActivityCode::as_str)
            .map(str::to_owned)
            .collect();
        Self {
            person_orgid: format!("{user_id}-{}", role.organisation.code),
            person_roleid: role.id.as_str().to_owned(),
            org_code: role.organisation.code.as_str().to_owned(),
            role_name: role.job_role.name.as_ref().to_owned(),
            role_code: format!("S8000:G8000:{}", role.job_role.code),
            activities: codes.clone(),
            activity_codes: codes,
            workgroups: Vec::new(),
            aow: Vec::new(),
        }
    }
}
