//! Mock CIS2: who logs on, and the tokens they get. IDN-1, IDN-2, IDN-5.

use super::Call;
use crate::edge;
use crate::server::AnswerBody;
use crate::tenant::{Holder, Session};
use cpis_vocabulary::UserId;
use http::Response;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// The grant type of the one-call log-on.
const SMARTCARD: &str = "urn:mock-spine:smartcard";

/// `POST /oauth2/token`.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn token(call: &Call<'_>) -> Response<AnswerBody> {
    let form: HashMap<_, _> = form_urlencoded::parse(call.request.body())
        .into_owned()
        .collect();
    let field = |name: &str| form.get(name).map(String::as_str);
    match field("grant_type") {
        Some(SMARTCARD) => {
            let account =
                field("user_id").and_then(|id| call.tenant.register.find(&UserId::from(id)));
            match account.filter(|account| Some(&*account.user.passcode) == field("passcode")) {
                Some(account) => issue(call, Holder::User(Arc::clone(account))),
                None => refuse("invalid_grant", "no user has this user_id and passcode"),
            }
        }
        Some("client_credentials") => {
            let client = field("client_id").unwrap_or("application");
            issue(call, Holder::Application(client.into()))
        }
        Some(_) => refuse("unsupported_grant_type", "grant_type is not known"),
        None => refuse(
            "invalid_request",
            "grant_type is required, the request has none",
        ),
    }
}

fn issue(call: &Call<'_>, holder: Holder) -> Response<AnswerBody> {
    let token = call.tenant.tokens.next_token();
    let session = Session::new(holder, call.tenant.clock.now(), "openid".into());
    call.tenant
        .sessions
        .begin(token.clone(), session, &call.tenant.policy);
    let life = call.tenant.policy.token_life.num_seconds();
    edge::json(
        200,
        &json!({"access_token": token, "token_type": "Bearer", "expires_in": life}),
    )
}

fn refuse(error: &str, description: &str) -> Response<AnswerBody> {
    edge::json(
        400,
        &json!({"error": error, "error_description": description}),
    )
}
