//! The contract word by word: paths, fields, headers, types.

use super::london::instant;
use super::site::{INCLUDE, Line, Site, audit_event, care_team, flag, uuid};
use crate::client::Answer;
use serde_json::{Value, json};

/// That an object has these fields of these types; `?` after a type allows null.
fn check(item: &Value, fields: &str) {
    for field in fields.split(", ") {
        let (name, kind) = field.split_once(": ").unwrap();
        let (kind, may_lack) = kind
            .strip_suffix('?')
            .map_or((kind, false), |kind| (kind, true));
        let value = item
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not there: {item}"));
        let fits = match kind {
            "text" => value.is_string(),
            "bool" => value.is_boolean(),
            "list" => value.is_array(),
            "instant" => value
                .as_str()
                .is_some_and(|text| super::london::text(instant(text)) == text),
            "date" => value
                .as_str()
                .is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10),
            _ => panic!("{kind}"),
        };
        assert!(
            fits || (may_lack && value.is_null()),
            "{name} is no {kind}: {item}"
        );
    }
}

/// A list's items; `next` is a cursor or null, and nothing else is there.
fn items(page: &Value) -> &Vec<Value> {
    let names: Vec<_> = page.as_object().unwrap().keys().collect();
    assert_eq!(names, ["items", "next"]);
    assert!(page["next"].is_string() || page["next"].is_null());
    page["items"].as_array().unwrap()
}

const ACCESS: &str = "id: text, at: instant, nhs_number: text?, user_id: text?, org_code: text?, role_id: text?, trace: text?, \
                      door: text, decision: text, reason: text?";
const NOTIFICATION: &str = "id: text, at: instant, nhs_number: text, authority: text, user_id: text, user_name: text, \
                            role_code: text, role_name: text, org_code: text, org_name: text, local_id: text?, upload: text, \
                            access: text, delivered_at: instant?, acknowledged_at: instant?";

#[test]
fn people_and_users_have_the_fields_of_the_contract() {
    let site = Site::with(|builder| builder.patients(10_000));
    let page = site.control_get("/patients?displayable=true&kind=LAC&limit=20");
    assert_eq!(items(&page).len(), 20);
    for patient in items(&page) {
        check(
            patient,
            "nhs_number: text, family: text, given: list, birth_date: date, gender: text, postcode: text, status: text, plans: list",
        );
        assert_eq!(patient["status"], "ordinary");
        let plans = patient["plans"].as_array().unwrap();
        for plan in plans {
            check(
                plan,
                "id: text, kind: text, start: date, end: date?, authority: text, displayable: bool",
            );
        }
        assert!(
            plans
                .iter()
                .any(|plan| plan["kind"] == "LAC" && plan["displayable"] == true)
        );
    }
    let users = site.control_get("/users?activity=B0107&limit=20");
    assert_eq!(items(&users).len(), 20);
    for user in items(&users) {
        check(
            user,
            "user_id: text, passcode: text, name: text, roles: list",
        );
        let roles = user["roles"].as_array().unwrap();
        for role in roles {
            check(
                role,
                "role_id: text, org_code: text, org_name: text, role_code: text, role_name: text, activities: list",
            );
        }
        assert!(roles.iter().any(|role| {
            role["activities"]
                .as_array()
                .unwrap()
                .contains(&json!("B0107"))
        }));
    }
    for path in ["/patients", "/users"] {
        assert_eq!(
            items(&site.control_get(path)).len(),
            100,
            "a hundred unless given"
        );
        assert_eq!(
            items(&site.control_get(&format!("{path}?limit=1000"))).len(),
            1_000
        );
    }
    assert_eq!(site.list("/users").len(), 1_200);
}

