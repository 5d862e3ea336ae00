use crate::{AccessId, AuthorityCode, LocalChildId, NhsNumber, Timestamp, UploadId, Viewer};
use alloc::sync::Arc;
use core::fmt;

/// The identity of a notification: the access that caused it and the authority that is told. ASN-8.
///
/// It is the same however often it is delivered.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NotificationId {
    /// The access that caused it.
    pub access: AccessId,
    /// The authority that is told.
    pub authority: AuthorityCode,
}

impl fmt::Display for NotificationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.access, self.authority)
    }
}

/// An access to service notification: what one authority is told of one access. ASN-2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notification {
    /// Its identity.
    pub id: NotificationId,
    /// When the access took effect.
    pub at: Timestamp,
    /// The child.
    pub child: NhsNumber,
    /// Who looked, in which role, from where.
    pub viewer: Arc<Viewer>,
    /// The authority's own id for the child, where known.
    pub local_id: Option<LocalChildId>,
    /// The upload that last changed one of this authority's displayable plans.
    pub upload: UploadId,
}
