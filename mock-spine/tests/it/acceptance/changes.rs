//! Children who change while they are looked at. ALT-6, ALT-8, ALT-10, ASN-2, DAT-1.

use super::site::{Site, number};
use serde_json::{Value, json};

#[test]
fn a_birth_date_that_changes_moves_the_cap_at_once() {
    let site = Site::new();
    let nurse = site.nurse();
    for touched in [false, true] {
        let child = site.child(1 + u32::from(touched), Some("2015-06-01"));
        site.plan(&child, "CPP", "2020-01-01", None, "ZZ001");
        if touched {
            site.open(&nurse, &child);
        }
        // 18 on 2 March 2025: the 364 days end with 1 March 2026, and today is the day after.
        for (birth, total) in [
            (json!("2005-06-01"), 0),
            (json!(null), 1),
            (json!("2007-03-03"), 1),
            (json!("2007-03-02"), 0),
            (json!("2007-03-01"), 0),
        ] {
            site.done(
                "PUT",
                &format!("/patients/{child}"),
                &json!({"birth_date": birth}),
            );
            assert_eq!(
                site.open(&nurse, &child).json()["total"],
                total,
                "{birth} {touched}"
            );
        }
    }
}

#[test]
fn a_chain_of_superseded_numbers_ends_with_the_survivor() {
    let site = Site::new();
    let nurse = site.nurse();
    let last = site.child_with_plan(1);
    let (middle, first) = (site.child(2, None), site.child(3, None));
    for (old, by) in [(&middle, &last), (&first, &middle)] {
        let change = json!({"status": "superseded", "superseded_by": by});
        site.done("PUT", &format!("/patients/{old}"), &change);
    }
    for asked in [&first, &middle, &last] {
        assert_eq!(site.open(&nurse, asked).json()["total"], 1, "{asked}");
    }
    assert_eq!(site.listed(&nurse, &first, &[]).len(), 3);
    assert_eq!(site.told(&last), ["ZZ001"]);
    let round = json!({"status": "superseded", "superseded_by": first});
    let refused = site.call("PUT", &format!("/patients/{last}"), &round);
    assert!(
        (400..500).contains(&refused.status),
        "a round has no survivor: {}",
        refused.status
    );
    assert_eq!(site.open(&nurse, &first).json()["total"], 1);
    // When the survivor is withdrawn, so is everybody whom it stood for.
    site.done(
        "PUT",
        &format!("/patients/{last}"),
        &json!({"status": "invalidated"}),
    );
    for asked in [&first, &middle, &last] {
        assert_eq!(site.open(&nurse, asked).json()["total"], 0, "{asked}");
    }
}

#[test]
fn a_status_that_goes_back_brings_back_plans_list_and_window() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    site.open(&nurse, &child);
    for status in ["invalidated", "ordinary", "restricted", "ordinary"] {
        site.done(
            "PUT",
            &format!("/patients/{child}"),
            &json!({"status": status}),
        );
        let shown = status != "invalidated";
        assert_eq!(
            site.open(&nurse, &child).json()["total"],
            json!(u32::from(shown)),
            "{status}"
        );
        assert_eq!(
            site.listed(&nurse, &child, &[]).is_empty(),
            !shown,
            "{status}"
        );
    }
    assert_eq!(
        site.decisions(&child),
        ["notified", "none", "suppressed", "suppressed", "suppressed"]
    );
}

#[test]
fn a_notification_has_the_authoritys_own_id_and_a_displayable_plans_upload() {
    let site = Site::new();
    let nurse = site.nurse();
    let child = site.child(1, Some("2015-06-01"));
    let plan = |body: Value| site.done("POST", &format!("/patients/{child}/plans"), &body);
    plan(json!({"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001", "local_id": "LA-17"}));
    plan(json!({"kind": "LAC", "start": "2026-01-01", "authority": "ZZ002"}));
    site.open(&nurse, &child);
    let told = site.notifications(&child);
    let of = |authority: &str| {
        told.iter()
            .find(|one| one["authority"] == authority)
            .unwrap()
    };
    assert_eq!(
        (
            of("ZZ001")["local_id"].clone(),
            of("ZZ002")["local_id"].clone()
        ),
        (json!("LA-17"), json!(null))
    );
    assert_ne!(of("ZZ001")["upload"], of("ZZ002")["upload"]);
    assert_ne!(of("ZZ001")["id"], of("ZZ002")["id"]);
}

#[test]
fn a_number_that_could_be_somebodys_is_refused_as_data() {
    let site = Site::new();
    for number in [
        number(401_023_213),
        number(0),
        number(899_999_990),
        "9999999990".to_owned(),
        "x".to_owned(),
    ] {
        let refused = site.call(
            "PUT",
            &format!("/patients/{number}"),
            &json!({"family": "Real"}),
        );
        assert!(
            (400..405).contains(&refused.status),
            "{number}: {}",
            refused.status
        );
        assert!(refused.json()["error"].is_string());
    }
    for stem in [900_000_010, 950_000_000, 999_999_990] {
        site.done(
            "PUT",
            &format!("/patients/{}", number(stem)),
            &json!({"family": "Testchild"}),
        );
    }
}

#[test]
fn a_child_who_is_made_is_found_like_any_other() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let listed = |path: &str| {
        let items = site.list(path);
        items
            .iter()
            .filter(|item| item["nhs_number"] == *child)
            .count()
    };
    assert_eq!(listed("/patients"), 1);
    assert_eq!(listed("/patients?displayable=true&kind=CPP"), 1);
    assert_eq!(listed("/patients?kind=LAC"), 0);
    let read = site.ask(
        &site.nurse(),
        &format!("/personal-demographics/FHIR/R4/Patient/{child}"),
        &[],
    );
    assert_eq!(
        (read.status, read.json()["birthDate"].clone()),
        (200, json!("2015-06-01"))
    );
}
