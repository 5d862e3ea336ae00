use crate::edge::{self, Verb};
use crate::server::AnswerBody;
use crate::store::StoreError;
use cpis_wire::control::ControlError;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use http::{Method, Response};

/// A call that was not done: the status, a sentence, and the field to blame.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    status: u16,
    error: ControlError,
    allowed: Vec<Verb>,
}

impl Refused {
    fn new(status: u16, error: ControlError) -> Self {
        Self {
            status,
            error,
            allowed: Vec::new(),
        }
    }

    /// 400: this field cannot be taken as it is.
    pub(crate) fn field(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(400, ControlError::field(field, sentence))
    }

    /// 401: the token is missing or another.
    pub(crate) fn no_token(sentence: &str) -> Self {
        Self::new(401, ControlError::new(sentence))
    }

    /// 404: there is no such thing.
    pub(crate) fn not_found(sentence: impl Into<String>) -> Self {
        Self::new(404, ControlError::new(sentence))
    }

    /// 405: the path is there, the method is not; these are.
    pub(crate) fn other_verbs(method: &Method, verbs: &[Verb]) -> Self {
        Self {
            allowed: verbs.to_vec(),
            ..Self::new(405, ControlError::new(edge::no_such_method(method)))
        }
    }

    /// 409: it cannot be done as things stand.
    pub(crate) fn conflict(field: &str, sentence: impl Into<String>) -> Self {
        Self::new(409, ControlError::field(field, sentence))
    }

    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// As it goes out.
    pub(crate) fn into_response(self) -> Response<AnswerBody> {
        let mut response = edge::json(self.status, &self.error);
        if self.status == 401 {
            let value = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, value);
        }
        if !self.allowed.is_empty() {
            edge::allow(&mut response, &self.allowed);
        }
        response
    }
}

impl From<ControlError> for Refused {
    fn from(error: ControlError) -> Self {
        Self::new(400, error)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        match error {
            // Deleted while the call was on its way.
            StoreError::NoTenant(_) => Self::not_found("there is no such tenant"),
        }
    }
}
