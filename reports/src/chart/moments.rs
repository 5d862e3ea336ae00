//! What the time axis of a run shows besides the time: the warm-up, and what happened when.

use super::axis::Axis;
use super::{Frame, Key, Shade, px};
use crate::convert::real;
use crate::record::{Event, Stretch, Switch};

/// Numbers that lie closer become one: `2–4`.
const APART: f64 = 26.0;

/// The moments of a run that its charts show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments<'a> {
    /// How long it warmed up.
    pub(crate) warm_ms: u64,
    /// What happened, in order, numbered from one.
    pub(crate) events: &'a [Event],
    /// What disturbed it, each with its times.
    pub(crate) faults: &'a [Switch],
}

/// A line through a chart, where something happened.
#[derive(Debug)]
pub(crate) struct Moment {
    pub(crate) at: String,
    /// The number of the event, or the first and the last of several; absent where it stands at an earlier line.
    pub(crate) number: Option<String>,
    /// Whether the number stands before the line, since the chart ends behind it.
    pub(crate) ends: bool,
}

impl Moments<'_> {
    /// From the left to the end of the warm-up; nothing where there was none.
    pub(super) fn shade(&self, x: &Axis, frame: &Frame) -> Option<Shade> {
        let left = f64::from(frame.left);
        let width = x.at(real(self.warm_ms) * 1e3) - left;
        (self.warm_ms > 0 && width > 0.0).then(|| Shade {
            from: px(left),
            width: px(width),
            named: width > 62.0,
        })
    }

    /// Where at least one fault was on: what lies within a pixel is one.
    pub(super) fn disturbed(&self, x: &Axis, frame: &Frame) -> Vec<Shade> {
        let (left, right) = (f64::from(frame.left), f64::from(frame.right));
        let mut spans: Vec<Stretch> = self.lasting().collect();
        spans.sort_unstable();
        let mut places: Vec<(f64, f64)> = Vec::new();
        for span in spans {
            let [from, to] = [span.from_ms, span.to_ms].map(|ms| x.at(real(ms) * 1e3));
            let (from, to) = (from.clamp(left, right), to.clamp(left, right));
            match places.last_mut() {
                Some((_, end)) if from <= *end + 1.0 => *end = end.max(to),
                Some(_) | None => places.push((from, to)),
            }
        }
        let shade = |(from, to): (f64, f64)| Shade {
            from: px(from),
            // A fault that lasted for a moment is seen as well.
            width: px((to - from).max(1.5)),
            named: false,
        };
        places.into_iter().map(shade).collect()
    }

    fn lasting(&self) -> impl Iterator<Item = Stretch> + '_ {
        let spans = self.faults.iter().flat_map(|fault| &fault.spans).copied();
        spans.filter(|span| span.from_ms < span.to_ms)
    }

    /// The lines of what happened.
    pub(super) fn lines(&self, x: &Axis, frame: &Frame) -> Vec<Moment> {
        let right = f64::from(frame.right);
        let places: Vec<(usize, f64)> = self
            .events
            .iter()
            .map(|event| x.at(real(event.at_ms) * 1e3))
            .enumerate()
            .collect();
        let mut lines = Vec::new();
        let mut rest = places.as_slice();
        while let Some(((first, at), _)) = rest.split_first() {
            let near = rest.iter().take_while(|(_, place)| place - at < APART);
            let (group, after) = rest.split_at(near.count().max(1));
            let last = group.last().map_or(*first, |(last, _)| *last);
            let mut number = Some(match last - first {
                0 => format!("{}", first + 1),
                _ => format!("{}–{}", first + 1, last + 1),
            });
            let mut drawn = String::new();
            for (_, place) in group {
                let at = px(*place);
                // Of many in one place one line is enough.
                if at != drawn {
                    drawn.clone_from(&at);
                    let number = number.take();
                    let ends = *place > right - APART;
                    lines.push(Moment { at, number, ends });
                }
            }
            rest = after;
        }
        lines
    }

    /// What the legend says of them.
    pub(super) fn keys(&self) -> Vec<Key> {
        let key = |class, label: &str| Key {
            class,
            label: label.to_owned(),
        };
        let warm = (self.warm_ms > 0).then(|| key("warm", "warm-up, measured apart"));
        let events = !self.events.is_empty();
        let events = events.then(|| key("line-event", "an event, by its number below"));
        let faults = self.lasting().next();
        let faults = faults.map(|_| key("fault", "a fault was on"));
        warm.into_iter().chain(faults).chain(events).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Layout, Scale};

    #[test]
    fn events_are_numbered_and_those_of_one_moment_share_a_number() {
        let event = |at_ms| Event {
            at_ms,
            text: String::new(),
        };
        let events = [1, 1, 20, 60, 200].map(event);
        let moments = Moments {
            warm_ms: 0,
            events: &events,
            faults: &[],
        };
        // A pixel for each millisecond.
        let x = Axis::new(Scale::Linear, (0.0, 1e6), (0.0, 1_000.0));
        let lines = moments.lines(&x, &Frame::of(Layout::Wide));
        let found: Vec<_> = lines
            .iter()
            .map(|line| (line.at.as_str(), line.number.as_deref()))
            .collect();
        let expected = [
            ("1", Some("1–3")),
            ("20", None),
            ("60", Some("4")),
            ("200", Some("5")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn faults_that_overlap_or_touch_are_one_shade_and_what_has_no_length_is_none() {
        let on = |spans: &[(u64, u64)]| Switch {
            id: String::new(),
            text: String::new(),
            spans: spans
                .iter()
                .map(|&(from_ms, to_ms)| Stretch { from_ms, to_ms })
                .collect(),
        };
        let faults = [on(&[(100, 200), (700, 700)]), on(&[(150, 300), (500, 600)])];
        let moments = Moments {
            warm_ms: 0,
            events: &[],
            faults: &faults,
        };
        let x = Axis::new(Scale::Linear, (0.0, 1e6), (0.0, 1_000.0));
        let shades = moments.disturbed(&x, &Frame::of(Layout::Wide));
        let found: Vec<_> = shades
            .iter()
            .map(|shade| (shade.from.as_str(), shade.width.as_str()))
            .collect();
        assert_eq!(found, [("100", "200"), ("500", "100")]);
    }
}