#[test]
fn the_ledger_has_the_fields_of_the_contract() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let empty = site.child(2, None);
    let nurse = site.nurse();
    let trace = uuid(77);
    site.open_traced(&nurse, &child, &trace);
    site.open(&nurse, &child);
    site.open(&site.single(false, true)[0], &child);
    site.open(&nurse, &empty);
    site.get(&care_team(&child), &[]);
    site.ask(&nurse, &care_team("123"), &[]);
    site.ask(&site.single(false, false)[0], &care_team(&child), &[]);
    let page = site.control_get("/accesses");
    let decisions = [
        "notified",
        "suppressed",
        "silent",
        "none",
        "refused",
        "refused",
        "refused",
    ];
    assert_eq!(super::site::texts(items(&page), "decision"), decisions);
    for access in items(&page) {
        check(access, ACCESS);
        assert_eq!(access["door"], "fhir");
    }
    let first = &items(&page)[0];
    assert_eq!(first["trace"], json!(trace));
    assert_eq!(
        (&first["user_id"], &first["org_code"]),
        (&json!(nurse.user_id), &nurse.role["org_code"])
    );
    assert!(
        items(&page)[1..]
            .iter()
            .all(|access| access["reason"].is_string())
    );
    let told = site.control_get("/notifications");
    assert_eq!(items(&told).len(), 1);
    let one = &items(&told)[0];
    check(one, NOTIFICATION);
    for (field, expected) in [
        ("nhs_number", json!(child)),
        ("authority", json!("ZZ001")),
        ("user_id", json!(nurse.user_id)),
        ("user_name", json!(nurse.name)),
        ("role_code", nurse.role["role_code"].clone()),
        ("role_name", nurse.role["role_name"].clone()),
        ("org_code", nurse.role["org_code"].clone()),
        ("org_name", nurse.role["org_name"].clone()),
        ("access", first["id"].clone()),
        ("at", first["at"].clone()),
    ] {
        assert_eq!(one[field], expected, "{field}");
    }
    for (path, count) in [
        (
            format!("/notifications?nhs_number={child}&authority=ZZ001"),
            1,
        ),
        (
            format!("/notifications?nhs_number={child}&authority=ZZ002"),
            0,
        ),
        (format!("/notifications?nhs_number={empty}"), 0),
        ("/notifications?authority=ZZ001".to_owned(), 1),
        (format!("/accesses?nhs_number={empty}"), 1),
    ] {
        assert_eq!(items(&site.control_get(&path)).len(), count, "{path}");
    }
}

#[test]
fn every_answer_of_the_door_says_when_and_only_recorded_ones_say_which_access() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let nurse = site.nurse();
    let silent = site.single(false, true).remove(0);
    let nobody = site.single(false, false).remove(0);
    site.advance("PT1H2M3.004S");
    let now = "2026-03-02T10:02:03.004Z";
    let empty = site.child(2, None);
    let rows: Vec<(&str, Answer, bool)> = vec![
        ("notified", site.open(&nurse, &child), true),
        ("suppressed", site.open(&nurse, &child), true),
        ("silent", site.open(&silent, &child), false),
        (
            "switched off",
            site.ask(
                &nurse,
                &care_team(&child),
                &[("IsUnscheduledAccessEvent", "false")],
            ),
            false,
        ),
        ("nothing to show", site.open(&nurse, &empty), false),
        (
            "refused role",
            site.ask(&nobody, &care_team(&child), &[]),
            false,
        ),
        (
            "refused number",
            site.ask(&nurse, &care_team("1"), &[]),
            false,
        ),
        ("refused token", site.get(&care_team(&child), &[]), false),
        (
            "refused header",
            site.ask(&nurse, &care_team(&child), &[("TraceID", "x")]),
            false,
        ),
        (
            "no search",
            site.ask(&nurse, "/cpis/FHIR/R4/CareTeam", &[]),
            false,
        ),
        ("list", site.ask(&nurse, &audit_event(&child), &[]), false),
        (
            "list refused",
            site.ask(&nobody, &audit_event(&child), &[]),
            false,
        ),
        ("metadata", site.get("/cpis/FHIR/R4/metadata", &[]), false),
        ("flag", site.ask(&nurse, &flag(&child), &[]), false),
    ];
    let id = uuid(1);
    let mut line = Line::to(site.data_address());
    let wrong_verb = line.send("POST", &care_team(&child), &[("X-Request-ID", &*id)], "");
    assert_eq!(wrong_verb.status, 405);
    for (what, answer, recorded) in rows {
        if what != "flag" {
            assert_eq!(answer.header("x-spine-at"), Some(now), "{what}");
        }
        assert_eq!(
            answer.header("x-spine-access").is_some(),
            recorded,
            "{what}"
        );
        assert_eq!(answer.header("x-spine-bug"), None, "{what}");
    }
    assert_eq!(wrong_verb.header("x-spine-at"), Some(now), "the wrong verb");
    let unknown = site.ask(&nurse, "/cpis/FHIR/R4/Nothing", &[]);
    assert_eq!(
        (unknown.status, unknown.header("x-spine-at")),
        (404, Some(now))
    );
}

