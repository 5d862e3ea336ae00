//! The generated values of each version, by hash. DAT-2.
//!
//! When this fails on purpose: raise `GENERATOR_VERSION` and add a line to `golden.txt`. When it fails otherwise, the change in
//! hand moves people that recorded runs rely on.

use cpis_population::{GENERATOR_VERSION, Population, Range, Settings};
use cpis_vocabulary::{Patient, PersonName};
use std::fmt::Write;

/// FNV-1a: written out here, so that no library can change it.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn name(name: &PersonName) -> String {
    let prefix = name.prefix.as_deref().unwrap_or("-");
    format!("{prefix} {} {}", name.given.join(" "), name.family)
}

fn written(patient: &Patient) -> String {
    let mut text = format!("{} {} ", patient.number, patient.status.as_str());
    for one in patient.name.iter().chain(&patient.previous_names) {
        text.push_str(&name(one));
        text.push('|');
    }
    write!(
        text,
        "{:?} {:?} {:?} {:?} {:?}",
        patient.gender,
        patient.birth_date,
        patient.death_date,
        patient.birth_order,
        patient
            .practice
            .as_ref()
            .map(|practice| practice.organisation.as_str().to_owned())
    )
    .unwrap();
    for address in patient.address.iter().chain(&patient.previous_addresses) {
        write!(text, "|{}, {}", address.lines.join(", "), address.postcode).unwrap();
    }
    let ways = patient.telecom.iter().map(|way| &way.value);
    for value in ways.chain(patient.contacts.iter().map(|contact| &contact.phone)) {
        write!(text, "|{value}").unwrap();
    }
    let born = patient.birth_place.as_ref().unwrap();
    write!(text, "|{} {}", born.city, born.country).unwrap();
    if let Some(spoken) = &patient.language {
        write!(text, "|{} {}", spoken.language.code, spoken.interpreter).unwrap();
    }
    let marks = patient.name.iter().map(|name| &name.mark);
    for mark in marks.chain(patient.address.iter().map(|home| &home.mark)) {
        write!(text, "|{:?}", mark.period.map(|period| period.start)).unwrap();
    }
    text
}

fn people(population: &Population) -> u64 {
    let mut text = String::new();
    for index in (0..200).chain((0..population.len()).step_by(97).take(2_000)) {
        text.push_str(&written(&population.patient(index)));
        for plan in population.plans(index) {
            let local = plan.local_id.map(|id| id.to_string());
            write!(
                text,
                "|{} {} {} {:?} {} {local:?} {}",
                plan.id,
                plan.kind.as_str(),
                plan.start,
                plan.end,
                plan.authority.code,
                plan.upload
            )
            .unwrap();
        }
        text.push('\n');
    }
    for nth in (0..population.count_with_plans()).step_by(7).take(500) {
        writeln!(text, "{:?}", population.nth_with_plans(nth)).unwrap();
    }
    hash(&text)
}

fn services(population: &Population) -> u64 {
    let mut text = String::new();
    for one in population.authorities() {
        let office = one.office_phone.as_deref().unwrap_or("-");
        writeln!(
            text,
            "{} {} {} {office}",
            one.code, one.name, one.emergency_phone
        )
        .unwrap();
    }
    for one in population.organisations() {
        writeln!(text, "{} {} {}", one.code, one.name, one.setting).unwrap();
    }
    for user in population.users() {
        write!(text, "{} {} {}", user.id, user.name(), user.passcode).unwrap();
        for role in &user.roles {
            let activities: Vec<_> = role.activities.iter().map(ToString::to_string).collect();
            write!(
                text,
                "|{} {} {} {} {}",
                role.id,
                role.organisation.code,
                role.job_role.code,
                role.job_role.name,
                activities.join(" ")
            )
            .unwrap();
        }
        text.push('\n');
    }
    hash(&text)
}

fn line(what: &str, settings: Settings) -> String {
    let population = Population::new(settings).unwrap();
    format!(
        "{GENERATOR_VERSION} {what} people {:016x} services {:016x}",
        people(&population),
        services(&population)
    )
}

#[test]
fn the_generated_values_are_those_of_their_version() {
    let golden = include_str!("golden.txt");
    let base = Settings::default();
    let wide = Settings {
        seed: 42,
        patients: 5_000_000,
        range: Range::Range9xx,
        ..base
    };
    let dated = Settings {
        reference_date: "2028-02-29".parse().unwrap(),
        ..base
    };
    for (what, settings) in [("default", base), ("wide", wide), ("leap-day", dated)] {
        let expected = line(what, settings);
        assert!(
            golden.lines().any(|line| line == expected),
            "golden.txt has no line {expected:?}: bump GENERATOR_VERSION and add it, or take the change back"
        );
    }
}
