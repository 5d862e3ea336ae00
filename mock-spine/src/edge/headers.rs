use http::HeaderMap;

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
pub(crate) fn single<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, BadHeader> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(BadHeader::Repeated);
    }
    first
        .map(|value| value.to_str().map_err(|_| BadHeader::Unreadable))
        .transpose()
}
