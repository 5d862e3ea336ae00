//! A mock on its two ports, and a supplier's and a teacher's lines to them. Nothing here looks behind the sockets.

use crate::bench::Bench;
use crate::client::{Answer, connect};
use mock_spine::Builder;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

pub(crate) const START: &str = "2026-03-02T09:00:00.000Z";
pub(crate) const CARE_TEAM: &str = "/cpis/FHIR/R4/CareTeam";
pub(crate) const AUDIT_EVENT: &str = "/cpis/FHIR/R4/AuditEvent";
pub(crate) const INCLUDE: &str = "&_include=AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass%7CASSIGNED";

/// A connection that is kept.
pub(crate) struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Line {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = connect(address);
        stream.set_nodelay(true).unwrap();
        let read = Vec::new();
        Self { stream, read }
    }

    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.write(&written(method, target, headers, body));
        self.answer()
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// The next answer; it says its own length, or has none.
    pub(crate) fn answer(&mut self) -> Answer {
        let head = loop {
            match self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => self.more(),
            }
        };
        let mut answer = Answer::parse(&self.read[..head]).unwrap();
        let length: usize = answer
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        let has_length = answer.header("content-length").is_some();
        assert!(has_length || answer.status == 204, "{answer:?}");
        while self.read.len() < head + length {
            self.more();
        }
        answer.body = self.read[head..head + length].to_vec();
        self.read.drain(..head + length);
        answer
    }

    fn more(&mut self) {
        let mut piece = [0; 16_384];
        let count = self.stream.read(&mut piece).unwrap();
        assert_ne!(
            count,
            0,
            "hung up after {:?}",
            String::from_utf8_lossy(&self.read)
        );
        self.read.extend_from_slice(&piece[..count]);
    }
}

/// A request whose connection stays.
pub(crate) fn written(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let told: String = headers
        .iter()
        .flat_map(|(name, value)| [name, ": ", value, "\r\n"])
        .collect();
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: spine.example\r\n{told}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A user in one role.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    pub(crate) user_id: String,
    pub(crate) passcode: String,
    pub(crate) name: String,
    pub(crate) role: Value,
    /// How many roles the user has to choose from.
    pub(crate) roles: usize,
}

impl Worker {
    pub(crate) fn holds(&self, activity: &str) -> bool {
        self.role["activities"]
            .as_array()
            .unwrap()
            .contains(&json!(activity))
    }

    pub(crate) fn of(&self, field: &str) -> &str {
        self.role[field].as_str().unwrap()
    }
}

