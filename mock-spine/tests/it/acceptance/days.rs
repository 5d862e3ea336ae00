//! On which days a plan is shown. ALT-5, ALT-6, ALT-7, ALT-8, ASN-9.

use super::london::{date, instant, text};
use super::site::{Site, Worker, care_team, flag, resources};
use chrono::{Days, TimeDelta};
use serde_json::{Value, json};

/// Whether a plan is shown, by three ways of asking; whoever opens it is recorded, or not.
fn check(site: &Site, nurse: &Worker, child: &str, now: &str, shown: bool, row: &str) {
    site.go_to(now);
    let patient = site.control_get(&format!("/patients/{child}"));
    assert_eq!(
        patient["plans"][0]["displayable"],
        json!(shown),
        "{row} at {now}"
    );
    let flags = site.ask(nurse, &flag(child), &[]).json();
    assert_eq!(
        resources(&flags, "Flag").len(),
        usize::from(shown),
        "{row} at {now}"
    );
    let before = site.accesses(child).len();
    let answer = site.open(nurse, child);
    assert_eq!(
        answer.json()["total"],
        json!(usize::from(shown)),
        "{row} at {now}"
    );
    assert_eq!(
        answer.header("x-spine-access").is_some(),
        shown,
        "{row} at {now}"
    );
    let decision = site.decisions(child)[before].clone();
    assert_eq!(decision == "none", !shown, "{row} at {now}: {decision}");
}

/// That a plan is shown up to this instant and not at it, to the millisecond.
fn check_end(
    site: &Site,
    nurse: &Worker,
    plan: (&str, Option<&str>, &str, Option<&str>),
    gone: &str,
) {
    let (kind, birth, start, end) = plan;
    let row = format!("{plan:?}");
    let moved = |by: i64| text(instant(gone) + TimeDelta::milliseconds(by));
    for (by, shown) in [(-1_000, true), (-1, true), (0, false), (1_000, false)] {
        // Each row on its own clock: what was shown a moment ago must not matter, nor must it if nothing was.
        site.reset_to(&moved(by));
        let child = site.child(1, birth);
        site.plan(&child, kind, start, end, "ZZ001");
        check(site, nurse, &child, &moved(by), shown, &row);
    }
    site.reset_to(&moved(-1_000));
    let child = site.child(1, birth);
    site.plan(&child, kind, start, end, "ZZ001");
    for (by, shown) in [(-1_000, true), (-1, true), (0, false), (1_000, false)] {
        check(site, nurse, &child, &moved(by), shown, &row);
    }
}

#[test]
fn a_plan_is_shown_to_the_end_of_its_last_day_in_london() {
    let site = Site::new();
    let nurse = site.nurse();
    for (last, gone) in [
        ("2026-01-15", "2026-01-16T00:00:00Z"),
        ("2026-03-10", "2026-03-11T00:00:00Z"),
        ("2026-03-28", "2026-03-29T00:00:00Z"),
        ("2026-03-29", "2026-03-29T23:00:00Z"),
        ("2026-07-15", "2026-07-15T23:00:00Z"),
        ("2026-10-24", "2026-10-24T23:00:00Z"),
        ("2026-10-25", "2026-10-26T00:00:00Z"),
        ("2028-02-29", "2028-03-01T00:00:00Z"),
    ] {
        let end = |days: u64| {
            date(last)
                .checked_sub_days(Days::new(days))
                .unwrap()
                .to_string()
        };
        for kind in ["CPP", "LAC"] {
            let plan = (kind, Some("2020-02-29"), "2021-01-01", Some(end(364)));
            check_end(
                &site,
                &nurse,
                (plan.0, plan.1, plan.2, plan.3.as_deref()),
                gone,
            );
        }
        check_end(
            &site,
            &nurse,
            ("UCPP", Some("1996-05-05"), "2021-01-01", Some(&end(28))),
            gone,
        );
    }
}

