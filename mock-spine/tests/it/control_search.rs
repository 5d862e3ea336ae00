//! The search form on the control port: SRC-1, SRC-2, SRC-3, SRC-4, SRC-5, SRC-7, SRC-8, SRC-9, ENV-2, and why nobody is found.

use crate::bench::Bench;
use crate::client::Answer;
use crate::control::{call, call_with, done, get};
use cpis_population::Case;
use cpis_vocabulary::{Address, Gender, NhsNumber, Patient, PatientStatus, PersonName};
use mock_spine::bugs::CATALOGUE;
use serde_json::{Value, json};
use std::fmt::Write as _;

const SEARCH: &str = "/control/v1/search";
pub(crate) const EXPLAIN: (&str, &str) = ("X-Spine-Explain", "1");

fn post(bench: &Bench, form: &Value) -> Answer {
    call(bench, "POST", SEARCH, &form.to_string())
}

fn explained(bench: &Bench, form: &Value) -> Answer {
    call_with(bench, "POST", SEARCH, &[EXPLAIN], &form.to_string())
}

fn found(bench: &Bench, form: &Value) -> Vec<String> {
    let answer = post(bench, form);
    assert_eq!(answer.status, 200, "{form}: {}", answer.text());
    let items = answer.json()["items"].as_array().unwrap().clone();
    let number = |item: &Value| item["nhs_number"].as_str().unwrap().to_owned();
    items.iter().map(number).collect()
}

/// Zoë O'Quigley-Xylander, whose number nobody else has and whose name neither.
pub(crate) fn zoe() -> Patient {
    let number = (930_000_000..).find_map(NhsNumber::from_stem).unwrap();
    let name = |family: &str| PersonName::new(vec!["Zoë".into(), "May".into()], family.into());
    Patient {
        name: Some(name("O'Quigley-Xylander")),
        previous_names: vec![name("Vandersloot")],
        gender: Some(Gender::Female),
        birth_date: "2012-08-17".parse().ok(),
        address: Some(Address::new(Vec::new(), "ZZ99 3AB".into())),
        ..Patient::bare(number)
    }
}

pub(crate) fn bench_with_zoe() -> (Bench, String) {
    let bench = Bench::new();
    let number = zoe().number.to_string();
    bench.tenant().people.put(zoe());
    (bench, number)
}

#[test]
fn a_patient_is_found_by_every_form_of_the_web_page() {
    let (bench, number) = bench_with_zoe();
    let rows = [
        json!({"gender": "female", "surname": "O'Quigley-Xylander", "birth_date": "17-08-2012"}),
        json!({"gender": "Female", "surname": "oquigley xylander", "birth_date": "2012-08-17"}),
        json!({"gender": "female", "surname": "O'Qui*", "birth_date": "17/8/2012", "postcode": null}),
        json!({"gender": "female", "surname": "*lander", "birth_date": "17 Aug 2012", "widen": "no"}),
        json!({"gender": "female", "surname": "oqu*", "birth_date": "08-2012", "first_name": "zoe"}),
        json!({"gender": "female", "surname": "oqu*", "birth_date": "2012", "postcode": "zz993ab"}),
        json!({"gender": "female", "surname": "oqu*", "birth_date": "2011 to 2014", "first_name": "May"}),
        json!({"gender": "female", "surname": "oqu*", "birth_date": "08-2012", "birth_date_to": "2013",
               "first_name": "Zoë May", "postcode": "ZZ99 3AB"}),
        json!({"gender": "female", "surname": "A'Quigley-Xylander", "birth_date": "17-08-2012", "widen": "extended"}),
        json!({"gender": "female", "surname": "Zoe", "first_name": "O'Quigley-Xylander",
               "birth_date": "2012", "widen": "usual"}),
        json!({"gender": "female", "surname": "Vandersloot", "birth_date": "17-08-2012", "widen": "usual"}),
        json!({"nhs_number": number}),
        json!({"nhs_number": format!(" {} {} {}", &number[..3], &number[3..6], &number[6..]), "gender": ""}),
    ];
    for form in &rows {
        assert_eq!(found(&bench, form), [&*number], "{form}");
    }
    let mut usual = rows[8].clone();
    usual["widen"] = "usual".into();
    assert_eq!(found(&bench, &usual), [""; 0], "{usual}");
    for (field, other) in [
        ("gender", "male"),
        ("surname", "O'Quigley"),
        ("birth_date", "18-08-2012"),
        ("postcode", "ZZ99 3AC"),
        ("first_name", "Zoé-Anne"),
    ] {
        let mut form = rows[0].clone();
        form[field] = other.into();
        assert_eq!(found(&bench, &form), [""; 0], "{form}");
    }
}

