//! What goes wrong on purpose.

use core::time::Duration;

use chrono::TimeDelta;
use cpis_wire::control::{Fault, FaultAction, FaultDoor, FaultPoint, Faults, IsoDuration};

use super::groups::listed_sections;
use super::people::whole;
use super::values::{Offset, Title};
use crate::scenario::fault::{Disturbance, FaultPlan, When, action};
use crate::scenario::keys::FAULT;
use crate::scenario::nearest::listed;
use crate::scenario::parts::Clock;
use crate::scenario::quantity::{Share, show_duration};
use crate::scenario::reader::Reader;

/// Nothing happens oftener.
const EVERY_MIN: Duration = Duration::from_millis(100);

/// Nothing happens more often in one run.
const TIMES_MAX: u128 = 100_000;

/// The keys that say when, of what lasts and of what does not.
const LASTING: [&str; 2] = ["from", "to"];
const SUDDEN: [&str; 1] = ["at"];

/// The faults; `clock` and `duration` are absent where they are mistakes of their own.
pub(super) fn faults(
    file: &Reader<'_>,
    clock: Option<Clock>,
    duration: Option<Duration>,
) -> Vec<FaultPlan> {
    let sections = listed_sections(file, &FAULT);
    let plans = sections
        .iter()
        .filter_map(|section| one(section, clock, duration));
    plans.collect()
}

fn one(
    section: &Reader<'_>,
    clock: Option<Clock>,
    duration: Option<Duration>,
) -> Option<FaultPlan> {
    if !section.has("what") {
        section.missing("what");
    }
    let word = section.word("what")?;
    check_keys(section, word);
    let is_sudden = takes(word).contains(&"at");
    let when = when(section, is_sudden, duration);
    let what = match word {
        "drop connections" => Some(Disturbance::DropConnections),
        "retry" => Some(Disturbance::Retry(share(section))),
        "duplicate" => Some(Disturbance::Duplicate(share(section))),
        "clock jump" => clock_jump(section, clock),
        _ => spine(section, word),
    };
    Some(FaultPlan {
        when: when?,
        what: what?,
    })
}

/// The keys that a kind takes, besides `what` and `every`.
fn takes(word: &str) -> Vec<&'static str> {
    const OF_SPINE: [&str; 5] = ["point", "share", "door", "path", "times"];
    let (when, own): (&[&str], &[&[&str]]) = match word {
        "drop connections" => (&SUDDEN, &[]),
        "clock jump" => (&SUDDEN, &[&["by"]]),
        "retry" | "duplicate" => (&LASTING, &[&["share"]]),
        "stall" => (&LASTING, &[&OF_SPINE, &["for", "up_to"]]),
        "drip" => (&LASTING, &[&OF_SPINE, &["for"]]),
        "error" => (&LASTING, &[&OF_SPINE, &["status"]]),
        _ => (&LASTING, &[&OF_SPINE]),
    };
    let own = own.iter().flat_map(|keys| keys.iter());
    when.iter().chain(own).copied().collect()
}

fn check_keys(section: &Reader<'_>, word: &str) {
    let taken = takes(word);
    let keys = section.section.keys.iter().map(|key| key.name);
    for key in keys.filter(|key| !["what", "every"].contains(key)) {
        if section.has(key) && !taken.contains(&key) {
            let text = format!(
                "`fault.{key}` does not belong to \"{word}\", which takes {}",
                listed(&taken, '`')
            );
            section.note_at(key, text);
        }
    }
}

