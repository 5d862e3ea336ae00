//! People: ages, names, families, statuses. DAT-2, DAT-3, DAT-4.

use chrono::{Datelike, NaiveDate, TimeDelta};
use cpis_population::{Case, Dials, Population, Resolution, Settings};
use cpis_vocabulary::{Gender, Patient, PatientStatus, TelecomKind};
use std::collections::{HashMap, HashSet};

fn population(patients: u64) -> Population {
    Population::new(Settings {
        patients,
        ..Settings::default()
    })
    .unwrap()
}

fn sample(people: &Population) -> impl Iterator<Item = Patient> + '_ {
    (0..people.len()).map(|index| people.patient(index))
}

fn years(birth: NaiveDate, today: NaiveDate) -> i32 {
    let had = (today.month(), today.day()) >= (birth.month(), birth.day());
    today.year() - birth.year() - i32::from(!had)
}

#[test]
fn fields_asked_for_alone_are_those_of_the_whole_record() {
    let people = population(20_000);
    for index in 0..people.len() {
        let patient = people.patient(index);
        let name = patient.name.unwrap();
        assert_eq!(people.number(index), patient.number);
        assert_eq!(people.status(index), patient.status, "{index}");
        assert_eq!(
            Some(people.birth_date(index)),
            patient.birth_date,
            "{index}"
        );
        assert_eq!(Some(people.gender(index)), patient.gender, "{index}");
        assert_eq!(
            people.family_name(index).to_string(),
            *name.family,
            "{index}"
        );
        assert_eq!(
            people.postcode(index),
            patient.address.unwrap().postcode,
            "{index}"
        );
        let given: Vec<&str> = people.given_names(index).collect();
        assert_eq!(
            given,
            name.given.iter().map(AsRef::as_ref).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_patient_is_the_same_in_every_size_of_population() {
    let (small, large) = (population(1_000), population(800_000));
    for index in 0..1_000 {
        assert_eq!(small.patient(index), large.patient(index));
        assert_eq!(small.plans(index), large.plans(index));
    }
}

#[test]
fn turning_a_dial_moves_nothing_else() {
    let base = population(30_000);
    let turned = |dials| {
        let settings = *base.settings();
        Population::new(Settings { dials, ..settings }).unwrap()
    };
    let plans = turned(Dials {
        children_with_plans: 60_000,
        children_with_lapsed_plans: 0,
        mothers_with_unborn_plans: 50_000,
        second_plans: 0,
        second_authorities: 400_000,
        ..Dials::default()
    });
    let restricted = turned(Dials {
        restricted: 500_000,
        ..Dials::default()
    });
    for index in 0..base.len() {
        assert_eq!(base.patient(index), plans.patient(index), "{index}");
        assert_eq!(base.plans(index), restricted.plans(index), "{index}");
        let birth = restricted.birth_date(index);
        assert_eq!(base.birth_date(index), birth, "{index}");
    }
}

#[test]
fn another_seed_gives_other_people() {
    let one = population(1_000);
    let other = Population::new(Settings {
        seed: 2,
        ..*one.settings()
    })
    .unwrap();
    let same = (0..1_000)
        .filter(|index| one.birth_date(*index) == other.birth_date(*index))
        .count();
    assert!(same < 30, "{same} of 1,000 share a birthday across seeds");
}

#[test]
fn six_in_ten_are_children_and_ages_follow_births() {
    let people = population(200_000);
    let today = people.settings().reference_date;
    let mut ages = HashMap::<i32, u32>::new();
    for index in 0..people.len() {
        *ages
            .entry(years(people.birth_date(index), today))
            .or_default() += 1;
    }
    let children: u32 = (0..19).map(|age| ages[&age]).sum();
    assert!((108_000..120_000).contains(&children), "{children}");
    for age in 0..18 {
        // 565 births of age 0 against 695 of age 13, out of 12,170.
        let share = ages[&age] * 1_000 / children;
        assert!((42..62).contains(&share), "{share} in 1,000 are {age}");
    }
    assert!(ages[&13] > ages[&0] * 11 / 10, "{ages:?}");
    assert!(ages.keys().all(|age| (0..=101).contains(age)), "{ages:?}");
}

#[test]
fn birthdays_fall_on_29_february_and_more_often_than_chance_on_1_january() {
    let people = population(100_000);
    let births: Vec<_> = (0..people.len())
        .map(|index| people.birth_date(index))
        .collect();
    let on = |month, day| {
        births
            .iter()
            .filter(|b| (b.month(), b.day()) == (month, day))
            .count()
    };
    assert!((40..120).contains(&on(2, 29)), "{}", on(2, 29));
    assert!(
        on(1, 1) > on(1, 2) * 3 / 2,
        "{} against {}",
        on(1, 1),
        on(1, 2)
    );
}

#[test]
fn boys_are_a_few_more_than_girls() {
    let people = population(100_000);
    let children = (0..people.len()).filter(|index| {
        people.birth_date(*index) + TimeDelta::days(18 * 365) > people.settings().reference_date
    });
    let mut counts = HashMap::<Gender, u32>::new();
    for index in children {
        *counts.entry(people.gender(index)).or_default() += 1;
    }
    let (boys, girls) = (counts[&Gender::Male], counts[&Gender::Female]);
    assert!(
        (1_010..1_090).contains(&(boys * 1_000 / girls)),
        "{counts:?}"
    );
    assert!(
        counts[&Gender::Unknown] > 20 && counts[&Gender::Other] > 5,
        "{counts:?}"
    );
}

#[test]
fn names_are_as_frequent_as_in_england() {
    let people = population(200_000);
    let mut counts = HashMap::<String, u32>::new();
    let (mut hyphens, mut apostrophes, mut diacritics) = (0, 0, 0);
    for index in 0..people.len() {
        let name = people.family_name(index).to_string();
        hyphens += u32::from(name.contains('-'));
        apostrophes += u32::from(name.contains('\''));
        let given: String = people.given_names(index).collect();
        diacritics += u32::from(!given.is_ascii() || !name.is_ascii());
        *counts.entry(name).or_default() += 1;
    }
    let smiths = counts["Smith"];
    assert!(
        (1_800..3_600).contains(&smiths),
        "{smiths} of 200,000 are called Smith"
    );
    assert!(
        counts.values().all(|count| *count <= smiths),
        "Smith is not the most frequent"
    );
    assert!(counts.len() > 2_000, "{} family names", counts.len());
    assert!(hyphens > 4_000 && apostrophes > 800 && diacritics > 4_000);
}

#[test]
fn a_family_lives_together_and_its_children_are_twins_or_nine_months_apart() {
    let people = population(60_000);
    let mut homes = HashMap::<String, Vec<Patient>>::new();
    for patient in sample(&people).filter(|patient| patient.status == PatientStatus::Ordinary) {
        let address = patient.address.clone().unwrap();
        homes
            .entry(format!("{:?} {}", address.lines, address.postcode))
            .or_default()
            .push(patient);
    }
    let mut families = HashMap::<(String, String), Vec<Patient>>::new();
    for (address, family) in homes {
        for patient in family {
            let name = patient.name.clone().unwrap().family.to_string();
            families
                .entry((address.clone(), name))
                .or_default()
                .push(patient);
        }
    }
    let adult = people.settings().reference_date - TimeDelta::days(19 * 366);
    let (mut gaps, mut twins) = (0_u32, 0_u32);
    for family in families.values() {
        let mut births: Vec<_> = family.iter().filter_map(|p| p.birth_date).collect();
        births.retain(|birth| *birth > adult);
        births.sort_unstable();
        for pair in births.windows(2) {
            let gap = (pair[1] - pair[0]).num_days();
            gaps += 1;
            twins += u32::from(gap == 0);
            assert!(gap == 0 || gap >= 270, "{gap} days between siblings");
        }
        for patient in family
            .iter()
            .filter(|patient| patient.birth_order.is_some())
        {
            let twin = |other: &&Patient| other.birth_date == patient.birth_date;
            assert!(
                family.iter().filter(twin).count() > 1,
                "a twin without the other"
            );
        }
    }
    let share = twins * 1_000 / gaps;
    assert!(
        (10..40).contains(&share),
        "{share} in 1,000 siblings are twins"
    );
}

#[test]
fn a_mother_is_grown_up_when_her_children_are_born() {
    let people = population(30_000);
    for case in [Case::MotherOfNewborn, Case::TeenageMother] {
        for mother in people.cases(case) {
            let age = people.birth_date(mother + 1) - people.birth_date(mother);
            assert!(age > TimeDelta::days(16 * 365), "{case:?}");
        }
    }
    for mother in people.cases(Case::TeenageMother) {
        assert_eq!(
            years(people.birth_date(mother), people.settings().reference_date),
            17
        );
    }
}

#[test]
fn the_hard_cases_are_what_they_are_named_for() {
    let people = population(10_000);
    let one = |case| people.patient(people.cases(case).next().unwrap());
    let name = |case| one(case).name.unwrap();
    assert!(name(Case::Hyphen).family.contains('-'));
    assert!(name(Case::Apostrophe).family.contains('\''));
    assert!(!name(Case::Diacritic).given[0].is_ascii());
    let day = |case| {
        one(case)
            .birth_date
            .map(|birth| (birth.month(), birth.day()))
    };
    assert_eq!(day(Case::NewYear), Some((1, 1)));
    assert_eq!(day(Case::LeapDay), Some((2, 29)));
    let twins: Vec<Patient> = people
        .cases(Case::Twin)
        .take(2)
        .map(|i| people.patient(i))
        .collect();
    assert_eq!(twins[0].birth_date, twins[1].birth_date);
    assert_eq!(twins[0].address, twins[1].address);
    assert_ne!(twins[0].name, twins[1].name);
    assert_eq!(
        (twins[0].birth_order, twins[1].birth_order),
        (Some(1), Some(2))
    );
    let siblings: HashSet<_> = people
        .cases(Case::Sibling)
        .take(3)
        .map(|index| {
            (
                people.plans(index)[0].authority.code.clone(),
                people.postcode(index),
            )
        })
        .collect();
    assert_eq!(siblings.len(), 1, "{siblings:?}");
}

#[test]
fn numbers_out_of_ordinary_use_resolve_to_what_they_are() {
    let people = population(100_000);
    let mut seen = [0_u32; 4];
    for index in 0..people.len() {
        let number = people.number(index);
        let (status, resolution) = (people.status(index), people.resolve(number));
        match (status, resolution) {
            (PatientStatus::Ordinary, Resolution::Ordinary(at)) => {
                assert_eq!(at, index);
                seen[0] += 1;
            }
            (PatientStatus::Restricted, Resolution::Restricted(at)) => {
                assert_eq!(at, index);
                seen[1] += 1;
            }
            (
                PatientStatus::Superseded { by },
                Resolution::Superseded {
                    index: at,
                    by: new,
                    survivor,
                },
            ) => {
                assert_eq!((at, new, people.number(survivor)), (index, by, by));
                assert!(survivor < index && people.plans(index).is_empty());
                assert_ne!(people.status(survivor), status);
                let record = Patient {
                    number: by,
                    status: people.status(survivor),
                    ..people.patient(index)
                };
                assert_eq!(record, people.patient(survivor));
                seen[2] += 1;
            }
            (PatientStatus::Invalidated, Resolution::Invalidated(at)) => {
                assert_eq!(at, index);
                seen[3] += 1;
            }
            (status, resolution) => panic!("{index} is {status:?} and resolves to {resolution:?}"),
        }
    }
    assert!(seen[1] > 300 && seen[2] > 150 && seen[3] > 70, "{seen:?}");
}

#[test]
fn the_cases_of_status_have_it() {
    let people = population(10_000);
    let survivor = people.number(people.cases(Case::Survivor).next().unwrap());
    let odd = [
        Case::Restricted,
        Case::RestrictedWithPlan,
        Case::Superseded,
        Case::SupersededWithPlan,
        Case::Invalidated,
    ];
    for case in Case::all() {
        for index in people.cases(case) {
            let status = people.status(index);
            let expected = match status {
                PatientStatus::Ordinary => !odd.contains(&case),
                PatientStatus::Restricted => {
                    matches!(case, Case::Restricted | Case::RestrictedWithPlan)
                }
                PatientStatus::Superseded { by } => {
                    case == Case::Superseded || case == Case::SupersededWithPlan && by == survivor
                }
                PatientStatus::Invalidated => case == Case::Invalidated,
            };
            assert!(expected, "{case:?} is {status:?}");
        }
    }
}

#[test]
fn a_number_beyond_the_population_is_nobodys() {
    let (small, large) = (population(100), population(101));
    let number = large.number(100);
    assert_eq!(large.index(number), Some(100));
    assert_eq!(small.resolve(number), Resolution::Unknown);
}

#[test]
fn nobody_can_be_reached_or_visited() {
    for patient in sample(&population(20_000)) {
        let address = patient.address.unwrap();
        for address in patient.previous_addresses.iter().chain([&address]) {
            assert!(address.postcode.starts_with('V'), "{}", address.postcode);
            assert_eq!(address.lines.len(), 2);
        }
        for way in patient.telecom {
            let drama = match way.kind {
                TelecomKind::HomePhone | TelecomKind::Textphone => {
                    way.value.starts_with("01632960")
                }
                TelecomKind::MobilePhone => way.value.starts_with("07700900"),
                TelecomKind::Email => way.value.ends_with("@example.com"),
            };
            assert!(drama, "{way:?}");
        }
        let practice = patient.practice.unwrap().organisation;
        assert!(practice.as_str().starts_with("ZZG"));
    }
}

#[test]
fn a_child_can_be_called_for_and_was_born_with_the_siblings() {
    let people = population(20_000);
    let (mut children, mut called, mut foreign) = (0, 0, 0);
    for index in 0..8_000 {
        let patient = people.patient(index);
        foreign += usize::from(patient.language.is_some());
        assert!(patient.contacts.len() < 2);
        for contact in &patient.contacts {
            // The mother's own number, or the one at home.
            let phone = &contact.phone;
            assert!(
                phone.starts_with("07700900") || phone.starts_with("01632960"),
                "{phone}"
            );
            called += 1;
        }
        if let Some(twin) = patient.birth_order.filter(|order| *order > 1) {
            let other = people.patient(index - 1);
            assert_eq!(other.birth_place, patient.birth_place, "{twin}");
            assert_eq!(other.contacts, patient.contacts);
        }
        children += 1;
    }
    assert!(called * 10 > children * 4, "{called} of {children}");
    assert!((400..1_100).contains(&foreign), "{foreign} of {children}");
}
