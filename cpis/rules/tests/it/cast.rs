//! The people, plans and looks that the tests share.

use chrono::NaiveDate;
use cpis_rules::{ChildRecord, Decision, Entry, Outcome, Policy, Reader, WindowKey, serve_access};
use cpis_vocabulary::{
    Access, AccessId, Attempt, AuthorityCode, Door, Intent, JobRole, JobRoleCode, LocalAuthority,
    LocalChildId, NhsNumber, Notification, OrganisationCode, Plan, PlanId, PlanKind, RoleId,
    Timestamp, TraceId, UploadId, UserId, Viewer,
};
use std::sync::Arc;

/// A working day in winter, when London's time is UTC.
pub(crate) const NOON: &str = "2026-02-10T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

pub(crate) fn child() -> NhsNumber {
    NhsNumber::parse("9990000018").expect("a number of the test range")
}

/// A plan of the authority `X01` that has begun and does not end.
pub(crate) fn plan(number: u64, kind: PlanKind) -> Plan {
    Plan {
        id: PlanId::new(number),
        kind,
        start: day("2020-01-01"),
        end: None,
        authority: authority("X01"),
        local_id: None,
        upload: UploadId::new(format!("upload {number}")),
    }
}

pub(crate) fn authority(code: &str) -> Arc<LocalAuthority> {
    Arc::new(LocalAuthority {
        code: AuthorityCode::from(code),
        name: format!("Fictional council {code}").into(),
        emergency_phone: "0808 157 0192".into(),
        office_phone: None,
    })
}

/// A plan of this authority that has begun and does not end.
pub(crate) fn plan_of(number: u64, authority_code: &str) -> Plan {
    Plan {
        authority: authority(authority_code),
        ..plan(number, PlanKind::Cpp)
    }
}

pub(crate) fn known_as(local_id: &str, plan: Plan) -> Plan {
    Plan {
        local_id: Some(LocalChildId::from(local_id)),
        ..plan
    }
}

/// Somebody who looks, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) user: &'static str,
    pub(crate) organisation: &'static str,
    pub(crate) role: &'static str,
    pub(crate) door: Door,
    pub(crate) trace: Option<u128>,
    pub(crate) intent: Intent,
}

/// A nurse of an emergency department looks at the web page.
pub(crate) const NURSE: Look = Look {
    user: "nurse",
    organisation: "ED1",
    role: "nurse in ED1",
    door: Door::Web,
    trace: None,
    intent: Intent::Notify,
};

pub(crate) const SILENT: Look = Look {
    intent: Intent::Silent,
    ..NURSE
};

impl Look {
    pub(crate) const fn traced(self, bits: u128) -> Self {
        Self {
            trace: Some(bits),
            ..self
        }
    }

    pub(crate) fn key(&self) -> WindowKey {
        WindowKey {
            user: UserId::from(self.user),
            organisation: OrganisationCode::from(self.organisation),
        }
    }

    pub(crate) fn viewer(&self) -> Arc<Viewer> {
        Arc::new(Viewer {
            user_id: UserId::from(self.user),
            user_name: self.user.into(),
            role_id: RoleId::from(self.role),
            job_role: JobRole {
                code: JobRoleCode::from("R8001"),
                name: "Nurse Access Role".into(),
            },
            organisation_code: OrganisationCode::from(self.organisation),
            organisation_name: self.organisation.into(),
            device: None,
        })
    }

    pub(crate) fn access(&self, number: u64) -> Access {
        Access {
            id: AccessId::new(number),
            child: child(),
            viewer: self.viewer(),
            door: self.door,
            request: None,
            trace: self.trace.map(TraceId::from_bits),
            intent: self.intent,
        }
    }
}

/// One child's record under one policy; accesses are numbered from 1.
pub(crate) struct Stage {
    pub(crate) record: ChildRecord,
    pub(crate) policy: Policy,
    pub(crate) looks: u64,
}

impl Stage {
    /// A child with one plan of one authority, under the rulebook's reading.
    pub(crate) fn ordinary() -> Self {
        Self::with(vec![plan(1, PlanKind::Cpp)], Policy::default())
    }

    pub(crate) fn with(plans: Vec<Plan>, policy: Policy) -> Self {
        let plans = plans.into_iter().map(Arc::new).collect();
        Self {
            record: ChildRecord::new(child(), None, plans),
            policy,
            looks: 0,
        }
    }

    pub(crate) fn look(&mut self, look: &Look, now: Timestamp) -> Decision {
        self.looks += 1;
        let access = look.access(self.looks);
        serve_access(&mut self.record, &access, &look.key(), now, &self.policy)
    }

    /// What became of a look, in a word that names the accesses: `notified 1`, `suppressed 2 by 1`.
    pub(crate) fn says(&mut self, look: &Look, now: Timestamp) -> String {
        says(&self.look(look, now).outcome)
    }

    /// The ledger's entries since they were last taken.
    pub(crate) fn ledger(&mut self) -> (Vec<Attempt>, Vec<Notification>) {
        let (mut attempts, mut notifications) = (Vec::new(), Vec::new());
        for entry in self.record.drain_entries() {
            match entry {
                Entry::Attempt(attempt) => attempts.push(attempt),
                Entry::Notification(notification) => notifications.push(notification),
            }
        }
        (attempts, notifications)
    }

    /// Who has been told since the ledger was last taken, in order.
    pub(crate) fn told(&mut self) -> Vec<String> {
        let (_, notifications) = self.ledger();
        notifications
            .iter()
            .map(|notification| notification.id.authority.to_string())
            .collect()
    }

    /// The numbers of the accesses listed to a reader, newest first.
    pub(crate) fn listed(&self, user: &str, trace: Option<u128>) -> Vec<u64> {
        let user = UserId::from(user);
        let reader = Reader {
            user: &user,
            trace: trace.map(TraceId::from_bits),
        };
        self.record
            .previous_views(reader, &self.policy)
            .iter()
            .map(|view| view.access.number())
            .collect()
    }
}

pub(crate) fn says(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Notified { access } => format!("notified {}", access.number()),
        Outcome::Suppressed {
            access: Some(access),
            repeats,
        } => format!("suppressed {} by {}", access.number(), repeats.number()),
        Outcome::Suppressed {
            access: None,
            repeats,
        } => format!("unrecorded by {}", repeats.number()),
        Outcome::SameAccess { access } => format!("same as {}", access.number()),
        Outcome::Silent => "silent".into(),
        Outcome::NothingShown => "nothing".into(),
    }
}
