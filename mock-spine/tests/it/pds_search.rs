//! PDS: searches by name. SRC-6, SRC-7, SRC-8.

use crate::bench::{Bench, block_on};
use crate::pds::{by_name, numbers, search};
use cpis_population::{Case, UserKind};
use cpis_search::Query;
use cpis_vocabulary::{Patient, PatientStatus, PersonName};
use mock_spine::tenant::People;
use std::collections::BTreeSet;

#[test]
fn a_search_finds_exactly_those_who_match_however_they_are_spelt() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    for case in [
        Case::Hyphen,
        Case::Apostrophe,
        Case::Diacritic,
        Case::Twin,
        Case::NewYear,
        Case::LeapDay,
    ] {
        let patient = bench.tenant().people.find(bench.case(case)).unwrap();
        let mut fields = by_name(&patient);
        let family = fields.0[0].1.clone();
        for spelling in [family.to_uppercase(), family.to_lowercase()] {
            fields.0[0].1 = spelling;
            let found = numbers(&bench.ask(&token, &search(&fields.borrowed())));
            assert!(
                found.contains(&patient.number.to_string()),
                "{case:?} {found:?}"
            );
        }
        fields.0[2].1 = format!("ge{}", patient.birth_date.unwrap());
        fields
            .0
            .push(("birthdate", format!("le{}", patient.birth_date.unwrap())));
        let found = numbers(&bench.ask(&token, &search(&fields.borrowed())));
        assert!(
            found.contains(&patient.number.to_string()),
            "{case:?} {found:?}"
        );
        fields.0[0].1.push('x');
        assert_eq!(
            numbers(&bench.ask(&token, &search(&fields.borrowed()))),
            [""; 0]
        );
    }
}

/// Everybody with this folded family name, by looking at every record.
fn everybody(bench: &Bench, family: &str) -> BTreeSet<String> {
    let people = &bench.tenant().people;
    let population = people.population();
    (0..population.len())
        .map(|index| population.patient(index))
        .filter(|patient| {
            matches!(
                patient.status,
                PatientStatus::Ordinary | PatientStatus::Restricted
            ) && patient
                .name
                .as_ref()
                .unwrap()
                .family
                .eq_ignore_ascii_case(family)
        })
        .map(|patient| patient.number.to_string())
        .collect()
}

#[test]
fn more_matches_than_were_wanted_is_said_and_never_a_cut_list() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let application = bench.application();
    // A family name that two to fifty bear.
    let population = bench.tenant().people.population();
    let all = (0..population.len())
        .map(|index| population.family_name(index).to_string())
        .map(|family| everybody(&bench, &family))
        .zip(0..)
        .find(|(all, _)| (3..=50).contains(&all.len()));
    let (all, index) = all.unwrap();
    let family = population.family_name(index).to_string();
    let ask = |token: &str, most: Option<usize>| {
        let most = most.map(|most| most.to_string());
        let mut fields = vec![("family", &*family), ("birthdate", "ge1850-01-01")];
        fields.extend(most.as_deref().map(|most| ("_max-results", most)));
        bench.ask(token, &search(&fields))
    };
    for most in [None, Some(all.len()), Some(50)] {
        let found = numbers(&ask(&token, most));
        assert_eq!(
            found.iter().cloned().collect::<BTreeSet<_>>(),
            all,
            "{most:?}"
        );
        assert_eq!(
            found,
            numbers(&ask(&token, most)),
            "the order is the same every time"
        );
    }
    for most in [1, all.len() - 1] {
        let answer = ask(&token, Some(most));
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (200, "TOO_MANY_MATCHES"),
            "{most}"
        );
        assert_eq!(answer.json()["issue"][0]["severity"], "information");
        assert_eq!(answer.json()["issue"][0]["code"], "multiple-matches");
    }
    for most in [None, Some(1), Some(2)] {
        let answer = ask(&application, most);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "INVALID_VALUE"),
            "{most:?}"
        );
    }
}

#[test]
fn an_application_finds_one_patient() {
    let bench = Bench::new();
    let application = bench.application();
    let patient = bench.tenant().people.find(bench.case(Case::Open)).unwrap();
    let found = numbers(&bench.ask(&application, &search(&by_name(&patient).borrowed())));
    assert_eq!(found, [patient.number.to_string()]);
    let sandbox = [
        ("family", "Smith"),
        ("given", "Jane"),
        ("birthdate", "eq2010-10-22"),
    ];
    assert_eq!(
        numbers(&bench.ask(&application, &search(&sandbox))),
        ["9000000009"]
    );
}

#[test]
fn a_changed_record_is_found_as_it_is_now_until_the_reset() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let people = &bench.tenant().people;
    let before = people.find(bench.case(Case::Open)).unwrap();
    let number = before.number.to_string();
    let renamed = Patient {
        name: Some(PersonName::new(vec!["Zebedee".into()], "Xylophone".into())),
        ..Patient::clone(&before)
    };
    let find =
        |patient: &Patient| numbers(&bench.ask(&token, &search(&by_name(patient).borrowed())));
    assert_eq!(find(&before), [&*number]);
    assert_eq!(find(&renamed), [""; 0]);
    people.put(renamed.clone());
    assert_eq!(find(&before), [""; 0]);
    assert_eq!(find(&renamed), [&*number]);
    people.put(Patient {
        status: PatientStatus::Invalidated,
        ..renamed.clone()
    });
    assert_eq!(find(&renamed), [""; 0]);
    people.reset();
    assert_eq!(find(&before), [&*number]);
}

#[test]
fn whoever_searches_before_the_names_are_indexed_waits_and_finds_the_same() {
    let settings = cpis_population::Settings {
        patients: 3_000,
        ..cpis_population::Settings::default()
    };
    let people = People::new(settings).unwrap();
    let query = Query::default().with_family("Smith");
    let found: Vec<_> = std::thread::scope(|threads| {
        let search = || block_on(people.look_up(&query, usize::MAX)).unwrap().len();
        let searches: Vec<_> = (0..6).map(|_| threads.spawn(search)).collect();
        searches
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    let all = (0..3_000).map(|index| people.population().patient(index));
    let smiths = all.filter(|patient| {
        matches!(
            patient.status,
            PatientStatus::Ordinary | PatientStatus::Restricted
        ) && &*patient.name.as_ref().unwrap().family == "Smith"
    });
    // Jane Smith of the sandbox is one of them.
    let expected = smiths.count() + 1;
    assert!(expected > 2, "{expected}");
    assert_eq!(found, [expected; 6]);
}
