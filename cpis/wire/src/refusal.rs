use crate::{SpineError, SpineErrorKind};
use cpis_vocabulary::Refusal;

/// How the CP-IS FHIR door and the flags door answer a refusal. IDN-4.
pub fn cpis_refusal(refusal: &Refusal) -> SpineError {
    let kind = match refusal {
        Refusal::NoAuthorization | Refusal::NoToken | Refusal::BadToken => {
            SpineErrorKind::Unauthorised
        }
        Refusal::MissingHeader(_)
        | Refusal::BadHeader { .. }
        | Refusal::NoRoleChosen
        | Refusal::NotYourRole
        | Refusal::Anonymous(_) => SpineErrorKind::PreconditionFailed,
        Refusal::NoUser | Refusal::NoActivity => SpineErrorKind::Forbidden,
        Refusal::BadSearch(_) | Refusal::BadNumber(_) => SpineErrorKind::InvalidSearchData,
    };
    SpineError::with(kind, refusal.to_string())
}

/// How PDS answers a refusal. `value` is what the header in question held, empty where there was none.
pub fn pds_refusal(refusal: &Refusal, value: &str) -> SpineError {
    match refusal {
        Refusal::NoAuthorization | Refusal::NoToken | Refusal::BadToken => {
            SpineError::with(SpineErrorKind::Unauthorised, refusal.to_string())
        }
        Refusal::MissingHeader(header) => SpineError::missing_header(header),
        Refusal::BadHeader { header, .. } => SpineError::invalid_header(header, value),
        Refusal::NoRoleChosen | Refusal::NotYourRole => {
            SpineError::invalid_header("NHSD-Session-URID", value)
        }
        Refusal::NoUser | Refusal::NoActivity | Refusal::Anonymous(_) => {
            SpineError::with(SpineErrorKind::Forbidden, refusal.to_string())
        }
        Refusal::BadSearch(_) => {
            SpineError::with(SpineErrorKind::InvalidSearchData, refusal.to_string())
        }
        Refusal::BadNumber(_) => SpineError::new(SpineErrorKind::InvalidResourceId),
    }
}
