//! References by identifier, the only kind that says who is meant without promising that a resource can be fetched.

use crate::{
    digits,
    json::{Json, escape},
};
use cpis_vocabulary::NhsNumber;

/// A patient, by NHS number.
pub(crate) fn patient(json: &mut Json<'_>, child: NhsNumber) {
    json.by_hand(|out| {
        out.extend_from_slice(
            br#"{"type":"Patient","identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":""#,
        );
        digits::padded(out, child.value(), 10);
        out.extend_from_slice(br#""}}"#);
    });
}

/// Something by its identifier in `system`.
pub(crate) fn by_identifier(
    json: &mut Json<'_>,
    kind: &'static str,
    system: &'static str,
    value: &str,
    display: Option<&str>,
) {
    json.object(|json| {
        json.member("type", kind);
        json.key("identifier")
            .object(|json| identifier(json, system, value));
        if let Some(display) = display {
            json.member("display", display);
        }
    });
}

/// An organisation or authority, by ODS code.
pub(crate) fn organisation(json: &mut Json<'_>, code: &str, name: &str) {
    json.by_hand(|out| {
        out.extend_from_slice(
            concat!(
                r#"{"type":"Organization","identifier":{"#,
                r#""system":"https://fhir.nhs.uk/Id/ods-organization-code","value":""#
            )
            .as_bytes(),
        );
        escape(out, code);
        out.extend_from_slice(br#""},"display":""#);
        escape(out, name);
        out.extend_from_slice(br#""}"#);
    });
}

/// The members of an identifier.
pub(crate) fn identifier(json: &mut Json<'_>, system: &'static str, value: &str) {
    json.member("system", system);
    json.member("value", value);
}
