//! PDS: how it says no, in which words and in which order. IDN-4, SRC-6, SRC-7.

use crate::bench::{Bench, PATIENT, Pairs, REQUEST_ID};
use crate::client::Answer;
use crate::control::done;
use crate::pds::search;
use cpis_population::{Case, UserKind};
use serde_json::json;
use std::fmt::Write as _;

/// The status, code, issue, severity and diagnostics of what was refused, two lines each.
fn told(rows: &[(&str, Answer)]) -> String {
    let mut told = String::new();
    for (row, answer) in rows {
        let issue = answer.json()["issue"][0].clone();
        let coding = &issue["details"]["coding"][0];
        writeln!(
            told,
            "{row}\n  {} {} {} {} {}",
            answer.status, coding["code"], issue["code"], issue["severity"], issue["diagnostics"]
        )
        .unwrap();
    }
    told
}

/// Headers that are refused, whatever is asked for.
fn bad_headers(token: &str) -> Vec<(&'static str, Vec<(&'static str, &str)>)> {
    let (auth, id) = (("Authorization", token), ("X-Request-ID", REQUEST_ID));
    let role = |value| vec![auth, id, ("NHSD-Session-URID", value)];
    vec![
        ("no token", vec![id]),
        ("no bearer", vec![id, ("Authorization", "Basic abc")]),
        (
            "bearer without token",
            vec![id, ("Authorization", "Bearer")],
        ),
        ("unknown token", vec![id, ("Authorization", "Bearer abc")]),
        ("no X-Request-ID", vec![auth]),
        ("bad X-Request-ID", vec![auth, ("X-Request-ID", "1234")]),
        ("empty X-Request-ID", vec![auth, ("X-Request-ID", "")]),
        ("two X-Request-IDs", vec![auth, id, id]),
        ("URID with letters", role("abc")),
        ("empty URID", role("")),
        ("URID of another", role("123456789")),
    ]
}

#[test]
fn bad_headers_are_refused_alike_at_every_path() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let targets = [
        format!("{PATIENT}/{}", bench.case(Case::Open)),
        format!("{PATIENT}/"),
        search(&[("family", "Smith"), ("birthdate", "2010-10-22")]),
    ];
    let rows = |target: &str| -> Vec<_> {
        bad_headers(&token)
            .into_iter()
            .map(|(row, headers)| (row, bench.get(target, &headers)))
            .collect()
    };
    let first = told(&rows(&targets[0]));
    insta::assert_snapshot!(first);
    for target in &targets[1..] {
        assert_eq!(told(&rows(target)), first, "{target}");
    }
}

#[test]
fn a_user_of_several_roles_chooses_one_and_an_application_need_not() {
    let bench = Bench::new();
    let several = bench.log_on(UserKind::Several);
    let target = format!("{PATIENT}/9000000009");
    let answer = bench.ask(&several, &target);
    insta::assert_snapshot!(told(&[("several roles, none chosen", answer)]));
    let user = bench.user(UserKind::Several);
    let with_role = |token: &str, role: &str| {
        let headers = [
            ("Authorization", token),
            ("X-Request-ID", REQUEST_ID),
            ("NHSD-Session-URID", role),
        ];
        bench.get(&target, &headers).status
    };
    for role in &user.roles {
        assert_eq!(with_role(&several, role.id.as_str()), 200);
    }
    // SRC-6: in application-restricted mode the header means nothing, whatever it holds.
    let application = bench.application();
    assert_eq!(with_role(&application, "abc"), 200);
    assert_eq!(bench.ask(&application, &target).status, 200);
}

/// What cannot be read.
fn bad_reads(bench: &Bench) -> Vec<(&'static str, String)> {
    let below = |rest: &str| format!("{PATIENT}/{rest}");
    let withdrawn = bench.case(Case::Invalidated).to_string();
    vec![
        ("bad check digit", below("9000000000")),
        ("letters", below("smith")),
        ("too short", below("900000000")),
        ("unknown number", below("9111231130")),
        ("withdrawn number", below(&withdrawn)),
        ("no number", below("")),
        ("a path below", below("9000000009/RelatedPerson")),
        ("unknown path", PATIENT.replace("/Patient", "/Person")),
    ]
}

/// What cannot be searched for.
fn bad_searches() -> Vec<(&'static str, String)> {
    let smith = |name, value| search(&[("family", "Smith"), (name, value)]);
    let born = |name, value| search(&[("birthdate", "eq2010-10-22"), (name, value)]);
    let and = |name, value| {
        let known = [("family", "Smith"), ("birthdate", "eq2010-10-22")];
        search(&[known[0], known[1], (name, value)])
    };
    let reach = [("email", "j.smith@example.com"), ("phone", "0163")];
    let fuzzy = ("_fuzzy-match", "true");
    vec![
        ("no parameters", PATIENT.to_owned()),
        ("a query that is no text", format!("{PATIENT}?family=%ff")),
        ("unknown parameter", smith("year", "2003")),
        (
            "unknown parameters",
            search(&[
                ("manufacturer", "Ford"),
                ("model", "focus"),
                ("year", "2003"),
            ]),
        ),
        ("bad date", smith("birthdate", "20101022")),
        ("no such day", smith("birthdate", "eq2010-02-30")),
        ("bad death-date", smith("death-date", "20101022")),
        ("bad gender", search(&[("gender", "mal")])),
        ("early wildcard", born("family", "S*")),
        (
            "early wildcard in a postcode",
            and("address-postalcode", "L*"),
        ),
        ("too many wanted", and("_max-results", "51")),
        ("neither true nor false", and("_history", "yes")),
        ("no birthdate", smith("gender", "male")),
        ("only gender", search(&[("gender", "female")])),
        ("only e-mail and phone", search(&reach)),
        ("only birthdate", search(&[("birthdate", "eq2010-10-22")])),
        ("no family", born("given", "Jane")),
        ("fuzzy with too little", and(fuzzy.0, fuzzy.1)),
        (
            "fuzzy with a wildcard",
            search(&[
                ("family", "Smi*"),
                ("given", "Jane"),
                ("birthdate", "eq2010-10-22"),
                fuzzy,
            ]),
        ),
        (
            "a postcode by both names",
            search(&[
                ("family", "Smith"),
                ("birthdate", "eq2010-10-22"),
                ("address-postalcode", "LS1 6AE"),
                ("address-postcode", "LS1 6AE"),
            ]),
        ),
        (
            "too many matches",
            search(&[
                ("family", "Sm*"),
                ("birthdate", "ge1850-01-01"),
                ("_max-results", "1"),
            ]),
        ),
    ]
}

