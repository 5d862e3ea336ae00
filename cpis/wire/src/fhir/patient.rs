use super::{reference, sandbox};
use crate::{digits, json::Json, system};
use chrono::NaiveDate;
use cpis_vocabulary::{
    Address, NhsNumber, OrganisationCode, Patient, PatientStatus, PersonName, Telecom, Text,
};

/// Writes a patient as PDS answers a read: everything the record may tell. SRC-7, DAT-5.
///
/// A restricted patient's address, telecom and practice stay out. `version` counts the record's changes; the three published
/// sandbox patients are answered as published, whatever the record given here says.
pub fn patient(out: &mut Vec<u8>, patient: &Patient, version: u32) {
    match sandbox::published_patient(patient.number) {
        Some(published) => out.extend_from_slice(published.read.as_bytes()),
        None => Json::new(out).object(|json| members(json, patient, version, Detail::Read)),
    }
}

/// The `ETag` of a patient's record at this version: `W/"2"`. The published sandbox patients are at version 2.
pub fn etag(patient: NhsNumber, version: u32) -> String {
    let version = sandbox::published_patient(patient).map_or(version, |_| 2);
    format!("W/\"{version}\"")
}

/// How much of a record goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Detail {
    /// All of it.
    Read,
    /// What a search result carries: names of the past stay out.
    Search,
}

const VERIFIED: &str = concat!(
    r#""extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/"#,
    r#"Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"#,
    r#""system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus","#,
    r#""version":"1.0.0","code":"01","display":"Number present and verified"}]}}]"#
);

/// Writes the members of a Patient.
pub(super) fn members(json: &mut Json<'_>, patient: &Patient, version: u32, detail: Detail) {
    let restricted = patient.status == PatientStatus::Restricted;
    json.member("resourceType", "Patient");
    json.key("id").nhs_number(patient.number);
    json.key("identifier").array(|json| {
        json.object(|json| {
            json.member("system", system::NHS_NUMBER);
            json.key("value").nhs_number(patient.number);
            json.verbatim(VERIFIED);
        });
    });
    meta(json, version, restricted);
    names(json, patient, detail);
    if let Some(gender) = patient.gender {
        json.member("gender", gender.as_str());
    }
    if let Some(birth_date) = patient.birth_date {
        json.key("birthDate").day(birth_date);
    }
    if let Some(order) = patient.birth_order {
        json.key("multipleBirthInteger").number(order.into());
    }
    if let Some(day) = patient.death_date {
        death(json, day);
    }
    if !restricted {
        whereabouts(json, patient);
    }
}

fn meta(json: &mut Json<'_>, version: u32, restricted: bool) {
    let (code, display) = if restricted {
        ("R", "restricted")
    } else {
        ("U", "unrestricted")
    };
    json.key("meta").object(|json| {
        json.key("versionId").display(version);
        json.key("security").array(|json| {
            json.object(|json| {
                json.member("system", system::CONFIDENTIALITY);
                json.member("code", code);
                json.member("display", display);
            });
        });
    });
}

fn names(json: &mut Json<'_>, patient: &Patient, detail: Detail) {
    let previous: &[PersonName] = match detail {
        Detail::Read => &patient.previous_names,
        Detail::Search => &[],
    };
    if patient.name.is_none() && previous.is_empty() {
        return;
    }
    // Nobody says when a name was changed, so only a name borne from birth has a period.
    let since = patient
        .birth_date
        .filter(|_| patient.previous_names.is_empty());
    json.key("name").array(|json| {
        if let Some(usual) = &patient.name {
            name(json, usual, "usual", (patient.number, Part::Name), since);
        }
        for (place, old) in (0..).zip(previous) {
            let id = (patient.number, Part::PreviousName(place));
            name(json, old, "old", id, None);
        }
    });
}

fn name(
    json: &mut Json<'_>,
    name: &PersonName,
    used: &'static str,
    id: (NhsNumber, Part),
    since: Option<NaiveDate>,
) {
    json.object(|json| {
        part_id(json, id.0, id.1);
        json.member("use", used);
        period(json, since);
        if !name.given.is_empty() {
            json.key("given").array(|json| texts(json, &name.given));
        }
        json.member("family", &name.family);
        if let Some(prefix) = &name.prefix {
            json.key("prefix").array(|json| json.text(prefix));
        }
    });
}

