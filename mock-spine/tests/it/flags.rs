//! Patient Flags: whether there is an alert, without opening it. ALT-1, ALT-2, SRC-9.

use crate::bench::{Bench, FLAG};
use cpis_population::{Case, UserKind};

fn types(bundle: &serde_json::Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let mut types: Vec<String> = entries
        .iter()
        .map(|entry| {
            entry["resource"]["resourceType"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    types.sort();
    types
}

#[test]
fn each_displayable_plan_has_a_flag_a_care_plan_and_a_care_team() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Silent);
    let child = bench.case(Case::TwoAuthorities);
    let expected = [
        "CarePlan", "CarePlan", "CareTeam", "CareTeam", "Flag", "Flag",
    ];
    for path in [FLAG.to_owned(), FLAG.replace("/Flag", "/PatientFlag")] {
        let answer = bench.ask(&token, &format!("{path}?patient={child}"));
        assert_eq!(answer.header("content-type"), Some("application/fhir+json"));
        assert_eq!(types(&answer.json()), expected);
    }
}

#[test]
fn only_the_cpis_flag_is_held_here() {
    let bench = Bench::new();
    let token = bench.application();
    let child = bench.case(Case::TwoAuthorities);
    let system = "https://fhir.nhs.uk/England/CodeSystem/England-FlagCategoryPatient";
    let rows = [
        (
            "child-protection-information-system-flag".to_owned(),
            200,
            6,
        ),
        (
            format!("{system}%7Cchild-protection-information-system-flag"),
            200,
            6,
        ),
        ("female-genital-mutilation-flag".to_owned(), 200, 0),
        ("national-reasonable-adjustment-flag".to_owned(), 200, 0),
        ("child-protection".to_owned(), 400, 0),
        (
            "https://other%7Cchild-protection-information-system-flag".to_owned(),
            400,
            0,
        ),
    ];
    for (code, status, entries) in rows {
        let answer = bench.ask(&token, &format!("{FLAG}?patient={child}&code={code}"));
        assert_eq!(answer.status, status, "{code}");
        if status == 200 {
            assert_eq!(types(&answer.json()).len(), entries, "{code}");
        }
    }
}

#[test]
fn a_plan_that_is_not_displayable_leaves_no_hint() {
    let bench = Bench::new();
    let token = bench.application();
    let kind = cpis_vocabulary::PlanKind::Cpp;
    for case in [
        Case::StartsTomorrow(kind),
        Case::Ended(kind, 365),
        Case::Restricted,
    ] {
        let child = bench.case(case);
        let body = bench.ask(&token, &format!("{FLAG}?patient={child}")).json();
        assert_eq!(
            (body["total"].as_u64(), types(&body)),
            (Some(0), vec![]),
            "{case:?}"
        );
    }
}
