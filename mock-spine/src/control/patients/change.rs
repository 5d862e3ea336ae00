use crate::control::Refused;
use crate::tenant::People;
use chrono::Datelike;
use cpis_vocabulary::{Address, Mark, NhsNumber, Patient, PatientStatus, PersonName, Text};
use cpis_wire::control::{Change, ChangedPatient, PlanItem, StatusName};

/// The most given names.
const GIVEN_MAX: usize = 10;
/// The most characters in a name.
const NAME_MAX: usize = 100;

/// Refuses another number than the path's: a listed patient comes with it, and it cannot be changed here.
pub(super) fn check_number(number: NhsNumber, asked: &ChangedPatient) -> Result<(), Refused> {
    if asked.nhs_number.is_some_and(|named| named != number) {
        let sentence = "the number is the one in the path, this one is another";
        return Err(Refused::field("nhs_number", sentence));
    }
    Ok(())
}

/// Refuses other plans than the patient's: a listed patient comes with them, and they cannot be changed here.
///
/// Whether a plan is displayable depends on the clock, which may have moved since: that is not compared.
pub(super) fn check_plans(plans: &[PlanItem], asked: &[PlanItem]) -> Result<(), Refused> {
    let named = |plans: &[PlanItem]| {
        let mut named = plans.to_vec();
        for plan in &mut named {
            plan.displayable = true;
        }
        named.sort_by_key(|plan| plan.id);
        named
    };
    if named(asked) == named(plans) {
        return Ok(());
    }
    let sentence = "the plans are those that the patient has, these are others: POST \
                    /patients/{number}/plans adds one, DELETE /patients/{number}/plans/{id} takes one away";
    Err(Refused::field("plans", sentence))
}

/// Refuses what does not fit the other patients: a number that takes another's place must be somebody's.
pub(super) fn check(
    people: &People,
    number: NhsNumber,
    asked: &ChangedPatient,
) -> Result<(), Refused> {
    let Some(by) = asked.superseded_by else {
        return Ok(());
    };
    match people.surviving(by) {
        Some(surviving) if surviving != number => Ok(()),
        Some(_) => Err(Refused::field(
            "superseded_by",
            "the surviving number is another patient's, this one leads back to the same patient",
        )),
        None => Err(Refused::field(
            "superseded_by",
            "the surviving number is somebody's, nobody has this one",
        )),
    }
}

/// The record with what is mentioned changed, under the next version if anything is; a new one where there was none.
pub(super) fn apply(
    before: Option<&Patient>,
    number: NhsNumber,
    asked: ChangedPatient,
) -> Result<Patient, Refused> {
    let Some(before) = before else {
        return changed(Patient::bare(number), asked);
    };
    let mut patient = changed(before.clone(), asked)?;
    if patient != *before {
        patient.version = before.version.saturating_add(1);
    }
    Ok(patient)
}

fn changed(mut patient: Patient, asked: ChangedPatient) -> Result<Patient, Refused> {
    patient.status = status(patient.status, &asked)?;
    let null = |field| move |sentence| Refused::field(field, sentence);
    let family = asked.family.kept(patient.name.is_some());
    let family = family.map_err(null("family"))?;
    let postcode = asked.postcode.kept(patient.address.is_some());
    let postcode = postcode.map_err(null("postcode"))?;
    patient.name = name(patient.name, family, asked.given)?;
    if let Change::Set(day) = asked.birth_date
        && !(1850..2200).contains(&day.year())
    {
        let sentence = format!("a birth date lies in the years 1850 to 2199, this one is {day}");
        return Err(Refused::field("birth_date", sentence));
    }
    let birth_date = asked.birth_date.apply(patient.birth_date);
    if birth_date != patient.birth_date {
        // What was in use since birth is so no longer since the day it says.
        let name = patient.name.as_mut().map(|name| &mut name.mark);
        let home = patient.address.as_mut().map(|home| &mut home.mark);
        for mark in name.into_iter().chain(home) {
            mark.period = None;
        }
    }
    patient.birth_date = birth_date;
    patient.gender = asked.gender.apply(patient.gender);
    if let Some(postcode) = postcode {
        patient.address = Some(home(patient.address, &postcode)?);
    }
    Ok(patient)
}

