//! Telephone numbers and e-mail addresses, drama ranges and example.com only (DAT-4); whom to call, and in which language.

use super::birth::{eighteenth, years_before};
use super::layout::{Place, Role};
use crate::draw::{Draw, Field, Seed};
use crate::text::push_number;
use chrono::NaiveDate;
use cpis_vocabulary::{Coded, Contact, Language, Mark, PersonName, Telecom, TelecomKind, Text};

/// How many households have a telephone at home, people from 12 a mobile, adults an e-mail address, in a million. Ours.
const SHARES: (u32, u32, u32) = (600_000, 850_000, 600_000);

/// Households that speak another language than English, and those of them that need an interpreter, in a million. Ours.
const OTHER_LANGUAGE: u32 = 90_000;
const INTERPRETER: u32 = 250_000;

const LANGUAGES: [(&str, &str); 8] = [
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("es", "Spanish"),
    ("pa", "Panjabi"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ur", "Urdu"),
];

/// The ways to reach whoever stands at a place, was born on `birth` and has this name.
pub(crate) fn telecom(
    seed: Seed,
    reference: NaiveDate,
    place: &Place,
    birth: NaiveDate,
    name: &PersonName,
) -> Vec<Telecom> {
    let mut ways = Vec::with_capacity(3);
    let home = seed.draw(place.household, Field::PHONE);
    if home.happens(SHARES.0) {
        ways.push(Telecom::new(TelecomKind::HomePhone, home_phone(home)));
    }
    let mobile = seed.draw(place.index, Field::MOBILE);
    if mobile.happens(SHARES.1) && birth <= years_before(reference, 12) {
        ways.push(Telecom::new(TelecomKind::MobilePhone, mobile_phone(mobile)));
    }
    let email = seed.draw(place.index, Field::EMAIL);
    if email.happens(SHARES.2) && eighteenth(birth) <= reference {
        let given = name.given.first().map_or("", |given| given);
        let mut letters = String::with_capacity(40);
        for part in [given, ".", &name.family] {
            let kept = part
                .chars()
                .filter(|one| one.is_ascii_alphabetic() || *one == '.');
            letters.extend(kept.map(|one| one.to_ascii_lowercase()));
        }
        let number = email.again().below(1_000);
        let address = numbered(&letters, number, "@example.com");
        ways.push(Telecom::new(TelecomKind::Email, address));
    }
    ways
}

/// Whom to call for a child: the mother's mobile, or the telephone at home, where there is either.
pub(crate) fn contacts(seed: Seed, place: &Place) -> Vec<Contact> {
    let Role::Child { .. } = place.role else {
        return Vec::new();
    };
    // A household has the index of the mother who opens it.
    let mobile = seed.draw(place.household, Field::MOBILE);
    let home = seed.draw(place.household, Field::PHONE);
    let phone = if mobile.happens(SHARES.1) {
        mobile_phone(mobile)
    } else if home.happens(SHARES.0) {
        home_phone(home)
    } else {
        return Vec::new();
    };
    vec![Contact {
        phone,
        mark: Mark::default(),
    }]
}

/// The language of a household, where it is another than English.
pub(crate) fn language(seed: Seed, place: &Place) -> Option<Language> {
    let draw = seed.draw(place.household, Field::LANGUAGE);
    if !draw.happens(OTHER_LANGUAGE) {
        return None;
    }
    let (code, name) = draw.again().pick(&LANGUAGES)?;
    Some(Language {
        language: Coded {
            code: (*code).into(),
            display: (*name).into(),
        },
        interpreter: draw.again().again().happens(INTERPRETER),
    })
}

fn home_phone(draw: Draw) -> Text {
    numbered("01632960", draw.again().below(1_000), "")
}

fn mobile_phone(draw: Draw) -> Text {
    numbered("07700900", draw.again().below(1_000), "")
}

/// Three digits between two texts.
fn numbered(before: &str, number: u64, after: &str) -> Text {
    let mut text = String::with_capacity(before.len() + 3 + after.len());
    text.push_str(before);
    push_number(&mut text, number, 3);
    text.push_str(after);
    text.into()
}
