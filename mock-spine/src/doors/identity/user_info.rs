use super::{No, unstored};
use crate::doors::Call;
use crate::doors::caller::session;
use crate::edge;
use crate::server::AnswerBody;
use crate::tenant::Holder;
use cpis_wire::oauth::UserInfo;
use http::Response;
use http::header::{HeaderValue, WWW_AUTHENTICATE};

/// `GET /oauth2/userinfo`: who holds the token, with every role to choose from. IDN-1, IDN-2.
pub(in crate::doors) async fn user_info(call: &Call<'_>) -> Response<AnswerBody> {
    match session(call) {
        Ok(session) => match &session.holder {
            Holder::User(account) => unstored(edge::json(200, &UserInfo::of(&account.user))),
            Holder::Application(_) => refused(
                403,
                "insufficient_scope",
                "a user must be present, this token was issued to an application",
            ),
        },
        Err(turned) => refused(401, "invalid_token", &turned.refusal.to_string()),
    }
}

/// RFC 6750, section 3: the error stands in a header, and here in the body too.
fn refused(status: u16, error: &'static str, description: &str) -> Response<AnswerBody> {
    let mut response = No {
        status,
        error,
        description: description.to_owned(),
    }
    .answer();
    if let Ok(value) = HeaderValue::try_from(format!("Bearer error=\"{error}\"")) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}
