//! The rolling 24 hours. ASN-3, ASN-4, ASN-5.

use super::site::{Site, Worker};
use serde_json::json;

const SAID: [&str; 3] = ["notified", "suppressed", "notified"];

#[test]
fn the_window_is_24_hours_of_elapsed_time_and_half_open_whatever_the_night() {
    let site = Site::new();
    let nurse = site.nurse();
    for start in [
        "2026-03-02T09:00:00.000Z",
        "2026-03-28T00:30:00.000Z",
        "2026-03-28T01:30:00.000Z",
        "2026-03-28T23:59:59.999Z",
        "2026-10-24T00:30:00.000Z",
        "2026-10-24T01:30:00.000Z",
        "2026-10-24T23:00:00.000Z",
        "2028-02-28T12:00:00.000Z",
        "2026-12-31T23:59:59.999Z",
    ] {
        site.reset_to(start);
        let child = site.child_with_plan(1);
        site.open(&nurse, &child);
        site.advance("PT23H59M59.999S");
        site.open(&nurse, &child);
        site.advance("PT0.001S");
        site.open(&nurse, &child);
        assert_eq!(site.decisions(&child), SAID, "{start}");
        assert_eq!(site.told(&child), ["ZZ001", "ZZ001"], "{start}");
    }
}

#[test]
fn a_suppressed_access_does_not_hold_the_window_open() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    for _ in 0..9 {
        site.open(&nurse, &child);
        site.advance("PT8H");
    }
    let day = ["notified", "suppressed", "suppressed"];
    assert_eq!(site.decisions(&child), [day, day, day].concat());
}

#[test]
fn a_silent_look_opens_no_window_and_is_held_by_none() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    let target = super::site::care_team(&child);
    for switch in ["false", "true", "false", "true"] {
        let headers = [("IsUnscheduledAccessEvent", switch)];
        assert_eq!(site.ask_as(&token, &nurse, &target, &headers).status, 200);
    }
    assert_eq!(
        site.decisions(&child),
        ["silent", "notified", "silent", "suppressed"]
    );
}

#[test]
fn user_and_organisation_are_the_key_and_the_role_is_not() {
    let site = Site::new();
    let workers = site.workers();
    let pair = |same: bool| -> (Worker, Worker) {
        let notifying: Vec<_> = workers
            .iter()
            .filter(|worker| worker.holds("B0107"))
            .collect();
        let found = notifying.windows(2).find(|two| {
            two[0].user_id == two[1].user_id
                && (two[0].of("org_code") == two[1].of("org_code")) == same
        });
        let found = found.unwrap();
        (found[0].clone(), found[1].clone())
    };
    for (same, decisions) in [
        (true, ["notified", "suppressed"]),
        (false, ["notified", "notified"]),
    ] {
        let (first, second) = pair(same);
        assert_ne!(first.of("role_id"), second.of("role_id"));
        let child = site.child_with_plan(10 + u32::from(same));
        site.open(&first, &child);
        site.open(&second, &child);
        assert_eq!(site.decisions(&child), decisions);
    }
    let single = site.colleagues();
    let child = site.child_with_plan(20);
    let other = site.child_with_plan(21);
    site.open(&single[0], &child);
    site.open(&single[1], &child);
    site.open(&single[0], &other);
    assert_eq!(site.decisions(&child), ["notified", "notified"]);
    assert_eq!(
        site.decisions(&other),
        ["notified"],
        "another child is another key"
    );
}

#[test]
fn every_authority_with_a_plan_is_told_once_however_many_plans_it_has() {
    let site = Site::new();
    let nurse = site.nurse();
    let child = site.child(1, Some("2015-06-01"));
    site.plan(&child, "CPP", "2026-01-01", None, "ZZ003");
    site.plan(&child, "LAC", "2026-01-01", None, "ZZ001");
    site.plan(&child, "LAC", "2026-01-02", None, "ZZ003");
    site.plan(&child, "CPP", "2026-03-03", None, "ZZ004");
    site.plan(&child, "CPP", "2020-01-01", Some("2021-01-01"), "ZZ005");
    let opened = site.open(&nurse, &child);
    assert_eq!(
        opened.json()["total"],
        3,
        "neither the future nor the past plan is shown"
    );
    let mut told = site.told(&child);
    told.sort();
    assert_eq!(told, ["ZZ001", "ZZ003"]);
    for notification in site.notifications(&child) {
        assert_eq!(
            notification["access"],
            json!(opened.header("x-spine-access").unwrap())
        );
    }
}

#[test]
fn an_authority_whose_plan_comes_inside_an_open_window_waits_for_the_next_notified_access() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    site.open(&nurse, &child);
    site.advance("PT1H");
    site.plan(&child, "LAC", "2026-02-01", None, "ZZ002");
    assert_eq!(site.open(&nurse, &child).json()["total"], 2);
    assert_eq!(site.told(&child), ["ZZ001"]);
    // Somebody else's first access is not inside anybody's window, and tells both.
    site.open(&site.single(true, false)[1], &child);
    assert_eq!(site.told(&child).len(), 3);
    site.advance("PT23H");
    site.open(&nurse, &child);
    let mut told = site.told(&child);
    told.sort();
    assert_eq!(told, ["ZZ001", "ZZ001", "ZZ001", "ZZ002", "ZZ002"]);
}
