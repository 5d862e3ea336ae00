use crate::golden;
use cpis_vocabulary::{NhsNumber, Refusal};
use cpis_wire::{
    SpineError, SpineErrorKind, cpis_refusal, pds_refusal,
    read::{PatientSearch, read_outcome, read_patient_search},
};
use std::fmt::Write as _;

fn body(error: &SpineError) -> Vec<u8> {
    let mut out = Vec::new();
    error.write(&mut out);
    out
}

#[test]
fn every_kind_of_error_is_an_operation_outcome() {
    for &kind in SpineErrorKind::ALL {
        let facts = kind.facts();
        let written = body(&SpineError::with(kind, "why \"exactly\""));
        golden::check(&format!("outcome/{kind:?}.json"), &written);
        let outcome = read_outcome(&written).unwrap();
        assert_eq!(outcome.code, facts.code);
        assert_eq!(outcome.issue, facts.issue);
        assert_eq!(outcome.severity, facts.severity);
        assert_eq!(outcome.display.as_deref(), Some(facts.display));
        assert_eq!(outcome.diagnostics.as_deref(), Some("why \"exactly\""));
    }
}

#[test]
fn an_error_has_the_status_and_words_that_were_published() {
    let mut told = String::new();
    for kind in SpineErrorKind::ALL {
        let facts = kind.facts();
        writeln!(
            told,
            "{} {:<24} {:<16} {:<11} {}",
            facts.status, facts.code, facts.issue, facts.severity, facts.display
        )
        .unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn only_an_unavailable_spine_says_when_to_come_back() {
    for &kind in SpineErrorKind::ALL {
        let expected = (kind == SpineErrorKind::ServiceUnavailable).then_some(5);
        assert_eq!(SpineError::new(kind).retry_after(), expected, "{kind:?}");
    }
}

/// SRC-6.
#[test]
fn too_many_matches_is_an_answer_not_an_error() {
    let error = SpineError::new(SpineErrorKind::TooManyMatches);
    assert_eq!(error.status(), 200);
    assert_eq!(
        read_patient_search(&body(&error)),
        Ok(PatientSearch::TooManyMatches)
    );
}

fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::NoAuthorization,
        Refusal::NoToken,
        Refusal::BadToken,
        Refusal::MissingHeader("X-Request-ID"),
        Refusal::BadHeader {
            header: "X-Request-ID",
            required: "must be a UUID",
        },
        Refusal::NoRoleChosen,
        Refusal::NotYourRole,
        Refusal::NoUser,
        Refusal::Anonymous(vec!["organisation name".into()]),
        Refusal::NoActivity,
        Refusal::BadSearch("patient:identifier is required, the search has none".into()),
        Refusal::BadNumber(NhsNumber::parse("9000000000").unwrap_err()),
    ]
}

/// IDN-3, IDN-4, IDN-5, ASN-6.
#[test]
fn each_door_has_its_own_words_for_a_refusal() {
    let mut told = String::new();
    for refusal in refusals() {
        writeln!(told, "cpis {}", cpis_refusal(&refusal)).unwrap();
        writeln!(told, "pds  {}", pds_refusal(&refusal, "V")).unwrap();
    }
    insta::assert_snapshot!(told);
}
