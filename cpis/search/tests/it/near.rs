//! Whom a search would have found, had one criterion been another.

use crate::world::World;
use chrono::{Datelike, NaiveDate, TimeDelta};
use cpis_search::{Criterion, Days, Directory, NearMiss, Query, Widen};
use cpis_vocabulary::{Address, Gender, Patient, PatientStatus, PersonName};
use std::sync::Arc;

const PATIENTS: u64 = 20_000;

impl World {
    fn misses(&self, query: &Query) -> Vec<NearMiss> {
        let directory = self.directory();
        assert_eq!(directory.find(query, 50), Ok(vec![]), "{query:?}");
        let misses = directory.near_misses(query, 5);
        assert_eq!(misses, directory.near_misses(query, 5));
        misses
    }

    /// The first near miss is this patient, by this criterion, who has this in its place.
    fn check(&self, query: &Query, patient: &Patient, failed: Criterion, recorded: &str) {
        let misses = self.misses(query);
        let first = misses
            .first()
            .unwrap_or_else(|| panic!("{query:?} misses nobody"));
        assert_eq!(first.failed, failed, "{query:?}: {misses:?}");
        assert_eq!(first.found.number(), patient.number, "{query:?}");
        assert_eq!(first.recorded.as_deref(), Some(recorded), "{query:?}");
    }
}

fn born(patient: &Patient) -> NaiveDate {
    patient.birth_date.unwrap()
}

/// Everything that the record says.
fn all(patient: &Patient) -> Query {
    called(patient, &patient.name.as_ref().unwrap().family)
        .with_born(Days::day(born(patient)))
        .with_postcode(&patient.address.as_ref().unwrap().postcode)
}

fn called(patient: &Patient, family: &str) -> Query {
    Query::default()
        .with_family(family)
        .with_given(&patient.name.as_ref().unwrap().given[0])
        .with_gender(patient.gender.unwrap())
}

#[test]
fn the_criterion_that_fails_is_named_with_what_the_record_has() {
    let world = World::of(PATIENTS);
    let child = world.child();
    let name = child.name.as_ref().unwrap();
    let postcode = child.address.as_ref().unwrap().postcode.to_string();
    let day = born(&child);
    let other_day = (1..20)
        .map(|off| day + TimeDelta::days(off))
        .find(|one| one.day() % 10 != 0);
    let family = format!("{}q", name.family);
    let given = name.given.join(", ");
    let other = match child.gender.unwrap() {
        Gender::Female => Gender::Male,
        Gender::Male | Gender::Other | Gender::Unknown => Gender::Female,
    };
    let family_query = called(&child, &family).with_born(Days::day(day));
    world.check(&family_query, &child, Criterion::Family, &name.family);
    let query = all(&child).with_given("Zzyzx");
    world.check(&query, &child, Criterion::Given, &given);
    let query = all(&child).with_born(Days::day(other_day.unwrap()));
    world.check(&query, &child, Criterion::Born, &day.to_string());
    let query = all(&child).with_born(Days::year(day.year() + 1).unwrap());
    world.check(&query, &child, Criterion::Born, &day.to_string());
    let query = all(&child).with_gender(other);
    world.check(
        &query,
        &child,
        Criterion::Gender,
        child.gender.unwrap().as_str(),
    );
    let query = all(&child).with_postcode("ZZ99 9ZZ");
    world.check(&query, &child, Criterion::Postcode, &postcode);
    let practice = child.practice.as_ref().unwrap().organisation.to_string();
    let query = all(&child).with_practice("NOBODY".into());
    world.check(&query, &child, Criterion::Practice, &practice);
}

#[test]
fn day_and_month_swapped_are_one_step_away() {
    let mut world = World::of(PATIENTS);
    let mut child = world.child();
    child.birth_date = NaiveDate::from_ymd_opt(2011, 3, 4);
    world.overlay.insert(Arc::new(child.clone()));
    let swapped = NaiveDate::from_ymd_opt(2011, 4, 3).unwrap();
    let query = all(&child).with_born(Days::day(swapped));
    world.check(&query, &child, Criterion::Born, "2011-03-04");
    assert_eq!(world.misses(&query)[0].distance, 1);
}

