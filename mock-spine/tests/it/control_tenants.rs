//! Tenants: nothing crosses from one to another. ENV-2.

use crate::bench::{Bench, CARE_TEAM, REQUEST_ID, by_identifier};
use crate::control::{call, done, get, walk};
use cpis_population::{Case, UserKind};
use serde_json::Value;

/// Whoever judges must not hold a record against a Spine that no longer keeps it.
#[test]
fn a_record_has_a_name_until_it_is_reset() {
    let bench = Bench::new();
    let made = r#"{"id": "red"}"#;
    assert_eq!(
        call(&bench, "POST", "/control/v1/tenants", made).status,
        201
    );
    let epoch = |tenant: &str| {
        let answer = bench.get(&format!("{tenant}/cpis/FHIR/R4/metadata"), &[]);
        answer.header("x-spine-epoch").unwrap().to_owned()
    };
    let (one, other) = (epoch(""), epoch("/t/red"));
    assert_eq!(one.len(), 16);
    assert_ne!(one, other, "each tenant has a record of its own");
    assert_eq!((epoch(""), epoch("/t/red")), (one.clone(), other.clone()));
    done(&bench, "POST", "/t/red/reset", "");
    assert_ne!(epoch("/t/red"), other);
    assert_eq!(epoch(""), one, "the others are not disturbed");
}

