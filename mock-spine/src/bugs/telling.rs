//! The broken rules of what is told of an access: in the list, and to the authorities. VIEW-1, ASN-2, ASN-8.

use super::{Bug, Mutation};
use cpis_vocabulary::{JobRole, OrganisationCode, UserId, View};
use cpis_wire::control::NotificationItem;
use std::collections::HashMap;
use std::sync::Arc;

impl Mutation<'_> {
    /// The viewers of a list as the broken rules name them; newest first.
    pub(super) fn retell(&self, views: &mut [View]) {
        if self.bugs.has(Bug::ListLatestRole) {
            let mut latest: HashMap<(UserId, OrganisationCode), JobRole> = HashMap::new();
            for view in views.iter_mut() {
                let viewer = Arc::make_mut(&mut view.viewer);
                let key = (viewer.user_id.clone(), viewer.organisation_code.clone());
                let role = latest.entry(key).or_insert_with(|| viewer.job_role.clone());
                viewer.job_role = role.clone();
            }
        }
        if self.bugs.has(Bug::ListCodeForName) {
            for view in views {
                let viewer = Arc::make_mut(&mut view.viewer);
                viewer.organisation_name = viewer.organisation_code.as_str().into();
            }
        }
    }

    /// A notification as the broken rules list it.
    pub(crate) fn notification(&self, mut item: NotificationItem) -> NotificationItem {
        if self.bugs.has(Bug::CodesForNames) {
            item.role_name.clone_from(&item.role_code);
            item.org_name.clone_from(&item.org_code);
        }
        if self.bugs.has(Bug::LocalIdDropped) {
            item.local_id = None;
        }
        if self.bugs.has(Bug::UploadOfAnother) {
            // A file number begins with the place of its authority.
            let day = item.upload.get(3..).unwrap_or_default();
            item.upload = format!("000{day}");
        }
        if self.bugs.has(Bug::NoticeIdsShared) {
            item.id = format!("{}-{}", item.nhs_number, item.authority);
        }
        item
    }
}