/// The home at this postcode, however it is spelt: as it was, if it was there.
fn home(before: Option<Address>, text: &str) -> Result<Address, Refused> {
    let before = match before {
        // What stands in a record goes back as it came, whether it reads like a postcode or not.
        Some(before) if *before.postcode == *text => return Ok(before),
        before => before,
    };
    let postcode = postcode(text)?;
    Ok(match before {
        Some(before) if before.postcode == postcode => before,
        Some(before) => Address::new(before.lines, postcode),
        None => Address::new(Vec::new(), postcode),
    })
}

fn status(before: PatientStatus, asked: &ChangedPatient) -> Result<PatientStatus, Refused> {
    let refused = |sentence| Err(Refused::field("superseded_by", sentence));
    match (asked.status, asked.superseded_by, before) {
        (Some(StatusName::Superseded), Some(by), _)
        | (None, Some(by), PatientStatus::Superseded { .. })
        | (Some(StatusName::Superseded), None, PatientStatus::Superseded { by }) => {
            Ok(PatientStatus::Superseded { by })
        }
        (Some(StatusName::Superseded), None, _) => {
            refused("status superseded needs the surviving number")
        }
        (_, Some(_), _) => refused("the surviving number goes with status superseded"),
        (Some(StatusName::Ordinary), None, _) => Ok(PatientStatus::Ordinary),
        (Some(StatusName::Restricted), None, _) => Ok(PatientStatus::Restricted),
        (Some(StatusName::Invalidated), None, _) => Ok(PatientStatus::Invalidated),
        (None, None, before) => Ok(before),
    }
}

fn name(
    before: Option<PersonName>,
    family: Option<String>,
    given: Option<Vec<String>>,
) -> Result<Option<PersonName>, Refused> {
    if family.is_none() && given.is_none() {
        return Ok(before);
    }
    let family = family.map(|family| text("family", &family)).transpose()?;
    let mut name = match (before, family) {
        (Some(before), None) => before,
        (Some(before), Some(family)) if family == before.family => before,
        (Some(before), Some(family)) => PersonName {
            family,
            mark: Mark::default(),
            ..before
        },
        (None, Some(family)) => PersonName::new(Vec::new(), family),
        (None, None) if given.as_ref().is_some_and(Vec::is_empty) => return Ok(None),
        (None, None) => {
            let sentence = "a name needs a family name, the patient has none";
            return Err(Refused::field("family", sentence));
        }
    };
    name.given = match given {
        None => name.given,
        Some(given) if given.len() > GIVEN_MAX => {
            let sentence = format!(
                "a patient has at most {GIVEN_MAX} given names, these are {}",
                given.len()
            );
            return Err(Refused::field("given", sentence));
        }
        Some(given) => given
            .iter()
            .enumerate()
            .map(|(place, name)| text(&format!("given[{place}]"), name))
            .collect::<Result<_, _>>()?,
    };
    Ok(Some(name))
}

fn text(field: &str, text: &str) -> Result<Text, Refused> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if length == 0 || length > NAME_MAX || trimmed.chars().any(char::is_control) {
        let sentence =
            format!("a name has 1 to {NAME_MAX} visible characters, this one has {length}");
        return Err(Refused::field(field, sentence));
    }
    Ok(trimmed.into())
}

/// A postcode with one space before its last three characters, whatever spaces and letter case it came with.
fn postcode(text: &str) -> Result<Text, Refused> {
    let refused = || {
        Refused::field(
            "postcode",
            "a postcode reads like ZZ99 3AB, this text does not",
        )
    };
    let plain: String = text
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let (outward, inward) = plain
        .len()
        .checked_sub(3)
        .and_then(|at| plain.split_at_checked(at))
        .ok_or_else(refused)?;
    let inward_is_good = match inward.as_bytes() {
        [digit, first, second] => {
            digit.is_ascii_digit() && first.is_ascii_uppercase() && second.is_ascii_uppercase()
        }
        _ => false,
    };
    let area = outward.bytes().take_while(u8::is_ascii_uppercase).count();
    let district = outward.get(area..).unwrap_or_default().as_bytes();
    let district_is_good = match district {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    if inward_is_good && district_is_good && (1..=2).contains(&area) {
        Ok(format!("{outward} {inward}").into())
    } else {
        Err(refused())
    }
}