#[test]
fn what_is_found_is_told_with_its_score_and_without_a_restricted_place() {
    let (bench, number) = bench_with_zoe();
    let form = json!({"gender": "female", "surname": "Vandersloot", "birth_date": "17-08-2012", "widen": "usual"});
    let item = json!({
        "nhs_number": number, "family": "O'Quigley-Xylander", "given": ["Zoë", "May"], "birth_date": "2012-08-17",
        "gender": "female", "postcode": "ZZ99 3AB", "status": "ordinary", "score": 0.95,
    });
    let expected = json!({"outcome": "shown", "items": [item]});
    assert_eq!(post(&bench, &form).json(), expected);
    done(
        &bench,
        "PUT",
        &format!("/patients/{number}"),
        r#"{"status": "restricted"}"#,
    );
    let item = &post(&bench, &form).json()["items"][0];
    assert_eq!(
        (&item["status"], &item["postcode"]),
        (&json!("restricted"), &Value::Null)
    );
    let by_number = post(&bench, &json!({"nhs_number": number})).json();
    assert_eq!(by_number["items"][0]["postcode"], Value::Null);
    let with_place = json!({"gender": "female", "surname": "oqu*", "birth_date": "2012", "postcode": "ZZ99 3AB"});
    assert_eq!(found(&bench, &with_place), [""; 0], "SRC-7");
}

#[test]
fn a_number_is_wrong_or_nobodys_or_anothers() {
    let bench = Bench::new();
    let survivor = bench.case(Case::Survivor).to_string();
    let old = bench.case(Case::SupersededWithPlan).to_string();
    let withdrawn = bench.case(Case::Invalidated).to_string();
    for (number, expected, reason) in [
        (&*old, vec![&*survivor], "SRC-7 the surviving record"),
        (&*withdrawn, vec![], "SRC-7 the number was withdrawn"),
        ("999 999 9999", vec![], "SRC-1 the check digit fits"),
        ("9000000009", vec!["9000000009"], "SRC-1 the patient"),
    ] {
        let form = json!({"nhs_number": number});
        assert_eq!(found(&bench, &form), expected, "{number}");
        let answer = explained(&bench, &form);
        let told = answer.header("x-spine-reason").unwrap();
        assert!(told.contains(reason), "{number}: {told}");
        assert_eq!(answer.json().get("near_misses"), None, "{number}");
    }
    let wrong = post(&bench, &json!({"nhs_number": "900 000 0000"}));
    assert_eq!(
        (wrong.status, &wrong.json()["field"]),
        (400, &json!("nhs_number"))
    );
}

#[test]
fn a_form_is_told_every_mistake_at_once_with_what_would_be_accepted() {
    let bench = Bench::new();
    let long = "x".repeat(101);
    let rows = [
        json!({}),
        json!({"gender": "f", "surname": "Sm*", "birth_date": "yesterday", "widen": "much"}),
        json!({"gender": "male", "surname": "Smi*", "birth_date": "2011"}),
        json!({"gender": "male", "surname": "Smi*", "birth_date": "2014 to 2011", "first_name": "J*", "postcode": "-"}),
        json!({"gender": "male", "surname": "Smi*", "birth_date": "17-08-2011", "widen": "usual"}),
        json!({"gender": "male", "surname": "Smith", "birth_date": "2014", "birth_date_to": "2011", "first_name": "Jo"}),
        json!({"surname": long, "first_name": long, "birth_date": "17-08-2011"}),
        json!({"gender": "male", "surname": long, "birth_date": "17-08-2011"}),
        json!({"nhs_number": "9000000000", "surname": "Smith", "gender": "male"}),
        json!({"nhs_number": "9000000009", "widen": "usual"}),
        json!({"nhs_number": "900000000"}),
        json!({"family": "Smith"}),
        json!({"surname": 3}),
    ];
    let mut told = String::new();
    for form in rows {
        let answer = post(&bench, &form);
        assert_eq!(answer.status, 400, "{form}: {}", answer.text());
        let body = serde_json::to_string_pretty(&answer.json()).unwrap();
        writeln!(told, "{form}\n{body}\n").unwrap();
    }
    insta::assert_snapshot!(told.replace(&long, "x…"));
    let query = call(&bench, "POST", &format!("{SEARCH}?surname=x"), "{}");
    assert_eq!(query.status, 400, "{}", query.text());
}