#[test]
fn what_is_refused_is_refused_in_the_published_words() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let rows: Vec<_> = bad_reads(&bench)
        .into_iter()
        .chain(bad_searches())
        .map(|(row, target)| (row, bench.ask(&token, &target)))
        .collect();
    for (row, answer) in &rows {
        assert_eq!(
            answer.header("content-type"),
            Some("application/fhir+json"),
            "{row}"
        );
        assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID), "{row}");
    }
    insta::assert_snapshot!(told(&rows));
    let method = bench.send("POST", PATIENT, &[("Authorization", &token)], "{}");
    assert_eq!((method.status, method.header("allow")), (405, Some("GET")));
    assert_eq!(bench.decisions(), []);
}

#[test]
fn an_application_is_refused_in_words_of_its_own() {
    let bench = Bench::new();
    let application = bench.application();
    let smiths = [("family", "Sm*"), ("birthdate", "ge1850-01-01")];
    let wanting = |most| search(&[smiths[0], smiths[1], ("_max-results", most)]);
    let mut rows: Vec<_> = [
        ("several matches", search(&smiths)),
        ("several matches, one wanted", wanting("1")),
        ("several wanted", wanting("2")),
        (
            "several wanted, and a bad date",
            search(&[("birthdate", "x"), ("_max-results", "2")]),
        ),
    ]
    .into_iter()
    .map(|(row, target)| (row, bench.ask(&application, &target)))
    .collect();
    let read = format!("{PATIENT}/9000000009");
    let limited = |limit| {
        done(
            &bench,
            "PUT",
            "/limits",
            &json!({"limits": [limit]}).to_string(),
        )
    };
    limited(json!({"client_id": "epr", "denied": ["read"]}));
    rows.push(("no permission", bench.ask(&application, &read)));
    limited(json!({"denied": ["read"]}));
    let user = bench.log_on(UserKind::Notifying);
    rows.push(("no permission, with a user", bench.ask(&user, &read)));
    limited(json!({"client_id": "epr", "requests": 1}));
    assert_eq!(bench.ask(&application, &read).status, 200);
    rows.push(("share used up", bench.ask(&application, &read)));
    insta::assert_snapshot!(told(&rows));
}

#[test]
fn an_outage_is_told_in_the_published_codes() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let mut rows = Vec::new();
    for (row, status) in [
        ("the Spine is too slow", 408),
        ("too many", 429),
        ("an outage", 503),
    ] {
        let fault = json!({
            "at": "after_commit_before_reply", "action": "error", "status": status, "door": "pds",
        });
        done(
            &bench,
            "PUT",
            "/faults",
            &json!({"faults": [fault]}).to_string(),
        );
        rows.push((row, bench.ask(&token, &format!("{PATIENT}/9000000009"))));
    }
    assert_eq!(rows[2].1.header("retry-after"), Some("5"));
    insta::assert_snapshot!(told(&rows));
}

#[test]
fn of_two_faults_the_one_that_is_looked_for_first_is_told() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let (auth, id) = (("Authorization", &*token), ("X-Request-ID", REQUEST_ID));
    let (bad_id, bad_role) = (("X-Request-ID", "1234"), ("NHSD-Session-URID", "abc"));
    let good: Pairs<'_> = &[auth, id];
    let none: Pairs<'_> = &[];
    let rows: [(&str, Pairs<'_>, Pairs<'_>); 13] = [
        ("token before X-Request-ID", &[], none),
        ("token before a bad X-Request-ID", &[bad_id], none),
        ("X-Request-ID before the role", &[auth, bad_role], none),
        (
            "a bad X-Request-ID before a bad role",
            &[auth, bad_id, bad_role],
            none,
        ),
        ("X-Request-ID before no parameters", &[auth], none),
        (
            "a bad role before no parameters",
            &[auth, id, bad_role],
            none,
        ),
        (
            "unknown before malformed",
            good,
            &[("birthdate", "x"), ("year", "1")],
        ),
        ("unknown before missing", good, &[("year", "1")]),
        (
            "malformed before missing",
            good,
            &[("gender", "mal"), ("family", "Smith")],
        ),
        (
            "the first malformed value",
            good,
            &[("death-date", "y"), ("gender", "mal"), ("birthdate", "x")],
        ),
        (
            "missing before both postcodes",
            good,
            &[("address-postcode", "LS1"), ("address-postalcode", "LS1")],
        ),
        ("missing before the minimum", good, &[("given", "Jane")]),
        (
            "malformed before the minimum",
            good,
            &[("birthdate", "2010-10-22"), ("_max-results", "0")],
        ),
    ];
    let rows = rows.map(|(row, headers, fields)| (row, bench.get(&search(fields), headers)));
    insta::assert_snapshot!(told(&rows));
}
