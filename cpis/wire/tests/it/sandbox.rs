use crate::{golden, people};
use cpis_vocabulary::{NhsNumber, Patient};
use cpis_wire::{
    fhir::{self, PatientMatch, patient_bundle, published_patient},
    read::{PatientSearch, read_patient, read_patient_search},
};
use serde_json::{Value, json};

const SANDBOX: [&str; 3] = ["9000000009", "9000000025", "9000000033"];

fn sandbox(number: &str) -> Patient {
    Patient {
        number: NhsNumber::parse(number).unwrap(),
        ..people::bare()
    }
}

/// DAT-5.
#[test]
fn the_published_patients_are_answered_as_published_whatever_the_record_says() {
    for number in SANDBOX {
        let patient = sandbox(number);
        let mut body = Vec::new();
        fhir::patient(&mut body, &patient, 7);
        let file = format!("sandbox/{number}.read.json");
        assert_eq!(body, golden::bytes(&file), "{number}");
        assert_eq!(read_patient(&body).unwrap().number, patient.number);
        assert_eq!(fhir::etag(patient.number, 7), "W/\"2\"");
    }
    assert_eq!(published_patient(people::child()), None);
}

/// DAT-5, SRC-7.
#[test]
fn a_published_patient_is_found_with_what_a_search_may_tell() {
    for number in SANDBOX {
        let patient = sandbox(number);
        let matches = [PatientMatch {
            patient: &patient,
            version: 1,
            score: 0.5,
        }];
        let mut body = Vec::new();
        patient_bundle(&mut body, &people::pds_base(), people::at(), &matches);
        let body: Value = serde_json::from_slice(&body).unwrap();
        let read: Value =
            serde_json::from_slice(&golden::bytes(&format!("sandbox/{number}.read.json"))).unwrap();
        let found = body.pointer("/entry/0/resource").unwrap();
        for (member, value) in found.as_object().unwrap() {
            match member.as_str() {
                "address" | "extension" => {
                    let all = read.get(member).unwrap().as_array().unwrap();
                    assert!(
                        value
                            .as_array()
                            .unwrap()
                            .iter()
                            .all(|one| all.contains(one))
                    );
                }
                _ => assert_eq!(Some(value), read.get(member), "{number} {member}"),
            }
        }
        assert_eq!(found.get("managingOrganization"), None, "{number}");
    }
}

#[test]
fn the_first_published_patient_is_jane_smith() {
    let body = golden::bytes("sandbox/9000000009.read.json");
    let value: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(value.pointer("/name/0/family"), Some(&json!("Smith")));
    assert_eq!(value.pointer("/birthDate"), Some(&json!("2010-10-22")));
    assert_eq!(
        value.pointer("/address/1/text"),
        Some(&json!("Student Accommodation"))
    );
    assert_eq!(
        value
            .pointer("/extension")
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        8
    );
    insta::assert_debug_snapshot!(read_patient(&body).unwrap());
}

#[test]
fn the_search_reads_back() {
    let patient = sandbox("9000000025");
    let matches = [PatientMatch {
        patient: &patient,
        version: 1,
        score: 0.5,
    }];
    let mut body = Vec::new();
    patient_bundle(&mut body, &people::pds_base(), people::at(), &matches);
    let PatientSearch::Found { at, patients } = read_patient_search(&body).unwrap() else {
        panic!("a match is no flood");
    };
    assert_eq!(at, Some(people::at()));
    assert_eq!(patients.len(), 1);
    assert!(patients[0].patient.restricted);
    assert_eq!(patients[0].patient.telecom.len(), 0);
}
