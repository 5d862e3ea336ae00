use super::form::Form;
use super::id_token::id_token;
use super::{No, check_length, code, unstored};
use crate::doors::Call;
use crate::edge;
use crate::edge::single;
use crate::server::AnswerBody;
use crate::tenant::{Holder, Session};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use cpis_vocabulary::{Text, UserId};
use cpis_wire::oauth::{SMARTCARD_GRANT, TokenResponse};
use http::Response;
use http::header::AUTHORIZATION;
use std::sync::Arc;

/// How an application says that it sends a signed assertion (RFC 7523).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The application of a request that names none.
const NAMELESS: &str = "application";

/// `POST /oauth2/token`: the one-call log-on, the second half of the authorization code flow, and tokens for applications.
pub(in crate::doors) async fn token(call: &Call<'_>) -> Response<AnswerBody> {
    match granted(call) {
        Ok(issued) => unstored(edge::json(200, &issued)),
        Err(no) => no.answer(),
    }
}

fn granted(call: &Call<'_>) -> Result<TokenResponse, No> {
    let form = Form::of_body(call.request)?;
    match form.require("grant_type")? {
        SMARTCARD_GRANT => smartcard(call, &form),
        "authorization_code" => authorization_code(call, &form),
        "client_credentials" => {
            let client = client(call, &form)?.unwrap_or_else(|| NAMELESS.into());
            Ok(issue(call, Holder::Application(client), None, "".into()))
        }
        _ => Err(No::new(
            "unsupported_grant_type",
            format!(
                "grant_type is {SMARTCARD_GRANT}, authorization_code or client_credentials, this one is another"
            ),
        )),
    }
}

/// IDN-2: smartcard and passcode.
fn smartcard(call: &Call<'_>, form: &Form<'_>) -> Result<TokenResponse, No> {
    let id = UserId::from(form.require("user_id")?);
    let passcode = form.require("passcode")?;
    let account = call.tenant.register.find(&id);
    let account = account
        .filter(|account| &*account.user.passcode == passcode)
        .ok_or_else(|| No::grant("no user has this user_id and passcode"))?;
    let holder = Holder::User(Arc::clone(account));
    let client = client(call, form)?;
    Ok(issue(call, holder, client, "openid".into()))
}

/// RFC 6749, section 4.1.3, with the proof key of RFC 7636.
fn authorization_code(call: &Call<'_>, form: &Form<'_>) -> Result<TokenResponse, No> {
    let shown = form.require("code")?;
    let client = client(call, form)?
        .ok_or_else(|| No::request("client_id is required, the request has none"))?;
    let grant = code::exchange(call, form, shown, &client)?;
    let holder = Holder::User(Arc::clone(&grant.account));
    let mut issued = issue(call, holder, Some(client), grant.scope.clone());
    call.tenant.codes.brought(shown, &issued.access_token);
    let signed = id_token(call, &grant);
    issued.id_token = Some(signed.map_err(|error| No {
        status: 503,
        error: "temporarily_unavailable",
        description: error.to_string(),
    })?);
    issued.scope = Some(grant.scope.as_ref().to_owned());
    Ok(issued)
}

/// A new token; `client` is the application through which a user logged on.
fn issue(call: &Call<'_>, holder: Holder, client: Option<Text>, scope: Text) -> TokenResponse {
    let tenant = call.tenant;
    let token = tenant.tokens.next_token();
    let session = Session::new(holder, tenant.clock.now(), scope).through(client);
    tenant
        .sessions
        .begin(token.clone(), session, &tenant.policy);
    let life = tenant.policy.token_life.num_seconds();
    TokenResponse::bearer(token, u64::try_from(life).unwrap_or(0))
}

/// The application: by HTTP Basic, by a signed assertion, or by `client_id`. Two that differ are refused; nothing is verified.
fn client(call: &Call<'_>, form: &Form<'_>) -> Result<Option<Text>, No> {
    let mut named: Option<Text> = form.get("client_id").map(Into::into);
    for other in [by_assertion(form)?, by_basic(call)?].into_iter().flatten() {
        if named.as_ref().is_some_and(|named| *named != other) {
            return Err(No::client(
                "a request comes from one application, this one names two",
            ));
        }
        named = Some(other);
    }
    if let Some(named) = &named {
        check_length("an application's name", named)?;
    }
    Ok(named)
}

fn by_assertion(form: &Form<'_>) -> Result<Option<Text>, No> {
    let kind = form.get("client_assertion_type");
    let assertion = match (kind, form.get("client_assertion")) {
        (None, None) => return Ok(None),
        (Some(JWT_BEARER), Some(assertion)) => assertion,
        (Some(JWT_BEARER), None) => {
            return Err(No::request(
                "client_assertion is required with client_assertion_type, the request has none",
            ));
        }
        (Some(_) | None, _) => {
            return Err(No::request(format!(
                "client_assertion_type must be {JWT_BEARER}, it is not"
            )));
        }
    };
    let unreadable = || {
        No::client(
            "client_assertion must be a JSON Web Token of three parts whose sub or iss names the application, it is not",
        )
    };
    let mut parts = assertion.split('.');
    let (Some(_), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unreadable());
    };
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| unreadable())?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).map_err(|_| unreadable())?;
    let named = ["sub", "iss"]
        .into_iter()
        .find_map(|name| claims.get(name).and_then(serde_json::Value::as_str));
    named
        .filter(|named| !named.is_empty())
        .map(|named| Some(named.into()))
        .ok_or_else(unreadable)
}

fn by_basic(call: &Call<'_>) -> Result<Option<Text>, No> {
    let header = single(call.headers(), AUTHORIZATION.as_str())
        .map_err(|bad| No::client(format!("Authorization {}", bad.sentence())))?;
    let Some(header) = header else {
        return Ok(None);
    };
    let unreadable =
        || No::client("Authorization must be Basic with client_id:secret in base64, it is not");
    let (scheme, encoded) = header.trim().split_once(' ').ok_or_else(unreadable)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(unreadable());
    }
    let decoded = STANDARD.decode(encoded.trim()).map_err(|_| unreadable())?;
    let decoded = String::from_utf8(decoded).map_err(|_| unreadable())?;
    let (id, _) = decoded.split_once(':').ok_or_else(unreadable)?;
    // Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1).
    let id = percent_encoding::percent_decode_str(id)
        .decode_utf8()
        .map_err(|_| unreadable())?;
    if id.is_empty() {
        return Err(unreadable());
    }
    Ok(Some(id.as_ref().into()))
}
