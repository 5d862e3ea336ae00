//! PDS: the published sandbox patients. DAT-5.

use crate::bench::{Bench, PATIENT, Pairs};
use crate::pds::{numbers, search};
use cpis_population::UserKind;
use serde_json::Value;

const NUMBERS: [&str; 3] = ["9000000009", "9000000025", "9000000033"];

/// The example of a read, as published.
fn published(number: &str) -> Value {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../cpis/wire/golden/sandbox");
    let path = format!("{root}/{number}.read.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_published_patients_are_answered_as_published() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    for number in NUMBERS {
        let answer = bench.ask(&token, &format!("{PATIENT}/{number}"));
        assert_eq!(answer.status, 200, "{number}");
        assert_eq!(answer.json(), published(number), "{number}");
        assert_eq!(answer.header("etag"), Some("W/\"2\""), "{number}");
    }
}

/// DAT-5, SRC-7.
#[test]
fn a_published_patient_is_found_with_what_a_search_may_tell() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    for (family, number) in [("Smith", NUMBERS[0]), ("Smythe", NUMBERS[1])] {
        let fields = [("family", family), ("birthdate", "eq2010-10-22")];
        let body = bench.ask(&token, &search(&fields)).json();
        let found = &body["entry"][0]["resource"];
        assert_eq!(found["id"], number);
        let read = published(number);
        for (member, value) in found.as_object().unwrap() {
            if member == "address" || member == "extension" {
                let shown = value.as_array().unwrap();
                assert_eq!(shown.len(), 1, "{number} {member}");
                assert!(
                    read[member].as_array().unwrap().contains(&shown[0]),
                    "{number} {member}"
                );
            } else {
                assert_eq!(value, &read[member], "{number} {member}");
            }
        }
        assert!(found.get("managingOrganization").is_none(), "{number}");
    }
}

/// The searches that the sandbox is documented with, as far as its three patients' read examples can answer them.
#[test]
fn the_sandboxes_own_searches_find_whom_they_are_said_to_find() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let (smith, smythe) = (("family", "Smith"), ("family", "Smythe"));
    let (gender, born) = (("gender", "female"), ("birthdate", "eq2010-10-22"));
    let (email, phone) = (
        ("email", "jane.smith@example.com"),
        ("phone", "01632960587"),
    );
    let (jane, fuzzy) = (("given", "Jane"), ("_fuzzy-match", "true"));
    let wildcard = ("family", "Sm*");
    let rows: [(&str, Pairs<'_>, &[&str]); 9] = [
        ("basic", &[smith, gender, born, email, phone], &[NUMBERS[0]]),
        (
            "basic, others' e-mail and telephone",
            &[
                smith,
                gender,
                born,
                ("email", "deb.trotter@example.com"),
                ("phone", "0121111111"),
            ],
            &[],
        ),
        ("wildcard", &[wildcard, gender, born], &NUMBERS[..2]),
        (
            "wildcard with e-mail",
            &[wildcard, gender, born, email, phone],
            &[NUMBERS[0]],
        ),
        (
            "limited",
            &[wildcard, gender, born, email, phone, ("_max-results", "1")],
            &[NUMBERS[0]],
        ),
        (
            "range",
            &[
                smith,
                gender,
                ("birthdate", "ge2010-10-21"),
                ("birthdate", "le2010-10-23"),
                email,
                phone,
            ],
            &[NUMBERS[0]],
        ),
        (
            "fuzzy with e-mail",
            &[smith, jane, gender, born, email, phone, fuzzy],
            &[NUMBERS[0]],
        ),
        ("fuzzy", &[smith, jane, gender, born, fuzzy], &[NUMBERS[0]]),
        (
            "restricted",
            &[smythe, ("given", "Janet"), gender, born],
            &[NUMBERS[1]],
        ),
    ];
    for (row, fields, expected) in rows {
        let found = numbers(&bench.ask(&token, &search(fields)));
        assert_eq!(found, expected, "{row}");
    }
}