#[test]
fn a_restricted_patient_is_missed_by_the_restriction_alone() {
    let mut world = World::of(PATIENTS);
    let child = Patient {
        status: PatientStatus::Restricted,
        ..world.child()
    };
    world.overlay.insert(Arc::new(child.clone()));
    world.check(&all(&child), &child, Criterion::Restriction, "restricted");
}

#[test]
fn a_previous_name_is_missed_for_want_of_history() {
    let mut world = World::of(PATIENTS);
    let mut child = world.child();
    let before = child.name.clone().unwrap();
    child.name.as_mut().unwrap().family = "Entirelydifferent".into();
    child.previous_names = vec![before.clone()];
    world.overlay.insert(Arc::new(child.clone()));
    let query = called(&child, &before.family).with_born(Days::day(born(&child)));
    world.check(&query, &child, Criterion::History, &before.family);
    let query = query.widened(Widen::Usual).exact_only();
    world.check(&query, &child, Criterion::Exactness, "0.95");
}

#[test]
fn what_is_told_of_the_past_is_what_was_asked_for() {
    let mut world = World::of(PATIENTS);
    let mut child = world.child();
    let (name, address) = (child.name.clone().unwrap(), child.address.clone().unwrap());
    child.previous_names = vec![PersonName::new(name.given.clone(), "Formername".into())];
    child.previous_addresses = vec![Address {
        postcode: "ZZ99 9ZZ".into(),
        ..address.clone()
    }];
    world.overlay.insert(Arc::new(child.clone()));
    for (family, postcode, recorded) in [
        (&*name.family, "ZZ99 9ZZ", "ZZ99 9ZZ"),
        ("Formername", &*address.postcode, "Formername"),
        ("Formername", "ZZ99 9ZZ", "Formername, ZZ99 9ZZ"),
    ] {
        let query = called(&child, family).with_born(Days::day(born(&child)));
        let query = query.with_postcode(postcode);
        world.check(&query, &child, Criterion::History, recorded);
    }
}

#[test]
fn a_temporary_address_is_as_near_as_the_one_at_home() {
    let mut world = World::of(PATIENTS);
    let mut child = world.child();
    let home = child.address.clone().unwrap();
    child.temporary_address = Some(Address {
        postcode: "ZZ99 9ZX".into(),
        ..home.clone()
    });
    world.overlay.insert(Arc::new(child.clone()));
    let query = all(&child).with_postcode("ZZ99 9ZZ");
    let recorded = format!("{}, ZZ99 9ZX", home.postcode);
    world.check(&query, &child, Criterion::Postcode, &recorded);
    assert_eq!(world.misses(&query)[0].distance, 1);
}

#[test]
fn misses_are_counted_by_criterion() {
    let world = World::of(PATIENTS);
    let child = world.child();
    let query = all(&child).with_postcode("ZZ99 9ZZ").with_given("Zzyzx");
    assert_eq!(world.directory().near_counts(&query), []);
    let family = &child.name.as_ref().unwrap().family;
    let query = Query::default()
        .with_family(family)
        .with_postcode("ZZ99 9ZZ");
    let mut counts: Vec<(Criterion, usize)> = Vec::new();
    let mut misses = world.directory().near_misses(&query, usize::MAX);
    misses.sort_by_key(|miss| miss.failed);
    for chunk in misses.chunk_by(|one, other| one.failed == other.failed) {
        counts.push((chunk[0].failed, chunk.len()));
    }
    assert!(!counts.is_empty());
    assert_eq!(world.directory().near_counts(&query), counts);
}

#[test]
fn two_things_wrong_are_no_near_miss_and_neither_is_a_match() {
    let world = World::of(PATIENTS);
    let child = world.child();
    let wrong = all(&child).with_family("Qqqq").with_postcode("ZZ99 9ZZ");
    let numbers: Vec<_> = world
        .misses(&wrong)
        .iter()
        .map(|miss| miss.found.number())
        .collect();
    assert!(!numbers.contains(&child.number));
    let directory = Directory {
        population: &world.population,
        index: &world.index,
        overlay: &world.overlay,
    };
    let near = directory.near_misses(&all(&child), 100);
    assert!(near.iter().all(|miss| miss.found.number() != child.number));
}
