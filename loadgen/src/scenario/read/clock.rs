use cpis_vocabulary::Timestamp;

use crate::scenario::keys::CLOCK;
use crate::scenario::parts::Clock;
use crate::scenario::quantity::Times;
use crate::scenario::reader::Reader;

/// The clock; nothing where its mode lacks what it needs.
pub(super) fn clock(file: &Reader<'_>) -> Option<Clock> {
    let section = file.section(&CLOCK);
    let now = section.optional::<Timestamp>("now");
    let rate = section.optional::<Times>("rate");
    let mode = if section.has("mode") {
        section.word("mode")?
    } else {
        "system"
    };
    let mut complete = true;
    for (key, is_needed, said) in [
        ("now", mode != "system", now.is_some()),
        ("rate", mode == "scaled", rate.is_some()),
    ] {
        if is_needed && !section.has(key) {
            section.missing(key);
        }
        if !is_needed && section.has(key) {
            let text = format!("`clock.{key}` means nothing while the mode is \"{mode}\"");
            section.note_at(key, text);
        }
        complete &= said || !is_needed;
    }
    match (mode, now) {
        _ if !complete => None,
        ("frozen", Some(now)) => Some(Clock::Frozen { now }),
        ("shifted", Some(now)) => Some(Clock::Shifted { now }),
        ("scaled", Some(now)) => Some(Clock::Scaled { now, rate: rate? }),
        _ => Some(Clock::System),
    }
}
