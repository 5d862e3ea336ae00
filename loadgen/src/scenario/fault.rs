//! What is to go wrong on purpose, and when.

use core::time::Duration;

use cpis_wire::control::{Fault, FaultAction, FaultDoor, FaultPoint, IsoDuration};

use super::quantity::{Share, show_duration};

/// One entry of the nemesis's diary.
#[derive(Clone, PartialEq, Debug)]
pub struct FaultPlan {
    /// When.
    pub when: When,
    /// What.
    pub what: Disturbance,
}

/// When something goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct When {
    /// When it begins, or happens, from the start of the run.
    pub from: Duration,
    /// When it ends; nothing where it lasts to the end of the run, or happens at one instant.
    pub to: Option<Duration>,
    /// From each time to the next, until the run ends; nothing where it happens once.
    pub every: Option<Duration>,
}

/// What goes wrong.
#[derive(Clone, PartialEq, Debug)]
pub enum Disturbance {
    /// The Spine does it, asked by the control port. Lasts.
    Spine(Fault),
    /// The Spine's clock jumps forward, at one instant. CLK-1.
    AdvanceClock(Duration),
    /// The generator closes its connections at one instant, whatever they wait for.
    DropConnections,
    /// The generator sends this share of the requests that were not answered once more, with the same `TraceID`. Lasts.
    Retry(Share),
    /// The generator sends this share of its requests twice at once, with the same `TraceID`. Lasts.
    Duplicate(Share),
}

impl Disturbance {
    /// The word of `what` for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Spine(fault) => {
                let is_it = |word: &&str| action(word) == Some(fault.action);
                FAULTS.into_iter().find(is_it).unwrap_or_default()
            }
            Self::AdvanceClock(_) => "clock jump",
            Self::DropConnections => "drop connections",
            Self::Retry(_) => "retry",
            Self::Duplicate(_) => "duplicate",
        }
    }

    /// What goes wrong, in words.
    pub fn text(&self) -> String {
        match self {
            Self::Spine(fault) => Self::of_spine(fault),
            Self::AdvanceClock(by) => format!("the Spine's clock jumps by {}", show_duration(*by)),
            Self::DropConnections => "the generator drops its connections".to_owned(),
            Self::Retry(share) => {
                format!("{share} of the requests without an answer are sent again")
            }
            Self::Duplicate(share) => format!("{share} of the requests are sent twice"),
        }
    }

    /// What the Spine does, when, how often and where, in the words of the language: `stall before commit (20 %, 50 ms)`.
    pub fn of_spine(fault: &Fault) -> String {
        let words = FAULTS
            .iter()
            .find(|word| action(word) == Some(fault.action));
        let point = match fault.at {
            FaultPoint::BeforeCommit => "before commit",
            FaultPoint::AfterCommitBeforeReply => "after commit before reply",
            FaultPoint::AfterReplyBeforeDelivery => "after reply before delivery",
            FaultPoint::BetweenDeliveryAndAck => "between delivery and ack",
        };
        let what = words.copied().unwrap_or_default();
        let details = details(fault);
        if details.is_empty() {
            format!("{what} {point}")
        } else {
            format!("{what} {point} ({})", details.join(", "))
        }
    }
}

/// To how many requests it happens, how long it lasts, and which requests they are; nothing where all are.
fn details(fault: &Fault) -> Vec<String> {
    let length = |length: Option<IsoDuration>| {
        let length = length?.length().to_std().ok()?;
        Some(show_duration(length))
    };
    let how_long = match (length(fault.stalled_for), length(fault.up_to)) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (one, other) => one.or(other),
    };
    let door = fault.door.map(|door| match door {
        FaultDoor::CareTeam => "care-team",
        FaultDoor::AuditEvent => "audit-event",
        FaultDoor::Pds => "pds",
        FaultDoor::Flags => "flags",
        FaultDoor::Identity => "identity",
    });
    let all = [
        (fault.share < 1.0).then(|| format!("{} %", fault.share * 100.0)),
        how_long,
        fault.status.map(|status| format!("status {status}")),
        door.map(|door| format!("at {door}")),
        fault.path.as_ref().map(|path| format!("at {path}")),
        fault.times.map(|times| format!("{times} times in all")),
    ];
    all.into_iter().flatten().collect()
}

/// The words of `what`.
pub(super) const FAULTS: [&str; 11] = [
    "stall",
    "drop the reply",
    "error",
    "truncate",
    "garble",
    "drip",
    "abort",
    "drop connections",
    "retry",
    "duplicate",
    "clock jump",
];

/// The points in the life of a request, in their order.
pub(super) const POINTS: [&str; 4] = [
    "before commit",
    "after commit before reply",
    "after reply before delivery",
    "between delivery and ack",
];

/// The doors, as the control port names them.
pub(super) const DOORS: [&str; 5] = ["care-team", "audit-event", "pds", "flags", "identity"];

/// What the Spine does at that word; nothing where the generator does it.
pub(super) fn action(what: &str) -> Option<FaultAction> {
    match what {
        "stall" => Some(FaultAction::Stall),
        "drop the reply" => Some(FaultAction::DropReply),
        "error" => Some(FaultAction::Error),
        "truncate" => Some(FaultAction::Truncate),
        "garble" => Some(FaultAction::Garble),
        "drip" => Some(FaultAction::Drip),
        "abort" => Some(FaultAction::Abort),
        _ => None,
    }
}
