//! Telephone numbers and e-mail addresses: drama ranges and example.com only. DAT-4.

use super::birth::{Calendar, eighteenth, years_before};
use super::layout::Place;
use super::person;
use crate::draw::{Field, Seed};
use cpis_vocabulary::Telecom;

/// How many households have a telephone at home, and how many people from 12 have a mobile and an e-mail address, in a million.
const SHARES: (u32, u32, u32) = (600_000, 850_000, 600_000);

/// The ways to reach whoever stands at a place.
pub(crate) fn telecom(seed: Seed, calendar: &Calendar, place: &Place) -> Vec<Telecom> {
    let birth = calendar.birth_date(place);
    let mut ways = Vec::with_capacity(3);
    let home = seed.draw(place.household, Field::PHONE);
    if home.happens(SHARES.0) {
        let number = home.again().below(1_000);
        ways.push(Telecom::HomePhone(format!("01632960{number:03}").into()));
    }
    let mobile = seed.draw(place.index, Field::MOBILE);
    if birth <= years_before(calendar.reference(), 12) && mobile.happens(SHARES.1) {
        let number = mobile.again().below(1_000);
        ways.push(Telecom::MobilePhone(format!("07700900{number:03}").into()));
    }
    let email = seed.draw(place.index, Field::EMAIL);
    if eighteenth(birth) <= calendar.reference() && email.happens(SHARES.2) {
        let name = person::first_name(seed, calendar, place);
        let family = person::family_name(seed, place);
        let letters: String = name
            .chars()
            .chain(['.'])
            .chain(family.chars())
            .filter(|letter| letter.is_ascii_alphabetic() || *letter == '.')
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let number = email.again().below(1_000);
        ways.push(Telecom::Email(
            format!("{letters}{number}@example.com").into(),
        ));
    }
    ways
}
