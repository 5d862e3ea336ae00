//! The log-on's bodies: token, user, discovery and keys, as CIS2 shapes them. IDN-2, IDN-5.

mod discovery;
mod keys;
mod user;

pub use discovery::Discovery;
pub use keys::{IdTokenClaims, Jwk, Jwks};
pub use user::{NrbacRole, UserInfo, UserOrganisation};

use serde::{Deserialize, Serialize};

/// The grant with which a test logs a user on in one call.
pub const SMARTCARD_GRANT: &str = "urn:mock-spine:smartcard";

/// The answer of the token endpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The bearer token.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// The token's life in seconds of the mock's clock.
    pub expires_in: u64,
    /// The ID token, in the authorization code flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The scopes that were granted, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl TokenResponse {
    /// A bearer token that lives so many seconds.
    pub fn bearer(access_token: impl Into<String>, expires_in: u64) -> Self {
        Self {
            access_token: access_token.into(),
            token_type: "Bearer".into(),
            expires_in,
            id_token: None,
            scope: None,
        }
    }
}

/// How the log-on says no (RFC 6749, section 5.2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OAuthError {
    /// The code, for example `invalid_grant`.
    pub error: String,
    /// What is required, then what was found.
    pub error_description: String,
}

impl OAuthError {
    /// An error with its code and sentence.
    pub fn new(error: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            error_description: description.into(),
        }
    }
}