#[test]
fn whoever_asks_for_reasons_gets_the_rules_by_number() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let nurse = site.nurse();
    let silent = site.single(false, true).remove(0);
    let nobody = site.single(false, false).remove(0);
    let empty = site.child(2, None);
    let rows = [
        (&nurse, care_team(&child), "ASN-3"),
        (&nurse, care_team(&child), "ASN-3"),
        (&silent, care_team(&child), "IDN-3"),
        (&nobody, care_team(&child), "IDN-"),
        (&nurse, care_team(&empty), "ALT-9"),
        (&nurse, care_team("1"), "IDN-4"),
        (&nurse, audit_event(&child), "VIEW-"),
        (&nobody, audit_event(&child), "IDN-"),
        (&nurse, flag(&child), "ALT-"),
    ];
    for (worker, target, rule) in rows {
        let plain = site.ask(worker, &target, &[]);
        assert_eq!(plain.header("x-spine-reason"), None, "{target}");
        let asked = site.ask(worker, &target, &[("X-Spine-Explain", "1")]);
        assert_eq!(asked.status, plain.status);
        let reason = asked
            .header("x-spine-reason")
            .unwrap_or_else(|| panic!("no reason: {target}"));
        assert!(reason.contains(rule), "{target}: {reason}");
        assert!(!reason.contains(&*child), "no number in a reason");
    }
}

#[test]
fn the_total_is_the_number_of_plans_and_an_events_id_is_the_access() {
    let site = Site::new();
    let nurse = site.nurse();
    let child = site.child(1, Some("2015-06-01"));
    let mut recorded = Vec::new();
    for total in 1..=4 {
        site.plan(
            &child,
            if total % 2 == 0 { "LAC" } else { "CPP" },
            "2026-01-01",
            None,
            &format!("ZZ00{total}"),
        );
        let opened = site.open(&nurse, &child);
        let bundle = opened.json();
        assert_eq!(bundle["total"], json!(total));
        assert_eq!(bundle["entry"].as_array().unwrap().len(), total);
        let held = site.control_get(&format!("/patients/{child}"));
        for (entry, plan) in bundle["entry"]
            .as_array()
            .unwrap()
            .iter()
            .zip(held["plans"].as_array().unwrap())
        {
            let team = &entry["resource"];
            assert_eq!(team["resourceType"], "CareTeam");
            let code = if plan["kind"] == "CPP" {
                "342191000000101"
            } else {
                "764841000000100"
            };
            assert_eq!(team["category"][0]["coding"][0]["code"], code);
            assert!(
                team["name"]
                    .as_str()
                    .unwrap()
                    .starts_with(plan["authority"].as_str().unwrap())
            );
            let uses: Vec<_> = team["telecom"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["use"].as_str().unwrap())
                .collect();
            assert!(uses == ["mobile"] || uses == ["mobile", "work"], "{uses:?}");
        }
        recorded.insert(0, opened.header("x-spine-access").unwrap().to_owned());
    }
    assert_eq!(site.listed(&nurse, &child, &[]), recorded);
    let mut ledger = super::site::texts(&site.accesses(&child), "id");
    ledger.reverse();
    assert_eq!(ledger, recorded);
    let with = site
        .ask(&nurse, &(audit_event(&child) + INCLUDE), &[])
        .json();
    assert_eq!(
        (
            with["total"].clone(),
            with["entry"].as_array().unwrap().len()
        ),
        (json!(4), 5)
    );
    let flags = site.ask(&nurse, &flag(&child), &[]).json();
    for kind in ["Flag", "CarePlan", "CareTeam"] {
        assert_eq!(
            super::site::resources(&flags, kind).len(),
            4,
            "one {kind} for each plan"
        );
    }
}

