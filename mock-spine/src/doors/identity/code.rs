use super::No;
use super::form::Form;
use crate::doors::Call;
use crate::tenant::{Challenge, Grant, Spending};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::digest::{SHA256, digest};
use std::sync::Arc;

/// What a code stands for, if it is good and in the right hands. The code is spent by being shown, whatever comes of it.
pub(super) fn exchange(
    call: &Call<'_>,
    form: &Form<'_>,
    code: &str,
    client: &str,
) -> Result<Arc<Grant>, No> {
    let grant = match call.tenant.codes.spend(code, call.tenant.clock.now()) {
        Spending::Granted(grant) => grant,
        Spending::Unknown => {
            return Err(No::grant(
                "code must be one that was issued here, it is not",
            ));
        }
        Spending::Expired => return Err(No::grant("code lives ten minutes, this one has expired")),
        Spending::Again { token } => {
            if let Some(token) = token {
                call.tenant.sessions.revoke(&token);
            }
            return Err(No::grant("code can be used once, this one has been used"));
        }
    };
    if *grant.client_id != *client {
        return Err(No::grant("code was issued to another client_id"));
    }
    if form.get("redirect_uri") != Some(&*grant.redirect_uri) {
        return Err(No::grant(
            "redirect_uri must be the one that the code was sent to, it is not",
        ));
    }
    proven(grant.challenge.as_ref(), form.get("code_verifier"))?;
    Ok(grant)
}

/// Whether the verifier answers the challenge (RFC 7636, section 4.6).
fn proven(challenge: Option<&Challenge>, verifier: Option<&str>) -> Result<(), No> {
    let (challenge, verifier) = match (challenge, verifier) {
        (None, None) => return Ok(()),
        (None, Some(_)) => {
            return Err(No::grant(
                "code_verifier answers a code_challenge, the log-on was begun without one",
            ));
        }
        (Some(_), None) => {
            return Err(No::grant("code_verifier is required, the request has none"));
        }
        (Some(challenge), Some(verifier)) => (challenge, verifier),
    };
    let is_answer = match challenge {
        Challenge::Plain(plain) => **plain == *verifier,
        Challenge::S256(hashed) => **hashed == *BASE64.encode(digest(&SHA256, verifier.as_bytes())),
    };
    if is_answer {
        Ok(())
    } else {
        Err(No::grant(
            "code_verifier must answer the code_challenge, it does not",
        ))
    }
}

/// Reads the challenge of a log-on that begins (RFC 7636, section 4.3): 43 to 128 letters, digits and `-._~`.
pub(super) fn challenge(form: &Form<'_>) -> Result<Option<Challenge>, No> {
    let method = form.get("code_challenge_method");
    let Some(challenge) = form.get("code_challenge") else {
        return match method {
            None => Ok(None),
            Some(_) => Err(No::request(
                "code_challenge is required with code_challenge_method, the request has none",
            )),
        };
    };
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&challenge.len()) || !challenge.bytes().all(is_allowed) {
        return Err(No::request(
            "code_challenge has 43 to 128 letters, digits and -._~, this one has not",
        ));
    }
    match method {
        None | Some("plain") => Ok(Some(Challenge::Plain(challenge.into()))),
        Some("S256") => Ok(Some(Challenge::S256(challenge.into()))),
        Some(_) => Err(No::request(
            "code_challenge_method is S256 or plain, this one is another",
        )),
    }
}
