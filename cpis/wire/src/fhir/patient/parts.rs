//! The parts of a record that have ids and periods.

use super::Detail;
use crate::{digits, fhir::reference, json::Json, system};
use cpis_vocabulary::{
    Address, AddressKey, Contact, Mark, NhsNumber, Patient, Period, PersonName, Registration,
    Telecom, TelecomKind, Text,
};

/// The names: the usual one, and those of the past where all is told.
pub(super) fn names(json: &mut Json<'_>, patient: &Patient, detail: Detail) {
    let previous: &[PersonName] = match detail {
        Detail::Read => &patient.previous_names,
        Detail::Search => &[],
    };
    if patient.name.is_none() && previous.is_empty() {
        return;
    }
    json.key("name").array(|json| {
        if let Some(usual) = &patient.name {
            name(json, usual, "usual", (patient.number, Part::Name));
        }
        for (place, old) in (0..).zip(previous) {
            let part = Part::PreviousName(place);
            name(json, old, "old", (patient.number, part));
        }
    });
}

/// What tells where the patient is or can be reached. Never written of a restricted patient. SRC-7.
pub(super) fn whereabouts(json: &mut Json<'_>, patient: &Patient, detail: Detail) {
    let number = patient.number;
    let temporary = patient.temporary_address.as_ref();
    let temporary = temporary.filter(|_| detail == Detail::Read);
    if patient.address.is_some() || temporary.is_some() {
        json.key("address").array(|json| {
            if let Some(home) = &patient.address {
                address(json, home, "home", (number, Part::Address));
            }
            if let Some(other) = temporary {
                address(json, other, "temp", (number, Part::TemporaryAddress));
            }
        });
    }
    if !patient.telecom.is_empty() {
        json.key("telecom").array(|json| {
            for (place, telecom) in (0..).zip(&patient.telecom) {
                contact_point(json, telecom, (number, Part::Telecom(place)));
            }
        });
    }
    if !patient.contacts.is_empty() {
        json.key("contact").array(|json| {
            for (place, whom) in (0..).zip(&patient.contacts) {
                contact(json, whom, (number, Part::Contact(place)));
            }
        });
    }
    if let Some(practice) = &patient.practice {
        json.key("generalPractitioner").array(|json| {
            json.object(|json| {
                part_id(json, (number, Part::Practice), &practice.mark);
                registration(json, practice);
            });
        });
    }
    if let Some(organisation) = &patient.managing_organisation
        && detail == Detail::Read
    {
        json.key("managingOrganization")
            .object(|json| registration(json, organisation));
    }
}

fn name(json: &mut Json<'_>, name: &PersonName, used: &'static str, whose: Whose) {
    json.object(|json| {
        part_id(json, whose, &name.mark);
        json.member("use", used);
        period(json, name.mark.period);
        if !name.given.is_empty() {
            json.key("given").array(|json| texts(json, &name.given));
        }
        json.member("family", &name.family);
        if let Some(prefix) = &name.prefix {
            json.key("prefix").array(|json| json.text(prefix));
        }
        if let Some(suffix) = &name.suffix {
            json.key("suffix").array(|json| json.text(suffix));
        }
    });
}

fn address(json: &mut Json<'_>, address: &Address, used: &'static str, whose: Whose) {
    json.object(|json| {
        part_id(json, whose, &address.mark);
        period(json, address.mark.period);
        json.member("use", used);
        if let Some(description) = &address.description {
            json.member("text", description);
        }
        if !address.lines.is_empty() {
            json.key("line").array(|json| texts(json, &address.lines));
        }
        json.member("postalCode", &address.postcode);
        if !address.keys.is_empty() {
            json.key("extension").array(|json| {
                for key in &address.keys {
                    address_key(json, key);
                }
            });
        }
    });
}

fn address_key(json: &mut Json<'_>, key: &AddressKey) {
    let (code, value) = match key {
        AddressKey::Paf(value) => ("PAF", value),
        AddressKey::Uprn(value) => ("UPRN", value),
    };
    json.object(|json| {
        json.member(
            "url",
            "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey",
        );
        json.key("extension").array(|json| {
            json.object(|json| {
                json.member("url", "type");
                json.key("valueCoding").object(|json| {
                    json.member(
                        "system",
                        "https://fhir.hl7.org.uk/CodeSystem/UKCore-AddressKeyType",
                    );
                    json.member("code", code);
                });
            });
            json.object(|json| {
                json.member("url", "value");
                json.member("valueString", value);
            });
        });
    });
}

const TEXTPHONE: &str = concat!(
    r#""extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-OtherContactSystem","#,
    r#""valueCoding":{"system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-OtherContactSystem","#,
    r#""code":"textphone","display":"Minicom (Textphone)"}}]"#
);

fn contact_point(json: &mut Json<'_>, telecom: &Telecom, whose: Whose) {
    let (system, used) = match telecom.kind {
        TelecomKind::HomePhone => ("phone", "home"),
        TelecomKind::MobilePhone => ("phone", "mobile"),
        TelecomKind::Email => ("email", "home"),
        TelecomKind::Textphone => ("other", "home"),
    };
    json.object(|json| {
        part_id(json, whose, &telecom.mark);
        period(json, telecom.mark.period);
        json.member("system", system);
        json.member("value", &telecom.value);
        json.member("use", used);
        if telecom.kind == TelecomKind::Textphone {
            json.verbatim(TEXTPHONE);
        }
    });
}

const EMERGENCY: &str = concat!(
    r#""relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","#,
    r#""code":"C","display":"Emergency Contact"}]}]"#
);

fn contact(json: &mut Json<'_>, contact: &Contact, whose: Whose) {
    json.object(|json| {
        part_id(json, whose, &contact.mark);
        period(json, contact.mark.period);
        json.verbatim(EMERGENCY);
        json.key("telecom").array(|json| {
            json.object(|json| {
                json.member("system", "phone");
                json.member("value", &contact.phone);
            });
        });
    });
}

fn registration(json: &mut Json<'_>, with: &Registration) {
    json.member("type", "Organization");
    json.key("identifier").object(|json| {
        reference::identifier(json, system::ODS_ORGANISATION, with.organisation.as_str());
        period(json, with.mark.period);
    });
}

fn period(json: &mut Json<'_>, period: Option<Period>) {
    let Some(period) = period else { return };
    json.key("period").object(|json| {
        json.key("start").day(period.start);
        if let Some(end) = period.end {
            json.key("end").day(end);
        }
    });
}

fn texts(json: &mut Json<'_>, texts: &[Text]) {
    for text in texts {
        json.text(text);
    }
}

/// A part of somebody's record.
type Whose = (NhsNumber, Part);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Name,
    Address,
    Practice,
    Telecom(u8),
    PreviousName(u8),
    TemporaryAddress,
    Contact(u8),
}

/// Writes a part's id: its own, or one that is the same for the same patient and part in every run.
fn part_id(json: &mut Json<'_>, (number, part): Whose, mark: &Mark) {
    if let Some(id) = &mark.id {
        json.member("id", id);
        return;
    }
    let (kind, place) = match part {
        Part::Name => (1, 0),
        Part::Address => (2, 0),
        Part::Practice => (3, 0),
        Part::Telecom(place) => (4, place),
        Part::PreviousName(place) => (5, place),
        Part::TemporaryAddress => (6, 0),
        Part::Contact(place) => (7, place),
    };
    let seed = (number.value() << 16) | (kind << 8) | u64::from(place);
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    json.key("id")
        .quoted(|out| digits::hexadecimal(out, mixed ^ (mixed >> 29)));
}
