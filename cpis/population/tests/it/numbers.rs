//! Numbers: valid, synthetic, one per patient, nobody's twice. DAT-1, DAT-2, DAT-5.

use cpis_population::{Population, Range, Settings, SettingsError};
use cpis_vocabulary::NhsNumber;
use proptest::prelude::*;
use std::collections::HashSet;

fn population(settings: Settings) -> Population {
    Population::new(settings).unwrap()
}

fn wide() -> Settings {
    Settings {
        patients: 10_000_000,
        range: Range::Range9xx,
        ..Settings::default()
    }
}

#[test]
fn a_full_narrow_range_gives_every_number_once() {
    let people = population(Settings {
        patients: 909_091,
        ..Settings::default()
    });
    let mut taken = HashSet::new();
    for index in 0..people.len() {
        let number = people.number(index);
        assert!(number.value() >= 9_990_000_000, "{index}");
        assert_eq!(people.index(number), Some(index));
        assert!(taken.insert(number), "{index} has another patient's number");
    }
}

#[test]
fn a_hundred_thousand_of_the_wide_range_are_distinct_and_synthetic() {
    let people = population(wide());
    let mut taken = HashSet::new();
    for index in (0..people.len()).step_by(97).take(100_000) {
        let number = people.number(index);
        assert!(number.is_synthetic(), "{index}");
        assert_eq!(people.index(number), Some(index));
        assert!(taken.insert(number), "{index} has another patient's number");
    }
}

#[test]
fn the_published_numbers_are_nobodys() {
    let people = population(Settings {
        patients: Range::Range9xx.capacity(),
        ..wide()
    });
    for text in ["9000000009", "9000000025", "9000000033", "9111231130"] {
        let number: NhsNumber = text.parse().unwrap();
        assert_eq!(people.index(number), None, "{text}");
    }
    let neighbours = ["9000000017", "9000000041"];
    for text in neighbours {
        let number: NhsNumber = text.parse().unwrap();
        let index = people.index(number).unwrap();
        assert_eq!(people.number(index), number, "{text}");
    }
}

#[test]
fn a_patient_keeps_the_number_whatever_the_size() {
    let small = population(Settings::default());
    let large = population(Settings {
        patients: 900_000,
        ..Settings::default()
    });
    for index in 0..1_000 {
        assert_eq!(small.number(index), large.number(index));
    }
}

#[test]
fn numbers_do_not_reveal_the_order_of_indexes() {
    let people = population(Settings::default());
    let rising = (0..10_000)
        .filter(|index| people.number(*index) < people.number(index + 1))
        .count();
    assert!(
        (4_800..5_200).contains(&rising),
        "{rising} of 10,000 steps rise"
    );
}

#[test]
fn settings_out_of_bounds_are_told_what_is_accepted() {
    let day = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let base = Settings::default();
    let rows = [
        (
            Settings {
                patients: 0,
                ..base
            },
            SettingsError::NoPatients,
        ),
        (
            Settings {
                patients: 909_092,
                ..base
            },
            SettingsError::Narrow(909_092),
        ),
        (
            Settings {
                patients: 90_909_088,
                ..base
            },
            SettingsError::TooMany(90_909_088),
        ),
        (
            Settings {
                patients: 90_909_088,
                range: Range::Range9xx,
                ..base
            },
            SettingsError::TooMany(90_909_088),
        ),
        (
            Settings {
                reference_date: day(1999),
                ..base
            },
            SettingsError::ReferenceDate(day(1999)),
        ),
        (Settings { users: 39, ..base }, SettingsError::Users(39)),
        (
            Settings {
                dials: cpis_population::Dials {
                    restricted: 1_000_001,
                    ..base.dials
                },
                ..base
            },
            SettingsError::Dial {
                dial: "restricted",
                most: 1_000_000,
                found: 1_000_001,
            },
        ),
    ];
    for (settings, expected) in rows {
        assert_eq!(Population::new(settings).unwrap_err(), expected);
    }
}

proptest! {
    #[test]
    fn number_and_index_are_each_others_inverse(seed: u64, index in 0..90_909_087_u64, wide: bool) {
        let range = if wide { Range::Range9xx } else { Range::Range999 };
        let index = index % range.capacity();
        let people = population(Settings { seed, patients: range.capacity(), range, ..Settings::default() });
        let number = people.number(index);
        prop_assert!(number.is_synthetic());
        prop_assert_eq!(people.index(number), Some(index));
    }
}
