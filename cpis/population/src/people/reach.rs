//! Telephone numbers and e-mail addresses: drama ranges and example.com only. DAT-4.

use super::birth::{eighteenth, years_before};
use super::layout::Place;
use crate::draw::{Field, Seed};
use crate::text::push_number;
use chrono::NaiveDate;
use cpis_vocabulary::{PersonName, Telecom, Text};

/// How many households have a telephone at home, people from 12 a mobile, adults an e-mail address, in a million. Ours.
const SHARES: (u32, u32, u32) = (600_000, 850_000, 600_000);

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
        ways.push(Telecom::HomePhone(numbered(
            "01632960",
            home.again().below(1_000),
            "",
        )));
    }
    let mobile = seed.draw(place.index, Field::MOBILE);
    if mobile.happens(SHARES.1) && birth <= years_before(reference, 12) {
        ways.push(Telecom::MobilePhone(numbered(
            "07700900",
            mobile.again().below(1_000),
            "",
        )));
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
        ways.push(Telecom::Email(numbered(&letters, number, "@example.com")));
    }
    ways
}

/// Three digits between two texts.
fn numbered(before: &str, number: u64, after: &str) -> Text {
    let mut text = String::with_capacity(before.len() + 3 + after.len());
    text.push_str(before);
    push_number(&mut text, number, 3);
    text.push_str(after);
    text.into()
}
