use super::Call;
use crate::bugs::Bug;
use crate::edge::{BadHeader, Sent};
use crate::spine::Ids;
use crate::tenant::{Holder, Session};
use cpis_rules::{Activity, activity, is_token_good};
use cpis_vocabulary::{Refusal, Role, TraceId, Viewer};
use std::sync::Arc;

/// Who makes a request, with all that its headers say. IDN-4.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Who looks; an application has nobody at the screen.
    pub(crate) person: Option<Person>,
    /// What the request calls itself.
    pub(crate) ids: Ids,
    /// Whether the access is to notify, where the header says. ASN-6.
    pub(crate) is_unscheduled: Option<bool>,
}

/// A user in a role.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The role.
    pub(crate) role: Arc<Role>,
    /// The user in it.
    pub(crate) viewer: Arc<Viewer>,
}

/// A refused caller: the reason, who it was where that could be told, and the header's value that was to blame.
#[derive(Clone, Debug)]
pub(crate) struct Turned {
    pub(crate) refusal: Refusal,
    pub(crate) viewer: Option<Arc<Viewer>>,
    pub(crate) ids: Ids,
    pub(crate) value: String,
}

impl From<Refusal> for Turned {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            viewer: None,
            ids: Ids::default(),
            value: String::new(),
        }
    }
}

const AUTHORIZATION: &str = "Authorization";
const REQUEST_ID: &str = "X-Request-ID";
const TRACE_ID: &str = "TraceID";
pub(super) const UNSCHEDULED: &str = "IsUnscheduledAccessEvent";
pub(super) const SESSION_URID: &str = "NHSD-Session-URID";

/// Finds out who calls, in the order in which reasons to refuse are looked for. IDN-2, IDN-4, IDN-5, ASN-6.
///
/// Token first; then the headers in their form; then the role. Whether the role may look is another question: [`may_look`].
pub(crate) fn caller(call: &Call<'_>) -> Result<Caller, Turned> {
    if call.tenant.breaks(Bug::HeadersBeforeToken) {
        headers(call)?;
    }
    let session = session(call)?;
    let (is_unscheduled, ids) = headers(call)?;
    let role = role(call, &session).map_err(|turned| Turned { ids, ..turned })?;
    Ok(Caller {
        person: role,
        ids,
        is_unscheduled,
    })
}

/// What the headers say that need no token to be read.
fn headers(call: &Call<'_>) -> Result<(Option<bool>, Ids), Turned> {
    let is_unscheduled = is_unscheduled(call)?;
    let request = request_id(call)?;
    let ids = Ids {
        request: Some(request),
        trace: trace(call)?,
    };
    Ok((is_unscheduled, ids))
}

/// The good session of the bearer token. IDN-5.
pub(crate) fn session(call: &Call<'_>) -> Result<Arc<Session>, Turned> {
    let value = match call.asked.authorization.single() {
        Ok(Some(value)) => value,
        Ok(None) => return Err(Refusal::NoAuthorization.into()),
        Err(_) => return Err(Refusal::BadToken.into()),
    };
    let (scheme, token) = value.trim().split_once(' ').unwrap_or((value, ""));
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(Refusal::NoToken.into());
    }
    let policy = call.tenant.policy_now();
    let session = call.tenant.sessions.find(token);
    session
        .filter(|session| is_token_good(session.state(), call.tenant.clock.now(), &policy))
        .ok_or_else(|| Refusal::BadToken.into())
}

/// `X-Request-ID`: a UUID, and there. IDN-4.
pub(crate) fn request_id(call: &Call<'_>) -> Result<TraceId, Turned> {
    match read(call.asked.x_request_id, REQUEST_ID)? {
        None => Err(Refusal::MissingHeader(REQUEST_ID).into()),
        Some(value) => uuid(REQUEST_ID, value),
    }
}

/// The role that the user chose, or the only one. IDN-2. An application has none.
pub(crate) fn role(call: &Call<'_>, session: &Session) -> Result<Option<Person>, Turned> {
    let Holder::User(account) = &session.holder else {
        return Ok(None);
    };
    let chosen = read(call.asked.session_urid, SESSION_URID)?;
    let is_id = |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    if let Some(value) = chosen.filter(|value| !is_id(value)) {
        return Err(bad(
            SESSION_URID,
            "must hold digits only, it holds something else",
            value,
        ));
    }
    let (role, viewer) = account.choose(chosen).map_err(|refusal| Turned {
        refusal,
        viewer: None,
        ids: Ids::default(),
        value: chosen.unwrap_or_default().to_owned(),
    })?;
    Ok(Some(Person { role, viewer }))
}

/// What the person may do with CP-IS information. IDN-3.
pub(crate) fn may_look(call: &Call<'_>, person: &Person) -> Result<Activity, Turned> {
    let policy = call.tenant.policy_now();
    let right = activity(&person.role.activities, &policy);
    call.tenant.activity_now(right).ok_or_else(|| Turned {
        viewer: Some(Arc::clone(&person.viewer)),
        ..Turned::from(Refusal::NoActivity)
    })
}

/// `IsUnscheduledAccessEvent`: absent, `true` or `false`. ASN-6.
fn is_unscheduled(call: &Call<'_>) -> Result<Option<bool>, Turned> {
    match read(call.asked.is_unscheduled_access_event, UNSCHEDULED)? {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(value) => Err(bad(
            UNSCHEDULED,
            "must be true or false in lower case, it is neither",
            value,
        )),
    }
}

/// `TraceID`: a UUID, where there is one. VIEW-7.
fn trace(call: &Call<'_>) -> Result<Option<TraceId>, Turned> {
    read(call.asked.trace_id, TRACE_ID)?
        .map(|value| uuid(TRACE_ID, value))
        .transpose()
}

fn uuid(name: &'static str, value: &str) -> Result<TraceId, Turned> {
    let required = "must be a UUID like 60e0b220-8136-4ca5-ae46-1d97ef59d068, it is not";
    TraceId::parse(value).map_err(|_| bad(name, required, value))
}

fn read<'c>(sent: Sent<'c>, name: &'static str) -> Result<Option<&'c str>, Turned> {
    sent.single()
        .map_err(|error: BadHeader| bad(name, error.sentence(), ""))
}

fn bad(header: &'static str, required: &'static str, value: &str) -> Turned {
    debug_assert_ne!(header, AUTHORIZATION, "a bad token is never repeated");
    let value = value.chars().take(100).collect();
    Turned {
        refusal: Refusal::BadHeader { header, required },
        viewer: None,
        ids: Ids::default(),
        value,
    }
}
