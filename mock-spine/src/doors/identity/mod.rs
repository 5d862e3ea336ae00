//! Mock CIS2: who logs on, and the tokens they get. IDN-1, IDN-2, IDN-5.
//!
//! Any `client_id` is taken, since applications register nowhere here; secrets and signed assertions are taken and not verified.

mod authorize;
mod code;
mod form;
mod id_token;
mod keys;
mod page;
mod redirect;
mod revoke;
mod token;
mod user_info;

use super::Call;
use crate::edge;
use crate::server::AnswerBody;
use cpis_wire::oauth::{Discovery, OAuthError};
use http::Response;
use http::header::{CACHE_CONTROL, HeaderValue, WWW_AUTHENTICATE};

pub(super) use authorize::{authorize, submit};
pub(crate) use keys::SigningKey;
pub use keys::SigningKeyError;
pub(super) use revoke::revoke;
pub(super) use token::token;
pub(super) use user_info::user_info;

/// `GET /.well-known/openid-configuration`.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn discovery(call: &Call<'_>) -> Response<AnswerBody> {
    edge::json(200, &Discovery::at(&call.origin(), keys::ALGORITHM))
}

/// `GET /oauth2/jwks`.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn jwks(call: &Call<'_>) -> Response<AnswerBody> {
    edge::json(200, &call.app.signing_key.jwks())
}

/// Why the log-on says no: the code of RFC 6749, and what is required, then what was found.
#[derive(Clone, PartialEq, Eq, Debug)]
struct No {
    status: u16,
    error: &'static str,
    description: String,
}

impl No {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: 400,
            error,
            description: description.into(),
        }
    }

    fn request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    fn grant(description: impl Into<String>) -> Self {
        Self::new("invalid_grant", description)
    }

    /// An application that does not say who it is (RFC 6749, section 5.2: 401, with the way to say it).
    fn client(description: impl Into<String>) -> Self {
        Self {
            status: 401,
            ..Self::new("invalid_client", description)
        }
    }

    fn answer(&self) -> Response<AnswerBody> {
        let error = OAuthError::new(self.error, &*self.description);
        let mut response = unstored(edge::json(self.status, &error));
        if self.status == 401 {
            let challenge = HeaderValue::from_static("Basic realm=\"mock-spine\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// The most bytes of a text that is kept as long as a code or token lives.
const KEPT_MAX: usize = 1_000;

/// Refuses a text that is too long to be kept.
fn check_length(name: &str, text: &str) -> Result<(), No> {
    let length = text.len();
    if length <= KEPT_MAX {
        return Ok(());
    }
    Err(No::request(format!(
        "{name} has at most {KEPT_MAX} bytes, this one has {length}"
    )))
}

/// Nothing that holds a token may be kept on its way (RFC 6749, section 5.1).
fn unstored(mut response: Response<AnswerBody>) -> Response<AnswerBody> {
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
