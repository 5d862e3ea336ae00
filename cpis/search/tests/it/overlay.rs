//! Changed and added records take the place of generated ones. SRC-7, SRC-8.

use chrono::NaiveDate;
use cpis_population::{Case, Population, Settings, sandbox};
use cpis_search::{ExactIndex, Match, Overlay, Query, find};
use cpis_vocabulary::{Gender, Patient, PatientStatus};
use std::sync::Arc;

struct World {
    population: Population,
    index: ExactIndex,
    overlay: Overlay,
}

impl World {
    fn new() -> Self {
        let settings = Settings {
            patients: 5_000,
            ..Settings::default()
        };
        let population = Population::new(settings).unwrap();
        let index = ExactIndex::build(&population);
        Self {
            population,
            index,
            overlay: Overlay::default(),
        }
    }

    fn find(&self, query: &Query) -> Vec<Match> {
        find(&self.population, &self.index, &self.overlay, query)
    }

    fn child(&self) -> Patient {
        let index = self.population.cases(Case::Open).next().unwrap();
        self.population.patient(index)
    }
}

fn query(patient: &Patient) -> Query {
    let birth = patient.birth_date.unwrap();
    Query::new(&patient.name.as_ref().unwrap().family, birth..=birth)
}

fn renamed(patient: &Patient, family: &str) -> Patient {
    let mut changed = patient.clone();
    changed.name.as_mut().unwrap().family = family.into();
    changed
}

#[test]
fn a_changed_name_is_found_and_the_old_one_is_not() {
    let mut world = World::new();
    let child = world.child();
    let changed = Arc::new(renamed(&child, "Żółć-O'Overlay"));
    assert_eq!(world.overlay.insert(changed.clone()), None);
    let numbers = |found: Vec<Match>| found.iter().map(Match::number).collect::<Vec<_>>();
    assert!(!numbers(world.find(&query(&child))).contains(&child.number));
    let birth = child.birth_date.unwrap();
    let found = world.find(&Query::new("ZOLC OOVERLAY", birth..=birth));
    assert_eq!(found, [Match::Changed(changed.clone())]);

    assert_eq!(world.overlay.remove(child.number), Some(changed));
    assert!(numbers(world.find(&query(&child))).contains(&child.number));
    assert_eq!(world.find(&Query::new("ZOLC OOVERLAY", birth..=birth)), []);
}

#[test]
fn a_record_put_twice_is_found_by_its_last_name_only() {
    let mut world = World::new();
    let child = world.child();
    let born = NaiveDate::MIN..=NaiveDate::MAX;
    world
        .overlay
        .insert(Arc::new(renamed(&child, "Firstoverlay")));
    world
        .overlay
        .insert(Arc::new(renamed(&child, "Secondoverlay")));
    assert_eq!(world.overlay.len(), 1);
    assert_eq!(world.find(&Query::new("Firstoverlay", born.clone())), []);
    assert_eq!(world.find(&Query::new("Secondoverlay", born)).len(), 1);
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
        let mut world = World::new();
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
    let mut world = World::new();
    for patient in sandbox::patients() {
        world.overlay.insert(Arc::new(patient));
    }
    let day: NaiveDate = "2010-10-22".parse().unwrap();
    let rows = [
        (
            Query::new("Smith", day..=day).with_given("jane"),
            Some("9000000009"),
        ),
        (
            Query::new("smythe", day..=day).with_gender(Gender::Female),
            Some("9000000025"),
        ),
        (
            Query::new("smythe", day..=day).with_gender(Gender::Male),
            None,
        ),
        (Query::new("smythe", day..=day).with_given("Jane"), None),
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
    let mut world = World::new();
    let mut patient = renamed(&world.child(), "Severalnames");
    patient.name.as_mut().unwrap().given = vec!["Jane Marie Anne".into(), "Jo".into()];
    let born = patient.birth_date.unwrap()..=patient.birth_date.unwrap();
    world.overlay.insert(Arc::new(patient));
    for (given, expected) in [
        ("Jane", 1),
        ("marie anne", 1),
        ("Anne Jo", 1),
        ("Mar", 0),
        ("Jo Jane", 0),
    ] {
        let asked = Query::new("Severalnames", born.clone()).with_given(given);
        assert_eq!(world.find(&asked).len(), expected, "{given}");
    }
}

#[test]
fn generated_and_changed_records_share_one_order() {
    let mut world = World::new();
    let born = NaiveDate::MIN..=NaiveDate::MAX;
    let asked = Query::new("Smith", born);
    let before = world.find(&asked);
    let Some(Match::Generated { index, .. }) = before.get(before.len() / 2) else {
        panic!("nobody is called Smith");
    };
    let same = Arc::new(world.population.patient(*index));
    world.overlay.insert(same.clone());
    let after = world.find(&asked);
    assert!(after.contains(&Match::Changed(same)));
    let numbers = |found: &[Match]| found.iter().map(Match::number).collect::<Vec<_>>();
    assert_eq!(numbers(&after), numbers(&before));
}
