use super::Spine;
use crate::bugs::{Mutation, ReadTooEarly};
use crate::store::{Store, StoreError};
use crate::tenant::Tenant;
use cpis_rules::{Activity, Decision, Outcome, Policy, WindowKey, intent, serve_access};
use cpis_vocabulary::{
    Access, AccessId, Attempt, DecisionKind, Door, NhsNumber, Refusal, TraceId, Viewer,
};
use std::sync::Arc;

/// Somebody asks to see a child's alert, and may.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The child, by its surviving number; a number that nobody has shows nothing (ALT-9, ALT-10).
    pub child: Option<NhsNumber>,
    /// The number asked for.
    pub number: NhsNumber,
    /// How it was written.
    pub spelling: Spelling,
    /// Who looks.
    pub viewer: Arc<Viewer>,
    /// What their role may do.
    pub activity: Activity,
    /// Through which interface.
    pub door: Door,
    /// What the request calls itself.
    pub ids: Ids,
    /// The `IsUnscheduledAccessEvent` header, where there is one. ASN-6.
    pub is_unscheduled: Option<bool>,
}

/// What a request calls itself, as far as that could be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ids {
    /// `X-Request-ID`. IDN-4.
    pub request: Option<TraceId>,
    /// `TraceID`. VIEW-7.
    pub trace: Option<TraceId>,
}

/// How a number was written. Whoever takes it with spaces must not take it for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Spelling {
    /// Ten digits.
    #[default]
    Plain,
    /// Ten digits with spaces between them.
    WithSpaces,
}

/// An attempt that was refused. IDN-4.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The number asked for, if it could be read.
    pub child: Option<NhsNumber>,
    /// Who looked, if that could be told.
    pub viewer: Option<Arc<Viewer>>,
    /// Through which interface.
    pub door: Door,
    /// What the request calls itself.
    pub ids: Ids,
    /// Why.
    pub refusal: Refusal,
}

impl Spine {
    /// Opens a child's alert: shows what is displayable, records and notifies. ALT-2, VIEW-1, ASN-1.
    ///
    /// # Errors
    /// When the store cannot do it; then nothing is recorded.
    pub async fn open_alert(
        &self,
        tenant: &Tenant,
        opening: Opening,
    ) -> Result<Decision, StoreError> {
        let Some(child) = opening.child else {
            return self.open_nothing(tenant, opening).await;
        };
        if !tenant.bugs.on().is_empty() {
            return self.open_alert_broken(tenant, child, opening).await;
        }
        let access = access(tenant, child, &opening, opening.is_unscheduled);
        let key = window_key(&access.viewer);
        let policy: &Policy = &tenant.policy;
        let change = |record: &mut _, now| serve_access(record, &access, &key, now, policy);
        self.store.update(&tenant.id, access.child, change).await
    }

    async fn open_alert_broken(
        &self,
        tenant: &Tenant,
        child: NhsNumber,
        opening: Opening,
    ) -> Result<Decision, StoreError> {
        let mutation = Mutation {
            bugs: tenant.bugs.on(),
            memory: &tenant.bug_memory,
        };
        let policy = mutation.policy(&tenant.policy, Some(child));
        let is_unscheduled = mutation.is_unscheduled(opening.is_unscheduled);
        let access = access(tenant, child, &opening, is_unscheduled);
        let key = mutation.key(window_key(&access.viewer), &access, &opening);
        let before = tenant.clock.now();
        if mutation.dawdles(&access) {
            tokio::time::sleep(CARELESS).await;
        }
        let early = if mutation.reads_too_early() {
            let early = self
                .store
                .update(&tenant.id, access.child, |record, now| {
                    mutation.read_too_early(record, &key, now, &policy)
                })
                .await?;
            tokio::time::sleep(CARELESS).await;
            early
        } else {
            ReadTooEarly::default()
        };
        let served = self.store.update(&tenant.id, access.child, |record, now| {
            mutation.serve(record, &access, &key, now, &policy, &early)
        });
        Ok(mutation.stamped(served.await?, before))
    }

    /// Looks at a number that nobody has: there is no record to take, only the attempt to enter. ALT-9.
    async fn open_nothing(
        &self,
        tenant: &Tenant,
        opening: Opening,
    ) -> Result<Decision, StoreError> {
        let at = tenant.clock.now();
        let attempt = Attempt {
            id: AccessId::new(tenant.access_ids.next()),
            at,
            child: Some(opening.number),
            viewer: Some(opening.viewer),
            door: opening.door,
            request: opening.ids.request,
            trace: opening.ids.trace,
            decision: DecisionKind::None,
            repeats: None,
            refusal: None,
        };
        self.store.enter(&tenant.id, attempt).await?;
        Ok(Decision {
            at,
            shown: Vec::new(),
            outcome: Outcome::NothingShown,
        })
    }

    /// Enters a refused attempt in the ledger; the child's record never hears of it. IDN-3, IDN-4.
    ///
    /// # Errors
    /// When the store cannot keep it.
    pub async fn refuse(&self, tenant: &Tenant, refused: Refused) -> Result<(), StoreError> {
        let attempt = Attempt {
            id: AccessId::new(tenant.access_ids.next()),
            at: tenant.clock.now(),
            child: refused.child,
            viewer: refused.viewer,
            door: refused.door,
            request: refused.ids.request,
            trace: refused.ids.trace,
            decision: DecisionKind::Refused,
            repeats: None,
            refusal: Some(Arc::new(refused.refusal)),
        };
        self.store.enter(&tenant.id, attempt).await
    }
}

/// How long a careless Spine thinks between reading and writing.
const CARELESS: std::time::Duration = std::time::Duration::from_millis(3);

fn access(
    tenant: &Tenant,
    child: NhsNumber,
    opening: &Opening,
    is_unscheduled: Option<bool>,
) -> Access {
    Access {
        id: AccessId::new(tenant.access_ids.next()),
        child,
        viewer: Arc::clone(&opening.viewer),
        door: opening.door,
        request: opening.ids.request,
        trace: opening.ids.trace,
        intent: intent(opening.activity, is_unscheduled),
    }
}

fn window_key(viewer: &Viewer) -> WindowKey {
    WindowKey {
        user: viewer.user_id.clone(),
        organisation: viewer.organisation_code.clone(),
    }
}
