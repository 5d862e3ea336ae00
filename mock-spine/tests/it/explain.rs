//! Whoever asks for reasons gets them from every answer of the data port.

use crate::bench::{Bench, CARE_TEAM, Pairs, REQUEST_ID};
use crate::client::{Answer, exchange};
use cpis_population::UserKind;

const EXPLAIN: (&str, &str) = ("X-Spine-Explain", "1");

fn check(case: &str, answer: &Answer, expected: &str) {
    let reason = answer
        .header("x-spine-reason")
        .unwrap_or_else(|| panic!("{case} gives no reason: {}", answer.status));
    assert!(
        reason.contains(expected),
        "{case}, {}: {expected:?} is required, found {reason:?}",
        answer.status
    );
}

/// The reason begins with a rule's number or says that there is none.
fn check_is_one(case: &str, answer: &Answer) {
    check(case, answer, "");
    let reason = answer.header("x-spine-reason").unwrap();
    let groups = ["ALT-", "ASN-", "IDN-", "SRC-", "VIEW-", "no rule: "];
    assert!(
        groups.iter().any(|group| reason.starts_with(group)),
        "{case}: {reason}"
    );
    let unwanted = "not decided by one";
    assert!(!reason.contains(unwanted), "{case}: {reason}");
}

#[test]
fn every_route_gives_its_reasons_whoever_asks() {
    let bench = Bench::new();
    let bearer = bench.log_on(UserKind::Notifying);
    let known: Pairs<'_> = &[
        EXPLAIN,
        ("Authorization", &bearer),
        ("X-Request-ID", REQUEST_ID),
    ];
    let document = bench.get("/openapi.json", &[]).json();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let target = path
            .replace("{tenant}", "default")
            .replace("{number}", "9999999999");
        for method in operations.as_object().unwrap().keys() {
            let method = method.to_uppercase();
            for headers in [&[EXPLAIN][..], known] {
                let answer = bench.send(&method, &target, headers, "");
                check_is_one(&format!("{method} {target}"), &answer);
                let plain = bench.send(&method, &target, &headers[1..], "");
                assert_eq!(plain.header("x-spine-reason"), None, "{method} {target}");
            }
        }
    }
}

#[test]
fn an_answer_that_no_rule_decided_says_so() {
    let bench = Bench::new();
    let rows = [
        (
            "GET",
            "/nowhere",
            "nothing answers this method at this path",
        ),
        (
            "GET",
            "/t/nobody/nowhere",
            "nothing answers this method at this path",
        ),
        (
            "DELETE",
            CARE_TEAM,
            "nothing answers this method at this path",
        ),
        ("GET", "/cpis/FHIR/R4/metadata", "for anybody"),
        ("GET", "/health/live", "looks after the mock"),
    ];
    for (method, target, reason) in rows {
        let answer = bench.send(method, target, &[EXPLAIN], "");
        check(target, &answer, reason);
        check(target, &answer, "no rule: ");
    }
    let long = format!(
        "POST /oauth2/token HTTP/1.1\r\nHost: a\r\nX-Spine-Explain: 1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        u32::MAX
    );
    let answer = Answer::parse(&exchange(bench.address, long.as_bytes())).unwrap();
    assert_eq!(answer.status, 413);
    check("a body that is too long", &answer, "could not be read");
    let faults =
        r#"{"faults": [{"at": "after_commit_before_reply", "action": "error", "status": 503}]}"#;
    bench
        .tenant()
        .faults
        .set(serde_json::from_str(faults).unwrap())
        .unwrap();
    let answer = bench.get(CARE_TEAM, &[EXPLAIN]);
    assert_eq!(answer.status, 503);
    check("a fault", &answer, "a fault that was asked for");
}

#[test]
fn the_log_on_gives_its_rules() {
    let bench = Bench::new();
    let user = bench.user(UserKind::Notifying);
    let token = |passcode: &str| {
        let form = format!(
            "grant_type=urn:mock-spine:smartcard&user_id={}&passcode={passcode}",
            user.id
        );
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        bench.send("POST", "/oauth2/token", &[EXPLAIN, kind], &form)
    };
    check("a log-on", &token(&user.passcode), "IDN-2 smartcard");
    check("a wrong passcode", &token("wrong"), "IDN-2 refused");
    let nobody = bench.get("/oauth2/userinfo", &[EXPLAIN]);
    check("no token", &nobody, "IDN-5 refused");
}