#[test]
fn more_than_fifty_are_never_a_cut_list() {
    let bench = Bench::new();
    let mut stems = (931_000_000..).filter_map(NhsNumber::from_stem);
    let mut add = |count: usize| {
        for number in stems.by_ref().take(count) {
            let name = PersonName::new(vec!["Ada".into()], "Manyfold".into());
            bench.tenant().people.put(Patient {
                name: Some(name),
                gender: Some(Gender::Female),
                birth_date: "2015-03-02".parse().ok(),
                ..Patient::bare(number)
            });
        }
    };
    let form = json!({"gender": "female", "surname": "Many*", "birth_date": "02-03-2015"});
    add(50);
    let numbers = found(&bench, &form);
    assert_eq!((numbers.len(), numbers.is_sorted()), (50, true));
    add(1);
    let answer = explained(&bench, &form);
    assert_eq!(
        answer.json(),
        json!({"outcome": "too_many_matches", "items": []})
    );
    let reason = answer.header("x-spine-reason").unwrap();
    assert!(reason.contains("more than 50 match"), "{reason}");
}

#[test]
fn nothing_comes_of_a_search_and_bug_modes_do_not_reach_it() {
    let (bench, number) = bench_with_zoe();
    let form =
        json!({"gender": "female", "surname": "OQuigleyXylander*", "birth_date": "17-08-2012"});
    let right = post(&bench, &form).json();
    let ids: Vec<_> = CATALOGUE.iter().map(|mode| mode.id).collect();
    done(&bench, "PUT", "/bugs", &json!({"on": ids}).to_string());
    assert_eq!(post(&bench, &form).json(), right);
    assert_eq!(right["items"][0]["nhs_number"], number);
    let child = bench.case(Case::TwoAuthorities).to_string();
    assert_eq!(found(&bench, &json!({"nhs_number": child})), [child]);
    assert_eq!(
        (bench.decisions(), bench.touched(), bench.notifications()),
        (vec![], vec![], 0),
        "SRC-9"
    );
    assert_eq!(get(&bench, "/searches")["items"], json!([]));
    let earlier = r#"{"mode": "frozen", "now": "2020-01-01T00:00:00Z"}"#;
    done(&bench, "PUT", "/clock", earlier);
}

#[test]
fn a_tenant_is_searched_for_its_own_people() {
    let (bench, number) = bench_with_zoe();
    done(&bench, "POST", "/tenants", r#"{"id": "class"}"#);
    let form = json!({"nhs_number": number}).to_string();
    let of = |path: &str| {
        done(&bench, "POST", path, &form)["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((of("/search"), of("/t/class/search")), (1, 0), "ENV-2");
}

#[test]
fn a_search_that_finds_nobody_says_which_criterion_failed_for_whom() {
    let (bench, number) = bench_with_zoe();
    let right = json!({"gender": "female", "surname": "O'Quigley-Xylander", "birth_date": "17-08-2012",
                       "first_name": "Zoe", "postcode": "ZZ99 3AB"});
    assert_eq!(explained(&bench, &right).json().get("near_misses"), None);
    for (field, asked, failed, recorded, distance) in [
        ("gender", "male", "gender", "female", 1),
        (
            "surname",
            "O'Quigly-Xylander",
            "surname",
            "O'Quigley-Xylander",
            1,
        ),
        ("surname", "Vandersloot", "history", "Vandersloot", 0),
        ("first_name", "Zoo", "first_name", "Zoë, May", 1),
        ("birth_date", "17-08-2011", "birth_date", "2012-08-17", 1),
        ("postcode", "ZZ99 3AA", "postcode", "ZZ99 3AB", 1),
    ] {
        let mut form = right.clone();
        form[field] = asked.into();
        assert_eq!(
            post(&bench, &form).json().get("near_misses"),
            None,
            "{form}"
        );
        let answer = explained(&bench, &form);
        let reason = answer.header("x-spine-reason").unwrap();
        assert!(reason.contains("nobody matches; SRC-9"), "{reason}");
        let expected = json!({
            "nhs_number": number, "family": "O'Quigley-Xylander", "given": ["Zoë", "May"],
            "failed": failed, "recorded": recorded, "distance": distance,
        });
        assert_eq!(answer.json()["near_misses"][0], expected, "{form}");
    }
    let restricted = Patient {
        status: PatientStatus::Restricted,
        ..zoe()
    };
    bench.tenant().people.put(restricted);
    let near = explained(&bench, &right).json()["near_misses"].clone();
    assert_eq!(near[0]["failed"], "restricted", "{near}");
    for (postcode, failed) in [("ZZ99 3AB", "restricted"), ("ZZ99 9ZZ", "postcode")] {
        let mut form = right.clone();
        form["postcode"] = postcode.into();
        let near = explained(&bench, &form).json()["near_misses"].clone();
        assert_eq!(near[0]["failed"], failed, "{near}");
        assert!(!near.to_string().contains("ZZ99"), "SRC-7: {near}");
    }
}
