//! A history of a Spine that keeps every rule, written down without asking one: for measuring the judge.

use chrono::NaiveDate;
use cpis_vocabulary::{
    AccessId, AuthorityCode, NhsNumber, PatientStatus, PlanId, PlanKind, Timestamp, TraceId,
};
use loadgen::checker::{ChildTruth, People};
use loadgen::history::{
    Activity, Caller, Credential, FinalList, Kind, Ledger, ListEntry, Moment, Notice, Operation,
    OperationNumber, Outcome, PlanFacts, PlanSeen, Seen, Unscheduled,
};
use std::sync::Arc;

/// What a run saw, and what is so.
#[derive(Debug)]
pub struct Honest {
    /// What the client did.
    pub history: Vec<Operation>,
    /// What the authorities received.
    pub ledger: Ledger,
}

/// Everybody of the 999 range, each with one plan; nobody is held in memory.
#[derive(Clone, Copy, Debug)]
pub struct Everybody;

impl People for Everybody {
    fn child(&self, _: &str, _: u32, number: NhsNumber) -> Option<ChildTruth> {
        Some(ChildTruth {
            birth_date: None,
            status: PatientStatus::Ordinary,
            plans: vec![facts(number)],
        })
    }
}

/// What happens, in the order in which it does.
#[derive(Debug)]
pub enum Event {
    /// The client did something.
    Operation(Box<Operation>),
    /// An authority received something.
    Notice(Box<Notice>),
    /// A list as it stood at the end.
    FinalList(FinalList),
}

/// Operations on each child: three workers look in turn, and every sixth operation reads the list.
const EACH: u64 = 24;
const WORKERS: u64 = 3;
const LISTED: usize = 25;
const BEGIN_MS: i64 = 1_772_442_000_000;

struct Spine<'s> {
    say: &'s mut dyn FnMut(Event),
    next: u64,
}

/// A history of so many operations, or a few less: 24 on each child, one after the other over all children, ten a millisecond.
pub fn history(operations: u64) -> Honest {
    let mut honest = Honest {
        history: Vec::new(),
        ledger: Ledger::default(),
    };
    let notices = honest.ledger.notices.get_or_insert_default();
    let (history, final_lists) = (&mut honest.history, &mut honest.ledger.final_lists);
    tell(operations, operations, &mut |event| match event {
        Event::Operation(operation) => history.push(*operation),
        Event::Notice(notice) => notices.push(*notice),
        Event::FinalList(list) => final_lists.push(list),
    });
    honest
}

/// Tells the same, so many operations long; so many operations are about some children before others come.
pub fn tell(operations: u64, together: u64, say: &mut dyn FnMut(Event)) {
    let numbers = (999_000_000..=999_999_999).filter_map(NhsNumber::from_stem);
    let count = |operations: u64| usize::try_from(operations / EACH).unwrap_or(usize::MAX);
    let children: Vec<NhsNumber> = numbers.take(count(operations)).collect();
    let callers: Vec<Arc<Caller>> = (0..WORKERS).map(caller).collect();
    let mut spine = Spine { say, next: 0 };
    for children in children.chunks(count(together).max(1)) {
        let mut lists = vec![Vec::new(); children.len()];
        for (round, who) in (0..EACH).zip(callers.iter().cycle()) {
            for (child, list) in children.iter().zip(&mut lists) {
                if round % 6 == 5 {
                    spine.read_list(*child, who, list);
                } else {
                    spine.open_alert(*child, who, round < WORKERS, list);
                }
            }
        }
        for (child, list) in children.iter().zip(&lists) {
            (spine.say)(Event::FinalList(FinalList {
                tenant: "default".into(),
                epoch: 0,
                child: *child,
                entries: newest_first(list),
            }));
        }
    }
}

