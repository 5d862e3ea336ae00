mod extensions;
mod parts;

use crate::{json::Json, system};
use cpis_vocabulary::{Patient, PatientStatus};

/// Writes a patient as PDS answers a read: everything the record may tell. SRC-7, DAT-5.
///
/// Of a restricted patient whatever tells a place stays out: address, telecom, contacts, practice, suppliers, place of birth and
/// managing organisation.
pub fn patient(out: &mut Vec<u8>, patient: &Patient) {
    Json::new(out).object(|json| members(json, patient, Detail::Read));
}

/// The `ETag` of a patient's record: `W/"2"`.
pub fn etag(patient: &Patient) -> String {
    format!("W/\"{}\"", patient.version)
}

/// How much of a record goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Detail {
    /// All of it.
    Read,
    /// What a search result carries: the usual name, the home address, telecom, contacts, practice and the notice of death.
    Search,
}

const VERIFIED: &str = concat!(
    r#""extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/"#,
    r#"Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"#,
    r#""system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus","#,
    r#""version":"1.0.0","code":"01","display":"Number present and verified"}]}}]"#
);

/// Writes the members of a Patient.
pub(super) fn members(json: &mut Json<'_>, patient: &Patient, detail: Detail) {
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
    meta(json, patient.version, restricted);
    parts::names(json, patient, detail);
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
        json.key("deceasedDateTime")
            .quoted(|out| extensions::midnight(out, day));
    }
    if !restricted {
        parts::whereabouts(json, patient, detail);
    }
    extensions::extensions(json, patient, detail);
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
