use crate::views::TraceKey;
use crate::{
    ChildRecord, Entry, NewAuthority, Notify, Policy, RecordRepeats, Shown, Window, WindowKey,
    displayable, notify,
};
use alloc::{sync::Arc, vec::Vec};
use cpis_vocabulary::{
    Access, AccessId, Attempt, AuthorityCode, DecisionKind, Intent, Notification, NotificationId,
    Timestamp, View,
};

/// What somebody who opened an alert gets to see, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The instant at which it took effect; of a repeated request, its own.
    pub at: Timestamp,
    /// The plans shown.
    pub shown: Vec<Shown>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an access.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Recorded; the authorities are told. ASN-1.
    Notified {
        /// The recorded access.
        access: AccessId,
    },
    /// It repeats a notified access inside the window. ASN-3.
    Suppressed {
        /// The recorded access; none where repeats are not recorded (VIEW-3).
        access: Option<AccessId>,
        /// The notified access that it repeats.
        repeats: AccessId,
    },
    /// It is a recorded access again, by its TraceID. VIEW-7.
    SameAccess {
        /// That access.
        access: AccessId,
    },
    /// Shown without a trace. IDN-3.
    Silent,
    /// There is nothing to show. ALT-9.
    NothingShown,
}

impl Outcome {
    /// The access under which it stands in the child's record, if it does.
    pub fn recorded(&self) -> Option<AccessId> {
        match self {
            Self::Notified { access } | Self::SameAccess { access } => Some(*access),
            Self::Suppressed { access, .. } => *access,
            Self::Silent | Self::NothingShown => None,
        }
    }

    /// How the ledger calls it; a request that is a recorded access again is not entered anew.
    pub fn kind(&self) -> Option<DecisionKind> {
        match self {
            Self::Notified { .. } => Some(DecisionKind::Notified),
            Self::Suppressed { .. } => Some(DecisionKind::Suppressed),
            Self::SameAccess { .. } => None,
            Self::Silent => Some(DecisionKind::Silent),
            Self::NothingShown => Some(DecisionKind::None),
        }
    }
}

/// Opens a child's alert: decides what is shown, and records and notifies if the access is one that does.
///
/// `now` is what the clock says inside the exclusive section; the stamp is never before the record's last (CLK-2). In order:
/// nothing displayable, nothing happens (ALT-9); a silent access leaves nothing behind (IDN-3); a request that is a recorded access
/// again changes nothing (VIEW-7); else it is recorded (VIEW-1, VIEW-3) and notified unless it repeats (ASN-3), each authority with
/// a displayable plan once (ASN-5).
pub fn serve_access(
    record: &mut ChildRecord,
    access: &Access,
    key: &WindowKey,
    now: Timestamp,
    policy: &Policy,
) -> Decision {
    let at = record.stamp(now);
    let shown = displayable(&record.plans, record.birth_date, at, policy);
    let outcome = decide(record, access, key, at, &shown, policy);
    if let Some(decision) = outcome.kind() {
        enter_attempt(record, access, at, decision, &outcome);
    }
    Decision { at, shown, outcome }
}

