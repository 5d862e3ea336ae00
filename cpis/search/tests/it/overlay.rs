//! Changed and added records take the place of generated ones. SRC-7, SRC-8.

use crate::world::World;
use chrono::NaiveDate;
use cpis_population::sandbox;
use cpis_search::{Days, Found, Match, Query, Score};
use cpis_vocabulary::{Gender, Patient, PatientStatus};
use std::sync::Arc;

const PATIENTS: u64 = 5_000;

impl World {
    fn find(&self, query: &Query) -> Vec<Match> {
        self.directory().find(query, usize::MAX).unwrap()
    }
}

fn query(patient: &Patient) -> Query {
    let birth = patient.birth_date.unwrap();
    called(&patient.name.as_ref().unwrap().family, Days::day(birth))
}

fn called(family: &str, born: Days) -> Query {
    Query::default().with_family(family).with_born(born)
}

fn renamed(patient: &Patient, family: &str) -> Patient {
    let mut changed = patient.clone();
    changed.name.as_mut().unwrap().family = family.into();
    changed
}

#[test]
fn a_changed_name_is_found_and_the_old_one_is_not() {
    let mut world = World::of(PATIENTS);
    let child = world.child();
    let changed = Arc::new(renamed(&child, "Żółć-O'Overlay"));
    assert_eq!(world.overlay.insert(changed.clone()), None);
    let numbers = |found: Vec<Match>| found.iter().map(Match::number).collect::<Vec<_>>();
    assert!(!numbers(world.find(&query(&child))).contains(&child.number));
    let birth = child.birth_date.unwrap();
    let found = world.find(&called("ZOLC OOVERLAY", Days::day(birth)));
    let expected = Match {
        found: Found::Changed(changed.clone()),
        score: Score::EXACT,
    };
    assert_eq!(found, [expected]);

    assert_eq!(world.overlay.remove(child.number), Some(changed));
    assert!(numbers(world.find(&query(&child))).contains(&child.number));
    assert_eq!(world.find(&called("ZOLC OOVERLAY", Days::day(birth))), []);
}

#[test]
fn a_record_put_twice_is_found_by_its_last_name_only() {
    let mut world = World::of(PATIENTS);
    let child = world.child();
    let born = Days::between(NaiveDate::MIN, NaiveDate::MAX);
    world
        .overlay
        .insert(Arc::new(renamed(&child, "Firstoverlay")));
    world
        .overlay
        .insert(Arc::new(renamed(&child, "Secondoverlay")));
    assert_eq!(world.overlay.len(), 1);
    assert_eq!(world.find(&called("Firstoverlay", born)), []);
    assert_eq!(world.find(&called("Secondoverlay", born)).len(), 1);
}

#[test]
fn a_changed_status_hides_or_keeps() {
    let by = "9000000017".parse().unwrap();
    let rows = [
        (PatientStatus::Ordinary, true),
        (PatientStatus::Restricted, true),
        (PatientStatus::Superseded { by }, false),
        (PatientStatus::Invalidated, false),
    ];
    for (status, expected) in rows {
        let mut world = World::of(PATIENTS);
        let child = world.child();
        world.overlay.insert(Arc::new(Patient {
            status,
            ..child.clone()
        }));
        let found = world.find(&query(&child));
        let listed = found.iter().any(|one| one.number() == child.number);
        assert_eq!(listed, expected, "{status:?}");
    }
}

#[test]
fn the_published_patients_are_found_by_what_they_have() {
    let mut world = World::of(PATIENTS);
    for patient in sandbox::patients() {
        world.overlay.insert(Arc::new(patient));
    }
    let day: NaiveDate = "2010-10-22".parse().unwrap();
    let rows = [
        (
            called("Smith", Days::day(day)).with_given("jane"),
            Some("9000000009"),
        ),
        (
            called("smythe", Days::day(day)).with_gender(Gender::Female),
            Some("9000000025"),
        ),
        (
            called("smythe", Days::day(day)).with_gender(Gender::Male),
            None,
        ),
        (called("smythe", Days::day(day)).with_given("Jane"), None),
    ];
    for (asked, expected) in rows {
        let found = world.find(&asked);
        let number = found.first().map(|one| one.number().to_string());
        assert_eq!(number.as_deref(), expected, "{asked:?}");
        assert!(found.len() < 2);
    }
}

#[test]
fn one_recorded_name_may_hold_several() {
    let mut world = World::of(PATIENTS);
    let mut patient = renamed(&world.child(), "Severalnames");
    patient.name.as_mut().unwrap().given = vec!["Jane Marie Anne".into(), "Jo".into()];
    let born = Days::day(patient.birth_date.unwrap());
    world.overlay.insert(Arc::new(patient));
    for (given, expected) in [
        ("Jane", 1),
        ("marie anne", 1),
        ("Anne Jo", 1),
        ("Mar", 0),
        ("Jo Jane", 0),
    ] {
        let asked = called("Severalnames", born).with_given(given);
        assert_eq!(world.find(&asked).len(), expected, "{given}");
    }
}

#[test]
fn generated_and_changed_records_share_one_order() {
    let mut world = World::of(PATIENTS);
    let born = Days::between(NaiveDate::MIN, NaiveDate::MAX);
    let asked = called("Smith", born);
    let before = world.find(&asked);
    let Found::Generated { index, .. } = &before[before.len() / 2].found else {
        panic!("nobody is called Smith");
    };
    let same = Arc::new(world.population.patient(*index));
    world.overlay.insert(same.clone());
    let after = world.find(&asked);
    assert!(
        after
            .iter()
            .any(|one| one.found == Found::Changed(same.clone()))
    );
    let numbers = |found: &[Match]| found.iter().map(Match::number).collect::<Vec<_>>();
    assert_eq!(numbers(&after), numbers(&before));
}
