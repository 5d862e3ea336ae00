//! The control port: calls, refusals, health. ENV-3, ENV-4, CLK-1.

use crate::bench::{Bench, CARE_TEAM, block_on, by_identifier};
use crate::client::{Answer, exchange, request};
use cpis_population::{Case, UserKind};
use mock_spine::clock::StartClock;
use mock_spine::{MockSpine, StartError};
use serde_json::Value;
use std::net::SocketAddr;

/// Sends a call to the control port of a mock.
pub(crate) fn call(bench: &Bench, method: &str, target: &str, body: &str) -> Answer {
    call_with(bench, method, target, &[], body)
}

pub(crate) fn call_with(
    bench: &Bench,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let url = bench.mock.control_url();
    let address: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
    let bytes = exchange(address, &request(method, target, headers, body));
    Answer::parse(&bytes)
        .unwrap_or_else(|| panic!("{method} {target}: {}", String::from_utf8_lossy(&bytes)))
}

/// The body of a call under `/control/v1` that is done.
pub(crate) fn done(bench: &Bench, method: &str, path: &str, body: &str) -> Value {
    let answer = call(bench, method, &format!("/control/v1{path}"), body);
    assert!(
        (200..300).contains(&answer.status),
        "{method} {path}: {} {}",
        answer.status,
        answer.text()
    );
    if answer.body.is_empty() {
        Value::Null
    } else {
        answer.json()
    }
}

pub(crate) fn get(bench: &Bench, path: &str) -> Value {
    done(bench, "GET", path, "")
}

