//! The people, where they are looked at, and which of them.

use chrono::{Datelike, NaiveDate};
use cpis_vocabulary::CareSetting;

use super::values::{Seed, Whole};
use crate::scenario::keys::{self, CHILDREN, POPULATION, SEARCH, Takes, WEIGHT_MAX};
use crate::scenario::nearest::{listed, nearest};
use crate::scenario::parts::{Children, Favour, NumberRange, Population, Search, Weighted};
use crate::scenario::quantity::{Share, Zipf};
use crate::scenario::reader::{Quantity, Reader};
use crate::scenario::sentence::care_setting;
use crate::scenario::tree::Value;

/// How many numbers the range 999 holds. DAT-1.
const PATIENTS_OF_999: u32 = 909_091;
const PATIENTS: u32 = 100_000;
const USERS: u32 = 1_200;
const VERIFIED: Share = Share::percent(10);

pub(super) fn population(file: &Reader<'_>) -> Population {
    let section = file.section(&POPULATION);
    let range = match section.word("range") {
        Some("9xx") => NumberRange::Of9xx,
        Some(_) | None => NumberRange::Of999,
    };
    let patients = whole(&section, "patients").unwrap_or(PATIENTS);
    if range == NumberRange::Of999 && patients > PATIENTS_OF_999 {
        let wanted =
            format!("the range \"999\" holds {PATIENTS_OF_999}, range = \"9xx\" holds more");
        section.wrong("patients", &wanted);
    }
    Population {
        patients,
        seed: section.optional("seed").map_or(1, |Seed(seed)| seed),
        range,
        reference_date: reference_date(&section),
        users: whole(&section, "users").unwrap_or(USERS),
        children_with_plans: children_with_plans(&section),
    }
}

/// The day ages and plans are counted from: 2 March 2026 unless the file says otherwise. DAT-2.
fn reference_date(section: &Reader<'_>) -> NaiveDate {
    let date = section.optional::<NaiveDate>("reference_date");
    if date.is_some_and(|date| !(2000..=2099).contains(&date.year())) {
        section.wrong(
            "reference_date",
            "a day of the years 2000 to 2099 is needed",
        );
    }
    date.or_else(|| NaiveDate::from_ymd_opt(2026, 3, 2))
        .unwrap_or_default()
}

/// More would not fit: families with plans have neighbours without.
fn children_with_plans(section: &Reader<'_>) -> Option<Share> {
    let share = section.optional::<Share>("children_with_plans");
    if share.is_some_and(|share| share > Share::percent(20)) {
        section.wrong(
            "children_with_plans",
            "at most 20 % of children can have plans",
        );
    }
    share
}

/// The children of the section under a reader; those given where it has none.
pub(super) fn children(under: &Reader<'_>, otherwise: Children) -> Children {
    let section = under.section(&CHILDREN);
    if !section.is_there {
        return otherwise;
    }
    Children {
        with_alert: section.optional("with_alert").unwrap_or(Share::ALL),
        favour: favour(&section),
    }
}

/// All children alike, and each with a plan.
pub(super) const ALL_ALIKE: Children = Children {
    with_alert: Share::ALL,
    favour: Favour::Nobody,
};

fn favour(section: &Reader<'_>) -> Favour {
    let hot = whole(section, "hot").unwrap_or(0);
    let hot_share = section.optional::<Share>("hot_share");
    if hot == 0 && hot_share.is_some() {
        section.note_at(
            "hot_share",
            "`children.hot_share` needs `hot`, the number of hot children, for example hot = 40"
                .to_owned(),
        );
    }
    match section.optional::<Zipf>("zipf") {
        Some(_) if hot > 0 => {
            let text =
                "`children.zipf` and `children.hot` each say who is looked at more, keep one";
            section.note_at("zipf", text.to_owned());
            Favour::Nobody
        }
        Some(zipf) => Favour::Zipf(zipf),
        None if hot == 0 => Favour::Nobody,
        None => Favour::Hot {
            count: hot,
            share: hot_share.unwrap_or(Share::percent(50)),
        },
    }
}

pub(super) fn search(file: &Reader<'_>) -> Search {
    let section = file.section(&SEARCH);
    Search {
        verified: section.optional("verified").unwrap_or(VERIFIED),
    }
}

pub(super) fn emergency_department() -> Vec<Weighted<CareSetting>> {
    vec![Weighted {
        item: CareSetting::EmergencyDepartment,
        weight: 1,
    }]
}

/// Names and weights of care settings, in the order of the vocabulary.
pub(super) fn care_settings(reader: &Reader<'_>) -> Option<Vec<Weighted<CareSetting>>> {
    let entry = reader.entry("care_settings")?;
    let path = reader.path("care_settings");
    let Value::Table(table) = &entry.node.value else {
        reader.wrong(
            "care_settings",
            "names and weights are needed, for example { ambulance = 3 }",
        );
        return None;
    };
    let mut all = Vec::new();
    for (name, entry) in &table.entries {
        let weight = weight(&entry.node.value);
        match (care_setting(name), weight) {
            (Some(item), Ok(weight)) => all.push(Weighted { item, weight }),
            (Some(_), Err(wanted)) => reader.note(
                &entry.node.place,
                format!("`{path}.{name}` is {}, {wanted}", entry.node.value),
            ),
            (None, _) => reader.note(&entry.place, not_a_care_setting(name)),
        }
    }
    if table.entries.is_empty() {
        reader.note(
            &entry.place,
            format!("`{path}` is empty, name one with its weight, for example ambulance = 3"),
        );
    }
    all.sort_by_key(|weighted| weighted.item);
    note_twice(reader, &all, &entry.place);
    Some(all)
}

fn note_twice(
    reader: &Reader<'_>,
    sorted: &[Weighted<CareSetting>],
    place: &crate::scenario::mistake::Place,
) {
    for (one, next) in sorted.iter().zip(sorted.iter().skip(1)) {
        if one.item == next.item {
            reader.note(
                place,
                format!("\"{}\" is there under two names, say it once", one.item),
            );
        }
    }
}

fn not_a_care_setting(name: &str) -> String {
    let known = CareSetting::ALL.map(CareSetting::as_str);
    match nearest(name, known) {
        Some(near) => format!("`{name}` is not a care setting, did you mean \"{near}\"?"),
        None => format!(
            "`{name}` is not a care setting, known are {}",
            listed(&known, '"')
        ),
    }
}

pub(super) fn weight(value: &Value) -> Result<u32, String> {
    let wanted = || format!("a weight is a whole number from 1 to {WEIGHT_MAX}");
    let Whole(number) = Whole::read(value).map_err(|_| wanted())?;
    u32::try_from(number)
        .ok()
        .filter(|weight| (1..=WEIGHT_MAX).contains(weight))
        .ok_or_else(wanted)
}

/// A whole number inside the bounds its key states.
pub(super) fn whole(reader: &Reader<'_>, key: &str) -> Option<u32> {
    let Whole(number) = reader.optional(key)?;
    let Some(keys::Key {
        takes: Takes::Whole { least, most },
        ..
    }) = reader.section.key(key)
    else {
        return None;
    };
    let inside = u32::try_from(number)
        .ok()
        .filter(|number| (least..=most).contains(&number));
    if inside.is_none() {
        reader.wrong(
            key,
            &format!("a whole number from {least} to {most} is needed"),
        );
    }
    inside
}
