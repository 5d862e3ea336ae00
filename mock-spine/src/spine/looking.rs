use super::Spine;
use crate::bugs::{Bug, Mutation};
use crate::store::{Store, StoreError};
use crate::tenant::Tenant;
use chrono::NaiveDate;
use cpis_rules::{ChildRecord, Policy, Reader, Shown, displayable, plan_refusal};
use cpis_vocabulary::{NhsNumber, Plan, PlanId, PlanKind, Timestamp, View};
use std::sync::Arc;

/// The previous views of a child, as one reader sees them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// When they were read.
    pub at: Timestamp,
    /// Newest first; empty while nothing is displayable (ALT-9).
    pub views: Vec<View>,
}

/// What there is to show of a child without opening the alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// When it was read.
    pub at: Timestamp,
    /// The displayable plans.
    pub shown: Vec<Shown>,
}

impl Spine {
    /// The previous views, without an access. ALT-2, VIEW-2, ALT-9.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn previous_views(
        &self,
        tenant: &Tenant,
        child: Option<NhsNumber>,
        reader: Reader<'_>,
    ) -> Result<Listed, StoreError> {
        let Some(child) = child else {
            return Ok(Listed {
                at: tenant.clock.now(),
                views: Vec::new(),
            });
        };
        let bugs = tenant.bugs.on();
        if bugs.is_empty() {
            let read = |record: &mut ChildRecord, now| list(record, now, reader, &tenant.policy);
            return self.store.update(&tenant.id, child, read).await;
        }
        let mutation = Mutation {
            bugs,
            memory: &tenant.bug_memory,
        };
        let policy = mutation.policy(&tenant.policy, Some(child));
        let trace = reader.trace.filter(|_| !bugs.has(Bug::OwnAccessListed));
        let reader = Reader { trace, ..reader };
        let read = |record: &mut ChildRecord, now| {
            mutation.share_list(record, child);
            list(record, now, reader, &policy)
        };
        let mut listed = self.store.update(&tenant.id, child, read).await?;
        listed.views = mutation.list(child, listed.views);
        Ok(listed)
    }

    /// What there is to show, without an access: the tab on the overview, the flag. ALT-1, ALT-2, SRC-9.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alert(
        &self,
        tenant: &Tenant,
        child: Option<NhsNumber>,
    ) -> Result<Alert, StoreError> {
        let Some(child) = child else {
            return Ok(Alert {
                at: tenant.clock.now(),
                shown: Vec::new(),
            });
        };
        let bugs = tenant.bugs.on();
        if bugs.is_empty() {
            let read = |record: &mut ChildRecord, now| look(record, now, &tenant.policy);
            return self.store.update(&tenant.id, child, read).await;
        }
        let mutation = Mutation {
            bugs,
            memory: &tenant.bug_memory,
        };
        let policy = mutation.policy(&tenant.policy, Some(child));
        let read = |record: &mut ChildRecord, now| look(record, now, &policy);
        let mut alert = self.store.update(&tenant.id, child, read).await?;
        mutation.shorten(&mut alert.shown);
        Ok(alert)
    }

    /// Every plan that a child has, and those that are displayable now. For the control port.
    ///
    /// It leaves no stamp: the clock may still be set back as long as only the control port has looked (CLK-1).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn plans(
        &self,
        tenant: &Tenant,
        child: NhsNumber,
    ) -> Result<(Vec<Arc<Plan>>, Vec<Shown>), StoreError> {
        let policy = &tenant.policy;
        let read = |record: &mut ChildRecord, now| {
            let shown = displayable(record.plans(), record.birth_date(), now, policy);
            (record.plans().to_vec(), shown)
        };
        self.store.update(&tenant.id, child, read).await
    }

    /// Why a plan with these dates can never be shown, if so. ALT-6.
    pub fn plan_refusal(
        kind: PlanKind,
        start: NaiveDate,
        end: Option<NaiveDate>,
    ) -> Option<&'static str> {
        plan_refusal(kind, start, end)
    }

    /// Adds a plan.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn add_plan(
        &self,
        tenant: &Tenant,
        child: NhsNumber,
        plan: Arc<Plan>,
    ) -> Result<(), StoreError> {
        tenant.people.note(child);
        self.store
            .update(&tenant.id, child, |record, _| record.add_plan(plan))
            .await
    }

    /// Deletes a plan at once; whether there was one. ALT-8.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn delete_plan(
        &self,
        tenant: &Tenant,
        child: NhsNumber,
        id: PlanId,
    ) -> Result<bool, StoreError> {
        let change = |record: &mut ChildRecord, _| record.delete_plan(id).is_some();
        self.store.update(&tenant.id, child, change).await
    }

    /// Corrects a date of birth, from which the 18th birthday follows. ALT-6.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn set_birth_date(
        &self,
        tenant: &Tenant,
        child: NhsNumber,
        birth_date: Option<NaiveDate>,
    ) -> Result<(), StoreError> {
        let change = |record: &mut ChildRecord, _| record.set_birth_date(birth_date);
        self.store.update(&tenant.id, child, change).await
    }
}

fn look(record: &mut ChildRecord, now: Timestamp, policy: &Policy) -> Alert {
    let at = record.stamp(now);
    Alert {
        at,
        shown: displayable(record.plans(), record.birth_date(), at, policy),
    }
}

fn list(record: &mut ChildRecord, now: Timestamp, reader: Reader<'_>, policy: &Policy) -> Listed {
    let Alert { at, shown } = look(record, now, policy);
    let views = if shown.is_empty() {
        Vec::new()
    } else {
        record.previous_views(reader, policy)
    };
    Listed { at, views }
}
