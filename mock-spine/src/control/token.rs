use super::Refused;
use crate::app::App;
use crate::edge::single;
use cpis_wire::header::AUTHORIZATION;
use http::HeaderMap;

/// Lets in whoever carries the control port's token, or everybody where none was set. ENV-3.
pub(super) fn check(app: &App, headers: &HeaderMap) -> Result<(), Refused> {
    let token = app.settings.control_token.as_deref();
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return Ok(());
    };
    let sent = single(headers, AUTHORIZATION).ok().flatten();
    let (scheme, sent) = sent
        .and_then(|value| value.trim().split_once(' '))
        .ok_or_else(|| {
            Refused::no_token("the control port asks for `Authorization: Bearer` with its token")
        })?;
    if scheme.eq_ignore_ascii_case("bearer") && is_same(sent.trim(), token) {
        Ok(())
    } else {
        Err(Refused::no_token(
            "the bearer token must be the control port's, this is another",
        ))
    }
}

/// Compares to the end, so that the time taken does not tell how much was right.
fn is_same(sent: &str, token: &str) -> bool {
    let differences = sent.bytes().zip(token.bytes());
    let differing = differences.fold(0, |differing, (one, other)| differing | (one ^ other));
    sent.len() == token.len() && differing == 0
}
