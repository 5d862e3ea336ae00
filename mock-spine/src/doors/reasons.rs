//! What an answer gives to whoever asks for reasons: the rules that were applied, by number, and why.

use super::{Call, Path};
use crate::edge::{self, Asked, headers};
use crate::server::AnswerBody;
use cpis_rules::{Decision, Outcome};
use cpis_vocabulary::Refusal;
use cpis_wire::{SpineError, SpineErrorKind};
use http::{HeaderValue, Response, StatusCode};

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

/// Why a path is not answered.
pub(super) const NO_ROUTE: &str = "no rule: nothing answers this method at this path";
/// Why nothing of a tenant is answered yet.
pub(super) const LOADING: &str = "no rule: the mock is still loading";
/// Why a request is not read to its end.
pub(super) const UNREADABLE: &str = "no rule: the request could not be read";
/// Why an error stands in an answer's place.
pub(super) const FAULT: &str =
    "no rule: a fault that was asked for put this error in the answer's place";

/// The answer, with the reasons where the caller wants them.
pub(super) fn explained(
    call: &Call<'_>,
    mut response: Response<AnswerBody>,
    reason: impl FnOnce() -> String,
) -> Response<AnswerBody> {
    if call.asked.wants_reasons() {
        edge::set(&mut response, &headers::SPINE_REASON, &reason());
    }
    response
}

/// The answer, with this reason where the headers ask for one and nobody nearer to the rule has given any.
pub(super) fn explained_to(
    asked: &Asked<'_>,
    mut response: Response<AnswerBody>,
    reason: &'static str,
) -> Response<AnswerBody> {
    if asked.wants_reasons() {
        response
            .headers_mut()
            .entry(&headers::SPINE_REASON)
            .or_insert(HeaderValue::from_static(reason));
    }
    response
}

/// Why a route answered with this status, where its door says no more.
pub(super) fn of_route(path: Path, status: StatusCode) -> &'static str {
    if status.is_server_error() {
        return "no rule: the mock cannot answer now";
    }
    let is_refused = status.is_client_error();
    match path {
        Path::Token if is_refused => {
            "IDN-2 refused: the body says what is required and what was found"
        }
        Path::Token => {
            "IDN-2 smartcard and passcode, a code of the log-on page, or an application of its own; \
             IDN-5 the token ends after its life, or when it is revoked"
        }
        Path::UserInfo if is_refused => {
            "IDN-5 refused: the body says what is required and what was found"
        }
        Path::UserInfo => "IDN-1 the user with every role; IDN-5 the token is good",
        Path::Authorize | Path::AuthorizeSubmit => {
            "IDN-2 the log-on page; a user who is logged on goes back with a code, one who is not with the error"
        }
        Path::Revoke => "IDN-5 a revoked token is refused from now on",
        Path::Jwks | Path::Discovery => "IDN-2 what an application needs to let users log on",
        Path::CpisMetadata => "no rule: what this door can do, for anybody",
        Path::Live | Path::Ready | Path::OpenApi => {
            "no rule: for whoever looks after the mock; nothing is decided"
        }
        Path::CareTeam
        | Path::AuditEvent
        | Path::PatientRead
        | Path::PatientUnnamed
        | Path::PatientSearch
        | Path::Flag
        | Path::PatientFlag => "no rule: this answer was not decided by one",
    }
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
