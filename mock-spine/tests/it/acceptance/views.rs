//! The list of previous views. VIEW-1, VIEW-2, VIEW-3, VIEW-4, VIEW-5.

use super::site::{INCLUDE, Site, audit_event, care_team, events, flag, resources, uuid};
use serde_json::json;

#[test]
fn the_list_holds_the_last_25_of_them_newest_first() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let mut recorded: Vec<String> = Vec::new();
    let token = site.log_on(&nurse);
    for nth in 1..=60_usize {
        site.advance("PT1S");
        let opened = site.ask_as(&token, &nurse, &care_team(&child), &[]);
        recorded.insert(0, opened.header("x-spine-access").unwrap().to_owned());
        if [1, 2, 24, 25, 26, 27, 33, 34, 35, 60].contains(&nth) {
            let bundle = site
                .ask_as(&token, &nurse, &audit_event(&child), &[])
                .json();
            let expected: Vec<_> = recorded.iter().take(25).cloned().collect();
            assert_eq!(bundle["total"], json!(nth.min(25)));
            assert_eq!(events(&bundle), expected, "{nth}");
            let stamps: Vec<_> = resources(&bundle, "AuditEvent")
                .iter()
                .map(|one| one["recorded"].to_string())
                .collect();
            assert!(stamps.is_sorted_by(|newer, older| newer >= older));
        }
    }
    assert_eq!(
        site.accesses(&child).len(),
        60,
        "older ones are kept in the ledger"
    );
}

#[test]
fn twenty_five_before_the_viewers_own_are_seen_where_there_are_26() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    for _ in 0..25 {
        site.ask_as(&token, &nurse, &care_team(&child), &[]);
    }
    let before = site.listed(&nurse, &child, &[]);
    let trace = uuid(700);
    site.open_traced(&nurse, &child, &trace);
    assert_eq!(site.listed(&nurse, &child, &[("TraceID", &trace)]), before);
}

#[test]
fn a_repeat_is_listed_and_a_silent_look_is_not() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let nurse = site.nurse();
    let silent = site.single(false, true).remove(0);
    for worker in [&silent, &nurse, &silent, &nurse] {
        site.open(worker, &child);
    }
    let decisions = ["silent", "notified", "silent", "suppressed"];
    assert_eq!(site.decisions(&child), decisions);
    let recorded: Vec<_> = site
        .accesses(&child)
        .iter()
        .filter(|access| access["decision"] != "silent")
        .map(|access| access["id"].as_str().unwrap().to_owned())
        .rev()
        .collect();
    assert_eq!(recorded.len(), 2);
    for reader in [&nurse, &silent] {
        assert_eq!(
            site.listed(reader, &child, &[]),
            recorded,
            "a silent viewer reads the same list"
        );
    }
}

#[test]
fn a_view_names_who_looked_in_which_role_from_where() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let workers = site.single(true, false);
    for worker in [&workers[0], &workers[1], &workers[0]] {
        site.open(worker, &child);
    }
    let plain = site.ask(&workers[0], &audit_event(&child), &[]).json();
    assert_eq!(resources(&plain, "PractitionerRole").len(), 0);
    let bundle = site
        .ask(&workers[0], &(audit_event(&child) + INCLUDE), &[])
        .json();
    assert_eq!(bundle["total"], 3, "who looked is not counted");
    let kinds: Vec<_> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            (
                entry["resource"]["resourceType"].as_str().unwrap(),
                entry["search"]["mode"].as_str().unwrap(),
            )
        })
        .collect();
    let (event, role) = (("AuditEvent", "match"), ("PractitionerRole", "include"));
    assert_eq!(kinds, [event, event, event, role, role]);
    let roles = resources(&bundle, "PractitionerRole");
    for (nth, event) in resources(&bundle, "AuditEvent").iter().enumerate() {
        let worker = &workers[nth % 2];
        let who = event["agent"][0]["who"]["reference"].as_str().unwrap();
        let role = roles
            .iter()
            .find(|role| format!("PractitionerRole/{}", role["id"].as_str().unwrap()) == who)
            .unwrap();
        assert_eq!(
            role["practitioner"]["identifier"]["value"],
            json!(worker.user_id)
        );
        assert_eq!(role["practitioner"]["display"], json!(worker.name));
        assert_eq!(
            role["code"][0]["coding"][0]["code"],
            worker.role["role_code"]
        );
        assert_eq!(
            role["code"][0]["coding"][0]["display"],
            worker.role["role_name"]
        );
        assert_eq!(
            role["organization"]["identifier"]["value"],
            worker.role["org_code"]
        );
        assert_eq!(role["organization"]["display"], worker.role["org_name"]);
    }
}

#[test]
fn neither_the_list_nor_the_flag_nor_a_search_is_an_access() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let searches = [
        audit_event(&child),
        audit_event(&child) + INCLUDE,
        flag(&child),
        format!("/patient-flags-api/FHIR/R4/PatientFlag?patient={child}"),
        format!("/personal-demographics/FHIR/R4/Patient/{child}"),
        "/personal-demographics/FHIR/R4/Patient?family=Testchild&birthdate=eq2015-06-01".to_owned(),
    ];
    for target in searches {
        let answer = site.ask(&nurse, &target, &[]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert_eq!(answer.header("x-spine-access"), None, "{target}");
    }
    assert_eq!(site.accesses(&child), Vec::<serde_json::Value>::new());
    assert_eq!(site.list("/notifications"), Vec::<serde_json::Value>::new());
    assert_eq!(site.listed(&nurse, &child, &[]).len(), 0);
}
