//! A mock on free ports, and what a supplier and a teacher do with it.

use crate::client::{Answer, exchange, request};
use cpis_population::{Case, UserKind};
use cpis_rules::Mode;
use cpis_vocabulary::{Attempt, DecisionKind, NhsNumber, Timestamp, User};
use mock_spine::app::App;
use mock_spine::clock::StartClock;
use mock_spine::store::{LedgerFilter, PageAsked, Store};
use mock_spine::tenant::Tenant;
use mock_spine::{Builder, MockSpine};
use std::net::SocketAddr;
use std::sync::Arc;

/// Headers, or the fields of a form.
pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// A UUID for `X-Request-ID`.
pub(crate) const REQUEST_ID: &str = "60e0b220-8136-4ca5-ae46-1d97ef59d068";
pub(crate) const CARE_TEAM: &str = "/cpis/FHIR/R4/CareTeam";
pub(crate) const AUDIT_EVENT: &str = "/cpis/FHIR/R4/AuditEvent";
pub(crate) const FLAG: &str = "/patient-flags-api/FHIR/R4/Flag";
pub(crate) const PATIENT: &str = "/personal-demographics/FHIR/R4/Patient";

pub(crate) struct Bench {
    pub(crate) mock: MockSpine,
    pub(crate) address: SocketAddr,
}

impl Bench {
    /// A mock whose clock stands at the reference date, 9 in the morning.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        let at = Timestamp::parse("2026-03-02T09:00:00Z").unwrap();
        let builder = MockSpine::builder()
            .patients(2_000)
            .clock(StartClock::At(Mode::Frozen, at));
        let mock = block_on(change(builder).start()).unwrap();
        let url = mock.data_url();
        let address = url.split_once("://").unwrap().1.parse().unwrap();
        Self { mock, address }
    }

    pub(crate) fn app(&self) -> &Arc<App> {
        self.mock.app()
    }

    pub(crate) fn tenant(&self) -> &Arc<Tenant> {
        self.mock.app().tenants.default_tenant()
    }

    pub(crate) fn user(&self, kind: UserKind) -> Arc<User> {
        let people = &self.tenant().people;
        Arc::clone(people.population().users_of(kind).next().unwrap())
    }

    /// The number of the first patient of a case.
    pub(crate) fn case(&self, case: Case) -> NhsNumber {
        let population = self.tenant().people.population();
        population.number(population.cases(case).next().unwrap())
    }

    pub(crate) fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bytes = exchange(self.address, &request(method, target, headers, body));
        Answer::parse(&bytes)
            .unwrap_or_else(|| panic!("{method} {target}: {}", String::from_utf8_lossy(&bytes)))
    }

    pub(crate) fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", target, headers, "")
    }

    /// A form, as browsers and OAuth clients send it.
    pub(crate) fn post(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", target, &headers, &form.finish())
    }

    /// The value of an `Authorization` header for a user of this kind.
    pub(crate) fn log_on(&self, kind: UserKind) -> String {
        let user = self.user(kind);
        let answer = self.post(
            "/oauth2/token",
            &[
                ("grant_type", "urn:mock-spine:smartcard"),
                ("user_id", user.id.as_str()),
                ("passcode", &user.passcode),
            ],
        );
        bearer(&answer)
    }

    /// The value of an `Authorization` header for an application.
    pub(crate) fn application(&self) -> String {
        let fields = [("grant_type", "client_credentials"), ("client_id", "epr")];
        bearer(&self.post("/oauth2/token", &fields))
    }

    /// A request as a well-behaved supplier makes it.
    pub(crate) fn ask(&self, authorization: &str, target: &str) -> Answer {
        let headers = [
            ("Authorization", authorization),
            ("X-Request-ID", REQUEST_ID),
        ];
        self.get(target, &headers)
    }

    /// Every attempt that the ledger holds.
    pub(crate) fn ledger(&self) -> Vec<Attempt> {
        let page = PageAsked {
            from: 0,
            limit: usize::MAX,
        };
        let store = self.mock.app().spine.store();
        let all = LedgerFilter::default();
        block_on(store.attempts(&self.tenant().id, &all, page))
            .unwrap()
            .items
    }

    /// What became of every attempt.
    pub(crate) fn decisions(&self) -> Vec<DecisionKind> {
        self.ledger()
            .iter()
            .map(|attempt| attempt.decision)
            .collect()
    }

    /// How many notifications have been decided.
    pub(crate) fn notifications(&self) -> usize {
        let page = PageAsked {
            from: 0,
            limit: usize::MAX,
        };
        let store = self.mock.app().spine.store();
        let all = LedgerFilter::default();
        block_on(store.notifications(&self.tenant().id, &all, page))
            .unwrap()
            .items
            .len()
    }

    /// The children whose records are not as the population has them.
    pub(crate) fn touched(&self) -> Vec<NhsNumber> {
        block_on(self.mock.app().spine.store().touched(&self.tenant().id)).unwrap()
    }
}

fn bearer(answer: &Answer) -> String {
    let token = &answer.json()["access_token"];
    format!(
        "Bearer {}",
        token
            .as_str()
            .unwrap_or_else(|| panic!("{}", answer.text()))
    )
}

pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// `CareTeam` or `AuditEvent` of a child.
pub(crate) fn by_identifier(path: &str, number: impl std::fmt::Display) -> String {
    format!("{path}?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C{number}")
}
