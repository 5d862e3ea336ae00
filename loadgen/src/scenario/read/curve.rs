//! Lists of rates.

use core::time::Duration;

use super::values::{Offset, RateOrNone};
use crate::scenario::keys::RATES_MAX;
use crate::scenario::mistake::Place;
use crate::scenario::quantity::{Rate, show_offset};
use crate::scenario::reader::{Quantity, Reader};
use crate::scenario::tree::{Node, Value};

/// The rates of a shape in steps.
pub(super) fn rates(section: &Reader<'_>) -> Option<Vec<Option<Rate>>> {
    let items = items(
        section,
        "rates",
        "a list of rates is needed, for example [\"50 per second\"]",
    )?;
    let mut rates = Vec::new();
    for item in items {
        rates.push(value::<RateOrNone>(section, "rates", item)?.0);
    }
    check(
        section,
        "rates",
        &rates,
        &section.entry("rates")?.node.place,
    )?;
    Some(rates)
}

/// The points of a recorded curve.
pub(super) fn curve(section: &Reader<'_>) -> Option<Vec<(Duration, Option<Rate>)>> {
    const WANTED: &str = "a list of points is needed, each a time and a rate, for example [[\"0 s\", \"10 per second\"]]";
    let mut points: Vec<(Duration, Option<Rate>)> = Vec::new();
    for item in items(section, "curve", WANTED)? {
        let Value::List(pair) = &item.value else {
            return note(
                section,
                &item.place,
                &format!("`arrivals.curve` holds {}, {WANTED}", item.value),
            );
        };
        let [at, rate] = pair.as_slice() else {
            return note(
                section,
                &item.place,
                "a point of `arrivals.curve` is a time and a rate, for example [\"0 s\", \"10 per second\"]",
            );
        };
        let Offset(time) = value(section, "curve", at)?;
        let RateOrNone(rate) = value(section, "curve", rate)?;
        if points.is_empty() && !time.is_zero() {
            let text = format!(
                "`arrivals.curve` begins at {}, its first point is at \"0 s\"",
                show_offset(time)
            );
            return note(section, &at.place, &text);
        }
        if let Some((last, _)) = points.last().filter(|(last, _)| *last >= time) {
            let text = format!(
                "`arrivals.curve` goes from {} to {}, each point is later than the one before",
                show_offset(*last),
                show_offset(time)
            );
            return note(section, &at.place, &text);
        }
        points.push((time, rate));
    }
    let rates: Vec<Option<Rate>> = points.iter().map(|(_, rate)| *rate).collect();
    check(
        section,
        "curve",
        &rates,
        &section.entry("curve")?.node.place,
    )?;
    Some(points)
}

fn items<'a>(section: &Reader<'a>, key: &str, wanted: &str) -> Option<&'a [Node]> {
    let entry = section.entry(key)?;
    if let Value::List(items) = &entry.node.value {
        return Some(items);
    }
    section.wrong(key, wanted);
    None
}

fn value<Q: Quantity>(section: &Reader<'_>, key: &str, node: &Node) -> Option<Q> {
    match Q::read(&node.value) {
        Ok(value) => Some(value),
        Err(wanted) => note(
            section,
            &node.place,
            &format!("`arrivals.{key}` holds {}, {wanted}", node.value),
        ),
    }
}

fn check(section: &Reader<'_>, key: &str, rates: &[Option<Rate>], place: &Place) -> Option<()> {
    if rates.len() > RATES_MAX {
        let text = format!(
            "`arrivals.{key}` has {} rates, at most {RATES_MAX}",
            rates.len()
        );
        return note(section, place, &text);
    }
    if rates.iter().all(Option::is_none) {
        let text = format!("`arrivals.{key}` has no rate above zero, one is needed");
        return note(section, place, &text);
    }
    Some(())
}

fn note<T>(section: &Reader<'_>, place: &Place, text: &str) -> Option<T> {
    section.note(place, text.to_owned());
    None
}
