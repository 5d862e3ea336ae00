use cpis_vocabulary::Text;
use serde::{Deserialize, Serialize};

/// What became of an operation, as far as the client can tell.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It happened, and this is the HTTP status.
    Answered {
        /// 2xx or 3xx.
        status: u16,
    },
    /// It did not happen.
    Refused {
        /// 4xx.
        status: u16,
        /// The interface's own code, for example `ACCESS_DENIED`.
        code: Option<Text>,
    },
    /// It may have happened, at any time after it was sent.
    Unknown {
        /// Why nobody knows.
        why: WhyUnknown,
    },
    /// It was due, and no slot was free: it never left the client.
    NotSent,
}

/// Why it is not known whether an operation happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyUnknown {
    /// No answer within the client's patience.
    NoAnswer,
    /// The connection was lost.
    ConnectionLost,
    /// The Spine answered with a 5xx.
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// There was an answer, and it could not be read.
    Unreadable,
}

impl Outcome {
    /// Whether it is known to have happened.
    pub const fn happened(&self) -> bool {
        matches!(self, Self::Answered { .. })
    }

    /// Whether it may have happened: answered, or unknown.
    pub const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Answered { .. } | Self::Unknown { .. })
    }
}
