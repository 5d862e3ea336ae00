use super::codec;
use cpis_vocabulary::{JobRoleCode, OrganisationCode, RoleId, Text, UserId};
use serde::{Deserialize, Serialize};

/// Who looked, as the population knows it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Caller {
    /// The user.
    #[serde(with = "codec")]
    pub user: UserId,
    /// The user's name.
    pub user_name: Text,
    /// The role profile that the request names.
    #[serde(with = "codec")]
    pub role: RoleId,
    /// The role's job role.
    #[serde(with = "codec")]
    pub job_role: JobRoleCode,
    /// The job role's name.
    pub job_role_name: Text,
    /// The role's organisation.
    #[serde(with = "codec")]
    pub organisation: OrganisationCode,
    /// The organisation's name.
    pub organisation_name: Text,
    /// Which of the two activities the role holds.
    pub activity: Activity,
}

impl Caller {
    /// The role and the organisation's name, as [`post`] words them.
    pub fn post(&self) -> Text {
        post(
            self.job_role.as_str(),
            &self.job_role_name,
            &self.organisation_name,
        )
    }
}

/// A job role and an organisation's name in one text: a list tells both of every viewer, and they are compared together. VIEW-1.
pub fn post(job_role: &str, job_role_name: &str, organisation_name: &str) -> Text {
    format!("{job_role_name} ({job_role}), {organisation_name}").into()
}

/// Which of the two activities a role holds. IDN-3.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// B0107 alone.
    Notifying,
    /// B0170 alone.
    Silent,
    /// Neither.
    Neither,
    /// Both.
    Both,
}

/// The header `IsUnscheduledAccessEvent`, where its value is lawful; other values are a [`Flaw`]. ASN-6.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unscheduled {
    /// Not sent.
    #[default]
    Absent,
    /// `true`.
    True,
    /// `false`.
    False,
}

/// A token of the run: the number of the operation that logged on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenNumber(pub u64);

/// What a request showed for a token. IDN-5.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// The operation needs none.
    NotNeeded,
    /// None was sent, on purpose.
    Missing,
    /// Something that the Spine never issued, on purpose.
    Invented,
    /// The token of a user's log-on; whether it is live, the history tells.
    User(TokenNumber),
    /// A token issued to an application, without a user.
    Application(TokenNumber),
    /// A token that was live when the run took it over and is never revoked.
    Standing,
}

/// Something that a request got wrong on purpose, in the order in which the Spine looks. IDN-4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// No `X-Request-ID`.
    NoRequestId,
    /// An `X-Request-ID` or `TraceID` that is no UUID.
    BadTrace,
    /// `IsUnscheduledAccessEvent` is empty, repeated or neither `true` nor `false`.
    BadUnscheduled,
    /// Several roles and none chosen.
    NoRoleChosen,
    /// A role that is not the user's.
    NotYourRole,
    /// An NHS number that is none.
    BadNumber,
}
