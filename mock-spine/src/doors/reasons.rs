//! What an answer gives to whoever asks for reasons: the rules that were applied, by number, and why.

use super::Call;
use super::cpis::set;
use crate::edge::headers;
use crate::server::AnswerBody;
use cpis_rules::{Decision, Outcome};
use cpis_vocabulary::Refusal;
use cpis_wire::{SpineError, SpineErrorKind};
use http::Response;

/// Why a list of previous views holds what it holds.
pub(super) const LIST: &str = "ALT-2 no access: nothing recorded, nobody told; VIEW-2 the last recorded accesses, newest first; \
                               ALT-9 none without a displayable plan; VIEW-7 the access of the request's own TraceID left out";
/// Why flags are as they are.
pub(super) const FLAGS: &str =
    "ALT-2 no access: nothing recorded, nobody told; ALT-5 every plan that is displayable";
/// Why a patient is answered with.
pub(super) const PATIENT: &str = "SRC-1 by number; SRC-7 of a superseded number the surviving record, of a restricted patient what may be \
                                  told; SRC-9 nothing recorded, nobody told";
/// Why a search finds whom it finds.
pub(super) const SEARCH: &str =
    "SRC-6, SRC-8 exactly the patients that match; SRC-9 nothing recorded, nobody told";

/// The answer, with the reasons where the caller wants them.
pub(super) fn explained(
    call: &Call<'_>,
    mut response: Response<AnswerBody>,
    reason: impl FnOnce() -> String,
) -> Response<AnswerBody> {
    if call.wants_reasons() {
        set(&mut response, &headers::SPINE_REASON, reason());
    }
    response
}

/// The rule behind a refusal; that and when it is looked for is always IDN-4's.
pub(super) fn of_refusal(refusal: &Refusal) -> String {
    let rules = match refusal {
        Refusal::NoAuthorization | Refusal::NoToken | Refusal::BadToken => "IDN-4, IDN-5",
        Refusal::BadHeader { header, .. } if *header == super::caller::UNSCHEDULED => {
            "IDN-4, ASN-6"
        }
        Refusal::BadHeader { header, .. } if *header == super::caller::SESSION_URID => {
            "IDN-4, IDN-2"
        }
        Refusal::NoRoleChosen | Refusal::NotYourRole => "IDN-4, IDN-2",
        Refusal::NoActivity => "IDN-4, IDN-3",
        Refusal::BadNumber(_) => "IDN-4, SRC-1",
        Refusal::MissingHeader(_)
        | Refusal::BadHeader { .. }
        | Refusal::NoUser
        | Refusal::Anonymous(_)
        | Refusal::BadSearch(_) => "IDN-4",
    };
    format!("{rules} refused: {refusal}")
}

/// The rule behind an error of PDS.
pub(super) fn of_error(error: &SpineError) -> String {
    let facts = error.kind.facts();
    let rule = if error.kind == SpineErrorKind::InvalidatedResource {
        "SRC-7"
    } else if matches!(
        error.kind,
        SpineErrorKind::InvalidResourceId | SpineErrorKind::ResourceNotFound
    ) {
        "SRC-1"
    } else {
        "SRC-6"
    };
    format!("{rule}: {}", facts.display)
}

/// The rules that were applied to an access, and why.
pub(super) fn of_decision(decision: &Decision) -> String {
    match &decision.outcome {
        Outcome::Notified { .. } => {
            "ALT-5 displayable; IDN-3 notifying role; VIEW-1 recorded; ASN-3 no notified access of this user and organisation \
             in the 24 hours before; ASN-5 each authority told once"
                .to_owned()
        }
        Outcome::Suppressed { access, repeats } => {
            let recorded = if access.is_some() { "VIEW-3 recorded" } else { "VIEW-3 not recorded" };
            format!("ALT-5 displayable; {recorded}; ASN-3 repeats notified access {repeats}")
        }
        Outcome::SameAccess { access } => {
            format!("ALT-5 displayable; VIEW-7 the TraceID is that of access {access}")
        }
        Outcome::Silent => "ALT-5 displayable; IDN-3, ASN-6 silent: nothing recorded, nobody told".to_owned(),
        Outcome::NothingShown => "ALT-9 no displayable plan: nothing recorded, nobody told".to_owned(),
    }
}
