use cpis_wire::header;
use http::HeaderMap;
use http::header::{AsHeaderName, HeaderName};

// Made once: a name that is looked up as a text is checked and lowered each time.
pub(crate) static X_REQUEST_ID: HeaderName = HeaderName::from_static(header::X_REQUEST_ID);
pub(crate) static X_CORRELATION_ID: HeaderName = HeaderName::from_static(header::X_CORRELATION_ID);
pub(crate) static SESSION_URID: HeaderName = HeaderName::from_static(header::SESSION_URID);
pub(crate) static TRACE_ID: HeaderName = HeaderName::from_static(header::TRACE_ID);
pub(crate) static IS_UNSCHEDULED_ACCESS_EVENT: HeaderName =
    HeaderName::from_static(header::IS_UNSCHEDULED_ACCESS_EVENT);
pub(crate) static SPINE_ACCESS: HeaderName = HeaderName::from_static(header::SPINE_ACCESS);
pub(crate) static SPINE_AT: HeaderName = HeaderName::from_static(header::SPINE_AT);
pub(crate) static SPINE_EXPLAIN: HeaderName = HeaderName::from_static(header::SPINE_EXPLAIN);
pub(crate) static SPINE_REASON: HeaderName = HeaderName::from_static(header::SPINE_REASON);

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
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(BadHeader::Repeated);
    }
    first
        .map(|value| value.to_str().map_err(|_| BadHeader::Unreadable))
        .transpose()
}
