//! The three published sandbox patients, as their read example shows them. DAT-5.
//!
//! They are no part of a generated population and the one exception to its telephone numbers, postcodes and codes. Scores, time
//! stamps and the wire form are not here.

use chrono::NaiveDate;
use cpis_vocabulary::{
    Address, Gender, NhsNumber, Patient, PatientStatus, PersonName, Telecom, Text,
};

/// Jane Smith; Janet Smythe, restricted; and a number with nothing else.
pub fn patients() -> Vec<Patient> {
    RECORDS.into_iter().filter_map(patient).collect()
}

/// The stem and what the example says of it.
const RECORDS: [(u32, Record); 3] = [
    (900_000_000, Record::Jane),
    (900_000_002, Record::Janet),
    (900_000_003, Record::Minimal),
];

#[derive(Clone, Copy)]
enum Record {
    Jane,
    Janet,
    Minimal,
}

fn patient((stem, record): (u32, Record)) -> Option<Patient> {
    let bare = Patient {
        number: NhsNumber::from_stem(stem)?,
        status: PatientStatus::Ordinary,
        name: None,
        previous_names: Vec::new(),
        gender: None,
        birth_date: None,
        death_date: None,
        birth_order: None,
        address: None,
        previous_addresses: Vec::new(),
        telecom: Vec::new(),
        practice: None,
    };
    let day = NaiveDate::from_ymd_opt(2010, 10, 22);
    Some(match record {
        Record::Minimal => bare,
        Record::Jane => Patient {
            name: Some(name("Jane", "Smith")),
            gender: Some(Gender::Female),
            birth_date: day,
            death_date: day,
            birth_order: Some(1),
            address: Some(Address {
                lines: [
                    "1 Trevelyan Square",
                    "Boar Lane",
                    "City Centre",
                    "Leeds",
                    "West Yorkshire",
                ]
                .map(Text::from)
                .into(),
                postcode: "LS1 6AE".into(),
            }),
            telecom: vec![
                Telecom::HomePhone("01632960587".into()),
                Telecom::Email("jane.smith@example.com".into()),
            ],
            practice: Some("Y12345".into()),
            ..bare
        },
        Record::Janet => Patient {
            status: PatientStatus::Restricted,
            name: Some(name("Janet", "Smythe")),
            gender: Some(Gender::Female),
            birth_date: day,
            death_date: day,
            birth_order: Some(1),
            ..bare
        },
    })
}

fn name(given: &str, family: &str) -> PersonName {
    PersonName {
        prefix: Some("Mrs".into()),
        given: vec![given.into()],
        family: family.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_are_the_published_ones() {
        let numbers: Vec<String> = patients().iter().map(|p| p.number.to_string()).collect();
        assert_eq!(numbers, ["9000000009", "9000000025", "9000000033"]);
    }
}
