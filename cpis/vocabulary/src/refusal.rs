use crate::{NhsNumberError, Text};
use alloc::vec::Vec;

/// Why a request to look at a child's alert is refused, in the order in which the reasons are looked for. IDN-4, ASN-6.
///
/// The text says what is required, then what was found; it never repeats a secret or a patient's number.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// No `Authorization` header.
    #[error("Missing Authorization header")]
    NoAuthorization,
    /// An `Authorization` header that carries no bearer token.
    #[error("Missing access token")]
    NoToken,
    /// A token that is unknown, revoked or expired. IDN-5.
    #[error("Invalid Access Token")]
    BadToken,
    /// A header that must be there is not.
    #[error("{0} header is required, the request has none")]
    MissingHeader(&'static str),
    /// A header with a value that cannot be.
    #[error("{header} header {required}")]
    BadHeader {
        /// Which one.
        header: &'static str,
        /// What it must be, as the rest of the sentence.
        required: &'static str,
    },
    /// Several roles and none chosen. IDN-2.
    #[error(
        "NHSD-Session-URID header is required for a user with several roles, the request has none"
    )]
    NoRoleChosen,
    /// A role that is not the user's. IDN-2.
    #[error("NHSD-Session-URID header must name one of the user's roles, it names none of them")]
    NotYourRole,
    /// A token without a user, where a user must be present. IDN-4.
    #[error("a user must be present, this token was issued to an application")]
    NoUser,
    /// The access cannot say who looks. IDN-4.
    #[error("an access names who looks, in which role and from where; missing: {}", .0.join(", "))]
    Anonymous(Vec<Text>),
    /// A role with neither activity. IDN-3.
    #[error("the role holds no activity that shows CP-IS information")]
    NoActivity,
    /// The search parameters are not what the interface takes.
    #[error("{0}")]
    BadSearch(Text),
    /// The number is none. SRC-1.
    #[error("Invalid NHS number")]
    BadNumber(NhsNumberError),
}