#[test]
fn a_plan_begins_with_its_first_day_in_london() {
    let site = Site::new();
    let nurse = site.nurse();
    for (start, begins) in [
        ("2026-03-10", "2026-03-10T00:00:00Z"),
        ("2026-03-29", "2026-03-29T00:00:00Z"),
        ("2026-03-30", "2026-03-29T23:00:00Z"),
        ("2026-07-15", "2026-07-14T23:00:00Z"),
        ("2026-10-26", "2026-10-26T00:00:00Z"),
    ] {
        for kind in ["CPP", "LAC", "UCPP"] {
            let first = text(instant(begins) - TimeDelta::milliseconds(1_000));
            site.reset_to(&first);
            let child = site.child(1, Some("2000-02-29"));
            // A mother's own plans would have ended with her eighteenth birthday.
            let child = if kind == "UCPP" {
                child
            } else {
                site.child(2, Some("2019-01-01"))
            };
            let end = (kind == "UCPP").then_some("2026-12-01");
            site.plan(&child, kind, start, end, "ZZ001");
            for (by, shown) in [(-1_000, false), (-1, false), (0, true), (1_000, true)] {
                let now = text(instant(begins) + TimeDelta::milliseconds(by));
                check(
                    &site,
                    &nurse,
                    &child,
                    &now,
                    shown,
                    &format!("{kind} from {start}"),
                );
            }
            assert_eq!(site.told(&child), ["ZZ001"]);
        }
    }
}

#[test]
fn the_eighteenth_birthday_is_the_latest_end_of_a_childs_plan() {
    let site = Site::new();
    let nurse = site.nurse();
    // The 364 days follow the birthday: 1 March 2026 and 364 days are 28 February 2027.
    for (birth, gone) in [
        ("2008-03-01", "2027-03-01T00:00:00Z"),
        ("2008-02-29", "2027-03-01T00:00:00Z"),
        ("2008-02-28", "2027-02-28T00:00:00Z"),
        ("2007-07-16", "2026-07-15T23:00:00Z"),
    ] {
        for end in [None, Some("2030-01-01"), Some("2026-03-02")] {
            let later = end.is_none_or(|end| end > "2026-03-01");
            if later {
                check_end(&site, &nurse, ("CPP", Some(birth), "2020-01-01", end), gone);
            }
        }
        check_end(
            &site,
            &nurse,
            ("LAC", Some(birth), "2020-01-01", None),
            gone,
        );
    }
    // An earlier end stays what it is.
    check_end(
        &site,
        &nurse,
        ("CPP", Some("2008-03-01"), "2020-01-01", Some("2025-03-11")),
        "2026-03-11T00:00:00Z",
    );
}

#[test]
fn on_the_wire_an_absent_end_is_absent_and_a_later_one_is_capped() {
    let site = Site::new();
    let nurse = site.nurse();
    for (nth, (birth, kind, end, told)) in (1..).zip([
        (Some("2010-05-04"), "CPP", None, Value::Null),
        (
            Some("2010-05-04"),
            "LAC",
            Some("2028-05-03"),
            json!("2028-05-03"),
        ),
        (
            Some("2010-05-04"),
            "LAC",
            Some("2028-05-04"),
            json!("2028-05-04"),
        ),
        (
            Some("2010-05-04"),
            "LAC",
            Some("2028-05-05"),
            json!("2028-05-04"),
        ),
        (
            Some("2008-02-29"),
            "CPP",
            Some("2040-01-01"),
            json!("2026-03-01"),
        ),
        (None, "CPP", Some("2040-01-01"), json!("2040-01-01")),
        (None, "LAC", None, Value::Null),
        (
            Some("1990-05-04"),
            "UCPP",
            Some("2026-06-01"),
            json!("2026-06-01"),
        ),
    ]) {
        let child = site.child(nth, birth);
        site.plan(&child, kind, "2024-01-01", end, "ZZ001");
        let bundle = site.open(&nurse, &child).json();
        let team = &resources(&bundle, "CareTeam")[0];
        assert_eq!(team["period"]["start"], "2024-01-01");
        assert_eq!(team["period"]["end"], told, "{birth:?} {kind} {end:?}");
        let flags = site.ask(&nurse, &flag(&child), &[]).json();
        let plan = &resources(&flags, "CarePlan")[0];
        assert_eq!(plan["period"]["end"], told, "{birth:?} {kind} {end:?}");
    }
}

