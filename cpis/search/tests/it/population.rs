//! Searching the generated population is complete and sound. SRC-7, SRC-8.

use chrono::{Datelike, NaiveDate, TimeDelta};
use cpis_population::{Case, Population, Settings};
use cpis_search::{Days, Directory, Index, Overlay, Query, fold};
use cpis_vocabulary::{NhsNumber, PatientStatus};
use proptest::prelude::*;
use std::sync::LazyLock;

static PEOPLE: LazyLock<(Population, Index)> = LazyLock::new(|| people(30_000));

fn people(patients: u64) -> (Population, Index) {
    let settings = Settings {
        patients,
        ..Settings::default()
    };
    let population = Population::new(settings).unwrap();
    let index = Index::build(&population);
    (population, index)
}

fn search(query: &Query) -> Vec<NhsNumber> {
    let (population, index) = &*PEOPLE;
    ask(population, index, query)
}

fn ask(population: &Population, index: &Index, query: &Query) -> Vec<NhsNumber> {
    let directory = Directory {
        population,
        index,
        overlay: &Overlay::default(),
    };
    let found = directory.find(query, usize::MAX).unwrap();
    found.iter().map(cpis_search::Match::number).collect()
}

fn called(family: &str, born: Days) -> Query {
    Query::default().with_family(family).with_born(born)
}

/// Somebody who can be found, folded.
struct Somebody {
    family: String,
    given: Vec<String>,
    birth: NaiveDate,
    number: NhsNumber,
}

/// Everybody who can be found, in the stated order, read from the whole records.
static EVERYBODY: LazyLock<Vec<Somebody>> = LazyLock::new(|| {
    let (population, _) = &*PEOPLE;
    let mut everybody: Vec<_> = (0..population.len())
        .map(|index| population.patient(index))
        .filter(|patient| is_usable(patient.status))
        .map(|patient| {
            let name = patient.name.unwrap();
            Somebody {
                family: fold(&name.family),
                given: name.given.iter().map(|one| fold(one)).collect(),
                birth: patient.birth_date.unwrap(),
                number: patient.number,
            }
        })
        .collect();
    everybody.sort_by_key(|one| (one.family.clone(), one.given.clone(), one.birth, one.number));
    everybody
});

fn is_usable(status: PatientStatus) -> bool {
    match status {
        PatientStatus::Ordinary | PatientStatus::Restricted => true,
        PatientStatus::Superseded { .. } | PatientStatus::Invalidated => false,
    }
}

/// Who matches, read one by one.
fn scan(family: &str, born: Days, given: Option<&str>) -> Vec<NhsNumber> {
    EVERYBODY
        .iter()
        .filter(|one| one.family == fold(family) && born.contains(one.birth))
        .filter(|one| given.is_none_or(|given| one.given.contains(&fold(given))))
        .map(|one| one.number)
        .collect()
}

fn days(birth: NaiveDate, around: i64) -> Days {
    Days::between(
        birth - TimeDelta::days(around),
        birth + TimeDelta::days(around),
    )
}

#[test]
fn everybody_who_can_be_found_is_found_by_name_and_birthday() {
    let (population, index) = &*PEOPLE;
    let mut findable = 0;
    for patient in (0..population.len()).map(|index| population.patient(index)) {
        let birth = patient.birth_date.unwrap();
        let name = patient.name.unwrap();
        let query = called(&name.family, Days::day(birth))
            .with_given(&name.given[0])
            .with_gender(patient.gender.unwrap());
        let usable = is_usable(patient.status);
        findable += usize::from(usable);
        let found = search(&query);
        assert_eq!(
            found.contains(&patient.number),
            usable,
            "{:?}",
            patient.number
        );
    }
    assert_eq!(index.len(), findable);
}

#[test]
fn a_frequent_name_over_years_gives_what_a_scan_gives_in_its_order() {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let ever = Days::between(day(1900, 1, 1), day(2030, 1, 1));
    let rows = [
        ("Smith", ever, None),
        (
            "jones",
            Days::between(day(2011, 8, 1), day(2011, 8, 31)),
            None,
        ),
        (
            "TAYLOR",
            Days::between(day(2010, 1, 1), day(2019, 12, 31)),
            Some("Oliver"),
        ),
        ("O BRIEN", ever, None),
        ("desouza", ever, None),
        ("Muller", ever, None),
        ("nobody", ever, None),
    ];
    for (family, born, given) in rows {
        let mut query = called(family, born);
        if let Some(given) = given {
            query = query.with_given(given);
        }
        assert_eq!(search(&query), scan(family, born, given), "{family}");
    }
}

