//! The room that a mark of a time line takes.

use super::axis::Axis;
use super::lanes::Item;
use crate::convert::real_signed;

/// Room for a number.
const NUMBER: f64 = 20.0;
/// Room for a letter of a label, which is no wider on average.
pub(super) const LETTER: f64 = 7.2;
/// Where a mark, its number and its label lie from left to right, and what they take together.
pub(super) struct Room {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) number: f64,
    pub(super) inside: bool,
    pub(super) label: Option<f64>,
    /// Whether the label ends where it is placed.
    pub(super) before: bool,
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Room {
    pub(super) fn of(item: &Item<'_>, axis: &Axis, right: f64, labelled: bool) -> Self {
        let [from, to] = [item.from, item.to].map(|us| axis.at(real_signed(us)));
        let (from, to) = if item.point {
            (from - NUMBER / 2.0, from + NUMBER / 2.0)
        } else {
            (from, to.max(from + 4.0))
        };
        let inside = item.point || to - from >= NUMBER;
        let letters = f64::from(u16::try_from(item.label.chars().count()).unwrap_or(u16::MAX));
        let text = letters * LETTER + 6.0;
        let labelled = labelled && !item.label.is_empty();
        // A bar has its label inside, behind its number; a point behind itself, or before where the picture ends.
        let in_bar = labelled && !item.point && to - from >= NUMBER + text;
        let behind = labelled && item.point && to + text <= right;
        let before = labelled && item.point && !behind && from - text >= 0.0;
        let number = if in_bar {
            from + NUMBER / 2.0
        } else if inside {
            f64::midpoint(from, to)
        } else if to + NUMBER > right {
            // A number that does not fit into its bar stands behind it, at the right end before it.
            from - NUMBER / 2.0
        } else {
            to + NUMBER / 2.0
        };
        let label = match (in_bar, behind, before) {
            (true, _, _) => Some(from + NUMBER),
            (_, true, _) => Some(to + 4.0),
            (_, _, true) => Some(from - 4.0),
            (false, false, false) => None,
        };
        Self {
            start: from.min(number - NUMBER / 2.0) - if before { text } else { 0.0 },
            end: to.max(number + NUMBER / 2.0) + if behind { text } else { 0.0 },
            before,
            from,
            to,
            number,
            inside,
            label,
        }
    }
}