fn decide(
    record: &mut ChildRecord,
    access: &Access,
    key: &WindowKey,
    at: Timestamp,
    shown: &[Shown],
    policy: &Policy,
) -> Outcome {
    if shown.is_empty() {
        return Outcome::NothingShown;
    }
    if access.intent == Intent::Silent {
        return Outcome::Silent;
    }
    if let Some(access) = same_access(record, access, at, policy) {
        return Outcome::SameAccess { access };
    }
    let window = record.windows.get(key);
    let authorities = untold(window, at, shown, policy);
    match notify(window, at, &authorities, policy) {
        Notify::Send => {
            tell(record, access, at, shown, &authorities);
            let window = Window {
                access: access.id,
                notified_at: at,
                last_access: at,
                told: authorities,
            };
            record.windows.open(key.clone(), window, policy);
            record_view(record, access, at, policy);
            Outcome::Notified { access: access.id }
        }
        Notify::SendTo { authorities, .. } => {
            tell(record, access, at, shown, &authorities);
            if let Some(window) = record.windows.get_mut(key) {
                window.last_access = at;
                window.told.extend(authorities);
            }
            record_view(record, access, at, policy);
            Outcome::Notified { access: access.id }
        }
        Notify::Suppress { repeats } => {
            if let Some(window) = record.windows.get_mut(key) {
                window.last_access = at;
            }
            let recorded = policy.record_repeats == RecordRepeats::EveryAccess;
            if recorded {
                record_view(record, access, at, policy);
            }
            Outcome::Suppressed {
                access: recorded.then_some(access.id),
                repeats,
            }
        }
    }
}

fn same_access(
    record: &ChildRecord,
    access: &Access,
    at: Timestamp,
    policy: &Policy,
) -> Option<AccessId> {
    let key = TraceKey::of(access.trace?, &access.viewer);
    record.views.same_access(&key, at, policy)
}

fn record_view(record: &mut ChildRecord, access: &Access, at: Timestamp, policy: &Policy) {
    let view = View {
        access: access.id,
        at,
        viewer: Arc::clone(&access.viewer),
        trace: access.trace,
    };
    record.views.record(view, policy);
}

/// The authorities that may have to be told; nobody inside a window in which new ones wait.
///
/// Most accesses under load are repeats: whoever has been told and waits need not be asked who they are.
fn untold(
    window: Option<&Window>,
    at: Timestamp,
    shown: &[Shown],
    policy: &Policy,
) -> Vec<AuthorityCode> {
    let waits = policy.new_authority == NewAuthority::Wait;
    if waits && window.is_some_and(|window| window.covers(at, policy)) {
        return Vec::new();
    }
    authorities(shown)
}

/// The authorities with a shown plan, each once, in the order of their first plan. ASN-5.
fn authorities(shown: &[Shown]) -> Vec<AuthorityCode> {
    let mut codes: Vec<AuthorityCode> = Vec::with_capacity(shown.len());
    for shown in shown {
        if !codes.contains(&shown.plan.authority.code) {
            codes.push(shown.plan.authority.code.clone());
        }
    }
    codes
}

/// Enters one notification for each of the authorities. ASN-2, ASN-5.
fn tell(
    record: &mut ChildRecord,
    access: &Access,
    at: Timestamp,
    shown: &[Shown],
    authorities: &[AuthorityCode],
) {
    for authority in authorities {
        let own = shown
            .iter()
            .map(|shown| &shown.plan)
            .filter(|plan| plan.authority.code == *authority);
        // Plans stand in the order of upload: the last one was changed last.
        let Some(last) = own.clone().next_back() else {
            continue;
        };
        record.enter(Entry::Notification(Notification {
            id: NotificationId {
                access: access.id,
                authority: authority.clone(),
            },
            at,
            child: access.child,
            viewer: Arc::clone(&access.viewer),
            local_id: own.rev().find_map(|plan| plan.local_id.clone()),
            upload: last.upload.clone(),
        }));
    }
}

fn enter_attempt(
    record: &mut ChildRecord,
    access: &Access,
    at: Timestamp,
    decision: DecisionKind,
    outcome: &Outcome,
) {
    let repeats = match outcome {
        Outcome::Suppressed { repeats, .. } => Some(*repeats),
        Outcome::Notified { .. }
        | Outcome::SameAccess { .. }
        | Outcome::Silent
        | Outcome::NothingShown => None,
    };
    record.enter(Entry::Attempt(Attempt {
        id: access.id,
        at,
        child: Some(access.child),
        viewer: Some(Arc::clone(&access.viewer)),
        door: access.door,
        request: access.request,
        trace: access.trace,
        decision,
        repeats,
        refusal: None,
    }));
}
