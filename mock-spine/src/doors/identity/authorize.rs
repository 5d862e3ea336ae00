use super::form::Form;
use super::redirect::RedirectUri;
use super::{No, check_length, code, page, unstored};
use crate::doors::Call;
use crate::server::AnswerBody;
use crate::tenant::{Account, Challenge, Grant};
use cpis_vocabulary::{Text, UserId};
use http::{Response, StatusCode};
use std::sync::Arc;

/// What an application asks for when it sends a user to log on.
#[derive(Debug)]
struct Asked {
    client_id: Text,
    redirect_uri: RedirectUri,
    scope: Text,
    state: Option<Text>,
    nonce: Option<Text>,
    challenge: Option<Challenge>,
}

/// A refusal, and where it goes: to the application where its address is good, to the user where it is not.
enum Refused {
    Here(No),
    There(RedirectUri, Option<Text>, No),
}

/// `GET /oauth2/authorize`: the log-on page. IDN-2.
///
/// With a `login_hint` that is a user's id nobody needs to be at the screen: that user is logged on at once, without a passcode. With
/// `prompt=login` the page is shown all the same, and with `prompt=none` never.
pub(in crate::doors) async fn authorize(call: &Call<'_>) -> Response<AnswerBody> {
    let form = match Form::of_query(call.query()) {
        Ok(form) => form,
        Err(no) => return page::refusal(&no),
    };
    match Asked::read(&form) {
        Ok(asked) => begin(call, &form, &asked),
        Err(refused) => refused.answer(StatusCode::FOUND),
    }
}

/// `POST /oauth2/authorize`: the page, filled in. IDN-2.
pub(in crate::doors) async fn submit(call: &Call<'_>) -> Response<AnswerBody> {
    let form = match Form::of_body(call.request) {
        Ok(form) => form,
        Err(no) => return page::refusal(&no),
    };
    let asked = match Asked::read(&form) {
        Ok(asked) => asked,
        Err(refused) => return refused.answer(StatusCode::SEE_OTHER),
    };
    let id = form.get("user_id").unwrap_or("");
    let account = call.tenant.register.find(&UserId::from(id));
    let account = account.filter(|account| form.get("passcode") == Some(&*account.user.passcode));
    match account {
        Some(account) => done(call, &asked, account, StatusCode::SEE_OTHER),
        None => page::log_on(
            call.request.uri().path(),
            &form,
            id,
            Some("There is no user with this number and passcode."),
        ),
    }
}

fn begin(call: &Call<'_>, form: &Form<'_>, asked: &Asked) -> Response<AnswerBody> {
    let hint = form.get("login_hint").unwrap_or("");
    let prompt = form.get("prompt").unwrap_or("");
    let prompts = |word: &str| prompt.split(' ').any(|found| found == word);
    let hinted = call.tenant.register.find(&UserId::from(hint));
    match hinted {
        Some(account) if !prompts("login") => done(call, asked, account, StatusCode::FOUND),
        Some(_) | None if prompts("none") => asked.refuse(
            StatusCode::FOUND,
            &No::new(
                "login_required",
                "prompt=none needs a login_hint that is the id of a user, the request has none",
            ),
        ),
        Some(_) | None => page::log_on(call.request.uri().path(), form, hint, None),
    }
}

/// The user is logged on: the application gets its code.
fn done(
    call: &Call<'_>,
    asked: &Asked,
    account: &Arc<Account>,
    status: StatusCode,
) -> Response<AnswerBody> {
    let code = call.tenant.tokens.next_token();
    let grant = Grant {
        account: Arc::clone(account),
        client_id: asked.client_id.clone(),
        redirect_uri: asked.redirect_uri.as_str().into(),
        scope: asked.scope.clone(),
        nonce: asked.nonce.clone(),
        challenge: asked.challenge.clone(),
        issued_at: call.tenant.clock.now(),
    };
    let fields = [("code", Some(&*code)), ("state", asked.state.as_deref())];
    let response = asked.redirect_uri.send(status, &fields);
    call.tenant.codes.keep(code, grant);
    response
}

impl Asked {
    fn read(form: &Form<'_>) -> Result<Self, Refused> {
        let address = || {
            if form.repeats("redirect_uri") || form.repeats("client_id") {
                form.check_repeats()?;
            }
            let client_id = form.require("client_id")?;
            check_length("client_id", client_id)?;
            let redirect_uri = RedirectUri::parse(form.require("redirect_uri")?)?;
            Ok((Text::from(client_id), redirect_uri))
        };
        let (client_id, redirect_uri) = address().map_err(Refused::Here)?;
        // A state that stands there twice is none that the application would know again.
        let state: Option<Text> = form
            .get("state")
            .filter(|_| !form.repeats("state"))
            .map(Into::into);
        match Self::checked(form) {
            Ok((scope, challenge)) => Ok(Self {
                client_id,
                redirect_uri,
                scope,
                state,
                nonce: form.get("nonce").map(Into::into),
                challenge,
            }),
            Err(no) => Err(Refused::There(redirect_uri, state, no)),
        }
    }

    fn checked(form: &Form<'_>) -> Result<(Text, Option<Challenge>), No> {
        form.check_repeats()?;
        for (name, error) in [
            ("request", "request_not_supported"),
            ("request_uri", "request_uri_not_supported"),
        ] {
            if form.get(name).is_some() {
                let description =
                    format!("{name} is not offered, each parameter is sent by itself");
                return Err(No::new(error, description));
            }
        }
        if form.require("response_type")? != "code" {
            return Err(No::new(
                "unsupported_response_type",
                "response_type must be code, it is another",
            ));
        }
        if form
            .get("response_mode")
            .is_some_and(|mode| mode != "query")
        {
            return Err(No::request("response_mode must be query, it is another"));
        }
        let scope = form.get("scope").unwrap_or("");
        check_length("scope", scope)?;
        check_length("nonce", form.get("nonce").unwrap_or(""))?;
        if !scope.split(' ').any(|word| word == "openid") {
            return Err(No::new(
                "invalid_scope",
                "scope must hold openid, it does not",
            ));
        }
        Ok((scope.into(), code::challenge(form)?))
    }

    fn refuse(&self, status: StatusCode, no: &No) -> Response<AnswerBody> {
        no.redirect(status, &self.redirect_uri, self.state.as_deref())
    }
}

impl Refused {
    fn answer(&self, status: StatusCode) -> Response<AnswerBody> {
        match self {
            Self::Here(no) => unstored(page::refusal(no)),
            Self::There(uri, state, no) => no.redirect(status, uri, state.as_deref()),
        }
    }
}

impl No {
    fn redirect(
        &self,
        status: StatusCode,
        uri: &RedirectUri,
        state: Option<&str>,
    ) -> Response<AnswerBody> {
        let fields = [
            ("error", Some(self.error)),
            ("error_description", Some(&*self.description)),
            ("state", state),
        ];
        uri.send(status, &fields)
    }
}
