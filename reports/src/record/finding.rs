use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One contradiction of a rule, with everything needed to check it by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What is wrong, as a sentence.
    pub summary: String,
    /// The observations that contradict the rule, complete and in order.
    pub certificate: Vec<CertificateLine>,
    /// What else helps, for example what the rule requires and what was found.
    pub notes: Vec<Note>,
    /// The certificate as a picture, where one helps.
    pub time_line: Option<TimeLine>,
    /// The commands that show it again, one a line; absent when none does.
    pub reproduce: Option<String>,
}

/// One observation of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateLine {
    /// When: an instant or an interval, as text.
    pub time: String,
    /// Who: the user, the organisation, the mailbox.
    pub who: String,
    /// What was done or seen.
    pub what: String,
}

/// A remark with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What the remark is about, for example `Required`.
    pub label: String,
    /// The remark.
    pub text: String,
}

/// A picture of a finding: lanes under one time axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimeLine {
    /// The instant from which the marks are counted, as text.
    pub origin: String,
    /// The lanes, from the top.
    pub lanes: Vec<Lane>,
}

/// One lane of a time line, for example one user or one mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lane {
    /// Whose lane it is.
    pub label: String,
    /// What lasted.
    pub bars: Vec<Bar>,
    /// What happened at an instant.
    pub points: Vec<Point>,
}

/// Something that lasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bar {
    /// Its beginning, in microseconds from the origin; negative before it.
    pub from_us: i64,
    /// Its end, in microseconds from the origin, not before its beginning.
    pub to_us: i64,
    /// What it is.
    pub label: String,
    /// How it is drawn.
    pub kind: MarkKind,
}

/// Something that happened at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// When, in microseconds from the origin; negative before it.
    pub at_us: i64,
    /// What it is.
    pub label: String,
    /// How it is drawn.
    pub kind: MarkKind,
}

/// What a mark of a time line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// A period the rule speaks of, for example the 24 hours after a notification.
    Window,
    /// An operation or an observation that is as it should be.
    Operation,
    /// An operation without answer: it may have happened.
    Unknown,
    /// What contradicts the rule.
    Wrong,
}
