use crate::people::day;
use cpis_vocabulary::Gender;
use cpis_wire::query::{DateRange, PdsQuery, Reach};
use proptest::prelude::*;
use std::fmt::Write as _;

fn one_day(text: &str) -> DateRange {
    DateRange {
        from: Some(day(text)),
        to: Some(day(text)),
    }
}

/// The least that is searched for.
fn smith() -> PdsQuery {
    PdsQuery {
        family: Some("Smith".into()),
        given: vec![],
        gender: None,
        birth: one_day("2010-10-22"),
        death: None,
        postcode: None,
        practice: None,
        email: None,
        phone: None,
        reach: Reach::Now,
        exact_match: false,
        max_results: None,
    }
}

const SMITH: &str = "family=Smith&birthdate=2010-10-22";

#[test]
fn every_documented_parameter_is_read() {
    let query = PdsQuery::parse(
        "family=O%27Reilly&given=Zo%C3%AB+Anne&given=Mary&gender=female&birthdate=eq2013-05-17\
         &death-date=ge2020-01-01&death-date=le2020-12-31&address-postalcode=LS1+6AE\
         &general-practitioner=Y12345&email=zoe@example.com&phone=%2B441632960123\
         &_exact-match=true&_history=false&_fuzzy-match=false&_max-results=50",
    );
    let expected = PdsQuery {
        family: Some("O'Reilly".into()),
        given: vec!["Zoë Anne".into(), "Mary".into()],
        gender: Some(Gender::Female),
        birth: one_day("2013-05-17"),
        death: Some(DateRange {
            from: Some(day("2020-01-01")),
            to: Some(day("2020-12-31")),
        }),
        postcode: Some("LS1 6AE".into()),
        practice: Some("Y12345".into()),
        email: Some("zoe@example.com".into()),
        phone: Some("+441632960123".into()),
        reach: Reach::Now,
        exact_match: true,
        max_results: Some(50),
    };
    assert_eq!(query, Ok(expected));
}

#[test]
fn a_date_is_a_day_or_a_range() {
    let (first, last) = (Some(day("2013-05-17")), Some(day("2013-06-17")));
    for (dates, from, to) in [
        ("birthdate=2013-05-17", first, first),
        ("birthdate=eq2013-05-17", first, first),
        ("birthdate=ge2013-05-17", first, None),
        ("birthdate=le2013-06-17", None, last),
        ("birthdate=le2013-06-17&birthdate=ge2013-05-17", first, last),
    ] {
        let query = PdsQuery::parse(&format!("family=Smith&{dates}")).unwrap();
        assert_eq!(query.birth, DateRange { from, to }, "{dates}");
        let dates = dates.replace("birthdate", "death-date");
        let query = PdsQuery::parse(&format!("{SMITH}&{dates}")).unwrap();
        assert_eq!(query.death, Some(DateRange { from, to }), "{dates}");
    }
}

#[test]
fn a_search_reaches_as_far_as_it_says() {
    let place = "gender=female&address-postcode=LS1";
    for (query, reach) in [
        (SMITH.to_owned(), Reach::Now),
        (format!("{SMITH}&_fuzzy-match=false"), Reach::Now),
        (format!("{SMITH}&_history=true"), Reach::History),
        (
            format!("{SMITH}&given=Jane&_fuzzy-match=true"),
            Reach::Fuzzy,
        ),
        (
            format!("{SMITH}&given=Jane&_fuzzy-match=true&_history=false"),
            Reach::Fuzzy,
        ),
        (format!("{SMITH}&{place}&_fuzzy-match=true"), Reach::Fuzzy),
        (
            format!("given=Jane&birthdate=2010-10-22&{place}&_fuzzy-match=true"),
            Reach::Fuzzy,
        ),
    ] {
        let found = PdsQuery::parse(&query).map(|query| query.reach);
        assert_eq!(found, Ok(reach), "{query}");
    }
    assert_eq!(PdsQuery::parse(SMITH), Ok(smith()));
}

#[test]
fn a_wildcard_stands_anywhere_after_the_second_character() {
    for family in ["Sm*", "Sm%2A", "Sm*th", "S%20m*", "Smi**", "O'*"] {
        let query = PdsQuery::parse(&format!("family={family}&birthdate=2010-10-22"));
        assert!(query.is_ok(), "{family}: {query:?}");
    }
    for postcode in ["LS*", "LS1*", "LS1+6*", "L+S*", "ls1 6a*"] {
        for name in ["address-postalcode", "address-postcode"] {
            let query = PdsQuery::parse(&format!("{SMITH}&{name}={postcode}"));
            assert!(query.is_ok(), "{name} {postcode}: {query:?}");
        }
    }
}

/// SRC-6.
#[test]
fn pds_checks_a_search_in_the_published_order() {
    let mut told = String::new();
    for query in REFUSED.iter().flat_map(|rows| rows.iter()) {
        let error = PdsQuery::parse(query).expect_err(query);
        writeln!(told, "{query}\n  {error}").unwrap();
    }
    insta::assert_snapshot!(told);
}

const REFUSED: [&[&str]; 5] = [NOTHING, DATES, MALFORMED, TOO_LITTLE, EXCLUSIVE];

const NOTHING: &[&str] = &[
    "",
    "&",
    "manufacturer=Ford&model=focus&year=2003",
    "family=Smith&birthdate=eq2010-10-22&year=2003",
    "year=2003&year=2004&birthdate=nonsense",
    "Family=Smith&birthdate=2010-10-22",
    "email=j.smith@example.com&phone=0163",
    "gender=female",
    "family=%zz&birthdate=2010-10-22",
];

