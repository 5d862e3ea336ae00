//! The control port: calls, refusals, health. ENV-3, ENV-4, CLK-1.

use crate::bench::{Bench, CARE_TEAM, block_on, by_identifier};
use crate::client::{Answer, exchange, request};
use cpis_population::{Case, UserKind};
use mock_spine::bugs::CATALOGUE;
use mock_spine::clock::StartClock;
use mock_spine::{MockSpine, StartError};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

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
    answer.done(&format!("{method} {path}"))
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
fn a_look_through_the_control_port_leaves_no_stamp_behind() {
    let bench = Bench::new();
    let child = bench.case(Case::Open);
    let path = format!("/patients/{child}");
    let authority = get(&bench, &path)["plans"][0]["authority"].clone();
    let plan = format!(r#"{{"kind": "CPP", "start": "2020-01-01", "authority": {authority}}}"#);
    done(&bench, "POST", &format!("{path}/plans"), &plan);
    get(&bench, &path);
    let earlier = "2026-03-01T09:00:00.000Z";
    let setting = format!(r#"{{"mode": "frozen", "now": "{earlier}"}}"#);
    done(&bench, "PUT", "/clock", &setting);
    let viewer = bench.log_on(UserKind::Notifying);
    let answer = bench.ask(&viewer, &by_identifier(CARE_TEAM, child));
    assert_eq!(answer.header("x-spine-at"), Some(earlier));
}

/// CLK-1.
#[test]
fn a_clock_that_is_given_no_instant_goes_on_from_what_it_shows() {
    let bench = Bench::new();
    let nine = r#"{"mode": "frozen", "now": "2027-03-02T09:00:00Z"}"#;
    done(&bench, "PUT", "/clock", nine);
    for setting in [
        r#"{"mode": "frozen"}"#,
        r#"{"mode": "shifted"}"#,
        r#"{"mode": "scaled", "rate": 2.0}"#,
        r#"{"mode": "frozen"}"#,
    ] {
        let now = done(&bench, "PUT", "/clock", setting)["now"].clone();
        let now = now.as_str().unwrap();
        assert!(now.starts_with("2027-03-02T09:00:"), "{setting}: {now}");
    }
    let stands = get(&bench, "/clock");
    assert_eq!(stands["mode"], "frozen");
    assert_eq!(get(&bench, "/clock"), stands);
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
    // Bytes of memory may have as many digits as an NHS number.
    let counted = text.lines().filter(|line| !line.starts_with("process_"));
    let mut digits = counted.flat_map(|line| line.split(|c: char| !c.is_ascii_digit()));
    assert!(digits.all(|digits| digits.len() < 10), "{text}");
    assert!(!text.contains(&child.to_string()), "{text}");
}

#[test]
fn figures_tell_what_the_process_takes_of_the_machine() {
    let metrics = call(&Bench::new(), "GET", "/metrics", "");
    let text = metrics.text();
    let figure = |name: &str| -> f64 {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name} in {text}"))
            .trim()
            .parse()
            .unwrap()
    };
    assert!(figure("process_cpu_seconds_total ") > 0.0);
    assert!(figure("process_resident_memory_bytes ") > 1_000_000.0);
    assert!(text.ends_with("# EOF\n"), "{text}");
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
        assert_eq!(ids(&now, true), std::slice::from_ref(&id));
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
    for (item, mode) in all["items"].as_array().unwrap().iter().zip(CATALOGUE) {
        let expected =
            json!({"id": mode.id, "rule": mode.rule.to_string(), "text": mode.text, "on": false});
        assert_eq!(item, &expected);
    }
    assert_eq!(all["items"].as_array().unwrap().len(), CATALOGUE.len());
}

/// What a mock says on stderr while it is used at the most talkative level that is its own.
fn logged(use_it: impl FnOnce(SocketAddr, SocketAddr)) -> String {
    let mut mock = Command::new(env!("CARGO_BIN_EXE_mock-spine"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--control",
            "127.0.0.1:0",
        ])
        .args([
            "--population",
            "1000",
            "--clock",
            "frozen@2026-03-02T09:00:00Z",
        ])
        .env("MOCK_SPINE_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    let mut stdout = BufReader::new(mock.stdout.take().unwrap());
    stdout.read_line(&mut ready).unwrap();
    let address = |name: &str| -> SocketAddr {
        let url = ready.split_once(name).unwrap().1;
        url.split_whitespace().next().unwrap().parse().unwrap()
    };
    use_it(address("data=http://"), address("control=http://"));
    mock.kill().unwrap();
    let told = mock.wait_with_output().unwrap();
    String::from_utf8(told.stderr).unwrap()
}

#[test]
fn logs_name_nobody() {
    let log = logged(|data, control| {
        let ask = |address, method: &str, target: &str, body: &str| {
            let headers = [("X-Request-ID", crate::bench::REQUEST_ID)];
            let bytes = exchange(address, &request(method, target, &headers, body));
            Answer::parse(&bytes).unwrap()
        };
        let page = ask(
            control,
            "GET",
            "/control/v1/patients?displayable=true&limit=5",
            "",
        );
        for child in page.json()["items"].as_array().unwrap() {
            let number = child["nhs_number"].as_str().unwrap();
            ask(data, "GET", &by_identifier(CARE_TEAM, number), "");
            ask(data, "GET", &format!("/nowhere/{number}"), "");
            ask(
                control,
                "GET",
                &format!("/control/v1/accesses?nhs_number={number}"),
                "",
            );
            ask(control, "GET", &format!("/control/v1/{number}"), "");
            ask(
                control,
                "PUT",
                &format!("/control/v1/patients/{number}"),
                r#"{"family": "Tellnobody"}"#,
            );
            ask(
                control,
                "PUT",
                &format!("/control/v1/patients/{number}"),
                r#"{"surname": "Tellnobody"}"#,
            );
        }
        ask(
            control,
            "PUT",
            "/control/v1/bugs",
            r#"{"on": ["window-23h", "list-of-26"]}"#,
        );
        ask(control, "POST", "/control/v1/reset", "");
    });
    assert!(
        log.contains("rules are broken on purpose") && log.contains("window-23h,list-of-26"),
        "{log}"
    );
    assert!(
        log.contains("/control/v1/accesses"),
        "routes are told: {log}"
    );
    let digits = log.split(|c: char| !c.is_ascii_digit());
    assert!(digits.clone().all(|digits| digits.len() < 10), "{log}");
    assert!(!log.contains("Tellnobody"), "{log}");
}
