//! Retries under a TraceID, and whose access the list leaves out. VIEW-4, VIEW-7.

use super::site::{Site, care_team, uuid};
use crate::client::{exchange, request as request_bytes};
use serde_json::json;

#[test]
fn a_retry_inside_a_minute_is_that_access_again() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let trace = uuid(900);
    let id = |answer: crate::client::Answer| answer.header("x-spine-access").unwrap().to_owned();
    let first = id(site.open_traced(&nurse, &child, &trace));
    site.advance("PT59.999S");
    let retry = site.open_traced(&nurse, &child, &trace);
    assert_eq!(retry.header("x-spine-at"), Some("2026-03-02T09:00:59.999Z"));
    assert_eq!(
        retry.json()["total"],
        1,
        "a retry shows what the first would have"
    );
    assert_eq!(id(retry), first);
    assert_eq!(site.decisions(&child), ["notified"]);
    site.advance("PT0.001S");
    let third = id(site.open_traced(&nurse, &child, &trace));
    assert_ne!(third, first, "sixty seconds later it is another");
    site.advance("PT59.999S");
    assert_eq!(id(site.open_traced(&nurse, &child, &trace)), third);
    assert_eq!(site.decisions(&child), ["notified", "suppressed"]);
    assert_eq!(site.told(&child).len(), 1);
    assert_eq!(site.listed(&nurse, &child, &[]), [third, first]);
}

#[test]
fn upper_case_is_the_same_trace() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let trace = "60e0b220-8136-4ca5-ae46-aaaaaaaaaaaa";
    let first = site.open_traced(&nurse, &child, trace);
    let again = site.open_traced(&nurse, &child, &trace.to_uppercase());
    assert_eq!(
        first.header("x-spine-access"),
        again.header("x-spine-access")
    );
}

#[test]
fn another_user_role_or_child_under_the_same_trace_is_another_access() {
    let site = Site::new();
    let workers = site.workers();
    let one_place = workers
        .windows(2)
        .find(|two| {
            two[0].user_id == two[1].user_id
                && two.iter().all(|worker| worker.holds("B0107"))
                && two[0].of("org_code") == two[1].of("org_code")
        })
        .unwrap();
    let child = site.child_with_plan(1);
    let other = site.child_with_plan(2);
    let trace = uuid(901);
    site.open_traced(&one_place[0], &child, &trace);
    site.open_traced(&one_place[1], &child, &trace);
    site.open_traced(&site.nurse(), &child, &trace);
    site.open_traced(&one_place[0], &other, &trace);
    assert_eq!(
        site.decisions(&child),
        ["notified", "suppressed", "notified"]
    );
    assert_eq!(site.decisions(&other), ["notified"]);
}

#[test]
fn without_a_trace_nothing_is_merged_and_nothing_left_out() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    for _ in 0..3 {
        site.ask_as(&token, &nurse, &care_team(&child), &[]);
    }
    assert_eq!(
        site.decisions(&child),
        ["notified", "suppressed", "suppressed"]
    );
    assert_eq!(site.listed(&nurse, &child, &[]).len(), 3);
    assert_eq!(
        site.listed(&nurse, &child, &[("TraceID", &uuid(1))]).len(),
        3
    );
}

#[test]
fn the_list_leaves_out_the_access_of_its_own_trace_and_no_other() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let doctor = site.single(true, false).remove(1);
    let id = |answer: crate::client::Answer| answer.header("x-spine-access").unwrap().to_owned();
    let old = id(site.open(&doctor, &child));
    let (mine, theirs) = (uuid(1), uuid(2));
    let own = id(site.open_traced(&nurse, &child, &mine));
    let foreign = id(site.open_traced(&doctor, &child, &theirs));
    let all = [foreign.clone(), own.clone(), old.clone()];
    for (worker, trace, expected) in [
        (&nurse, &mine, vec![foreign.clone(), old.clone()]),
        (&nurse, &uuid(3), all.to_vec()),
        (&doctor, &theirs, vec![own.clone(), old.clone()]),
        (&doctor, &uuid(4), all.to_vec()),
    ] {
        assert_eq!(site.listed(worker, &child, &[("TraceID", trace)]), expected);
    }
    // Long after the minute of the retries it is still its own trace.
    site.advance("PT48H");
    assert_eq!(
        site.listed(&nurse, &child, &[("TraceID", &mine)]),
        [foreign, old]
    );
}

#[test]
fn a_retry_is_known_again_behind_any_number_of_others() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let trace = uuid(1);
    let first = site.open_traced(&nurse, &child, &trace);
    let others = site.single(true, false);
    let token = site.log_on(&others[1]);
    for _ in 0..200 {
        site.ask_as(&token, &others[1], &care_team(&child), &[]);
    }
    let again = site.open_traced(&nurse, &child, &trace);
    assert_eq!(
        first.header("x-spine-access"),
        again.header("x-spine-access")
    );
    assert_eq!(site.accesses(&child).len(), 201);
    assert_eq!(
        site.listed(&nurse, &child, &[("TraceID", &trace)]).len(),
        25
    );
}

#[test]
fn many_retries_at_once_are_one_access() {
    let site = Site::with(|builder| builder.settings(|settings| settings.workers = 2));
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    let (address, trace, request) = (site.data_address(), uuid(1), uuid(2));
    let ids: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let once = || {
            let headers = [
                ("Authorization", &*token),
                ("X-Request-ID", &*request),
                ("TraceID", &*trace),
            ];
            let answer =
                super::site::Line::to(address).send("GET", &care_team(&child), &headers, "");
            answer.header("x-spine-access").unwrap().to_owned()
        };
        let all: Vec<_> = (0..32).map(|_| scope.spawn(once)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 1);
    assert_eq!(site.decisions(&child), ["notified"]);
    assert_eq!(site.told(&child).len(), 1);
}

/// The record and the notification agree, whether or not the answer arrived. ASN-7.
#[test]
fn a_lost_answer_may_be_asked_for_again() {
    let site = Site::new();
    let nurse = site.nurse();
    let token = site.log_on(&nurse);
    for (nth, action) in (1..).zip(["error", "drop_reply", "garble"]) {
        let child = site.child_with_plan(nth);
        let mut fault = json!({"at": "after_commit_before_reply", "action": action, "door": "care-team", "times": 1});
        if action == "error" {
            fault["status"] = json!(503);
        }
        site.done("PUT", "/faults", &json!({"faults": [fault]}));
        let (trace, request) = (uuid(50 + nth), uuid(60 + nth));
        let headers = [
            ("Authorization", &*token),
            ("X-Request-ID", &*request),
            ("TraceID", &*trace),
        ];
        let lost = exchange(
            site.data_address(),
            &request_bytes("GET", &care_team(&child), &headers, ""),
        );
        let text = String::from_utf8_lossy(&lost).to_lowercase();
        if action != "garble" {
            assert!(!text.contains("x-spine-access"), "{action}: {text}");
        }
        assert_eq!(site.accesses(&child).len(), 1, "{action}");
        assert_eq!(site.told(&child).len(), 1, "{action}");
        let again = site.ask_as(&token, &nurse, &care_team(&child), &[("TraceID", &trace)]);
        assert_eq!(again.status, 200, "{action}");
        let entries = site.accesses(&child);
        assert_eq!(entries.len(), 1, "{action}: recorded once");
        assert_eq!(again.header("x-spine-access"), entries[0]["id"].as_str());
        assert_eq!(site.told(&child), ["ZZ001"], "{action}: told once");
    }
}
