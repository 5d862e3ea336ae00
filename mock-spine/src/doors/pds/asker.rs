use crate::doors::Call;
use crate::doors::caller::{Caller, Turned, request_id, role, session};
use crate::edge::single;
use crate::spine::Ids;
use crate::tenant::{Holder, Permit};
use cpis_vocabulary::Text;
use cpis_wire::control::PdsMethod;
use cpis_wire::{SpineError, SpineErrorKind, pds_refusal};

/// Who asks PDS.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    /// The user, where there is one.
    pub(super) caller: Caller,
    /// The application, where its token was issued to one that said its name.
    pub(super) client: Option<Text>,
    /// The organisation that an application says it asks for; believed as it stands.
    pub(super) on_behalf_of: Option<Text>,
}

/// How an application says for which organisation it asks.
const END_USER_ORGANISATION: &str = "NHSD-End-User-Organisation-ODS";
/// The most that is kept of it.
const CODE_MAX: usize = 20;

impl Asker {
    /// Whether an application asks on its own: it may have one patient at a time.
    pub(super) fn is_application(&self) -> bool {
        self.caller.person.is_none()
    }
}

/// Why somebody may not ask.
#[derive(Debug)]
pub(super) enum No {
    /// The headers do not say who it is.
    Turned(Turned),
    /// The application has no permission, or has used up its share.
    Limited(SpineError),
}

impl No {
    /// As PDS says it.
    pub(super) fn error(&self) -> SpineError {
        match self {
            Self::Turned(turned) => pds_refusal(&turned.refusal, &turned.value),
            Self::Limited(error) => error.clone(),
        }
    }
}

impl From<Turned> for No {
    fn from(turned: Turned) -> Self {
        Self::Turned(turned)
    }
}

/// Who asks: token, what its application may do, `X-Request-ID`, then the role. The two CP-IS headers mean nothing here.
pub(super) fn asker(call: &Call<'_>, method: PdsMethod) -> Result<Asker, No> {
    let session = session(call)?;
    let client = session.client().cloned();
    let now = || call.tenant.clock.now();
    match call.tenant.limits.permit(client.as_deref(), method, now) {
        Permit::Granted => {}
        Permit::TooMany => {
            let error = SpineError::new(SpineErrorKind::TooManyRequests);
            return Err(No::Limited(error));
        }
        Permit::Denied => {
            return Err(No::Limited(match session.holder {
                Holder::User(_) => SpineError::new(SpineErrorKind::Forbidden),
                Holder::Application(_) => SpineError::insufficient_permissions(),
            }));
        }
    }
    let request = request_id(call)?;
    let person = role(call, &session)?;
    let on_behalf_of = match &person {
        Some(_) => None,
        None => end_user_organisation(call),
    };
    Ok(Asker {
        on_behalf_of,
        caller: Caller {
            person,
            ids: Ids {
                request: Some(request),
                trace: None,
            },
            is_unscheduled: None,
        },
        client,
    })
}

fn end_user_organisation(call: &Call<'_>) -> Option<Text> {
    let code = single(call.headers(), END_USER_ORGANISATION).ok()??;
    (1..=CODE_MAX).contains(&code.len()).then(|| code.into())
}
