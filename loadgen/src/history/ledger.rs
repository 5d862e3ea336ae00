use super::{ListEntry, codec};
use cpis_vocabulary::{
    AccessId, AuthorityCode, DecisionKind, JobRoleCode, NhsNumber, OrganisationCode, RoleId, Text,
    Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// What was received and read after quiescence, for one tenant and epoch.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// What the authorities received, in any order; absent where nobody could ask.
    pub notices: Option<Vec<Notice>>,
    /// The Spine's own journal, only ever used to explain.
    pub journal: Vec<JournalEntry>,
    /// The lists of previous views as they stood at the end.
    pub final_lists: Vec<FinalList>,
}

impl Ledger {
    /// Adds what was gathered in another tenant.
    pub fn add(&mut self, other: Self) {
        if let Some(more) = other.notices {
            self.notices.get_or_insert_default().extend(more);
        }
        self.journal.extend(other.journal);
        self.final_lists.extend(other.final_lists);
    }
}

/// One notification, as the authority that received it sees it. ASN-2.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// Its id, stable over deliveries.
    pub id: Text,
    /// The tenant.
    pub tenant: Text,
    /// The epoch of the tenant.
    pub epoch: u32,
    /// When the access took effect, by its own account.
    #[serde(with = "codec")]
    pub at: Timestamp,
    /// The child.
    #[serde(with = "codec")]
    pub child: NhsNumber,
    /// The authority that received it.
    #[serde(with = "codec")]
    pub authority: AuthorityCode,
    /// Who looked.
    #[serde(with = "codec")]
    pub user: UserId,
    /// The viewer's name.
    pub user_name: Text,
    /// In which job role.
    #[serde(with = "codec")]
    pub job_role: JobRoleCode,
    /// The job role's name.
    pub job_role_name: Text,
    /// At which organisation.
    #[serde(with = "codec")]
    pub organisation: OrganisationCode,
    /// The organisation's name.
    pub organisation_name: Text,
    /// The authority's own id for the child, where it tells one.
    pub local_id: Option<Text>,
    /// The upload that it names.
    pub upload: Text,
    /// The access that caused it.
    #[serde(with = "codec")]
    pub access: AccessId,
    /// When it was put into the authority's mailbox, if it was. ASN-8.
    #[serde(with = "codec")]
    pub delivered: Option<Timestamp>,
    /// When the authority acknowledged it, if it did. ASN-8.
    #[serde(with = "codec")]
    pub acknowledged: Option<Timestamp>,
}

/// One line of the Spine's own journal of attempts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The tenant.
    pub tenant: Text,
    /// The access or attempt.
    #[serde(with = "codec")]
    pub access: AccessId,
    /// When it was decided.
    #[serde(with = "codec")]
    pub at: Timestamp,
    /// The child, if it could be read.
    #[serde(with = "codec")]
    pub child: Option<NhsNumber>,
    /// Who looked, if that could be told.
    #[serde(with = "codec")]
    pub user: Option<UserId>,
    /// In which role profile.
    #[serde(with = "codec")]
    pub role: Option<RoleId>,
    /// At which organisation.
    #[serde(with = "codec")]
    pub organisation: Option<OrganisationCode>,
    /// What became of it.
    #[serde(with = "codec")]
    pub decision: DecisionKind,
    /// Why, in the Spine's words.
    pub reason: Text,
}

/// The step of the operations that read lists after quiescence.
pub const FINAL_LIST_STEP: &str = "final list";

/// A child's previous views after quiescence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FinalList {
    /// The tenant.
    pub tenant: Text,
    /// The epoch of the tenant.
    pub epoch: u32,
    /// The child.
    #[serde(with = "codec")]
    pub child: NhsNumber,
    /// The entries, in the order of the body.
    pub entries: Vec<ListEntry>,
}