#[test]
fn neighbouring_days_are_apart_and_both_ends_of_a_range_count() {
    let (population, _) = &*PEOPLE;
    let child = population.cases(Case::Open).next().unwrap();
    let (number, birth) = (population.number(child), population.birth_date(child));
    let family = population.family_name(child).to_string();
    let day = |offset: i64| birth + TimeDelta::days(offset);
    let rows = [
        (Days::between(day(0), day(0)), true),
        (Days::between(day(-1), day(0)), true),
        (Days::between(day(0), day(1)), true),
        (Days::between(day(1), day(30)), false),
        (Days::between(day(-30), day(-1)), false),
        (Days::between(day(1), day(-1)), false),
    ];
    for (born, expected) in rows {
        let found = search(&called(&family, born)).contains(&number);
        assert_eq!(found, expected, "{born:?}");
    }
}

#[test]
fn restricted_children_are_found_and_replaced_numbers_are_not() {
    let (population, _) = &*PEOPLE;
    for case in [
        Case::Restricted,
        Case::Survivor,
        Case::SupersededWithPlan,
        Case::Invalidated,
    ] {
        let index = population.cases(case).next().unwrap();
        let birth = population.birth_date(index);
        let family = population.family_name(index).to_string();
        let found = search(&called(&family, Days::day(birth)));
        let expected = matches!(case, Case::Restricted | Case::Survivor);
        assert_eq!(
            found.contains(&population.number(index)),
            expected,
            "{case:?}"
        );
    }
}

#[test]
fn all_given_names_asked_for_have_to_be_borne() {
    let (population, _) = &*PEOPLE;
    let twice = (0..population.len())
        .find(|index| {
            population.can_be_found(*index) && population.given_names(*index).count() == 2
        })
        .unwrap();
    let names: Vec<&str> = population.given_names(twice).collect();
    let birth = population.birth_date(twice);
    let family = population.family_name(twice).to_string();
    let both = format!("{} {}", names[0], names[1]);
    let back = format!("{} {}", names[1], names[0]);
    let rows: [(&[&str], bool); 6] = [
        (&[names[0]], true),
        (&[names[1]], true),
        (&[names[1], names[0]], true),
        (&[&both], true),
        (&[&back], false),
        (&[names[0], "Nobodysname"], false),
    ];
    for (asked, expected) in rows {
        let query = asked
            .iter()
            .fold(called(&family, Days::day(birth)), |query, name| {
                query.with_given(name)
            });
        let found = search(&query).contains(&population.number(twice));
        assert_eq!(found, expected, "{asked:?}");
    }
}

#[test]
fn a_name_of_marks_alone_finds_nobody() {
    let born = Days::between(NaiveDate::MIN, NaiveDate::MAX);
    assert_eq!(search(&called("'-", born)), []);
    assert_eq!(search(&called("Smith", born).with_given(" ")), []);
}

#[test]
fn small_populations_are_indexed_too() {
    for patients in [1, 2, 3, 9, 100] {
        let (population, index) = people(patients);
        assert!(!index.is_empty());
        for at in (0..patients).filter(|at| population.can_be_found(*at)) {
            let birth = population.birth_date(at);
            let family = population.family_name(at).to_string();
            let query = called(&family, Days::day(birth));
            let found = ask(&population, &index, &query);
            assert!(found.contains(&population.number(at)), "{at}");
        }
    }
}

proptest! {
    #[test]
    fn a_search_gives_what_a_scan_gives(index in 0..30_000_u64, around in 0..900_i64, marks in 0..4_usize, with_given: bool) {
        let (population, _) = &*PEOPLE;
        let birth = population.birth_date(index);
        let family = population.family_name(index).to_string();
        let spelt = match marks {
            0 => family.to_uppercase(),
            1 => fold(&family),
            2 => family.chars().flat_map(|letter| [letter, '-']).collect(),
            _ => format!(" {family} "),
        };
        let given = population.given_names(index).last().filter(|_| with_given);
        let born = days(birth, around);
        let mut query = called(&spelt, born);
        if let Some(given) = given {
            query = query.with_given(given);
        }
        prop_assert_eq!(search(&query), scan(&family, born, given), "{} {}", spelt, birth.year());
    }
}
