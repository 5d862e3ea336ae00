//! Numbers with nothing behind them, and with more than one number behind them. ALT-9, ALT-10, SRC-7.

use super::site::{Site, audit_event, care_team, flag, number, resources, texts};
use serde_json::json;

#[test]
fn a_number_without_displayable_plans_shows_nothing_and_leaves_no_record() {
    let site = Site::new();
    let nurse = site.nurse();
    let future = site.child(1, Some("2015-06-01"));
    site.plan(&future, "CPP", "2026-03-03", None, "ZZ001");
    let invalidated = site.child_with_plan(2);
    site.done(
        "PUT",
        &format!("/patients/{invalidated}"),
        &json!({"status": "invalidated"}),
    );
    let numbers = [
        site.child(3, Some("2015-06-01")),
        future,
        invalidated,
        number(999_999_990),
        number(401_023_213),
        number(499_999_990),
        number(0),
        number(111_111_111),
    ];
    for number in &numbers {
        let opened = site.open(&nurse, number);
        assert_eq!(opened.json()["total"], 0, "{number}");
        assert_eq!(opened.json()["type"], "searchset");
        assert_eq!(opened.header("x-spine-access"), None, "{number}");
        for target in [audit_event(number), flag(number)] {
            let answer = site.ask(&nurse, &target, &[]);
            assert_eq!(
                (answer.status, answer.json()["total"].clone()),
                (200, json!(0)),
                "{target}"
            );
        }
        assert_eq!(site.decisions(number), ["none"], "{number}");
        assert_eq!(site.told(number).len(), 0, "{number}");
    }
    assert_eq!(site.list("/accesses").len(), numbers.len());
}

#[test]
fn a_superseded_number_is_the_surviving_one() {
    let site = Site::new();
    let workers = site.single(true, false);
    let survivor = site.child_with_plan(1);
    let old = site.child_with_plan(2);
    site.done(
        "PUT",
        &format!("/patients/{old}"),
        &json!({"status": "superseded", "superseded_by": survivor}),
    );
    site.advance("PT1H");
    let mut recorded = Vec::new();
    for (nth, asked) in [&old, &survivor, &old].into_iter().enumerate() {
        let opened = site.open(&workers[0], asked);
        let bundle = opened.json();
        assert_eq!(bundle["total"], 1, "{nth}");
        let team = &resources(&bundle, "CareTeam")[0];
        assert_eq!(
            team["subject"]["identifier"]["value"],
            json!(asked),
            "told under the number asked for"
        );
        recorded.insert(0, opened.header("x-spine-access").unwrap().to_owned());
    }
    for asked in [&old, &survivor] {
        assert_eq!(site.listed(&workers[1], asked, &[]), recorded, "one list");
        let list = site.ask(&workers[1], &audit_event(asked), &[]).json();
        for event in resources(&list, "AuditEvent") {
            assert_eq!(
                event["entity"][0]["what"]["identifier"]["value"],
                json!(asked)
            );
        }
        let flags = site.ask(&workers[1], &flag(asked), &[]).json();
        assert_eq!(resources(&flags, "Flag").len(), 1);
    }
    let decisions: Vec<_> = texts(&site.list("/accesses"), "decision");
    assert_eq!(
        decisions,
        ["notified", "suppressed", "suppressed"],
        "one window"
    );
    assert_eq!(site.list("/notifications").len(), 1);
    assert_eq!(
        texts(&site.list("/notifications"), "nhs_number"),
        [survivor]
    );
}

#[test]
fn the_ledger_of_a_superseded_number_is_found_under_either() {
    let site = Site::new();
    let nurse = site.nurse();
    let survivor = site.child_with_plan(1);
    let old = site.child(2, Some("2015-06-01"));
    site.done(
        "PUT",
        &format!("/patients/{old}"),
        &json!({"status": "superseded", "superseded_by": survivor}),
    );
    site.open(&nurse, &old);
    assert_eq!(site.accesses(&survivor).len(), 1);
    assert_eq!(site.notifications(&survivor).len(), 1);
    assert_eq!(site.accesses(&old).len(), 1);
    assert_eq!(site.notifications(&old).len(), 1);
}

#[test]
fn a_restricted_child_is_shown_and_notifies_like_any_other() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    site.done(
        "PUT",
        &format!("/patients/{child}"),
        &json!({"status": "restricted"}),
    );
    let read = site
        .ask(
            &nurse,
            &format!("/personal-demographics/FHIR/R4/Patient/{child}"),
            &[],
        )
        .json();
    assert_eq!(read["meta"]["security"][0]["code"], "R");
    let opened = site.open(&nurse, &child);
    assert_eq!(opened.json()["total"], 1);
    assert_eq!(site.told(&child), ["ZZ001"]);
    assert_eq!(site.listed(&nurse, &child, &[]).len(), 1);
    assert_eq!(
        resources(&site.ask(&nurse, &flag(&child), &[]).json(), "Flag").len(),
        1
    );
}

#[test]
fn generated_children_of_every_status_do_the_same() {
    let site = Site::new();
    let nurse = site.nurse();
    for (status, shows) in [
        ("ordinary", true),
        ("restricted", true),
        ("superseded", true),
        ("invalidated", false),
    ] {
        let found = site.control_get(&format!("/patients?status={status}&limit=1000"));
        let patient = found["items"].as_array().unwrap().iter().find(|patient| {
            status == "invalidated"
                || patient["plans"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|plan| plan["displayable"] == true)
        });
        let Some(patient) = patient else {
            panic!("nobody {status} has a plan")
        };
        let number = patient["nhs_number"].as_str().unwrap();
        let answer = site.ask(&nurse, &care_team(number), &[]);
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.json()["total"].as_u64().unwrap() > 0,
            shows,
            "{status} {number}"
        );
    }
}