const DEATH: &str = r#""url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus""#;

const DEATH_STATUS: &str = concat!(
    r#"{"url":"deathNotificationStatus","valueCodeableConcept":{"coding":[{"#,
    r#""system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus","#,
    r#""version":"1.0.0","code":"2","#,
    r#""display":"Formal - death notice received from Registrar of Deaths"}]}}"#
);

fn death(json: &mut Json<'_>, day: NaiveDate) {
    let midnight = |out: &mut Vec<u8>| {
        digits::day(out, day);
        out.extend_from_slice(b"T00:00:00+00:00");
    };
    json.key("deceasedDateTime").quoted(midnight);
    json.key("extension").array(|json| {
        json.object(|json| {
            json.verbatim(DEATH);
            json.key("extension").array(|json| {
                json.verbatim(DEATH_STATUS);
                json.object(|json| {
                    json.member("url", "systemEffectiveDate");
                    json.key("valueDateTime").quoted(midnight);
                });
            });
        });
    });
}

/// What tells where the patient is or can be reached: address, telecom, practice. Never written of a restricted patient.
fn whereabouts(json: &mut Json<'_>, patient: &Patient) {
    if let Some(home) = &patient.address {
        let since = patient
            .birth_date
            .filter(|_| patient.previous_addresses.is_empty());
        json.key("address")
            .array(|json| address(json, home, patient.number, since));
    }
    if !patient.telecom.is_empty() {
        json.key("telecom").array(|json| {
            for (place, telecom) in (0..).zip(&patient.telecom) {
                contact_point(json, telecom, patient.number, place);
            }
        });
    }
    if let Some(code) = &patient.practice {
        json.key("generalPractitioner")
            .array(|json| practice(json, code, patient.number));
    }
}

fn address(json: &mut Json<'_>, home: &Address, number: NhsNumber, since: Option<NaiveDate>) {
    json.object(|json| {
        part_id(json, number, Part::Address);
        period(json, since);
        json.member("use", "home");
        if !home.lines.is_empty() {
            json.key("line").array(|json| texts(json, &home.lines));
        }
        json.member("postalCode", &home.postcode);
    });
}

fn contact_point(json: &mut Json<'_>, telecom: &Telecom, number: NhsNumber, place: u8) {
    let (system, used, value) = match telecom {
        Telecom::HomePhone(value) => ("phone", "home", value),
        Telecom::MobilePhone(value) => ("phone", "mobile", value),
        Telecom::Email(value) => ("email", "home", value),
    };
    json.object(|json| {
        part_id(json, number, Part::Telecom(place));
        json.member("system", system);
        json.member("value", value);
        json.member("use", used);
    });
}

fn practice(json: &mut Json<'_>, code: &OrganisationCode, number: NhsNumber) {
    json.object(|json| {
        part_id(json, number, Part::Practice);
        json.member("type", "Organization");
        json.key("identifier").object(|json| {
            reference::identifier(json, system::ODS_ORGANISATION, code.as_str());
        });
    });
}

fn period(json: &mut Json<'_>, since: Option<NaiveDate>) {
    if let Some(start) = since {
        json.key("period")
            .object(|json| json.key("start").day(start));
    }
}

fn texts(json: &mut Json<'_>, texts: &[Text]) {
    for text in texts {
        json.text(text);
    }
}

/// A part of a record that has an id of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Name,
    Address,
    Practice,
    Telecom(u8),
    PreviousName(u8),
}

/// Writes a part's id: the same for the same patient and part, in every run.
fn part_id(json: &mut Json<'_>, number: NhsNumber, part: Part) {
    let (kind, place) = match part {
        Part::Name => (1, 0),
        Part::Address => (2, 0),
        Part::Practice => (3, 0),
        Part::Telecom(place) => (4, place),
        Part::PreviousName(place) => (5, place),
    };
    let seed = (number.value() << 16) | (kind << 8) | u64::from(place);
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    json.key("id")
        .quoted(|out| digits::hexadecimal(out, mixed ^ (mixed >> 29)));
}