/// Every item of a list, page by page.
pub(crate) fn walk(bench: &Bench, path: &str, limit: usize) -> Vec<Value> {
    let mut items = Vec::new();
    let join = if path.contains('?') { '&' } else { '?' };
    let mut cursor = String::new();
    for _ in 0..100_000 {
        let page = get(bench, &format!("{path}{join}limit={limit}{cursor}"));
        let found = page["items"].as_array().unwrap();
        assert!(found.len() <= limit, "{path}");
        items.extend(found.iter().cloned());
        match page["next"].as_str() {
            None => return items,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
    panic!("{path} has no end");
}

#[test]
fn a_refusal_says_what_is_wrong_and_where() {
    let bench = Bench::new();
    let child = bench.case(Case::Open);
    let plans = format!("/patients/{child}/plans");
    let plan = |rest: &str| format!(r#"{{"kind": "CPP", "start": "2026-01-01"{rest}}}"#);
    let fault = |rest: &str| {
        format!(
            r#"{{"faults": [{{"at": "after_commit_before_reply", "action": "drop_reply"{rest}}}]}}"#
        )
    };
    let rows: Vec<(&str, String, String)> = vec![
        ("GET", "/nowhere".into(), String::new()),
        ("POST", "/clock".into(), String::new()),
        ("PATCH", "/patients".into(), String::new()),
        ("GET", "/clock?x=1".into(), String::new()),
        ("PUT", "/clock".into(), String::new()),
        ("PUT", "/clock".into(), r#"{"mode": "frozen"}"#.into()),
        (
            "PUT",
            "/clock".into(),
            r#"{"mode": "slow", "now": "2026-03-02T09:00:00Z"}"#.into(),
        ),
        (
            "PUT",
            "/clock".into(),
            r#"{"mode": "frozen", "now": "today"}"#.into(),
        ),
        (
            "PUT",
            "/clock".into(),
            r#"{"mode": "frozen", "now": "2026-03-02T09:00:00Z", "rate": 2}"#.into(),
        ),
        (
            "PUT",
            "/clock".into(),
            r#"{"mode": "scaled", "now": "2026-03-02T09:00:00Z", "rate": 0}"#.into(),
        ),
        (
            "PUT",
            "/clock".into(),
            r#"{"mode": "system", "to": 1}"#.into(),
        ),
        (
            "POST",
            "/clock/advance".into(),
            r#"{"by": "a while"}"#.into(),
        ),
        ("POST", "/clock/advance".into(), r#"{"by": "P1M"}"#.into()),
        (
            "POST",
            "/clock/advance".into(),
            r#"{"by": "P90000D"}"#.into(),
        ),
        ("POST", "/clock/advance".into(), "{".into()),
        ("GET", "/patients?limit=0".into(), String::new()),
        ("GET", "/patients?limit=1001".into(), String::new()),
        ("GET", "/patients?kind=XYZ".into(), String::new()),
        ("GET", "/patients?status=odd".into(), String::new()),
        ("GET", "/patients?displayable=maybe".into(), String::new()),
        (
            "GET",
            "/patients?nhs_number=9000000000".into(),
            String::new(),
        ),
        ("GET", "/patients?colour=red".into(), String::new()),
        ("GET", "/patients?limit=1&limit=2".into(), String::new()),
        ("GET", "/patients?cursor=abc".into(), String::new()),
        (
            "GET",
            "/patients?cursor=000000000000000000000001".into(),
            String::new(),
        ),
        ("GET", "/patients/123".into(), String::new()),
        ("GET", "/patients/0000000000".into(), String::new()),
        ("GET", "/patients/9999999999".into(), String::new()),
        (
            "PUT",
            "/patients/0000000000".into(),
            r#"{"family": "Real"}"#.into(),
        ),
        (
            "PUT",
            "/patients/9000000008".into(),
            r#"{"family": "Slip"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"surname": "Slip"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"family": " "}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"given": ["A", "B\u0007"]}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"birth_date": "2026-02-30"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"birth_date": "1066-10-14"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"gender": "f"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"postcode": "nowhere"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"status": "superseded"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"superseded_by": "9000000009"}"#.into(),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            format!(r#"{{"status": "superseded", "superseded_by": "{child}"}}"#),
        ),
        (
            "PUT",
            format!("/patients/{child}"),
            r#"{"status": "superseded", "superseded_by": "9999999999"}"#.into(),
        ),
        (
            "PUT",
            "/patients/9100000000".into(),
            r#"{"given": ["Nobody"]}"#.into(),
        ),
        ("POST", plans.clone(), plan("")),
        ("POST", plans.clone(), plan(r#", "authority": "ZZ999""#)),
        (
            "POST",
            plans.clone(),
            plan(r#", "authority": "ZZ001", "end": "2025-12-31""#),
        ),
        (
            "POST",
            plans.clone(),
            plan(r#", "authority": "ZZ001", "end": 3"#),
        ),
        (
            "POST",
            plans.clone(),
            plan(r#", "authority": "ZZ001", "local_id": """#),
        ),
        (
            "POST",
            plans.clone(),
            r#"{"kind": "UCPP", "start": "2026-01-01", "authority": "ZZ001"}"#.into(),
        ),
        (
            "POST",
            plans.clone(),
            r#"{"kind": "ABC", "start": "2026-01-01", "authority": "ZZ001"}"#.into(),
        ),
        (
            "POST",
            "/patients/9999999999/plans".into(),
            plan(r#", "authority": "ZZ001""#),
        ),
        (
            "POST",
            "/patients/0000000000/plans".into(),
            plan(r#", "authority": "ZZ001""#),
        ),
        (
            "POST",
            format!("/patients/{}/plans", bench.case(Case::Invalidated)),
            plan(r#", "authority": "ZZ001""#),
        ),
        ("DELETE", format!("{plans}/zz"), String::new()),
        ("DELETE", format!("{plans}/0123456789abcdef"), String::new()),
        ("GET", "/users?kind=notifyin".into(), String::new()),
        ("GET", "/users?role=x".into(), String::new()),
        ("GET", "/accesses?nhs_number=1".into(), String::new()),
        ("GET", "/notifications?since=1".into(), String::new()),
        (
            "PUT",
            "/bugs".into(),
            r#"{"on": ["window-25h", "windw-23h"]}"#.into(),
        ),
        ("PUT", "/bugs".into(), r#"{"off": []}"#.into()),
        (
            "PUT",
            "/faults".into(),
            r#"{"faults": [{"at": "before_commit", "action": "drop_reply"}]}"#.into(),
        ),
        (
            "PUT",
            "/faults".into(),
            r#"{"faults": [{"at": "after_commit_before_reply", "action": "abort"}]}"#.into(),
        ),
        (
            "PUT",
            "/faults".into(),
            r#"{"faults": [{"at": "after_commit_before_reply", "action": "explode"}]}"#.into(),
        ),
        ("PUT", "/faults".into(), fault(r#", "share": 1.5"#)),
        ("PUT", "/faults".into(), fault(r#", "for": "PT1S""#)),
        ("PUT", "/faults".into(), fault(r#", "status": 500"#)),
        ("PUT", "/faults".into(), fault(r#", "up_to": "PT1S""#)),
        ("PUT", "/faults".into(), fault(r#", "door": "kitchen""#)),
        ("POST", "/reset".into(), r#"{"seed": 3}"#.into()),
        ("POST", "/tenants".into(), r#"{"id": "Class 7"}"#.into()),
        ("POST", "/tenants".into(), r#"{"id": "default"}"#.into()),
        ("DELETE", "/tenants/default".into(), String::new()),
        ("DELETE", "/tenants/nobody".into(), String::new()),
        ("GET", "/t/nobody/clock".into(), String::new()),
        ("GET", "/t/default/tenants".into(), String::new()),
        ("GET", "/t/default".into(), String::new()),
        ("POST", "/snapshots".into(), String::new()),
    ];
    let mut told = String::new();
    for (method, path, body) in rows {
        let answer = call(&bench, method, &format!("/control/v1{path}"), &body);
        let shown = path.replace(&child.to_string(), "{child}");
        let shown = shown.replace(&bench.case(Case::Invalidated).to_string(), "{invalidated}");
        let body = body.replace(&child.to_string(), "{child}");
        told.push_str(&format!(
            "{method} {shown} {body}\n  {} {}",
            answer.status,
            answer.text()
        ));
        if let Some(allow) = answer.header("allow") {
            told.push_str(&format!(" Allow: {allow}"));
        }
        told.push_str("\n\n");
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_clock_goes_anywhere_until_the_data_port_is_used_and_then_only_forward() {
    let bench = Bench::new();
    let set = |now: &str| {
        let body = format!(r#"{{"mode": "frozen", "now": "{now}"}}"#);
        let answer = call(&bench, "PUT", "/control/v1/clock", &body);
        (answer.status, answer.json())
    };
    assert_eq!(set("2027-01-01T00:00:00Z").0, 200);
    assert_eq!(
        set("2020-06-01T12:00:00Z").1["now"],
        "2020-06-01T12:00:00.000Z"
    );
    bench.get("/health/live", &[]);
    assert_eq!(
        set("2020-05-01T12:00:00Z").0,
        200,
        "health is no use of the data port"
    );
    bench.get(&by_identifier(CARE_TEAM, 1), &[]);
    let (status, error) = set("2020-04-30T12:00:00Z");
    assert_eq!((status, error["field"].as_str()), (409, Some("now")));
    assert_eq!(
        set("2020-05-01T12:00:00Z").0,
        200,
        "to stand still is not to go back"
    );
    assert_eq!(set("2020-05-01T12:00:00.001Z").0, 200);
    done(&bench, "POST", "/reset", "");
    assert_eq!(get(&bench, "/clock")["now"], "2026-03-02T09:00:00.000Z");
    assert_eq!(
        set("1999-01-01T00:00:00Z").0,
        200,
        "a reset clock goes anywhere again"
    );
}

#[test]
fn the_clock_advances_in_every_mode() {
    for (mode, start, after) in [
        (r#"{"mode": "system"}"#, StartClock::System, "shifted"),
        (
            r#"{"mode": "frozen", "now": "2026-03-02T09:00:00Z"}"#,
            StartClock::System,
            "frozen",
        ),
        (
            r#"{"mode": "shifted", "now": "2026-03-02T09:00:00Z"}"#,
            StartClock::System,
            "shifted",
        ),
        (
            r#"{"mode": "scaled", "now": "2026-03-02T09:00:00Z", "rate": 60.0}"#,
            StartClock::System,
            "scaled",
        ),
    ] {
        let bench = Bench::with(|builder| builder.clock(start));
        let before = done(&bench, "PUT", "/clock", mode);
        let now = done(&bench, "POST", "/clock/advance", r#"{"by": "P1DT0.001S"}"#);
        assert_eq!(now["mode"], after, "{mode}");
        let read = |clock: &Value| {
            cpis_vocabulary::Timestamp::parse(clock["now"].as_str().unwrap()).unwrap()
        };
        let passed = read(&now).since(read(&before)).num_milliseconds();
        assert!(passed >= 86_400_001, "{mode}: {passed}");
        if after == "frozen" {
            assert_eq!(passed, 86_400_001);
        }
        assert_eq!(
            now["rate"].as_f64(),
            (after == "scaled").then_some(60.0),
            "{mode}"
        );
    }
}

#[test]
fn off_loopback_the_control_port_needs_a_token_to_start() {
    for token in [None, Some(String::new())] {
        let builder = MockSpine::builder().patients(100).settings(|settings| {
            settings.control = "0.0.0.0:0".parse().unwrap();
            settings.control_token = token;
        });
        match block_on(builder.start()) {
            Err(StartError::Config(error)) => assert_eq!(
                error.to_string(),
                "the control port at 0.0.0.0:0 is not on loopback: set `control_token`"
            ),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_control_port_with_a_token_lets_in_who_carries_it() {
    let bench = Bench::with(|builder| {
        builder.settings(|settings| settings.control_token = Some("open sesame".into()))
    });
    for (path, authorization, status) in [
        ("/control/v1/clock", None, 401),
        ("/control/v1/clock", Some("open sesame"), 401),
        ("/control/v1/clock", Some("Bearer open sesam"), 401),
        ("/control/v1/clock", Some("Bearer open sesame!"), 401),
        ("/control/v1/clock", Some("Bearer "), 401),
        ("/control/v1/clock", Some("Bearer open sesame"), 200),
        ("/control/v1/clock", Some("bearer  open sesame"), 200),
        ("/control/v1/nowhere", None, 401),
        ("/control/v1/t/nobody/clock", None, 401),
        ("/control/v1/nowhere", Some("Bearer open sesame"), 404),
        ("/metrics", None, 401),
        ("/openapi.json", None, 401),
        ("/health/live", None, 200),
        ("/health/ready", None, 200),
    ] {
        let headers: Vec<_> = authorization
            .iter()
            .map(|value| ("Authorization", *value))
            .collect();
        let answer = call_with(&bench, "GET", path, &headers, "");
        assert_eq!(answer.status, status, "{path} {authorization:?}");
        assert_eq!(
            answer.header("www-authenticate").is_some(),
            status == 401,
            "{path}"
        );
    }
}

#[test]
fn a_body_that_is_too_long_is_told_so() {
    let bench = Bench::new();
    let answer = call(
        &bench,
        "PUT",
        "/control/v1/bugs",
        &" ".repeat(1024 * 1024 + 1),
    );
    let error = r#"{"error":"a request's body has at most 1048576 bytes","field":null}"#;
    assert_eq!((answer.status, answer.text().as_str()), (413, error));
}

#[test]
fn no_control_answers_on_the_data_port_and_no_door_on_the_control_port() {
    let bench = Bench::new();
    for path in [
        "/control/v1/clock",
        "/control/v1/t/default/clock",
        "/t/default/control/v1/clock",
        "/metrics",
    ] {
        assert_eq!(bench.get(path, &[]).status, 404, "{path}");
    }
    for path in ["/cpis/FHIR/R4/metadata", "/oauth2/token"] {
        assert_eq!(call(&bench, "GET", path, "").status, 404, "{path}");
    }
}

#[test]
fn figures_count_what_was_asked_and_name_nobody() {
    let bench = Bench::new();
    let child = bench.case(Case::Open);
    let user = bench.log_on(UserKind::Notifying);
    for _ in 0..3 {
        assert_eq!(
            bench.ask(&user, &by_identifier(CARE_TEAM, child)).status,
            200
        );
    }
    get(&bench, &format!("/patients/{child}"));
    let metrics = call(&bench, "GET", "/metrics", "");
    assert_eq!(metrics.status, 200);
    let text = metrics.text();
    for line in [
        r#"mock_spine_requests_total{route="/cpis/FHIR/R4/CareTeam",status="2xx"} 3"#,
        r#"mock_spine_requests_total{route="/control/v1/patients/{number}",status="2xx"} 1"#,
        r#"mock_spine_accesses_total{decision="notified"} 1"#,
        r#"mock_spine_accesses_total{decision="suppressed"} 2"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let digits = text.split(|c: char| !c.is_ascii_digit());
    assert!(digits.clone().all(|digits| digits.len() < 10), "{text}");
    assert!(!text.contains(&child.to_string()), "{text}");
}

#[test]
fn every_bug_mode_goes_on_and_off_by_its_id_and_answers_say_so() {
    let bench = Bench::new();
    let ids = |items: &Value, on: bool| -> Vec<String> {
        let items = items["items"].as_array().unwrap().iter();
        let items = items.filter(|item| item["on"] == on);
        items
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = get(&bench, "/bugs");
    assert!(ids(&all, true).is_empty());
    for id in ids(&all, false) {
        let now = done(&bench, "PUT", "/bugs", &format!(r#"{{"on": ["{id}"]}}"#));
        assert_eq!(ids(&now, true), [id.clone()]);
        let answer = bench.get("/cpis/FHIR/R4/metadata", &[]);
        assert_eq!(answer.header("x-spine-bug"), Some(id.as_str()));
    }
    let refused = call(
        &bench,
        "PUT",
        "/control/v1/bugs",
        r#"{"on": ["window-23h", "nonsense"]}"#,
    );
    assert_eq!(refused.status, 400);
    assert_eq!(
        ids(&get(&bench, "/bugs"), true).len(),
        1,
        "a refused call changes nothing"
    );
    done(&bench, "PUT", "/bugs", r#"{"on": []}"#);
    assert_eq!(
        bench
            .get("/cpis/FHIR/R4/metadata", &[])
            .header("x-spine-bug"),
        None
    );
    insta::assert_json_snapshot!(all);
}
