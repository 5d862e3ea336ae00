use super::text;
use cpis_vocabulary::{AccessId, NhsNumber, Notification, Timestamp};
use serde::{Deserialize, Serialize};

/// A notification, as the ledger lists it from the moment it is decided. ASN-2.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationItem {
    /// Its id.
    pub id: String,
    /// When the access took effect.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// The child.
    #[serde(with = "text")]
    pub nhs_number: NhsNumber,
    /// The authority that is told.
    pub authority: String,
    /// The user.
    pub user_id: String,
    /// The user's name.
    pub user_name: String,
    /// The job role's code.
    pub role_code: String,
    /// The job role's name.
    pub role_name: String,
    /// The organisation's code.
    pub org_code: String,
    /// The organisation's name.
    pub org_name: String,
    /// The authority's own id for the child, where known.
    pub local_id: Option<String>,
    /// The upload that last changed one of the authority's displayable plans.
    pub upload: String,
    /// The access that caused it.
    #[serde(with = "text")]
    pub access: AccessId,
    /// When it was put into the authority's mailbox.
    #[serde(default, with = "text::optional")]
    pub delivered_at: Option<Timestamp>,
    /// When the authority acknowledged it.
    #[serde(default, with = "text::optional")]
    pub acknowledged_at: Option<Timestamp>,
}

impl NotificationItem {
    /// The item for a notification that has come so far.
    pub fn of(
        notification: &Notification,
        delivered_at: Option<Timestamp>,
        acknowledged_at: Option<Timestamp>,
    ) -> Self {
        let viewer = &notification.viewer;
        Self {
            id: notification.id.to_string(),
            at: notification.at,
            nhs_number: notification.child,
            authority: notification.id.authority.as_str().to_owned(),
            user_id: viewer.user_id.as_str().to_owned(),
            user_name: viewer.user_name.as_ref().to_owned(),
            role_code: viewer.job_role.code.as_str().to_owned(),
            role_name: viewer.job_role.name.as_ref().to_owned(),
            org_code: viewer.organisation_code.as_str().to_owned(),
            org_name: viewer.organisation_name.as_ref().to_owned(),
            local_id: notification.local_id.as_ref().map(ToString::to_string),
            upload: notification.upload.as_str().to_owned(),
            access: notification.id.access,
            delivered_at,
            acknowledged_at,
        }
    }
}