#[test]
fn a_bug_mode_is_loud_on_every_answer_while_it_is_on() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let nurse = site.nurse();
    let bugs = site.control_get("/bugs");
    for bug in items(&bugs) {
        check(bug, "id: text, rule: text, text: text, on: bool");
        assert_eq!(bug["on"], false);
    }
    site.done("PUT", "/bugs", &json!({"on": ["window-23h", "list-of-24"]}));
    let on: Vec<_> = site.control_get("/bugs")["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|bug| bug["on"] == true)
        .cloned()
        .collect();
    assert_eq!(on.len(), 2);
    for answer in [
        site.open(&nurse, &child),
        site.get(&care_team(&child), &[]),
        site.ask(&nurse, &audit_event(&child), &[]),
        site.ask(&nurse, &flag(&child), &[]),
        site.ask(
            &nurse,
            &format!("/personal-demographics/FHIR/R4/Patient/{child}"),
            &[],
        ),
        site.get("/cpis/FHIR/R4/metadata", &[]),
        site.get("/nowhere", &[]),
    ] {
        let named = answer
            .header("x-spine-bug")
            .unwrap_or_else(|| panic!("silent: {}", answer.text()));
        assert!(
            named.contains("window-23h") && named.contains("list-of-24"),
            "{named}"
        );
    }
    site.done("PUT", "/bugs", &json!({"on": []}));
    assert_eq!(site.open(&nurse, &child).header("x-spine-bug"), None);
    let unknown = site.call("PUT", "/bugs", &json!({"on": ["no-such-bug"]}));
    assert_eq!(
        (unknown.status, unknown.json()["field"].clone()),
        (400, json!("on[0]"))
    );
}

#[test]
fn a_clock_tells_how_often_somebody_has_set_or_moved_it() {
    let site = Site::new();
    let told = |method: &str, path: &str, body: &Value| {
        let answer = site.call(method, path, body);
        let moves = answer.header("x-spine-clock-moves").unwrap();
        moves.parse::<u64>().unwrap()
    };
    let show = || told("GET", "/clock", &Value::Null);
    site.done("POST", "/reset", &Value::Null);
    assert_eq!(show(), 0);
    assert_eq!(told("PUT", "/clock", &json!({"mode": "shifted"})), 1);
    let advance = json!({"by": "PT1S"});
    assert_eq!(told("POST", "/clock/advance", &advance), 2);
    assert_eq!(show(), 2);
    let refused = json!({"by": "-PT1S"});
    let refused = site.call("POST", "/clock/advance", &refused);
    assert_eq!(refused.status, 400);
    assert_eq!(show(), 2);
}