pub(crate) struct Site {
    bench: Bench,
    data: RefCell<Line>,
    control: RefCell<Line>,
    /// Put before every path, `/t/{tenant}` or nothing.
    prefix: String,
    requests: Cell<u32>,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        let bench = Bench::with(change);
        let data = RefCell::new(Line::to(bench.address));
        let control = RefCell::new(Line::to(address(&bench.mock.control_url())));
        let (prefix, requests) = (String::new(), Cell::new(0));
        let site = Self {
            bench,
            data,
            control,
            prefix,
            requests,
        };
        // To see a test fail once: ACCEPTANCE_BUGS names the rules that the mock is to break.
        if let Ok(bugs) = std::env::var("ACCEPTANCE_BUGS") {
            let on: Vec<&str> = bugs.split(',').collect();
            site.done("PUT", "/bugs", &json!({"on": on}));
        }
        site
    }

    /// The same mock, with every later call about one tenant.
    pub(crate) fn turn_to(&mut self, tenant: &str) {
        self.prefix = if tenant.is_empty() {
            String::new()
        } else {
            format!("/t/{tenant}")
        };
    }

    pub(crate) fn data_address(&self) -> SocketAddr {
        self.bench.address
    }

    pub(crate) fn control_url(&self) -> String {
        self.bench.mock.control_url()
    }

    /// A call to the control port under `/control/v1`, whatever comes of it.
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let headers = [("Content-Type", "application/json")];
        let target = format!("/control/v1{}{path}", self.prefix);
        self.control
            .borrow_mut()
            .send(method, &target, &headers, &body)
    }

    /// A call that is done.
    pub(crate) fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.call(method, path, body);
        answer.done(&format!("{method} {path}"))
    }

    pub(crate) fn control_get(&self, path: &str) -> Value {
        self.done("GET", path, &Value::Null)
    }

    /// Every item of a list, page by page.
    pub(crate) fn list(&self, path: &str) -> Vec<Value> {
        let (join, mut items, mut cursor) = (
            if path.contains('?') { '&' } else { '?' },
            Vec::new(),
            String::new(),
        );
        loop {
            let page = self.control_get(&format!("{path}{join}limit=1000{cursor}"));
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                None => return items,
                Some(next) => cursor = format!("&cursor={next}"),
            }
        }
    }

    pub(crate) fn reset_to(&self, now: &str) {
        self.done("POST", "/reset", &Value::Null);
        self.done("PUT", "/clock", &json!({"mode": "frozen", "now": now}));
    }

    pub(crate) fn advance(&self, by: &str) {
        self.done("POST", "/clock/advance", &json!({"by": by}));
    }

    pub(crate) fn go_to(&self, now: &str) {
        self.done("PUT", "/clock", &json!({"mode": "frozen", "now": now}));
    }

    /// A child of the test's own.
    pub(crate) fn child(&self, nth: u32, birth_date: Option<&str>) -> String {
        let number = number(920_000_000 + nth * 7);
        let body = json!({"family": "Testchild", "birth_date": birth_date});
        self.done("PUT", &format!("/patients/{number}"), &body);
        number
    }

    pub(crate) fn plan(
        &self,
        child: &str,
        kind: &str,
        start: &str,
        end: Option<&str>,
        authority: &str,
    ) -> String {
        let body = json!({"kind": kind, "start": start, "end": end, "authority": authority});
        let added = self.done("POST", &format!("/patients/{child}/plans"), &body);
        added["id"].as_str().unwrap().to_owned()
    }

    /// A child with one open plan.
    pub(crate) fn child_with_plan(&self, nth: u32) -> String {
        let child = self.child(nth, Some("2015-06-01"));
        self.plan(&child, "CPP", "2026-01-01", None, "ZZ001");
        child
    }

    /// Every role of every user.
    pub(crate) fn workers(&self) -> Vec<Worker> {
        let of = |user: &Value| -> Vec<Worker> {
            let roles = user["roles"].as_array().unwrap();
            let text = |field: &str| user[field].as_str().unwrap().to_owned();
            roles
                .iter()
                .map(|role| Worker {
                    user_id: text("user_id"),
                    passcode: text("passcode"),
                    name: text("name"),
                    role: role.clone(),
                    roles: roles.len(),
                })
                .collect()
        };
        self.list("/users").iter().flat_map(of).collect()
    }

    /// Users with a single role that holds B0107 (`notifies`) and B0170 (`silent`), or does not.
    pub(crate) fn single(&self, notifies: bool, silent: bool) -> Vec<Worker> {
        let mut workers = self.workers();
        workers.retain(|worker| {
            worker.roles == 1
                && worker.holds("B0107") == notifies
                && worker.holds("B0170") == silent
        });
        workers
    }

    /// Users with a single role, which notifies, all at the organisation that has the most of them.
    pub(crate) fn colleagues(&self) -> Vec<Worker> {
        let mut by_organisation: BTreeMap<String, Vec<Worker>> = BTreeMap::new();
        for worker in self.single(true, false) {
            let code = worker.of("org_code").to_owned();
            by_organisation.entry(code).or_default().push(worker);
        }
        by_organisation.into_values().max_by_key(Vec::len).unwrap()
    }

    pub(crate) fn nurse(&self) -> Worker {
        self.single(true, false).remove(0)
    }

    pub(crate) fn token(&self, form: &str) -> Answer {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let target = format!("{}/oauth2/token", self.prefix);
        self.data.borrow_mut().send("POST", &target, &headers, form)
    }

    /// The `Authorization` of a user who logs on with smartcard and passcode.
    pub(crate) fn log_on(&self, worker: &Worker) -> String {
        let form = format!(
            "grant_type=urn%3Amock-spine%3Asmartcard&user_id={}&passcode={}",
            worker.user_id, worker.passcode
        );
        bearer(&self.token(&form))
    }

    pub(crate) fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        let target = format!("{}{target}", self.prefix);
        self.data.borrow_mut().send("GET", &target, headers, "")
    }

    /// A GET of a worker with a fresh token and a fresh request id, and these headers besides.
    pub(crate) fn ask_as(
        &self,
        token: &str,
        worker: &Worker,
        target: &str,
        more: &[(&str, &str)],
    ) -> Answer {
        let nth = self.requests.get() + 1;
        self.requests.set(nth);
        let id = uuid(nth);
        let mut headers = vec![("Authorization", token), ("X-Request-ID", &*id)];
        if worker.roles > 1 {
            headers.push(("NHSD-Session-URID", worker.of("role_id")));
        }
        headers.extend(more);
        self.get(target, &headers)
    }

    pub(crate) fn ask(&self, worker: &Worker, target: &str, more: &[(&str, &str)]) -> Answer {
        self.ask_as(&self.log_on(worker), worker, target, more)
    }

    /// Opens the alert, which must be answered.
    pub(crate) fn open(&self, worker: &Worker, child: &str) -> Answer {
        let answer = self.ask(worker, &care_team(child), &[]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// Opens the alert under a TraceID.
    pub(crate) fn open_traced(&self, worker: &Worker, child: &str, trace: &str) -> Answer {
        let answer = self.ask(worker, &care_team(child), &[("TraceID", trace)]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// The ids of the listed accesses, newest first.
    pub(crate) fn listed(
        &self,
        worker: &Worker,
        child: &str,
        more: &[(&str, &str)],
    ) -> Vec<String> {
        let answer = self.ask(worker, &audit_event(child), more);
        assert_eq!(answer.status, 200, "{}", answer.text());
        events(&answer.json())
    }

    pub(crate) fn accesses(&self, child: &str) -> Vec<Value> {
        self.list(&format!("/accesses?nhs_number={child}"))
    }

    pub(crate) fn notifications(&self, child: &str) -> Vec<Value> {
        self.list(&format!("/notifications?nhs_number={child}"))
    }

    pub(crate) fn decisions(&self, child: &str) -> Vec<String> {
        texts(&self.accesses(child), "decision")
    }

    /// Which authorities have been told, in order.
    pub(crate) fn told(&self, child: &str) -> Vec<String> {
        texts(&self.notifications(child), "authority")
    }
}

pub(crate) fn address(url: &str) -> SocketAddr {
    url.split_once("://").unwrap().1.parse().unwrap()
}

pub(crate) fn bearer(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    format!("Bearer {}", answer.json()["access_token"].as_str().unwrap())
}

pub(crate) fn care_team(child: &str) -> String {
    format!("{CARE_TEAM}?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C{child}")
}

pub(crate) fn audit_event(child: &str) -> String {
    format!("{AUDIT_EVENT}?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C{child}")
}

pub(crate) fn flag(child: &str) -> String {
    format!("/patient-flags-api/FHIR/R4/Flag?patient={child}")
}

/// One field of every item.
pub(crate) fn texts(items: &[Value], field: &str) -> Vec<String> {
    items
        .iter()
        .map(|item| item[field].as_str().unwrap().to_owned())
        .collect()
}

/// The resources of this type in a bundle, in order.
pub(crate) fn resources(bundle: &Value, kind: &str) -> Vec<Value> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries
        .into_iter()
        .map(|entry| entry["resource"].clone())
        .filter(|resource| resource["resourceType"] == kind)
        .collect()
}

/// The ids of the `AuditEvent` resources.
pub(crate) fn events(bundle: &Value) -> Vec<String> {
    texts(&resources(bundle, "AuditEvent"), "id")
}

pub(crate) fn uuid(nth: u32) -> String {
    format!("60e0b220-8136-4ca5-ae46-{nth:012x}")
}

/// The first NHS number at or after nine digits that has a check digit.
pub(crate) fn number(stem: u32) -> String {
    let sum: u32 = format!("{stem:09}")
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match 11 - sum % 11 {
        10 => number(stem + 1),
        check => format!("{stem:09}{}", check % 11),
    }
}
