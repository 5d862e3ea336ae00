//! The three published sandbox patients, as their read example shows them. DAT-5.
//!
//! They are no part of a generated population and the one exception to its telephone numbers, postcodes and codes. Scores, time
//! stamps and the wire form are not here.

use chrono::NaiveDate;
use cpis_vocabulary::{
    Address, AddressKey, BirthPlace, Coded, Contact, ContactPreference, Gender, Language, Mark,
    NhsNumber, Patient, PatientStatus, Period, PersonName, Registration, Removal, Suppliers,
    Telecom, TelecomKind,
};

/// Jane Smith; Janet Smythe, restricted; and a number with nothing else.
pub fn patients() -> Vec<Patient> {
    let number = NhsNumber::from_stem;
    [
        number(900_000_000).map(jane),
        number(900_000_002).map(janet),
        number(900_000_003).map(minimal),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every example is of this version.
fn minimal(number: NhsNumber) -> Patient {
    Patient {
        version: 2,
        ..Patient::bare(number)
    }
}

fn janet(number: NhsNumber) -> Patient {
    Patient {
        status: PatientStatus::Restricted,
        name: Some(PersonName {
            suffix: Some("MBE".into()),
            ..mrs("Janet", "Smythe")
        }),
        gender: Some(Gender::Female),
        birth_date: Some(BIRTH),
        death_date: Some(BIRTH),
        birth_order: Some(1),
        ..minimal(number)
    }
}

fn jane(number: NhsNumber) -> Patient {
    let registration = |id: Option<&str>| Registration {
        organisation: "Y12345".into(),
        mark: Mark {
            id: id.map(Into::into),
            period: Some(TWO_YEARS),
        },
    };
    Patient {
        name: Some(mrs("Jane", "Smith")),
        gender: Some(Gender::Female),
        birth_date: Some(BIRTH),
        birth_place: Some(BirthPlace {
            city: "Manchester".into(),
            district: Some("Greater Manchester".into()),
            country: "GBR".into(),
        }),
        death_date: Some(BIRTH),
        birth_order: Some(1),
        address: Some(address("456", None)),
        temporary_address: Some(address("T456", Some("Student Accommodation"))),
        telecom: telecom(),
        contacts: vec![Contact {
            phone: PHONE.into(),
            mark: mark("C123", TWO_YEARS),
        }],
        practice: Some(registration(Some("254406A3"))),
        managing_organisation: Some(registration(None)),
        suppliers: Suppliers {
            pharmacy: Some("Y12345".into()),
            dispenser: Some("Y23456".into()),
            appliances: Some("Y34567".into()),
        },
        language: Some(Language {
            language: coded("fr", "French"),
            interpreter: true,
        }),
        contact_preference: Some(ContactPreference {
            written_format: Some(coded("12", "Braille")),
            method: Some(coded("1", "Letter")),
            times: Some("Not after 7pm".into()),
        }),
        removal: Some(Removal {
            reason: coded("SCT", "Transferred to Scotland"),
            period: TWO_YEARS,
        }),
        ..minimal(number)
    }
}

/// The day of birth and, in the examples, of death.
const BIRTH: NaiveDate = day(2010, 10, 22);
const TWO_YEARS: Period = period(2020, 2021);
const PHONE: &str = "01632960587";

/// A day of the examples; every one of them is a day of the calendar, and another would not compile.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => unreachable!(),
    }
}

/// From the first day of a year to the last of another.
const fn period(first: i32, last: i32) -> Period {
    Period {
        start: day(first, 1, 1),
        end: Some(day(last, 12, 31)),
    }
}

fn mark(id: &str, period: Period) -> Mark {
    Mark {
        id: Some(id.into()),
        period: Some(period),
    }
}

fn mrs(given: &str, family: &str) -> PersonName {
    PersonName {
        prefix: Some("Mrs".into()),
        mark: mark("123", TWO_YEARS),
        ..PersonName::new(vec![given.into()], family.into())
    }
}

fn address(id: &str, description: Option<&str>) -> Address {
    let lines = [
        "1 Trevelyan Square",
        "Boar Lane",
        "City Centre",
        "Leeds",
        "West Yorkshire",
    ];
    Address {
        description: description.map(Into::into),
        keys: vec![
            AddressKey::Paf("12345678".into()),
            AddressKey::Uprn("123456789012".into()),
        ],
        mark: mark(id, TWO_YEARS),
        ..Address::new(lines.map(Into::into).into(), "LS1 6AE".into())
    }
}

fn telecom() -> Vec<Telecom> {
    use TelecomKind::{Email, HomePhone, Textphone};
    [
        (HomePhone, PHONE, "789", TWO_YEARS),
        (Email, "jane.smith@example.com", "790", period(2019, 2022)),
        (Textphone, PHONE, "OC789", TWO_YEARS),
    ]
    .map(|(kind, value, id, period)| Telecom {
        mark: mark(id, period),
        ..Telecom::new(kind, value)
    })
    .into()
}

fn coded(code: &str, display: &str) -> Coded {
    Coded {
        code: code.into(),
        display: display.into(),
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
