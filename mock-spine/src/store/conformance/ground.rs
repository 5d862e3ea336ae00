use super::super::Ground;
use chrono::NaiveDate;
use cpis_rules::ChildRecord;
use cpis_vocabulary::{
    AccessId, Attempt, AuthorityCode, DecisionKind, Door, JobRole, LocalAuthority, NhsNumber,
    Notification, NotificationId, Plan, PlanId, PlanKind, Timestamp, UploadId, Viewer,
};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Ground on which every look at the clock is a millisecond later, and nobody has a plan.
#[derive(Debug, Default)]
pub(in crate::store) struct Ticking(AtomicI64);

impl Ground for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::SeqCst))
    }

    fn untouched(&self, child: NhsNumber) -> ChildRecord {
        ChildRecord::new(child, NaiveDate::from_ymd_opt(2015, 1, 1), Vec::new())
    }
}

/// The nth of some children.
pub(in crate::store) fn child(nth: u32) -> NhsNumber {
    let mut stems = 999_000_000..;
    let mut numbers = stems.by_ref().filter_map(NhsNumber::from_stem);
    numbers.nth(usize::try_from(nth).unwrap()).unwrap()
}

pub(super) fn plan(id: u64) -> Arc<Plan> {
    Arc::new(Plan {
        id: PlanId::new(id),
        kind: PlanKind::Lac,
        start: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        end: None,
        authority: Arc::new(LocalAuthority {
            code: AuthorityCode::from("ZZ1"),
            name: "Elsewhere (fictional)".into(),
            emergency_phone: "01632 960001".into(),
            office_phone: None,
        }),
        local_id: None,
        upload: UploadId::from("1"),
    })
}

pub(in crate::store) fn attempt(id: u64, child: NhsNumber) -> Attempt {
    Attempt {
        id: AccessId::new(id),
        at: Timestamp::from_millis(0),
        child: Some(child),
        viewer: None,
        door: Door::Fhir,
        request: None,
        trace: None,
        decision: DecisionKind::Silent,
        repeats: None,
        refusal: None,
    }
}

pub(in crate::store) fn notification(
    access: u64,
    authority: &str,
    child: NhsNumber,
) -> Notification {
    Notification {
        id: NotificationId {
            access: AccessId::new(access),
            authority: AuthorityCode::from(authority),
        },
        at: Timestamp::from_millis(0),
        child,
        viewer: Arc::new(Viewer {
            user_id: "1".into(),
            user_name: "Una Nobody".into(),
            role_id: "1".into(),
            job_role: JobRole {
                code: "R8000".into(),
                name: "Clinical Practitioner".into(),
            },
            organisation_code: "ZZ9".into(),
            organisation_name: "Nowhere (fictional)".into(),
            device: None,
        }),
        local_id: None,
        upload: UploadId::from("1"),
    }
}

pub(in crate::store) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}
