//! Sex, gender and names.

use super::case::Case;
use super::layout::{Place, Role};
use crate::draw::{Field, Seed};
use crate::names::{family, family::FamilyName, given, given::Sex};
use cpis_vocabulary::Gender;

/// Mothers who kept a family name other than their children's, in a million. Ours.
const OTHER_NAME: u32 = 250_000;

/// People of whom a previous family name is known, in a million: mothers, and others. Ours.
const PREVIOUS_NAME: (u32, u32) = (400_000, 20_000);

/// People with a second and, of those, with a third given name, in a million. Ours.
const MIDDLE_NAMES: (u32, u32) = (650_000, 120_000);

/// People recorded with another gender, in a million. Ours.
const OTHER_GENDER: u32 = 500;

/// People recorded with an unknown gender, in a million. Ours.
const UNKNOWN_GENDER: u32 = 2_000;

/// The sex at birth, for the given name: 51.2 % of births are boys.
pub(crate) fn sex(seed: Seed, place: &Place) -> Sex {
    match place.role {
        Role::Mother { .. } => Sex::Female,
        Role::Child { .. } if !seed.draw(place.index, Field::SEX).happens(512_000) => Sex::Female,
        Role::Single if !seed.draw(place.index, Field::SEX).happens(494_000) => Sex::Female,
        Role::Child { .. } | Role::Single => Sex::Male,
    }
}

/// The gender as recorded.
pub(crate) fn gender(seed: Seed, place: &Place) -> Gender {
    let recorded = match sex(seed, place) {
        Sex::Female => Gender::Female,
        Sex::Male => Gender::Male,
    };
    let draw = seed.draw(place.index, Field::GENDER);
    if matches!(place.role, Role::Mother { .. }) || place.case().is_some() {
        recorded
    } else if draw.happens(OTHER_GENDER) {
        Gender::Other
    } else if draw.again().happens(UNKNOWN_GENDER) {
        Gender::Unknown
    } else {
        recorded
    }
}

/// The family name.
pub(crate) fn family_name(seed: Seed, place: &Place) -> FamilyName {
    if let Role::Mother { .. } = place.role
        && seed
            .draw(place.index, Field::MOTHER_FAMILY)
            .happens(OTHER_NAME)
    {
        return own_name(seed, place);
    }
    let draw = seed.draw(place.household, Field::FAMILY);
    match place.case() {
        Some(Case::Hyphen) => family::hyphenated(draw),
        Some(Case::Apostrophe) => family::with_apostrophe(draw),
        Some(_) | None => family::draw(draw, || seed.draw(place.household, Field::SECOND_FAMILY)),
    }
}

/// A name apart from the household's.
fn own_name(seed: Seed, place: &Place) -> FamilyName {
    let draw = seed.draw(place.index, Field::PREVIOUS_NAME);
    family::draw(draw.again(), || draw.again().again())
}

/// An earlier family name, if one is known and it was another.
pub(crate) fn previous_family_name(seed: Seed, place: &Place) -> Option<FamilyName> {
    let share = match place.role {
        Role::Mother { .. } => PREVIOUS_NAME.0,
        Role::Child { .. } | Role::Single => PREVIOUS_NAME.1,
    };
    let draw = seed.draw(place.index, Field::PREVIOUS_NAME);
    if !draw.happens(share) {
        return None;
    }
    let name = own_name(seed, place);
    (name != family_name(seed, place)).then_some(name)
}

/// The first given name of somebody born in `year`.
///
/// The children of a household draw from different eighths of the table, so that siblings seldom share a name.
pub(crate) fn first_name(seed: Seed, place: &Place, year: i32) -> &'static str {
    let draw = seed.draw(place.index, Field::GIVEN);
    let sex = sex(seed, place);
    if place.case() == Some(Case::Diacritic) {
        return given::with_diacritic(sex, draw);
    }
    match place.role {
        Role::Child { nth, .. } => {
            let eighth = seed.draw(place.household, Field::GIVEN_STRATUM).bits();
            let start = eighth.wrapping_add(nth.wrapping_mul(1 << 61));
            given::at(sex, year, start.wrapping_add(draw.bits() >> 3))
        }
        Role::Mother { .. } | Role::Single => given::at(sex, year, draw.bits()),
    }
}

/// All given names of somebody born in `year`, the first one first.
pub(crate) fn given_names(
    seed: Seed,
    place: &Place,
    year: i32,
) -> impl Iterator<Item = &'static str> + use<> {
    let first = first_name(seed, place, year);
    let draw = seed.draw(place.index, Field::MIDDLE);
    let sex = sex(seed, place);
    let (second, third) = (
        draw.happens(MIDDLE_NAMES.0),
        draw.again().happens(MIDDLE_NAMES.1),
    );
    let mut next = draw.again();
    let middle = (0..u32::from(second) + u32::from(second && third)).map(move |_| {
        next = next.again();
        given::at(sex, year, next.bits())
    });
    std::iter::once(first).chain(middle.filter(move |name| *name != first))
}

/// The title: by age and, for women, by whether the name has changed.
pub(crate) const fn prefix(
    gender: Gender,
    is_grown: bool,
    has_changed: bool,
) -> Option<&'static str> {
    match gender {
        Gender::Male if is_grown => Some("Mr"),
        Gender::Male => Some("Mstr"),
        Gender::Female if !is_grown => Some("Miss"),
        Gender::Female if has_changed => Some("Mrs"),
        Gender::Female => Some("Ms"),
        Gender::Other | Gender::Unknown => None,
    }
}
