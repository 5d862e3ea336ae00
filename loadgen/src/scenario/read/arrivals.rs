use core::time::Duration;

use crate::scenario::keys::ARRIVALS;
use crate::scenario::parts::{Arrivals, Profile, Spacing};
use crate::scenario::quantity::Rate;
use crate::scenario::reader::Reader;

const RAMP: [&str; 3] = ["from", "to", "over"];

pub(super) fn arrivals(file: &Reader<'_>) -> Option<Arrivals> {
    let section = file.section(&ARRIVALS);
    if !section.is_there {
        if !file.has("arrivals") {
            file.missing("arrivals");
        }
        return None;
    }
    if !section.has("shape") {
        section.missing("shape");
    }
    let climbs = RAMP.iter().any(|key| section.has(key));
    let (profile, spacing) = match section.word("shape") {
        Some("constant") => (constant(&section, "constant"), Spacing::Even),
        Some("ramp") => (ramp(&section, "ramp"), Spacing::Even),
        Some(_) if climbs => (ramp(&section, "poisson with a climb"), Spacing::Poisson),
        Some(_) => (constant(&section, "poisson"), Spacing::Poisson),
        None => {
            read_all(&section);
            return None;
        }
    };
    Some(Arrivals {
        profile: profile?,
        spacing,
    })
}

fn constant(section: &Reader<'_>, shape: &str) -> Option<Profile> {
    for key in RAMP {
        not_of_this_shape(section, key, shape, "`rate`");
    }
    section.required("rate").map(Profile::Constant)
}

fn ramp(section: &Reader<'_>, shape: &str) -> Option<Profile> {
    not_of_this_shape(section, "rate", shape, "`from`, `to` and `over`");
    let from = section.required::<Rate>("from");
    let to = section.required::<Rate>("to");
    let over = section.required::<Duration>("over");
    Some(Profile::Ramp {
        from: from?,
        to: to?,
        over: over?,
    })
}

/// The mistakes of the values, where the shape does not say which are meant.
fn read_all(section: &Reader<'_>) {
    for key in ["rate", "from", "to"] {
        section.optional::<Rate>(key);
    }
    section.optional::<Duration>("over");
}

fn not_of_this_shape(section: &Reader<'_>, key: &str, shape: &str, takes: &str) {
    if section.has(key) {
        section.note_at(
            key,
            format!("`arrivals.{key}` does not belong to the shape {shape}, which takes {takes}"),
        );
    }
}