const DATES: &[&str] = &[
    "family=Smith&given=jane&gender=female&birthdate=20101022",
    "family=Smith&given=jane&gender=female&death-date=20101022",
    "family=Smith&birthdate=2010-02-30",
    "family=Smith&birthdate=",
    "family=Smith&birthdate=ge2010-10-22&birthdate=ge2010-10-23",
    "family=Smith&birthdate=2010-10-22&birthdate=le2010-10-23",
    "family=Smith&birthdate=ge2010-10-22&birthdate=le2010-10-23&birthdate=eq2010-10-23",
    "family=Smith&birthdate=gt2010-10-22",
    "family=Smith&birthdate=2010-10-22&death-date=2011",
];

const MALFORMED: &[&str] = &[
    "gender=mal&birthdate=eq2010-10-22",
    "gender=Female&birthdate=2010-10-22",
    "family=Smith&family=Jones&birthdate=2010-10-22",
    "family=&birthdate=2010-10-22",
    "family=+&birthdate=2010-10-22",
    "family=%2Amith&birthdate=2010-10-22",
    "family=S*&birthdate=2010-10-22",
    "family=S+*&birthdate=2010-10-22",
    "family=Smith&given=J*&birthdate=2010-10-22",
    "family=abcdefghijklmnopqrstuvwxyzabcdefghij&birthdate=2010-10-22",
    "family=Smith&given=abcdefghijklmnopqrstuvwxyzabcdefghij&birthdate=2010-10-22",
    "birthdate=2010-10-22&given=a&given=b&given=c&given=d&given=e&given=f&given=g&given=h&given=i&given=j&given=k",
    "family=Smith&birthdate=2010-10-22&address-postalcode=L*",
    "family=Smith&birthdate=2010-10-22&address-postcode=+*",
    "family=Smith&birthdate=2010-10-22&address-postalcode=",
    "family=Smith&birthdate=2010-10-22&general-practitioner=Y-1",
    "family=Smith&birthdate=2010-10-22&general-practitioner=",
    "family=Smith&birthdate=2010-10-22&email=",
    "family=Smith&birthdate=2010-10-22&phone=1&phone=2",
    "family=Smith&birthdate=2010-10-22&_max-results=0",
    "family=Smith&birthdate=2010-10-22&_max-results=51",
    "family=Smith&birthdate=2010-10-22&_max-results=+5",
    "family=Smith&birthdate=2010-10-22&_exact-match=yes",
    "family=Smith&birthdate=2010-10-22&_fuzzy-match=TRUE",
    "family=Smith&birthdate=2010-10-22&_history=1",
    "gender=mal",
    "_max-results=51",
];

const TOO_LITTLE: &[&str] = &[
    "birthdate=eq2010-10-22",
    "birthdate=ge2010-10-22&given=Jane&gender=female&address-postalcode=LS1",
    "birthdate=2010-10-22&email=j.smith@example.com&phone=0163",
    "birthdate=2010-10-22&given=Jane&_history=true",
    "family=Smith&birthdate=2010-10-22&_fuzzy-match=true",
    "family=Smith&birthdate=2010-10-22&gender=female&_fuzzy-match=true",
    "family=Smith&birthdate=2010-10-22&address-postalcode=LS1&_fuzzy-match=true",
    "given=Jane&birthdate=2010-10-22&gender=female&_fuzzy-match=true",
    "given=Jane&birthdate=2010-10-22&address-postalcode=LS1&_fuzzy-match=true",
    "birthdate=2010-10-22&gender=female&address-postalcode=LS1&_fuzzy-match=true",
];

const EXCLUSIVE: &[&str] = &[
    "family=Smith&birthdate=2010-10-22&address-postcode=LS1&address-postalcode=LS1",
    "birthdate=2010-10-22&address-postcode=LS1&address-postalcode=LS1",
    "address-postcode=LS1&address-postalcode=LS1",
    "family=Sm*&given=Jane&birthdate=2010-10-22&_fuzzy-match=true",
    "family=Smith&given=Ja*&birthdate=2010-10-22&_fuzzy-match=true",
    "family=Smith&birthdate=2010-10-22&gender=female&address-postalcode=LS*&_fuzzy-match=true",
];

proptest! {
    #[test]
    fn any_query_is_read_or_refused(query in ".{0,200}") {
        let _ = PdsQuery::parse(&query);
    }

    #[test]
    fn known_parameters_with_any_values_are_read_or_refused(
        pairs in prop::collection::vec((0..KNOWN.len(), "[*a-z0-9 %+-]{0,12}"), 1..8),
    ) {
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={value}", KNOWN[*name])).collect();
        if let Ok(read) = PdsQuery::parse(&query.join("&")) {
            prop_assert!(read.birth.from.is_some() || read.birth.to.is_some());
            prop_assert!(read.family.is_some() || read.reach == Reach::Fuzzy);
            prop_assert!(read.reach != Reach::Fuzzy || !read.family.unwrap_or_default().contains('*'));
        }
    }
}

const KNOWN: [&str; 9] = [
    "family",
    "given",
    "gender",
    "birthdate=ge2010-10-22&death-date",
    "birthdate=2010-10-22&email",
    "address-postalcode",
    "general-practitioner",
    "family=Sm*&given=Jo&birthdate=2010-10-22&phone",
    "family=Smith&given=Jo&birthdate=2010-10-22&_fuzzy-match=true&phone",
];