fn when(section: &Reader<'_>, is_sudden: bool, duration: Option<Duration>) -> Option<When> {
    let begins = if is_sudden { "at" } else { "from" };
    if is_sudden && !section.has("at") {
        section.missing("at");
    }
    let from = section.optional(begins).map(|Offset(from)| from);
    let from = if is_sudden || section.has(begins) {
        from?
    } else {
        Duration::ZERO
    };
    let to = section
        .optional("to")
        .map(|Offset(to)| to)
        .filter(|_| !is_sudden);
    let every = section.optional::<Duration>("every");
    if to.is_some_and(|to| to <= from) {
        section.wrong("to", "it ends after it begins");
    }
    if duration.is_some_and(|duration| from >= duration) {
        let length = duration.map(show_duration).unwrap_or_default();
        section.wrong(
            begins,
            &format!("the run has ended by then: it lasts \"{length}\""),
        );
    }
    if every.is_some_and(|every| every < EVERY_MIN) {
        section.wrong("every", "at least \"100 ms\" is needed");
    }
    let times = duration.zip(every.filter(|every| !every.is_zero()));
    if times.is_some_and(|(duration, every)| duration.as_nanos() / every.as_nanos() > TIMES_MAX) {
        section.wrong("every", &format!("that is more than {TIMES_MAX} times"));
    }
    if !is_sudden && every.is_some() && !section.has("to") {
        section.missing("to");
    }
    let length = to.map(|to| to.saturating_sub(from));
    if every.is_some() && length >= every {
        section.wrong("every", "it is longer than from `from` to `to`");
    }
    Some(When { from, to, every })
}

fn share(section: &Reader<'_>) -> Share {
    let share = section.optional::<Share>("share");
    if share == Some(Share::NONE) {
        section.wrong("share", "a fault happens to a share above zero");
    }
    share.unwrap_or(Share::ALL)
}

fn clock_jump(section: &Reader<'_>, clock: Option<Clock>) -> Option<Disturbance> {
    if clock == Some(Clock::System) {
        let text = "\"clock jump\" moves the clock of the Spine, the scenario has it at the machine's; for example [clock] \
                    with mode = \"shifted\" and now = 2026-03-02T09:00:00Z";
        section.note_at("what", text.to_owned());
    }
    section.required("by").map(Disturbance::AdvanceClock)
}

fn spine(section: &Reader<'_>, word: &str) -> Option<Disturbance> {
    let action = action(word)?;
    let is_long = matches!(action, FaultAction::Stall | FaultAction::Drip);
    for (key, is_needed) in [("for", is_long), ("status", action == FaultAction::Error)] {
        if is_needed && !section.has(key) {
            section.missing(key);
        }
    }
    let status = whole(section, "status").and_then(|status| u16::try_from(status).ok());
    let fault = Fault {
        at: point(section),
        action,
        share: share(section).as_fraction(),
        stalled_for: length(section, "for").filter(|_| is_long),
        up_to: length(section, "up_to").filter(|_| action == FaultAction::Stall),
        status: status.filter(|_| action == FaultAction::Error),
        door: door(section),
        path: section.optional("path").map(|Title(path)| path),
        times: whole(section, "times").map(u64::from),
    };
    let is_whole = (!is_long || fault.stalled_for.is_some())
        && (action != FaultAction::Error || fault.status.is_some());
    let alone = Faults {
        seed: 0,
        faults: vec![fault.clone()],
    };
    // What the control port would refuse is told here, with its line.
    if let Some(error) = alone
        .check()
        .err()
        .filter(|_| is_whole && fault.share > 0.0)
    {
        let field = error
            .field
            .as_deref()
            .and_then(|field| field.rsplit('.').next());
        let key = match field {
            Some("action") => "point",
            Some(field) => field,
            None => "what",
        };
        section.note_at(key, format!("\"{word}\" cannot be so: {}", error.error));
    }
    Some(Disturbance::Spine(fault))
}

fn point(section: &Reader<'_>) -> FaultPoint {
    match section.word("point") {
        Some("before commit") => FaultPoint::BeforeCommit,
        Some("after reply before delivery") => FaultPoint::AfterReplyBeforeDelivery,
        Some("between delivery and ack") => FaultPoint::BetweenDeliveryAndAck,
        Some(_) | None => FaultPoint::AfterCommitBeforeReply,
    }
}

fn door(section: &Reader<'_>) -> Option<FaultDoor> {
    section.word("door").map(|door| match door {
        "care-team" => FaultDoor::CareTeam,
        "audit-event" => FaultDoor::AuditEvent,
        "pds" => FaultDoor::Pds,
        "flags" => FaultDoor::Flags,
        _ => FaultDoor::Identity,
    })
}

fn length(section: &Reader<'_>, key: &str) -> Option<IsoDuration> {
    let length = section.optional::<Duration>(key)?;
    if length.subsec_nanos() % 1_000_000 != 0 {
        section.wrong(key, "whole milliseconds are needed");
    }
    TimeDelta::from_std(length).ok().map(IsoDuration::new)
}
