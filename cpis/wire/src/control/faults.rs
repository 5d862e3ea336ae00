use super::{ControlError, IsoDuration, text};
use serde::{Deserialize, Serialize};

/// What is to go wrong on purpose: `GET` and `PUT /faults`. An empty list disturbs nothing.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// Where the draws begin that choose the requests to disturb.
    #[serde(default)]
    pub seed: u64,
    /// The faults, tried in order; the first that is drawn happens.
    pub faults: Vec<Fault>,
}

/// One fault.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// When in the life of a request.
    pub at: FaultPoint,
    /// What happens.
    pub action: FaultAction,
    /// The share of requests that it happens to, over 0 up to 1.
    #[serde(default = "always")]
    pub share: f64,
    /// For a stall, how long; for a drip, how long the whole body takes.
    #[serde(
        default,
        rename = "for",
        with = "text::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub stalled_for: Option<IsoDuration>,
    /// For a stall of random length, the longest; `for` is then the shortest, and any in between is as likely as another.
    #[serde(
        default,
        with = "text::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub up_to: Option<IsoDuration>,
    /// For an error, its status: 408, 429, 500 or 503.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Only requests at this door; without it, at every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<FaultDoor>,
    /// Only requests whose path begins so, after the tenant's part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How often it may happen in all; without it, for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

const fn always() -> f64 {
    1.0
}

/// A door whose answers can be disturbed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultDoor {
    /// Opening the alert: `/CareTeam`.
    CareTeam,
    /// The previous views: `/AuditEvent`.
    AuditEvent,
    /// Demographics.
    Pds,
    /// Patient Flags.
    Flags,
    /// Log-on.
    Identity,
}

/// A point in the life of a request at which something can go wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultPoint {
    /// Nothing has been decided yet, nor will it be if the answer is an error.
    BeforeCommit,
    /// Decided and kept; the caller does not know.
    AfterCommitBeforeReply,
    /// Answered; the authority has not been told.
    AfterReplyBeforeDelivery,
    /// Delivered; the mailbox does not say so.
    BetweenDeliveryAndAck,
}

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAction {
    /// It takes longer.
    Stall,
    /// The connection is closed without an answer.
    DropReply,
    /// The process ends.
    Abort,
    /// The answer is an error.
    Error,
    /// The connection breaks half-way through the body.
    Truncate,
    /// The body is as long as it should be, and no text.
    Garble,
    /// The body arrives in small pieces.
    Drip,
}

/// The statuses that an error may have.
const STATUSES: [u16; 4] = [408, 429, 500, 503];

impl Faults {
    /// Whether every fault makes sense.
    ///
    /// # Errors
    /// Names the first field that does not fit its fault.
    pub fn check(&self) -> Result<(), ControlError> {
        self.faults
            .iter()
            .enumerate()
            .try_for_each(|(place, fault)| {
                fault.check().map_err(|(field, error)| {
                    ControlError::field(format!("faults[{place}].{field}"), error)
                })
            })
    }
}

impl Fault {
    fn check(&self) -> Result<(), (&'static str, String)> {
        if !(self.share > 0.0 && self.share <= 1.0) {
            return Err((
                "share",
                format!("a share is over 0 up to 1, this is {}", self.share),
            ));
        }
        let takes_time = matches!(self.action, FaultAction::Stall | FaultAction::Drip);
        if takes_time != self.stalled_for.is_some() {
            return Err((
                "for",
                "a stall or a drip, and nothing else, needs a length of time".into(),
            ));
        }
        if self.up_to.is_some() && self.action != FaultAction::Stall {
            return Err(("up_to", "only a stall has a longest length of time".into()));
        }
        if self.up_to.is_some() && self.up_to < self.stalled_for {
            return Err(("up_to", "the longest time is not shorter than `for`".into()));
        }
        let fails = self.action == FaultAction::Error;
        let fits = match self.status {
            Some(status) => fails && STATUSES.contains(&status),
            None => !fails,
        };
        if !fits {
            return Err((
                "status",
                "an error, and nothing else, needs a status: 408, 429, 500 or 503".into(),
            ));
        }
        let replied = matches!(
            self.at,
            FaultPoint::AfterReplyBeforeDelivery | FaultPoint::BetweenDeliveryAndAck
        );
        let waits = matches!(self.action, FaultAction::Stall | FaultAction::Abort);
        if replied && !waits {
            return Err((
                "action",
                "the reply has left at this point: stall or abort".into(),
            ));
        }
        Ok(())
    }
}

/// A bug mode: a rule that can be broken on purpose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BugItem {
    /// Its id, for example `window-23h`.
    pub id: String,
    /// The rule it breaks, for example `ASN-3`.
    pub rule: String,
    /// How.
    pub text: String,
    /// Whether it is on.
    pub on: bool,
}

/// `PUT /bugs`: the bug modes that are to be on; every other goes off.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BugsOn {
    /// Their ids.
    pub on: Vec<String>,
}