impl Spine<'_> {
    fn open_alert(
        &mut self,
        child: NhsNumber,
        who: &Arc<Caller>,
        is_first: bool,
        list: &mut Vec<ListEntry>,
    ) {
        let seen = Seen::Plans {
            plans: vec![plan_seen(child)],
            total: 1,
        };
        let access = AccessId::new(self.next + 1);
        let mut operation = self.operation(Kind::OpenAlert, child, who, seen);
        let at = operation.v_inv;
        operation.access = Some(access);
        operation.trace = Some(TraceId::from_bits(u128::from(access.number())));
        (self.say)(Event::Operation(Box::new(operation)));
        list.push(ListEntry {
            access,
            at,
            viewer: Some(Arc::clone(&who.user_name)),
            organisation: Some(who.organisation.clone()),
            post: Some(who.post()),
        });
        if is_first {
            (self.say)(Event::Notice(Box::new(notice(child, who, access, at))));
        }
    }

    fn read_list(&mut self, child: NhsNumber, who: &Arc<Caller>, list: &[ListEntry]) {
        let entries = newest_first(list);
        let total = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let operation = self.operation(Kind::ReadList, child, who, Seen::List { entries, total });
        (self.say)(Event::Operation(Box::new(operation)));
    }

    fn operation(
        &mut self,
        kind: Kind,
        child: NhsNumber,
        who: &Arc<Caller>,
        seen: Seen,
    ) -> Operation {
        let number = self.next;
        self.next += 1;
        let sent = number * 100_000;
        let at = Timestamp::from_millis(BEGIN_MS + i64::try_from(number / 10).unwrap_or(0));
        Operation {
            number: OperationNumber(number),
            worker: 0,
            tenant: "default".into(),
            epoch: 0,
            kind,
            child: Some(child),
            caller: Some(Arc::clone(who)),
            credential: Credential::Standing,
            flaws: Vec::new(),
            unscheduled: Unscheduled::Absent,
            trace: None,
            step: "look".into(),
            probe: None,
            setting: None,
            due: Moment::from_nanos(sent),
            sent: Moment::from_nanos(sent),
            answered: Some(Moment::from_nanos(sent + 80_000)),
            v_inv: at,
            v_ret: at,
            outcome: Outcome::Answered { status: 200 },
            stamp: Some(at),
            access: None,
            seen,
        }
    }
}

fn newest_first(list: &[ListEntry]) -> Vec<ListEntry> {
    list.iter().rev().take(LISTED).cloned().collect()
}

fn caller(place: u64) -> Arc<Caller> {
    Arc::new(Caller {
        user: format!("55500000{place}").as_str().into(),
        user_name: format!("Wren Heath {place}").into(),
        role: format!("66600000{place}").as_str().into(),
        job_role: "R8001".into(),
        job_role_name: "Nurse".into(),
        organisation: "XED01".into(),
        organisation_name: "Ravensmoor Hospital".into(),
        activity: Activity::Notifying,
    })
}

fn facts(child: NhsNumber) -> PlanFacts {
    PlanFacts {
        id: Some(PlanId::new(child.stem().into())),
        kind: PlanKind::Cpp,
        start: NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default(),
        end: None,
        authority: authority(),
        emergency_phone: None,
        office_phone: None,
        local_id: None,
        upload: Some(UPLOAD.into()),
    }
}

fn plan_seen(child: NhsNumber) -> PlanSeen {
    let facts = facts(child);
    PlanSeen {
        id: facts.id,
        kind: facts.kind,
        start: facts.start,
        end: facts.end,
        authority: facts.authority,
        emergency_phone: None,
        office_phone: None,
    }
}

fn authority() -> AuthorityCode {
    "X01".into()
}

/// The upload of every plan.
const UPLOAD: &str = "001739000";

fn notice(child: NhsNumber, who: &Caller, access: AccessId, at: Timestamp) -> Notice {
    Notice {
        id: format!("{access}-X01").into(),
        tenant: "default".into(),
        epoch: 0,
        at,
        child,
        authority: authority(),
        user: who.user.clone(),
        user_name: Arc::clone(&who.user_name),
        job_role: who.job_role.clone(),
        job_role_name: Arc::clone(&who.job_role_name),
        organisation: who.organisation.clone(),
        organisation_name: Arc::clone(&who.organisation_name),
        local_id: None,
        upload: UPLOAD.into(),
        delivered: None,
        acknowledged: None,
        access,
    }
}
