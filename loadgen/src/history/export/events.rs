//! A history as calls and returns in the order of time, as checkers of concurrent histories take it.

use super::sorter::{End, Event, Sorter};
use crate::history::{Kind, Operation, Outcome, PlanSeen, Seen};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
use std::io;

/// Takes the two ends of an operation. What was never sent is no part of a history of calls.
pub(super) fn take(sorter: &mut Sorter, operation: &Operation) -> io::Result<()> {
    let end = match operation.outcome {
        Outcome::Answered { .. } => End::Done,
        Outcome::Refused { .. } => End::Refused,
        Outcome::Unknown { .. } => End::Unknown,
        Outcome::NotSent => return Ok(()),
    };
    let number = operation.number.0;
    let asked = asked(operation);
    sorter.push(Event {
        at: operation.sent.nanos(),
        end: End::Call,
        number,
        value: Value::Object(asked.clone()).to_string(),
    })?;
    sorter.push(Event {
        at: operation.ended().nanos(),
        end,
        number,
        value: told(operation, asked).to_string(),
    })
}

/// Who does what, without names of people.
fn asked(operation: &Operation) -> Map<String, Value> {
    let caller = operation.caller.as_deref();
    let asked = json!({
        "op": operation.number.0,
        "f": verb(&operation.kind),
        "tenant": &*operation.tenant,
        "epoch": operation.epoch,
        "child": operation.child.map(|number| number.to_string()),
        "user": caller.map(|caller| caller.user.as_str()),
        "role": caller.map(|caller| caller.role.as_str()),
        "organisation": caller.map(|caller| caller.organisation.as_str()),
        "activity": caller.map(|caller| caller.activity),
        "credential": operation.credential,
        "flaws": operation.flaws,
        "unscheduled": operation.unscheduled,
        "trace": operation.trace.map(|trace| trace.to_string()),
        "v_inv": operation.v_inv.to_string(),
    });
    let mut asked = match asked {
        Value::Object(asked) => asked,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    match &operation.kind {
        Kind::AdvanceClock { by_ms } => {
            asked.insert("by_ms".to_owned(), json!(by_ms));
        }
        Kind::Revoke { token } => {
            asked.insert("token".to_owned(), json!(token));
        }
        Kind::AddPlan { plan } => {
            asked.insert("plan".to_owned(), json!(plan));
        }
        Kind::DeletePlan { plan } => {
            asked.insert("plan".to_owned(), json!(plan.to_string()));
        }
        Kind::LogOn { .. }
        | Kind::ReadPatient
        | Kind::Search { .. }
        | Kind::Overview
        | Kind::OpenAlert
        | Kind::ReadList
        | Kind::ChangePatient { .. } => {}
    }
    asked.retain(|_, value| !value.is_null());
    asked
}

/// The same, with what came of it.
fn told(operation: &Operation, asked: Map<String, Value>) -> Value {
    let (outcome, status, code, why) = match &operation.outcome {
        Outcome::Answered { status } => ("ok", Some(*status), None, None),
        Outcome::Refused { status, code } => ("denied", Some(*status), code.as_deref(), None),
        Outcome::Unknown { why } => ("unknown", None, None, Some(*why)),
        Outcome::NotSent => ("fail", None, None, None),
    };
    let mut told = asked;
    let mut add = |name: &str, value: Value| {
        if !value.is_null() {
            told.insert(name.to_owned(), value);
        }
    };
    add("outcome", json!(outcome));
    add("http", json!(status));
    add("code", json!(code));
    add("why", json!(why));
    add("v_ret", json!(operation.v_ret.to_string()));
    add("served_at", json!(operation.stamp.map(|at| at.to_string())));
    add(
        "access_id",
        json!(operation.access.map(|id| id.to_string())),
    );
    seen(&operation.seen, add);
    Value::Object(told)
}

/// What the body said: ids and counts.
fn seen(seen: &Seen, mut add: impl FnMut(&str, Value)) {
    let ids = |plans: &[PlanSeen]| -> Value {
        let ids = plans.iter().filter_map(|plan| plan.id);
        ids.map(|id| id.to_string()).collect()
    };
    match seen {
        Seen::Nothing => {}
        Seen::Plans { plans, total } => {
            add("plans", ids(plans));
            add("total", json!(total));
        }
        Seen::Flags { total, plans } => {
            add("plans", ids(plans));
            add("total", json!(total));
            add("alert", json!(*total > 0));
        }
        Seen::List { entries, total } => {
            add(
                "list",
                entries
                    .iter()
                    .map(|entry| entry.access.to_string())
                    .collect(),
            );
            add("total", json!(total));
        }
        Seen::Patients { found } => {
            add(
                "found",
                found
                    .iter()
                    .map(|patient| patient.number.to_string())
                    .collect(),
            );
        }
        Seen::TooManyMatches => add("too_many_matches", json!(true)),
    }
}

fn verb(kind: &Kind) -> &'static str {
    match kind {
        Kind::LogOn { .. } => "log-on",
        Kind::Revoke { .. } => "revoke",
        Kind::ReadPatient => "read-patient",
        Kind::Search { .. } => "search",
        Kind::Overview => "overview",
        Kind::OpenAlert => "open-alert",
        Kind::ReadList => "read-list",
        Kind::AdvanceClock { .. } => "advance-clock",
        Kind::ChangePatient { .. } => "change-patient",
        Kind::AddPlan { .. } => "add-plan",
        Kind::DeletePlan { .. } => "delete-plan",
    }
}

/// The processes of a history: each does one thing at a time, and does nothing any more after what nobody knows the end of.
#[derive(Debug, Default)]
pub(super) struct Processes {
    busy: HashMap<u64, (u64, u64)>,
    free: BTreeSet<u64>,
    begun: u64,
    calls: u64,
}

impl Processes {
    /// The process of an event and the place of its call among all calls.
    pub(super) fn of(&mut self, event: &Event) -> (u64, u64) {
        match event.end {
            End::Call => {
                let process = self.free.pop_first().unwrap_or_else(|| {
                    self.begun += 1;
                    self.begun - 1
                });
                let call = self.calls;
                self.calls += 1;
                self.busy.insert(event.number, (process, call));
                (process, call)
            }
            End::Done | End::Refused => {
                let (process, call) = self.busy.remove(&event.number).unwrap_or_default();
                self.free.insert(process);
                (process, call)
            }
            End::Unknown => self.busy.remove(&event.number).unwrap_or_default(),
        }
    }
}
