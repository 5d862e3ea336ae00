use cpis_wire::header;
use http::HeaderMap;
use http::header::{AsHeaderName, HeaderName, HeaderValue};

// Made once: a name that is looked up as a text is checked and lowered each time.
pub(crate) static X_REQUEST_ID: HeaderName = HeaderName::from_static(header::X_REQUEST_ID);
pub(crate) static X_CORRELATION_ID: HeaderName = HeaderName::from_static(header::X_CORRELATION_ID);
pub(crate) static ETAG: HeaderName = HeaderName::from_static(header::ETAG);
pub(crate) static SPINE_ACCESS: HeaderName = HeaderName::from_static(header::SPINE_ACCESS);
pub(crate) static SPINE_AT: HeaderName = HeaderName::from_static(header::SPINE_AT);
pub(crate) static SPINE_EPOCH: HeaderName = HeaderName::from_static(header::SPINE_EPOCH);
pub(crate) static SPINE_CLOCK_MOVES: HeaderName =
    HeaderName::from_static(header::SPINE_CLOCK_MOVES);
pub(crate) static SPINE_REASON: HeaderName = HeaderName::from_static(header::SPINE_REASON);

/// The headers that the data port reads, found in one pass over the request's: a look-up of each hashes its name anew.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'h> {
    pub(crate) authorization: Sent<'h>,
    pub(crate) host: Sent<'h>,
    pub(crate) x_request_id: Sent<'h>,
    pub(crate) x_correlation_id: Sent<'h>,
    pub(crate) session_urid: Sent<'h>,
    pub(crate) trace_id: Sent<'h>,
    pub(crate) is_unscheduled_access_event: Sent<'h>,
    pub(crate) spine_explain: Sent<'h>,
}

/// A header as it was sent: not at all, once, or more than once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sent<'h> {
    first: Option<&'h HeaderValue>,
    is_repeated: bool,
}

impl<'h> Asked<'h> {
    /// What stands in a request's headers.
    pub(crate) fn of(headers: &'h HeaderMap) -> Self {
        let mut asked = Self::default();
        for (name, value) in headers {
            let sent = match name.as_str() {
                "authorization" => &mut asked.authorization,
                "host" => &mut asked.host,
                header::X_REQUEST_ID => &mut asked.x_request_id,
                header::X_CORRELATION_ID => &mut asked.x_correlation_id,
                header::SESSION_URID => &mut asked.session_urid,
                header::TRACE_ID => &mut asked.trace_id,
                header::IS_UNSCHEDULED_ACCESS_EVENT => &mut asked.is_unscheduled_access_event,
                header::SPINE_EXPLAIN => &mut asked.spine_explain,
                _ => continue,
            };
            sent.add(value);
        }
        asked
    }

    /// Whether the request asks for the reasons of its answer.
    pub(crate) fn wants_reasons(&self) -> bool {
        let explain = self.spine_explain.first();
        explain.is_some_and(|value| value == "1")
    }
}

impl<'h> Sent<'h> {
    fn add(&mut self, value: &'h HeaderValue) {
        self.is_repeated = self.first.is_some();
        self.first.get_or_insert(value);
    }

    /// The first value, whatever comes after it.
    pub(crate) const fn first(self) -> Option<&'h HeaderValue> {
        self.first
    }

    /// The value of a header that may stand there once.
    pub(crate) fn single(self) -> Result<Option<&'h str>, BadHeader> {
        if self.is_repeated {
            return Err(BadHeader::Repeated);
        }
        self.first
            .map(|value| value.to_str().map_err(|_| BadHeader::Unreadable))
            .transpose()
    }
}

/// A header that cannot be taken as one text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum BadHeader {
    /// It stands there more than once.
    #[error("must be sent once, the request has it several times")]
    Repeated,
    /// It has bytes that are no visible characters.
    #[error("must hold visible characters only")]
    Unreadable,
}

impl BadHeader {
    /// The sentence, for where one that lives for ever is needed.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::Repeated => "must be sent once, the request has it several times",
            Self::Unreadable => "must hold visible characters only",
        }
    }
}

/// The value of a header that may stand there once.
pub(crate) fn single(
    headers: &HeaderMap,
    name: impl AsHeaderName,
) -> Result<Option<&str>, BadHeader> {
    let mut sent = Sent::default();
    for value in headers.get_all(name) {
        sent.add(value);
    }
    sent.single()
}
