use serde::{Deserialize, Serialize};

/// A tenant. ENV-2.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantItem {
    /// Its id, as it stands in `/t/{id}`.
    pub id: String,
    /// Whether it is used for live training: no bug mode can be turned on.
    pub training_live: bool,
}

/// `POST /tenants`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// Its id: lower-case letters, digits and hyphens.
    pub id: String,
    /// Whether it is used for live training.
    #[serde(default)]
    pub training_live: bool,
    /// The seed of its people; the mock's own unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// A snapshot of a tenant's state, the answer to `POST /snapshots`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotItem {
    /// Its id, for `POST /snapshots/{id}/restore`.
    pub id: String,
}
