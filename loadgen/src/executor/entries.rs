//! What a control port tells of accesses and notifications, as the ledger of a run keeps it: what is said again and again is held once.

use crate::history::{JournalEntry, Notice};
use cpis_vocabulary::Text;
use cpis_wire::control::{AccessItem, NotificationItem};
use std::collections::HashSet;

/// Takes down what one tenant's control port tells.
#[derive(Clone, Debug)]
pub(super) struct Entries {
    tenant: Text,
    texts: HashSet<Text>,
}

impl Entries {
    /// Of this tenant.
    pub(super) fn of(tenant: &Text) -> Self {
        Self {
            tenant: Text::clone(tenant),
            texts: HashSet::new(),
        }
    }

    /// What an authority received.
    pub(super) fn notice(&mut self, item: &NotificationItem) -> Notice {
        Notice {
            id: item.id.as_str().into(),
            tenant: Text::clone(&self.tenant),
            epoch: 0,
            at: item.at,
            child: item.nhs_number,
            authority: item.authority.as_str().into(),
            user: item.user_id.as_str().into(),
            user_name: self.text(&item.user_name),
            job_role: item.role_code.as_str().into(),
            job_role_name: self.text(&item.role_name),
            organisation: item.org_code.as_str().into(),
            organisation_name: self.text(&item.org_name),
            local_id: item.local_id.as_deref().map(Into::into),
            upload: item.upload.as_str().into(),
            access: item.access,
            delivered: item.delivered_at,
            acknowledged: item.acknowledged_at,
        }
    }

    /// A line of the journal of attempts.
    pub(super) fn journal(&mut self, item: &AccessItem) -> JournalEntry {
        let decision = item.decision;
        JournalEntry {
            tenant: Text::clone(&self.tenant),
            access: item.id,
            at: item.at,
            child: item.nhs_number,
            user: item.user_id.as_deref().map(Into::into),
            role: item.role_id.as_deref().map(Into::into),
            organisation: item.org_code.as_deref().map(Into::into),
            decision,
            reason: self.text(item.reason.as_deref().unwrap_or(decision.as_str())),
        }
    }

    fn text(&mut self, text: &str) -> Text {
        if let Some(known) = self.texts.get(text) {
            return Text::clone(known);
        }
        let text = Text::from(text);
        self.texts.insert(Text::clone(&text));
        text
    }
}
