//! The ledger of searches: every patient that a search showed, with who searched and for what. SRC-6, SRC-9, ENV-4.

use crate::bench::{Bench, REQUEST_ID};
use crate::control::{call, done, get, walk};
use crate::pds::{by_name, numbers, search};
use cpis_population::{Case, UserKind};
use serde_json::{Value, json};

fn items(bench: &Bench, path: &str) -> Vec<Value> {
    get(bench, path)["items"].as_array().unwrap().clone()
}

#[test]
fn every_search_is_listed_with_who_asked_for_what_and_whom_it_showed() {
    let bench = Bench::new();
    let user = bench.log_on(UserKind::Notifying);
    let jane = [
        ("family", "Smith"),
        ("given", "Jane"),
        ("birthdate", "ge2010-10-01"),
        ("birthdate", "le2010-10-31"),
    ];
    assert_eq!(numbers(&bench.ask(&user, &search(&jane))), ["9000000009"]);
    let application = bench.application();
    let on_behalf = [
        ("Authorization", &*application),
        ("X-Request-ID", REQUEST_ID),
        ("NHSD-End-User-Organisation-ODS", "ZZE009"),
    ];
    bench.get(&search(&jane), &on_behalf);
    let smiths = [("family", "Sm*"), ("birthdate", "ge1850-01-01")];
    bench.ask(
        &user,
        &search(&[smiths[0], smiths[1], ("_max-results", "1")]),
    );
    bench.ask(&application, &search(&smiths));
    let nobody = [("family", "Zzzz"), ("birthdate", "2010-10-22")];
    bench.ask(&user, &search(&nobody));
    // What is refused is no search.
    bench.ask(&user, &search(&[("family", "Smith")]));
    bench.ask(
        &application,
        &search(&[jane[0], jane[2], ("_max-results", "2")]),
    );
    insta::assert_json_snapshot!(get(&bench, "/searches"));
    assert_eq!(bench.decisions(), [], "SRC-9: no access comes of it");
}

#[test]
fn a_patient_is_found_again_among_all_who_were_shown() {
    let bench = Bench::new();
    let (one, other) = (
        bench.log_on(UserKind::Notifying),
        bench.log_on(UserKind::Silent),
    );
    let child = bench.case(Case::Twin);
    let patient = bench.tenant().people.find(child).unwrap();
    let known = by_name(&patient);
    for _ in 0..3 {
        bench.ask(&one, &search(&known.borrowed()));
        bench.ask(&other, &search(&known.borrowed()));
        bench.ask(
            &one,
            &search(&[("family", "Zzzz"), ("birthdate", "2010-10-22")]),
        );
    }
    let (id, other_id) = (
        bench.user(UserKind::Notifying).id.clone(),
        bench.user(UserKind::Silent).id.clone(),
    );
    for (filter, expected) in [
        (String::new(), 9),
        (format!("nhs_number={child}"), 6),
        (format!("user={id}"), 6),
        (format!("user={id}&nhs_number={child}"), 3),
        (format!("user={other_id}"), 3),
        ("user=nobody".to_owned(), 0),
        ("nhs_number=9999999999".to_owned(), 0),
    ] {
        for limit in [1, 2, 100] {
            let found = walk(&bench, &format!("/searches?{filter}"), limit);
            assert_eq!(found.len(), expected, "{filter} {limit}");
            let ids: Vec<_> = found.iter().map(|item| item["id"].as_str()).collect();
            assert!(ids.is_sorted(), "{filter} {limit}: {ids:?}");
        }
    }
    done(&bench, "POST", "/reset", "");
    assert_eq!(
        get(&bench, "/searches"),
        json!({"items": [], "next": null, "dropped": 0})
    );
}

#[test]
fn the_oldest_searches_are_forgotten_and_counted() {
    let bench = Bench::with(|builder| builder.settings(|settings| settings.searches_kept = 4));
    let user = bench.log_on(UserKind::Notifying);
    let ask = |given: &str| {
        let fields = [
            ("family", "Zzzz"),
            ("given", given),
            ("birthdate", "2010-10-22"),
        ];
        bench.ask(&user, &search(&fields));
    };
    let given = |item: &Value| item["criteria"][1]["value"].as_str().unwrap().to_owned();
    for name in ["aa", "bb", "cc"] {
        ask(name);
    }
    let first = get(&bench, "/searches?limit=1");
    assert_eq!(
        (&first["dropped"], given(&first["items"][0])),
        (&json!(0), "aa".into())
    );
    for name in ["dd", "ee", "ff"] {
        ask(name);
    }
    let next = first["next"].as_str().unwrap();
    let rest = get(&bench, &format!("/searches?cursor={next}"));
    let names: Vec<_> = rest["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(given)
        .collect();
    assert_eq!(names, ["cc", "dd", "ee", "ff"]);
    assert_eq!(rest["dropped"], 2, "a walk that was too slow is told so");
}

#[test]
fn a_tenant_has_its_own_searches() {
    let bench = Bench::new();
    done(&bench, "POST", "/tenants", r#"{"id": "class"}"#);
    let user = bench.log_on(UserKind::Notifying);
    bench.ask(
        &user,
        &search(&[("family", "Zzzz"), ("birthdate", "2010-10-22")]),
    );
    assert_eq!(items(&bench, "/searches").len(), 1);
    assert_eq!(items(&bench, "/t/class/searches").len(), 0);
    let foreign = call(&bench, "GET", "/control/v1/searches?org=1", "");
    assert_eq!(foreign.status, 400, "{}", foreign.text());
}
