//! What FHIR's own Patient has no member for.

use super::Detail;
use crate::{digits, fhir::reference, json::Json, system};
use chrono::NaiveDate;
use cpis_vocabulary::{
    BirthPlace, Coded, ContactPreference, Language, OrganisationCode, Patient, PatientStatus,
    Period, Removal,
};

/// Writes the extensions that the status and the detail allow; none at all where there is nothing to say.
pub(super) fn extensions(json: &mut Json<'_>, patient: &Patient, detail: Detail) {
    let extensions = Extensions::of(patient, detail);
    if extensions.is_empty() {
        return;
    }
    json.key("extension").array(|json| extensions.write(json));
}

/// The extensions that go out.
#[derive(Debug)]
struct Extensions<'a> {
    suppliers: [(&'static str, Option<&'a OrganisationCode>); 3],
    death: Option<NaiveDate>,
    language: Option<&'a Language>,
    preference: Option<&'a ContactPreference>,
    birth_place: Option<&'a BirthPlace>,
    removal: Option<&'a Removal>,
}

const PHARMACY: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NominatedPharmacy";
const DISPENSER: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-PreferredDispenserOrganization";
const APPLIANCES: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MedicalApplianceSupplier";

impl<'a> Extensions<'a> {
    fn of(patient: &'a Patient, detail: Detail) -> Self {
        let is_read = detail == Detail::Read;
        // Suppliers and place of birth tell where somebody lives. SRC-7.
        let tells_places = is_read && patient.status != PatientStatus::Restricted;
        let suppliers = &patient.suppliers;
        Self {
            suppliers: [
                (PHARMACY, &suppliers.pharmacy),
                (DISPENSER, &suppliers.dispenser),
                (APPLIANCES, &suppliers.appliances),
            ]
            .map(|(url, code)| (url, code.as_ref().filter(|_| tells_places))),
            death: patient.death_date,
            language: patient.language.as_ref().filter(|_| is_read),
            preference: patient.contact_preference.as_ref().filter(|_| is_read),
            birth_place: patient.birth_place.as_ref().filter(|_| tells_places),
            removal: patient.removal.as_ref().filter(|_| is_read),
        }
    }

    fn is_empty(&self) -> bool {
        self.suppliers.iter().all(|(_, code)| code.is_none())
            && self.death.is_none()
            && self.language.is_none()
            && self.preference.is_none()
            && self.birth_place.is_none()
            && self.removal.is_none()
    }

    fn write(&self, json: &mut Json<'_>) {
        for (url, code) in self.suppliers {
            if let Some(code) = code {
                supplier(json, url, code);
            }
        }
        if let Some(day) = self.death {
            death(json, day);
        }
        if let Some(spoken) = self.language {
            language(json, spoken);
        }
        if let Some(wanted) = self.preference {
            preference(json, wanted);
        }
        if let Some(place) = self.birth_place {
            birth_place(json, place);
        }
        if let Some(removed) = self.removal {
            removal(json, removed);
        }
    }
}

/// The first instant of a day, in UTC.
pub(super) fn midnight(out: &mut Vec<u8>, day: NaiveDate) {
    digits::day(out, day);
    out.extend_from_slice(b"T00:00:00+00:00");
}

/// Writes an extension that has others in it.
fn nested(json: &mut Json<'_>, url: &'static str, fill: impl FnOnce(&mut Json<'_>)) {
    json.object(|json| {
        json.member("url", url);
        json.key("extension").array(fill);
    });
}

/// Writes an extension with a code.
fn concept(json: &mut Json<'_>, url: &'static str, system: &'static str, code: &Coded) {
    json.object(|json| {
        json.member("url", url);
        json.key("valueCodeableConcept").object(|json| {
            json.key("coding").array(|json| {
                json.object(|json| {
                    json.member("system", system);
                    json.member("code", &code.code);
                    json.member("display", &code.display);
                });
            });
        });
    });
}

fn supplier(json: &mut Json<'_>, url: &'static str, code: &OrganisationCode) {
    json.object(|json| {
        json.member("url", url);
        json.key("valueReference").object(|json| {
            json.key("identifier").object(|json| {
                reference::identifier(json, system::ODS_ORGANISATION, code.as_str());
            });
        });
    });
}

const DEATH: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus";

const DEATH_STATUS: &str = concat!(
    r#"{"url":"deathNotificationStatus","valueCodeableConcept":{"coding":[{"#,
    r#""system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus","#,
    r#""version":"1.0.0","code":"2","#,
    r#""display":"Formal - death notice received from Registrar of Deaths"}]}}"#
);

fn death(json: &mut Json<'_>, day: NaiveDate) {
    nested(json, DEATH, |json| {
        json.verbatim(DEATH_STATUS);
        json.object(|json| {
            json.member("url", "systemEffectiveDate");
            json.key("valueDateTime").quoted(|out| midnight(out, day));
        });
    });
}

const COMMUNICATION: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication";

fn language(json: &mut Json<'_>, spoken: &Language) {
    nested(json, COMMUNICATION, |json| {
        json.object(|json| {
            json.member("url", "language");
            json.key("valueCodeableConcept").object(|json| {
                json.key("coding").array(|json| {
                    json.object(|json| {
                        json.member(
                            "system",
                            "https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage",
                        );
                        json.member("version", "1.0.0");
                        json.member("code", &spoken.language.code);
                        json.member("display", &spoken.language.display);
                    });
                });
            });
        });
        json.object(|json| {
            json.member("url", "interpreterRequired");
            json.key("valueBoolean").boolean(spoken.interpreter);
        });
    });
}

const PREFERENCE: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactPreference";
const FORMAT: &str =
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-PreferredWrittenCommunicationFormat";
const METHOD: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-PreferredContactMethod";

fn preference(json: &mut Json<'_>, wanted: &ContactPreference) {
    nested(json, PREFERENCE, |json| {
        if let Some(format) = &wanted.written_format {
            concept(json, "PreferredWrittenCommunicationFormat", FORMAT, format);
        }
        if let Some(method) = &wanted.method {
            concept(json, "PreferredContactMethod", METHOD, method);
        }
        if let Some(times) = &wanted.times {
            json.object(|json| {
                json.member("url", "PreferredContactTimes");
                json.member("valueString", times);
            });
        }
    });
}

fn birth_place(json: &mut Json<'_>, place: &BirthPlace) {
    json.object(|json| {
        json.member(
            "url",
            "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
        );
        json.key("valueAddress").object(|json| {
            json.member("city", &place.city);
            if let Some(district) = &place.district {
                json.member("district", district);
            }
            json.member("country", &place.country);
        });
    });
}

const REMOVAL: &str =
    "https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration";
const REMOVAL_REASON: &str = "https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode";

fn removal(json: &mut Json<'_>, removed: &Removal) {
    nested(json, REMOVAL, |json| {
        concept(
            json,
            "removalFromRegistrationCode",
            REMOVAL_REASON,
            &removed.reason,
        );
        json.object(|json| {
            json.member("url", "effectiveTime");
            json.key("valuePeriod")
                .object(|json| instants(json, removed.period));
        });
    });
}

/// The ends of a period as instants.
fn instants(json: &mut Json<'_>, period: Period) {
    json.key("start").quoted(|out| midnight(out, period.start));
    if let Some(end) = period.end {
        json.key("end").quoted(|out| midnight(out, end));
    }
}
