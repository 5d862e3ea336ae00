use cpis_vocabulary::Refusal;
use cpis_wire::{
    cpis_refusal,
    query::{audit_event, care_team, flag},
};
use std::fmt::Write as _;

const SYSTEM: &str = "https://fhir.nhs.uk/Id/nhs-number";

fn number() -> String {
    crate::people::child().to_string()
}

/// IDN-4, SRC-1.
#[test]
fn the_child_is_named_by_its_identifier() {
    let n = number();
    for query in [
        format!("patient:identifier={SYSTEM}|{n}"),
        format!("patient:identifier={SYSTEM}%7C{n}"),
        format!("patient%3Aidentifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7c{n}"),
        format!("_format=json&patient:identifier={SYSTEM}|{n}"),
        format!("&patient:identifier={SYSTEM}|{n}&_format=application/fhir+json&"),
        format!("patient:identifier={SYSTEM}|{n}&_format=application/fhir%2Bjson"),
    ] {
        assert_eq!(care_team(&query), Ok(crate::people::child()), "{query}");
    }
}

/// IDN-4, ENV-4.
#[test]
fn a_search_for_plans_takes_nothing_else() {
    let n = number();
    let good = format!("patient:identifier={SYSTEM}|{n}");
    let mut told = String::new();
    for query in [
        String::new(),
        "patient:identifier".into(),
        "patient:identifier=".into(),
        format!("patient:identifier={n}"),
        format!("patient:identifier={SYSTEM}{n}"),
        format!("patient:identifier=|{n}"),
        format!("patient:identifier=https://example.com/Id|{n}"),
        format!("patient:identifier={SYSTEM}|"),
        format!("patient:identifier={SYSTEM}|{n}0"),
        format!("patient:identifier={SYSTEM}|999000001O"),
        format!("patient:identifier={SYSTEM}|9000000000"),
        format!("patient:identifier={SYSTEM}|{n}%20"),
        format!("patient:identifier={SYSTEM}|%ff"),
        format!("{good}&{good}"),
        format!("{good}&patient={n}"),
        format!("{good}&{n}=1"),
        format!("{good}&_include=*"),
        format!("{good}&_format=xml"),
        format!("{good}&_format=json&_format=json"),
        format!("Patient:identifier={SYSTEM}|{n}"),
    ] {
        let refusal = care_team(&query).unwrap_err();
        let error = cpis_refusal(&refusal).to_string();
        assert!(!error.contains(&n), "a refusal repeats no number: {error}");
        assert!(
            error.starts_with("400 INVALID_SEARCH_DATA"),
            "{query}: {error}"
        );
        writeln!(told, "{query}\n  {error}").unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn previous_views_take_one_include() {
    let good = format!("patient:identifier={SYSTEM}|{}", number());
    let include = "_include=AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED";
    assert!(!audit_event(&good).unwrap().include);
    assert!(audit_event(&format!("{good}&{include}")).unwrap().include);
    assert!(
        audit_event(&format!("{}&{good}", include.replace('|', "%7C")))
            .unwrap()
            .include
    );
    for bad in [
        "_include=",
        "_include=AuditEvent:entity-type",
        &format!("{include}&{include}"),
    ] {
        let found = audit_event(&format!("{good}&{bad}"));
        assert!(
            matches!(found, Err(Refusal::BadSearch(_))),
            "{bad}: {found:?}"
        );
    }
}

/// ALT-2.
#[test]
fn flags_are_asked_for_by_number_and_code() {
    let n = number();
    let system = "https://fhir.nhs.uk/England/CodeSystem/England-FlagCategoryPatient";
    let code = "child-protection-information-system-flag";
    for (query, expected) in [
        (format!("patient={n}"), Some(true)),
        (format!("patient={n}&code={code}"), Some(true)),
        (format!("code={system}%7C{code}&patient={n}"), Some(true)),
        (
            format!("patient={n}&code=female-genital-mutilation-flag"),
            Some(false),
        ),
        (format!("patient={n}&code=child-protection"), None),
        (format!("patient={n}&code="), None),
        (format!("patient={n}&code=https://example.com|{code}"), None),
        (format!("patient={n}&patient={n}"), None),
        (format!("patient=Patient/{n}"), None),
        (format!("patient:identifier={SYSTEM}|{n}"), None),
        ("patient=".into(), None),
        (String::new(), None),
    ] {
        let found = flag(&query).ok();
        assert_eq!(found.map(|found| found.wants_cpis), expected, "{query}");
        assert!(found.is_none_or(|found| found.child == crate::people::child()));
    }
}
