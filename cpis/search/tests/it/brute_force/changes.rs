//! Patients who are changed, added and taken out, as teachers and testers do.

use super::chance::Chance;
use chrono::TimeDelta;
use cpis_population::Population;
use cpis_search::Overlay;
use cpis_vocabulary::{
    Address, Gender, NhsNumber, Patient, PatientStatus, PersonName, Telecom, TelecomKind,
};
use std::collections::BTreeMap;
use std::sync::Arc;

const FAMILIES: [&str; 12] = [
    "Smith",
    "Smyth",
    "O’Neill",
    "de la Cruz",
    "Weiß",
    "Łukasik-Jørgensen",
    "王",
    "Smithson",
    "Ó Súilleabháin",
    "Nguyễn",
    "İnci",
    "Li",
];
const GIVEN: [&str; 10] = [
    "Ann",
    "Anne-Marie",
    "Jane Marie",
    "John Paul",
    "Zoë",
    "Jo",
    "李",
    "-",
    "Smith",
    "Catherine",
];

/// What stands over the population, by number.
pub(super) type Changed = BTreeMap<NhsNumber, Patient>;

/// Changes so many times; some patients more than once, some are taken out again.
pub(super) fn change(
    population: &Population,
    times: usize,
    chance: &mut Chance,
) -> (Overlay, Changed) {
    let (mut overlay, mut changed) = (Overlay::default(), Changed::new());
    for _ in 0..times {
        if chance.percent(5)
            && let Some(number) = changed
                .keys()
                .nth(chance.below(changed.len().min(50)))
                .copied()
        {
            assert!(overlay.remove(number).is_some());
            changed.remove(&number);
            continue;
        }
        let patient = changed_patient(population, &changed, chance);
        overlay.insert(Arc::new(patient.clone()));
        changed.insert(patient.number, patient);
    }
    assert_eq!(overlay.len(), changed.len());
    (overlay, changed)
}

fn changed_patient(population: &Population, changed: &Changed, chance: &mut Chance) -> Patient {
    let patients = usize::try_from(population.len()).unwrap();
    let index = u64::try_from(chance.below(patients)).unwrap();
    let mut patient = population.patient(index);
    if let Some(earlier) = changed.get(&patient.number) {
        patient = earlier.clone();
    }
    if chance.percent(20) {
        // Somebody new, with a number that the population does not hold.
        patient.number = (0..)
            .find_map(|_| {
                let stem = 900_000_000 + u32::try_from(chance.below(99_000_000)).unwrap();
                NhsNumber::from_stem(stem).filter(|new| population.index(*new).is_none())
            })
            .unwrap();
        patient.status = PatientStatus::Ordinary;
    }
    for _ in 0..=chance.below(3) {
        one_field(&mut patient, population, chance);
    }
    patient
}

fn one_field(patient: &mut Patient, population: &Population, chance: &mut Chance) {
    match chance.below(16) {
        0..=4 => {
            let before = patient.name.replace(drawn_name(chance));
            patient.previous_names.extend(before);
        }
        5..=6 => {
            let off = i64::try_from(chance.below(3_000)).unwrap();
            patient.birth_date = patient.birth_date.map(|day| day - TimeDelta::days(off));
        }
        7 => patient.gender = *chance.pick(&[None, Some(Gender::Female), Some(Gender::Male)]),
        8..=9 => {
            let lines = vec!["1 Test Street".into()];
            let code = *chance.pick(&["ZZ99 3VZ", "zz993vz", "ZZ9 9AA"]);
            let address = Some(Address::new(lines, code.into()));
            if chance.percent(30) {
                patient.temporary_address = address;
            } else {
                let before = std::mem::replace(&mut patient.address, address);
                patient.previous_addresses.extend(before);
            }
        }
        10 => patient.status = PatientStatus::Restricted,
        11 => {
            let by = population.number(0);
            patient.status = *chance.pick(&[
                PatientStatus::Superseded { by },
                PatientStatus::Invalidated,
                PatientStatus::Ordinary,
            ]);
        }
        12 => patient.name = None,
        13 => patient.birth_date = None,
        14 => patient.death_date = patient.birth_date,
        _ => {
            patient.telecom = vec![
                Telecom::new(TelecomKind::Email, "Some.Body@Example.com "),
                Telecom::new(TelecomKind::Textphone, "+44 (0)1632 960123"),
            ];
        }
    }
}

fn drawn_name(chance: &mut Chance) -> PersonName {
    let given = (0..chance.below(3)).map(|_| (*chance.pick(&GIVEN)).into());
    PersonName::new(given.collect(), (*chance.pick(&FAMILIES)).into())
}
