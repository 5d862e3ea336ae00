//! References by identifier, the only kind that says who is meant without promising that a resource can be fetched.

use crate::{json::Json, system};
use cpis_vocabulary::NhsNumber;

/// A patient, by NHS number.
pub(crate) fn patient(json: &mut Json<'_>, child: NhsNumber) {
    json.object(|json| {
        json.member("type", "Patient");
        json.key("identifier").object(|json| {
            json.member("system", system::NHS_NUMBER);
            json.key("value").nhs_number(child);
        });
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
pub(crate) fn organisation(json: &mut Json<'_>, code: &str, name: Option<&str>) {
    by_identifier(json, "Organization", system::ODS_ORGANISATION, code, name);
}

/// The members of an identifier.
pub(crate) fn identifier(json: &mut Json<'_>, system: &'static str, value: &str) {
    json.member("system", system);
    json.member("value", value);
}
