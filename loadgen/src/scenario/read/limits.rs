//! Limits, and when to stop.

use core::time::Duration;

use super::people::whole;
use super::values::Flag;
use crate::scenario::keys::{LIMITS, STOP};
use crate::scenario::parts::{Limits, OnFull, Stop};
use crate::scenario::quantity::Share;
use crate::scenario::reader::Reader;

pub(super) fn limits(file: &Reader<'_>) -> Limits {
    let section = file.section(&LIMITS);
    let in_flight = whole(&section, "in_flight").unwrap_or(500);
    let achieved_at_least = section
        .optional("achieved_at_least")
        .unwrap_or(Share::percent(95));
    Limits {
        in_flight,
        answer_within: section
            .optional("answer_within")
            .unwrap_or(Duration::from_secs(2)),
        on_full: on_full(&section, in_flight),
        settle_within: section
            .optional("settle_within")
            .unwrap_or(Duration::from_secs(10)),
        achieved_at_least,
        lateness_p99: section
            .optional("lateness_p99")
            .unwrap_or(Duration::from_millis(100)),
        dropped_at_most: section
            .optional("dropped_at_most")
            .unwrap_or(achieved_at_least.rest()),
        busy_at_most: section
            .optional("busy_at_most")
            .unwrap_or(Share::percent(90)),
    }
}

fn on_full(section: &Reader<'_>, in_flight: u32) -> OnFull {
    let word = section.word("on_full");
    let grow_to = whole(section, "grow_to");
    if word != Some("grow") && section.has("grow_to") {
        let text = "`limits.grow_to` means nothing unless `on_full` is \"grow\"";
        section.note_at("grow_to", text.to_owned());
    }
    match word {
        Some("queue") => OnFull::Queue,
        Some("grow") => {
            if !section.has("grow_to") {
                section.missing("grow_to");
            }
            if grow_to.is_some_and(|most| most < in_flight) {
                let wanted = format!("at least `in_flight` is needed, which is {in_flight}");
                section.wrong("grow_to", &wanted);
            }
            OnFull::Grow {
                to: grow_to.unwrap_or(in_flight),
            }
        }
        Some(_) | None => OnFull::Drop,
    }
}

pub(super) fn stop(file: &Reader<'_>) -> Stop {
    let section = file.section(&STOP);
    let says = |key| section.optional(key).is_some_and(|Flag(flag)| flag);
    Stop {
        on_broken_rule: says("on_broken_rule"),
        on_hopeless_target: says("on_hopeless_target"),
    }
}
