use super::form::Form;
use super::unstored;
use crate::doors::Call;
use crate::edge;
use crate::server::AnswerBody;
use http::Response;

/// `POST /oauth2/revoke`: 200 whether or not the token was ever issued (RFC 7009, section 2.2). IDN-5.
pub(in crate::doors) async fn revoke(call: &Call<'_>) -> Response<AnswerBody> {
    let form = match Form::of_body(call.request) {
        Ok(form) => form,
        Err(no) => return no.answer(),
    };
    match form.require("token") {
        Ok(token) => {
            call.tenant.sessions.revoke(token);
            unstored(edge::text(200, ""))
        }
        Err(no) => no.answer(),
    }
}