#[test]
fn the_clock_goes_anywhere_until_the_data_port_is_used_and_then_forward_only() {
    let site = Site::new();
    let set = |body: Value| site.call("PUT", "/clock", &body);
    for now in [
        "2030-01-01T00:00:00.000Z",
        "2001-01-01T00:00:00.000Z",
        "2026-07-01T12:00:00.000Z",
    ] {
        assert_eq!(set(json!({"mode": "frozen", "now": now})).status, 200);
        assert_eq!(
            site.control_get("/clock"),
            json!({"mode": "frozen", "now": now})
        );
    }
    site.log_on(&site.nurse());
    let back = set(json!({"mode": "frozen", "now": "2026-07-01T11:59:59.999Z"}));
    assert_eq!(back.status, 409, "{}", back.text());
    assert_eq!(back.json()["field"], "now");
    assert_eq!(
        site.control_get("/clock")["now"],
        "2026-07-01T12:00:00.000Z"
    );
    assert_eq!(
        set(json!({"mode": "frozen", "now": "2026-07-01T12:00:00.000Z"})).status,
        200
    );
    site.advance("P1DT1.5S");
    assert_eq!(
        site.control_get("/clock")["now"],
        "2026-07-02T12:00:01.500Z"
    );
    site.advance("PT0.001S");
    site.advance("PT24H");
    assert_eq!(
        site.control_get("/clock")["now"],
        "2026-07-03T12:00:01.501Z"
    );
    for by in ["-PT1S", "PT-1S", "soon", "", "PT"] {
        assert_eq!(
            site.call("POST", "/clock/advance", &json!({"by": by}))
                .status,
            400,
            "{by:?}"
        );
    }
    assert_eq!(
        set(json!({"mode": "shifted", "now": "2026-08-01T12:00:00Z"})).status,
        200
    );
    assert_eq!(site.control_get("/clock")["mode"], "shifted");
    let shifted = instant(site.control_get("/clock")["now"].as_str().unwrap());
    assert!(
        shifted >= instant("2026-08-01T12:00:00Z") && shifted < instant("2026-08-01T12:10:00Z")
    );
    site.advance("P1D");
    assert!(
        instant(site.control_get("/clock")["now"].as_str().unwrap())
            >= instant("2026-08-02T12:00:00Z")
    );
    assert_eq!(
        set(json!({"mode": "scaled", "now": "2026-09-01T12:00:00Z", "rate": 1000})).status,
        200
    );
    let scaled = site.control_get("/clock");
    assert_eq!(
        (scaled["mode"].clone(), scaled["rate"].as_f64()),
        (json!("scaled"), Some(1000.0))
    );
    assert_eq!(
        set(json!({"mode": "frozen", "now": "2026-08-31T00:00:00Z"})).status,
        409
    );
    site.done("POST", "/reset", &Value::Null);
    assert_eq!(set(json!({"mode": "system"})).status, 200);
    assert_eq!(site.control_get("/clock")["mode"], "system");
    site.advance("PT1H");
    assert_eq!(site.control_get("/clock")["mode"], "shifted");
}

#[test]
fn errors_of_the_control_port_are_a_sentence_and_a_field() {
    let site = Site::new();
    for (method, path, body, status) in [
        ("GET", "/patients?limit=0", Value::Null, 400),
        ("GET", "/patients?limit=1001", Value::Null, 400),
        ("GET", "/accesses?nhs_number=1", Value::Null, 400),
        ("GET", "/notifications?decision=x", Value::Null, 400),
        ("GET", "/users?cursor=x", Value::Null, 400),
        ("PUT", "/clock", json!({"mode": "frozen", "now": 9}), 400),
        (
            "PUT",
            "/clock",
            json!({"mode": "slow", "now": "2026-03-02T09:00:00Z"}),
            400,
        ),
        (
            "PUT",
            "/clock",
            json!({"mode": "scaled", "now": "2026-03-02T09:00:00Z"}),
            400,
        ),
    ] {
        let refused = site.call(method, path, &body);
        assert_eq!(refused.status, status, "{method} {path} {body}");
        let told = refused.json();
        let names: Vec<_> = told.as_object().unwrap().keys().collect();
        assert_eq!(names, ["error", "field"], "{path}");
        assert!(
            told["error"].is_string() && told["field"].is_string(),
            "{told}"
        );
    }
}

#[test]
fn the_token_endpoint_answers_as_the_contract_says() {
    let site = Site::new();
    let nurse = site.nurse();
    let form = format!(
        "grant_type=urn%3Amock-spine%3Asmartcard&user_id={}&passcode={}",
        nurse.user_id, nurse.passcode
    );
    let token = site.token(&form).json();
    check(&token, "access_token: text, token_type: text");
    assert_eq!(
        (token["token_type"].clone(), token["expires_in"].as_u64()),
        (json!("Bearer"), Some(3_600))
    );
}

#[test]
fn both_ports_tell_of_their_health_and_themselves() {
    let site = Site::new();
    for path in ["/health/live", "/health/ready", "/openapi.json"] {
        assert_eq!(site.get(path, &[]).status, 200, "{path}");
        let mut line = Line::to(super::site::address(&site.control_url()));
        assert_eq!(line.send("GET", path, &[], "").status, 200, "{path}");
    }
    let mut line = Line::to(super::site::address(&site.control_url()));
    assert_eq!(line.send("GET", "/metrics", &[], "").status, 200);
    // Controls are on the second port only. ENV-3.
    assert_eq!(site.get("/control/v1/clock", &[]).status, 404);
    assert_eq!(site.get("/metrics", &[]).status, 404);
}
