use crate::people::day;
use cpis_vocabulary::{Gender, Refusal};
use cpis_wire::{
    cpis_refusal,
    query::{BirthDates, PdsQuery, audit_event, care_team, flag},
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

#[test]
fn a_pds_search_is_read() {
    let query = PdsQuery::parse(
        "family=O%27Reilly&given=Zo%C3%AB+Anne&given=Mary&gender=female&birthdate=eq2013-05-17\
         &_exact-match=true&_history=false&_fuzzy-match=false&_max-results=50",
    );
    let expected = PdsQuery {
        family: "O'Reilly".into(),
        given: vec!["Zoë Anne".into(), "Mary".into()],
        gender: Some(Gender::Female),
        birth: BirthDates {
            from: Some(day("2013-05-17")),
            to: Some(day("2013-05-17")),
        },
        exact_match: true,
        max_results: Some(50),
    };
    assert_eq!(query, Ok(expected));
    for (dates, from, to) in [
        (
            "birthdate=2013-05-17",
            Some(day("2013-05-17")),
            Some(day("2013-05-17")),
        ),
        ("birthdate=ge2013-05-17", Some(day("2013-05-17")), None),
        ("birthdate=le2013-05-17", None, Some(day("2013-05-17"))),
        (
            "birthdate=le2013-06-17&birthdate=ge2013-05-17",
            Some(day("2013-05-17")),
            Some(day("2013-06-17")),
        ),
    ] {
        let query = PdsQuery::parse(&format!("family=Smith&{dates}")).unwrap();
        assert_eq!(query.birth, BirthDates { from, to }, "{dates}");
    }
}

/// SRC-6.
#[test]
fn pds_checks_a_search_in_the_published_order() {
    let mut told = String::new();
    for query in [
        "",
        "&",
        "manufacturer=Ford&model=focus&year=2003",
        "family=Smith&birthdate=eq2010-10-22&year=2003",
        "year=2003&year=2004&birthdate=nonsense",
        "email=j.smith@example.com&phone=0163",
        "family=Smith&given=jane&gender=female&birthdate=20101022",
        "family=Smith&given=jane&gender=female&death-date=20101022",
        "birthdate=eq2010-10-22",
        "gender=female",
        "gender=mal&birthdate=eq2010-10-22",
        "gender=Female&birthdate=2010-10-22",
        "family=Smith&birthdate=2010-02-30",
        "family=Smith&birthdate=ge2010-10-22&birthdate=ge2010-10-23",
        "family=Smith&birthdate=2010-10-22&birthdate=le2010-10-23",
        "family=Smith&birthdate=ge2010-10-22&birthdate=le2010-10-23&birthdate=eq2010-10-23",
        "family=Smith&birthdate=gt2010-10-22",
        "family=Smith&family=Jones&birthdate=2010-10-22",
        "family=&birthdate=2010-10-22",
        "family=%2Amith&birthdate=2010-10-22",
        "family=S*&birthdate=2010-10-22",
        "family=Sm*&birthdate=2010-10-22",
        "family=Smith&given=Ja%2A&birthdate=2010-10-22",
        "family=abcdefghijklmnopqrstuvwxyzabcdefghij&birthdate=2010-10-22",
        "family=Smith&birthdate=2010-10-22&_max-results=0",
        "family=Smith&birthdate=2010-10-22&_max-results=51",
        "family=Smith&birthdate=2010-10-22&_max-results=+5",
        "family=Smith&birthdate=2010-10-22&_exact-match=yes",
        "family=Smith&birthdate=2010-10-22&_fuzzy-match=true",
        "family=Smith&given=Jane&birthdate=2010-10-22&_fuzzy-match=true",
        "given=Jane&birthdate=2010-10-22&gender=female&_fuzzy-match=true",
        "given=Jane&birthdate=2010-10-22&gender=female&address-postalcode=LS1&_fuzzy-match=true",
        "family=Smith&birthdate=2010-10-22&_history=true",
        "family=Smith&birthdate=2010-10-22&address-postcode=LS1%206AE",
        "family=Smith&birthdate=2010-10-22&address-postalcode=L*",
        "family=Smith&birthdate=2010-10-22&address-postcode=LS1&address-postalcode=LS1",
        "family=Smith&birthdate=2010-10-22&death-date=le2011-01-01",
        "family=Smith&birthdate=2010-10-22&general-practitioner=Y12345",
        "family=Smith&birthdate=2010-10-22&email=j.smith@example.com",
        "family=Smith&birthdate=2010-10-22&phone=01632960587",
        "family=%zz&birthdate=2010-10-22",
    ] {
        let error = PdsQuery::parse(query).expect_err(query);
        writeln!(told, "{query}\n  {error}").unwrap();
    }
    insta::assert_snapshot!(told);
}