#[test]
fn a_mothers_plan_for_the_unborn_has_no_age_and_her_own_has() {
    let site = Site::new();
    let nurse = site.nurse();
    let mother = site.child(1, Some("1990-01-01"));
    site.plan(&mother, "CPP", "2005-01-01", None, "ZZ002");
    assert_eq!(site.open(&nurse, &mother).json()["total"], 0);
    site.plan(&mother, "UCPP", "2026-01-01", Some("2026-05-01"), "ZZ001");
    assert_eq!(site.open(&nurse, &mother).json()["total"], 1);
    assert_eq!(site.told(&mother), ["ZZ001"]);
}

#[test]
fn a_deleted_plan_is_gone_at_once_with_no_days_after() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child(1, Some("2015-06-01")));
    let first = site.plan(&child, "CPP", "2026-01-01", None, "ZZ001");
    let second = site.plan(&child, "LAC", "2026-01-01", Some("2026-02-01"), "ZZ002");
    assert_eq!(
        site.open(&nurse, &child).json()["total"],
        2,
        "an ended plan notifies like any other"
    );
    assert_eq!(site.told(&child).len(), 2);
    site.done(
        "DELETE",
        &format!("/patients/{child}/plans/{first}"),
        &Value::Null,
    );
    let left = site.open(&nurse, &child).json();
    assert_eq!(
        (
            left["total"].clone(),
            &resources(&left, "CareTeam")[0]["id"]
        ),
        (json!(1), &json!(second))
    );
    site.done(
        "DELETE",
        &format!("/patients/{child}/plans/{second}"),
        &Value::Null,
    );
    assert_eq!(site.open(&nurse, &child).json()["total"], 0);
    assert_eq!(site.listed(&nurse, &child, &[]).len(), 0);
    assert_eq!(site.decisions(&child), ["notified", "suppressed", "none"]);
    let again = site.call(
        "DELETE",
        &format!("/patients/{child}/plans/{second}"),
        &Value::Null,
    );
    assert_eq!(again.status, 404);
    // With the next displayable plan the list is there again, and the window was never shut.
    site.plan(&child, "CPP", "2026-01-01", None, "ZZ003");
    assert_eq!(site.listed(&nurse, &child, &[]).len(), 2);
    site.open(&nurse, &child);
    assert_eq!(site.told(&child).len(), 2);
}

#[test]
fn a_plan_that_could_not_be_shown_is_refused_with_the_field() {
    let site = Site::new();
    let child = site.child(1, Some("2015-06-01"));
    for (body, field) in [
        (
            json!({"kind": "CPP", "start": "2026-01-02", "end": "2026-01-01", "authority": "ZZ001"}),
            "end",
        ),
        (
            json!({"kind": "UCPP", "start": "2026-01-02", "end": null, "authority": "ZZ001"}),
            "end",
        ),
        (
            json!({"kind": "UCPP", "start": "2026-01-02", "authority": "ZZ001"}),
            "end",
        ),
        (
            json!({"kind": "ABC", "start": "2026-01-02", "authority": "ZZ001"}),
            "kind",
        ),
        (
            json!({"kind": "CPP", "start": "2026-01-02", "authority": "QQ9999"}),
            "authority",
        ),
        (
            json!({"kind": "CPP", "start": "2026-02-30", "authority": "ZZ001"}),
            "start",
        ),
        (json!({"kind": "CPP", "authority": "ZZ001"}), "start"),
    ] {
        let refused = site.call("POST", &format!("/patients/{child}/plans"), &body);
        assert_eq!(refused.status, 400, "{body}");
        assert_eq!(refused.json()["field"], field, "{body}: {}", refused.text());
        assert!(refused.json()["error"].is_string());
    }
    // A plan of one day is a plan.
    site.plan(&child, "CPP", "2026-03-02", Some("2026-03-02"), "ZZ001");
    assert_eq!(
        site.ask(&site.nurse(), &care_team(&child), &[]).json()["total"],
        1
    );
}
