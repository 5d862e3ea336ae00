//! PDS: what applications may ask, and how often. ENV-2, SRC-6.

use crate::bench::{Bench, PATIENT};
use crate::client::Answer;
use crate::control::{call, done, get};
use cpis_population::UserKind;
use serde_json::json;
use std::fmt::Write as _;

fn limit(bench: &Bench, limits: &serde_json::Value) {
    let limits = json!({ "limits": limits });
    let set = done(bench, "PUT", "/limits", &limits.to_string());
    assert_eq!(set, get(bench, "/limits"));
}

fn application(bench: &Bench, name: &str) -> String {
    let fields = [("grant_type", "client_credentials"), ("client_id", name)];
    token(&bench.post("/oauth2/token", &fields))
}

/// A user who logged on through an application.
fn user(bench: &Bench, name: &str) -> String {
    let user = bench.user(UserKind::Notifying);
    token(&bench.post(
        "/oauth2/token",
        &[
            ("grant_type", "urn:mock-spine:smartcard"),
            ("user_id", user.id.as_str()),
            ("passcode", &user.passcode),
            ("client_id", name),
        ],
    ))
}

fn token(answer: &Answer) -> String {
    let token = answer.json()["access_token"].as_str().map(str::to_owned);
    format!(
        "Bearer {}",
        token.unwrap_or_else(|| panic!("{}", answer.text()))
    )
}

/// The statuses of so many reads.
fn reads(bench: &Bench, token: &str, times: usize) -> Vec<u16> {
    let read = format!("{PATIENT}/9000000009");
    (0..times).map(|_| bench.ask(token, &read).status).collect()
}

#[test]
fn an_application_has_its_share_of_each_stretch_of_the_tenants_clock() {
    let bench = Bench::new();
    let (epr, other) = (application(&bench, "epr"), application(&bench, "other"));
    assert_eq!(
        reads(&bench, &epr, 8),
        [200; 8],
        "without a limit, any rate"
    );
    limit(
        &bench,
        &json!([{"client_id": "epr", "requests": 3, "per": "PT60S"}]),
    );
    assert_eq!(reads(&bench, &epr, 5), [200, 200, 200, 429, 429]);
    assert_eq!(reads(&bench, &other, 5), [200; 5]);
    done(&bench, "POST", "/clock/advance", r#"{"by": "PT59.999S"}"#);
    assert_eq!(reads(&bench, &epr, 1), [429]);
    done(&bench, "POST", "/clock/advance", r#"{"by": "PT0.001S"}"#);
    assert_eq!(reads(&bench, &epr, 4), [200, 200, 200, 429]);
    done(&bench, "POST", "/reset", "");
    assert_eq!(reads(&bench, &epr, 5), [200; 5], "a reset lifts limits");
}

#[test]
fn users_count_for_the_application_through_which_they_logged_on() {
    let bench = Bench::new();
    limit(
        &bench,
        &json!([{"client_id": "epr", "requests": 2}, {"requests": 1, "per": "PT1S"}]),
    );
    let (one, another) = (user(&bench, "epr"), user(&bench, "epr"));
    assert_eq!(reads(&bench, &one, 1), [200]);
    assert_eq!(reads(&bench, &another, 2), [200, 429]);
    // The limit without a name is each other application's own, and one for those without a name together.
    assert_eq!(reads(&bench, &application(&bench, "a"), 2), [200, 429]);
    assert_eq!(reads(&bench, &application(&bench, "b"), 2), [200, 429]);
    let nameless = bench.log_on(UserKind::Silent);
    assert_eq!(reads(&bench, &nameless, 2), [200, 429]);
    assert_eq!(reads(&bench, &bench.log_on(UserKind::Both), 1), [429]);
}

#[test]
fn what_is_denied_uses_up_no_share() {
    let bench = Bench::new();
    let epr = application(&bench, "epr");
    limit(
        &bench,
        &json!([{"client_id": "epr", "requests": 2, "per": "PT60S", "denied": ["search"]}]),
    );
    let search = format!("{PATIENT}?family=Smith&birthdate=2010-10-22");
    for _ in 0..3 {
        assert_eq!(bench.ask(&epr, &search).status, 403);
    }
    assert_eq!(reads(&bench, &epr, 3), [200, 200, 429]);
    assert_eq!(bench.ask(&epr, &search).status, 403);
}

#[test]
fn a_limit_that_cannot_be_kept_is_refused() {
    let bench = Bench::new();
    let mut told = String::new();
    for limits in [
        json!([{"client_id": "epr", "requests": 1}, {"client_id": "epr", "requests": 2}]),
        json!([{}, {"requests": 1}]),
        json!([{"requests": 1, "per": "PT0S"}]),
        json!([{"requests": 1, "per": "a minute"}]),
        json!([{"requests": -1}]),
        json!([{"client_id": "", "requests": 1}]),
        json!([{"denied": ["write"]}]),
        json!([{"rate": 1}]),
    ] {
        let body = json!({ "limits": limits }).to_string();
        let answer = call(&bench, "PUT", "/control/v1/limits", &body);
        writeln!(told, "{body}\n  {} {}", answer.status, answer.text()).unwrap();
    }
    insta::assert_snapshot!(told);
    assert_eq!(get(&bench, "/limits"), json!({"limits": []}));
}
