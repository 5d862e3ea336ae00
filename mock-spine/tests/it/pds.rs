//! PDS: patients by number and by name. SRC-1, SRC-6, SRC-7, SRC-8, SRC-9.

use crate::bench::{Bench, PATIENT, REQUEST_ID};
use crate::client::Answer;
use cpis_population::{Case, UserKind};
use cpis_vocabulary::{NhsNumber, Patient};

pub(crate) fn numbers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    assert_eq!(body["resourceType"], "Bundle", "{body}");
    let entries = body["entry"].as_array().cloned().unwrap_or_default();
    assert_eq!(body["total"], entries.len());
    let number = |entry: &serde_json::Value| entry["resource"]["id"].as_str().unwrap().to_owned();
    entries.iter().map(number).collect()
}

pub(crate) fn search(fields: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    format!("{PATIENT}?{}", query.finish())
}

#[test]
fn a_request_is_known_again_by_its_ids() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let headers = [
        ("Authorization", &*token),
        ("X-Request-ID", REQUEST_ID),
        ("X-Correlation-ID", "11C46F5F-CDEF-4865-94B2-0EE0EDCC26DA"),
    ];
    let answer = bench.get(&format!("{PATIENT}/9000000009"), &headers);
    assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID));
    assert_eq!(
        answer.header("x-correlation-id"),
        Some("11C46F5F-CDEF-4865-94B2-0EE0EDCC26DA")
    );
    assert_eq!(answer.header("content-type"), Some("application/fhir+json"));
    let version = answer.json()["meta"]["versionId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(answer.header("etag"), Some(&*format!("W/\"{version}\"")));
}

#[test]
fn a_superseded_number_answers_with_the_surviving_record() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let survivor = bench.case(Case::Survivor).to_string();
    let old = bench.case(Case::SupersededWithPlan);
    let answer = bench.ask(&token, &format!("{PATIENT}/{old}"));
    assert_eq!(
        (answer.status, answer.json()["id"].as_str()),
        (200, Some(&*survivor))
    );
    let patient = bench.tenant().people.find(old).unwrap();
    let found = numbers(&bench.ask(&token, &search(&by_name(&patient).borrowed())));
    assert!(found.contains(&survivor), "{found:?}");
    assert!(!found.contains(&old.to_string()), "{found:?}");
}

/// The parameters that find a patient.
pub(crate) struct ByName(pub(crate) Vec<(&'static str, String)>);

pub(crate) fn by_name(patient: &Patient) -> ByName {
    let name = patient.name.as_ref().unwrap();
    ByName(vec![
        ("family", name.family.as_ref().to_owned()),
        ("given", name.given[0].as_ref().to_owned()),
        ("birthdate", patient.birth_date.unwrap().to_string()),
        ("gender", patient.gender.unwrap().as_str().to_owned()),
    ])
}

impl ByName {
    pub(crate) fn borrowed(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}

#[test]
fn a_restricted_patient_is_shown_without_a_place() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let child = bench.case(Case::RestrictedWithPlan);
    let patient = bench.tenant().people.find(child).unwrap();
    let read = bench.ask(&token, &format!("{PATIENT}/{child}")).json();
    let bundle = bench
        .ask(&token, &search(&by_name(&patient).borrowed()))
        .json();
    for shown in [&read, &bundle["entry"][0]["resource"]] {
        assert_eq!(shown["id"], child.to_string());
        assert_eq!(shown["meta"]["security"][0]["code"], "R");
        for place in [
            "address",
            "telecom",
            "contact",
            "generalPractitioner",
            "managingOrganization",
        ] {
            assert!(shown.get(place).is_none(), "{place}: {shown}");
        }
        for url in ["birthPlace", "Pharmacy", "Dispenser", "Supplier"] {
            assert!(!shown.to_string().contains(url), "{url}: {shown}");
        }
    }
}

#[test]
fn looking_somebody_up_is_never_an_access() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let child: NhsNumber = bench.case(Case::TwoAuthorities);
    let patient = bench.tenant().people.find(child).unwrap();
    assert_eq!(bench.ask(&token, &format!("{PATIENT}/{child}")).status, 200);
    assert_eq!(
        bench
            .ask(&token, &search(&by_name(&patient).borrowed()))
            .status,
        200
    );
    assert_eq!(
        (bench.decisions(), bench.touched(), bench.notifications()),
        (vec![], vec![], 0)
    );
}