#[test]
fn nothing_crosses_tenants() {
    let bench = Bench::new();
    for tenant in ["red", "blue"] {
        let made = call(
            &bench,
            "POST",
            "/control/v1/tenants",
            &format!(r#"{{"id": "{tenant}"}}"#),
        );
        assert_eq!(made.status, 201);
    }
    let child = bench.case(Case::TwoAuthorities);
    let count = |path: &str, list: &str| walk(&bench, &format!("{path}{list}"), 100).len();
    let token = log_on(&bench, "/t/red");
    let care_team = by_identifier(CARE_TEAM, child);
    let look = |tenant: &str| ask(&bench, tenant, &token, &care_team);
    assert_eq!(look("/t/red"), 200);
    assert_eq!(
        (look(""), look("/t/blue")),
        (401, 401),
        "a token is good in its own tenant only"
    );

    assert_eq!(
        (
            count("/t/red", "/accesses"),
            count("/t/red", "/notifications")
        ),
        (1, 2)
    );
    // The refused attempts of the other two are their own.
    assert_eq!(
        (
            count("/t/blue", "/accesses"),
            count("/t/blue", "/notifications")
        ),
        (1, 0)
    );

    let clock = |tenant: &str| get(&bench, &format!("{tenant}/clock"))["now"].clone();
    let before = clock("");
    done(&bench, "POST", "/t/red/clock/advance", r#"{"by": "PT1M"}"#);
    assert_eq!((clock(""), clock("/t/blue")), (before.clone(), before));

    done(&bench, "PUT", "/t/red/bugs", r#"{"on": ["window-23h"]}"#);
    let fault =
        r#"{"faults": [{"at": "after_commit_before_reply", "action": "error", "status": 503}]}"#;
    done(&bench, "PUT", "/t/blue/faults", fault);
    let header = |tenant: &str| {
        let answer = bench.get(&format!("{tenant}/cpis/FHIR/R4/metadata"), &[]);
        answer.header("x-spine-bug").map(str::to_owned)
    };
    assert_eq!(
        (header(""), header("/t/red"), header("/t/blue")),
        (None, Some("window-23h".into()), None)
    );
    assert_eq!((look("/t/red"), look("")), (200, 401));

    let next = get(&bench, "/t/red/patients?limit=1")["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let foreign = call(
        &bench,
        "GET",
        &format!("/control/v1/t/blue/patients?limit=1&cursor={next}"),
        "",
    );
    assert_eq!(
        foreign.status, 400,
        "a cursor of one tenant is none of another"
    );

    done(&bench, "POST", "/t/red/reset", "");
    assert_eq!(
        (
            count("/t/red", "/accesses"),
            count("/t/blue", "/accesses"),
            count("", "/accesses")
        ),
        (0, 1, 2)
    );
}

#[test]
fn people_changed_in_one_tenant_are_as_they_were_in_the_others() {
    let bench = Bench::new();
    for tenant in ["red", "blue"] {
        done(
            &bench,
            "POST",
            "/tenants",
            &format!(r#"{{"id": "{tenant}"}}"#),
        );
    }
    let child = bench.case(Case::TwoAuthorities);
    let number = cpis_vocabulary::NhsNumber::from_stem(930_000_000).unwrap();
    done(
        &bench,
        "PUT",
        &format!("/t/red/patients/{number}"),
        r#"{"family": "Red"}"#,
    );
    assert_eq!(
        call(&bench, "GET", &format!("/control/v1/patients/{number}"), "").status,
        404
    );
    let plan = r#"{"kind": "LAC", "start": "2026-01-01", "authority": "ZZ001"}"#;
    done(
        &bench,
        "POST",
        &format!("/t/red/patients/{child}/plans"),
        plan,
    );
    let plans = |tenant: &str| {
        get(&bench, &format!("{tenant}/patients/{child}"))["plans"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((plans(""), plans("/t/red"), plans("/t/blue")), (2, 3, 2));
    done(&bench, "POST", "/t/red/reset", "");
    assert_eq!(plans("/t/red"), 2);
}

#[test]
fn a_tenant_with_a_seed_of_its_own_has_people_of_its_own() {
    let bench = Bench::new();
    done(&bench, "POST", "/tenants", r#"{"id": "same"}"#);
    done(&bench, "POST", "/tenants", r#"{"id": "other", "seed": 99}"#);
    let people =
        |tenant: &str| get(&bench, &format!("{tenant}/patients?limit=20"))["items"].clone();
    assert_eq!(people(""), people("/t/same"));
    assert_ne!(people(""), people("/t/other"));
}

#[test]
fn tenants_come_and_go() {
    let bench = Bench::new();
    done(
        &bench,
        "POST",
        "/tenants",
        r#"{"id": "class-7", "training_live": true}"#,
    );
    let again = call(
        &bench,
        "POST",
        "/control/v1/tenants",
        r#"{"id": "class-7"}"#,
    );
    assert_eq!(again.status, 409);
    let listed = get(&bench, "/tenants");
    let expected: Value = serde_json::from_str(
        r#"{"items": [{"id": "default", "training_live": false}, {"id": "class-7", "training_live": true}], "next": null}"#,
    )
    .unwrap();
    assert_eq!(listed, expected);
    let broken = call(
        &bench,
        "PUT",
        "/control/v1/t/class-7/bugs",
        r#"{"on": ["window-23h"]}"#,
    );
    assert_eq!(
        (broken.status, broken.json()["field"].as_str()),
        (409, Some("on"))
    );
    assert_eq!(
        call(&bench, "DELETE", "/control/v1/tenants/class-7", "").status,
        204
    );
    assert_eq!(
        call(&bench, "GET", "/control/v1/t/class-7/clock", "").status,
        404
    );
    assert_eq!(
        bench.get("/t/class-7/cpis/FHIR/R4/metadata", &[]).status,
        404
    );
    done(&bench, "POST", "/tenants", r#"{"id": "class-7"}"#);
    assert_eq!(walk(&bench, "/t/class-7/accesses", 10).len(), 0);
}

#[test]
fn of_many_who_add_a_tenant_at_once_one_does() {
    let bench = Bench::new();
    let made = std::thread::scope(|scope| {
        let add = || call(&bench, "POST", "/control/v1/tenants", r#"{"id": "wanted"}"#).status;
        let all: Vec<_> = (0..8).map(|_| scope.spawn(add)).collect();
        all.into_iter()
            .map(|one| one.join().unwrap())
            .filter(|status| *status == 201)
            .count()
    });
    assert_eq!(made, 1);
}

fn log_on(bench: &Bench, tenant: &str) -> String {
    let user = bench.user(UserKind::Notifying);
    let fields = [
        ("grant_type", "urn:mock-spine:smartcard"),
        ("user_id", user.id.as_str()),
        ("passcode", &user.passcode),
    ];
    let answer = bench.post(&format!("{tenant}/oauth2/token"), &fields);
    format!("Bearer {}", answer.json()["access_token"].as_str().unwrap())
}

fn ask(bench: &Bench, tenant: &str, token: &str, target: &str) -> u16 {
    let headers = [("Authorization", token), ("X-Request-ID", REQUEST_ID)];
    bench.get(&format!("{tenant}{target}"), &headers).status
}
