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
    /// What it is about; empty where the generator did not tell.
    #[serde(default, skip_serializing_if = "About::is_empty")]
    pub about: About,
    /// A program of the run's directory that shows it on a fresh tenant, by its path from there; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
}

/// Whom and what a finding is about, for whoever looks for it elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// The child's number; absent where it is about no child or more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<String>,
    /// The users, by number, in the order of the certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<String>,
    /// Their organisations, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
    /// When it happened by the Spine's clock: an instant or an interval, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The operations of the run, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<u64>,
}

/// So many of one kind are listed in a line.
const LISTED: usize = 4;

impl About {
    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it tells, each with its name: `child` and `9990000018`.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let operations: Vec<String> = self.operations.iter().map(u64::to_string).collect();
        let named = |one: &'static str, many: &'static str, all: &[String]| {
            let name = if all.len() == 1 { one } else { many };
            (!all.is_empty()).then(|| (name, listed(all)))
        };
        let parts = [
            self.child.clone().map(|child| ("child", child)),
            named("user", "users", &self.users),
            named("organisation", "organisations", &self.organisations),
            self.at.clone().map(|at| ("at", at)),
            named("operation", "operations", &operations),
        ];
        parts.into_iter().flatten().collect()
    }

    /// The same in one line: `child 9990000018, user 7, at 2026-03-02T09:00:00.000Z`; empty where nothing is told.
    pub fn line(&self) -> String {
        let parts = self.parts().into_iter();
        let parts: Vec<String> = parts.map(|(name, text)| format!("{name} {text}")).collect();
        parts.join(", ")
    }
}

/// `1, 2 and 3`, or the first of them and how many more there are.
fn listed(all: &[String]) -> String {
    let more = all.len().saturating_sub(LISTED);
    match all.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) if more == 0 => format!("{} and {last}", before.join(", ")),
        Some(_) => {
            let first: Vec<&str> = all.iter().take(LISTED).map(String::as_str).collect();
            format!("{} and {more} more", first.join(", "))
        }
    }
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
