//! The shape of a load.

use super::curve::{curve, rates};
use super::people::whole;
use super::values::{Offset, RateOrNone};
use crate::scenario::keys::ARRIVALS;
use crate::scenario::load::{Arrivals, Closed, Load, Profile, Spacing, Until, Users};
use crate::scenario::nearest::listed;
use crate::scenario::quantity::ThinkTime;
use crate::scenario::reader::Reader;

/// A shape, and the keys that belong to it.
struct Shape {
    name: &'static str,
    /// What mistakes call it where the shape is poisson.
    scattered: &'static str,
    needs: &'static [&'static str],
    takes: &'static [&'static str],
}

#[rustfmt::skip]
static SHAPES: [Shape; 9] = [
    Shape { name: "constant", scattered: "poisson", needs: &["rate"], takes: &[] },
    Shape { name: "ramp", scattered: "poisson with a climb", needs: &["from", "to", "over"], takes: &[] },
    Shape { name: "steps", scattered: "poisson in steps", needs: &["rates", "each"], takes: &[] },
    Shape { name: "spike", scattered: "poisson with a spike", needs: &["base", "peak", "at", "for"], takes: &[] },
    Shape { name: "replay", scattered: "poisson along a curve", needs: &["curve"], takes: &[] },
    Shape { name: "burst", scattered: "", needs: &["size", "every"], takes: &[] },
    Shape { name: "users", scattered: "", needs: &["users"], takes: &["users_to", "over", "think_time"] },
    Shape { name: "shared-iterations", scattered: "", needs: &["users", "iterations"], takes: &["think_time"] },
    Shape { name: "iterations-per-user", scattered: "", needs: &["users", "iterations"], takes: &["think_time"] },
];

/// The load under a reader; nothing where there is none, or it is a mistake.
pub(super) fn arrivals(under: &Reader<'_>) -> Option<Load> {
    let section = under.section(&ARRIVALS);
    if !section.is_there {
        return None;
    }
    if !section.has("shape") {
        section.missing("shape");
    }
    let Some(word) = section.word("shape") else {
        read_all(&section);
        return None;
    };
    let (shape, spacing) = if word == "poisson" {
        (scattered(&section)?, Spacing::Poisson)
    } else {
        (
            SHAPES.iter().find(|shape| shape.name == word)?,
            Spacing::Even,
        )
    };
    check_keys(&section, shape, spacing);
    if shape.needs.contains(&"users") {
        return closed(&section, shape.name).map(Load::Closed);
    }
    let profile = profile(&section, shape.name)?;
    Some(Load::Open(Arrivals { profile, spacing }))
}

/// The shape that is scattered: the first of which there is a key of its own.
fn scattered(section: &Reader<'_>) -> Option<&'static Shape> {
    let mut open = SHAPES.iter().filter(|shape| !shape.scattered.is_empty());
    let named = open
        .clone()
        .find(|shape| shape.name != "constant" && shape.needs.iter().any(|key| section.has(key)));
    named.or_else(|| open.next())
}

fn check_keys(section: &Reader<'_>, shape: &Shape, spacing: Spacing) {
    for key in shape.needs {
        if !section.has(key) {
            section.missing(key);
        }
    }
    let name = match spacing {
        Spacing::Even => shape.name,
        Spacing::Poisson => shape.scattered,
    };
    let belongs =
        |key: &str| key == "shape" || shape.needs.contains(&key) || shape.takes.contains(&key);
    for key in section.section.keys.iter().filter(|key| !belongs(key.name)) {
        if section.has(key.name) {
            let text = format!(
                "`arrivals.{}` does not belong to the shape {name}, which takes {}",
                key.name,
                listed(shape.needs, '`')
            );
            section.note_at(key.name, text);
        }
    }
}

fn profile(section: &Reader<'_>, name: &str) -> Option<Profile> {
    match name {
        "constant" => section.optional("rate").map(Profile::Constant),
        "ramp" => {
            let (from, to) = (section.optional("from"), section.optional("to"));
            let over = section.optional("over");
            Some(Profile::Ramp {
                from: from?,
                to: to?,
                over: over?,
            })
        }
        "steps" => {
            let (rates, each) = (rates(section), section.optional("each"));
            Some(Profile::Steps {
                rates: rates?,
                each: each?,
            })
        }
        "spike" => {
            let (base, peak) = (section.optional("base"), section.optional("peak"));
            let (at, lasts) = (section.optional("at"), section.optional("for"));
            let (RateOrNone(base), Offset(at)) = (base?, at?);
            Some(Profile::Spike {
                base,
                peak: peak?,
                at,
                lasts: lasts?,
            })
        }
        "burst" => {
            let (size, every) = (whole(section, "size"), section.optional("every"));
            Some(Profile::Burst {
                size: size?,
                every: every?,
            })
        }
        _ => curve(section).map(|points| Profile::Replay { points }),
    }
}

fn closed(section: &Reader<'_>, name: &str) -> Option<Closed> {
    let from = whole(section, "users");
    let iterations = whole(section, "iterations").map(u64::from);
    let think_time = section.optional("think_time").unwrap_or(ThinkTime::None);
    let users = users(section, from);
    let until = match name {
        "shared-iterations" => Until::Shared(iterations?),
        "iterations-per-user" => Until::Each(iterations?),
        _ => Until::PhaseEnds,
    };
    Some(Closed {
        users: users?,
        think_time,
        until,
    })
}

fn users(section: &Reader<'_>, from: Option<u32>) -> Option<Users> {
    let (to, over) = (whole(section, "users_to"), section.optional("over"));
    let changes = section.has("users_to");
    if changes && !section.has("over") {
        section.missing("over");
    }
    if !changes && section.has("over") && !section.has("iterations") {
        section.missing("users_to");
    }
    if from == Some(0) && to.unwrap_or(0) == 0 {
        section.wrong("users", "at least one user is needed");
        return None;
    }
    if changes {
        Some(Users::Ramp {
            from: from?,
            to: to?,
            over: over?,
        })
    } else {
        from.map(Users::Constant)
    }
}

/// The mistakes of the values, where the shape does not say which are meant.
fn read_all(section: &Reader<'_>) {
    for shape in &SHAPES {
        if shape.needs.contains(&"users") {
            users(section, whole(section, "users"));
        } else {
            profile(section, shape.name);
        }
    }
}
