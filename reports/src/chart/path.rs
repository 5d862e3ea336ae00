//! Paths from points in pixels.

use std::fmt::Write;

use super::px;

/// A point in pixels.
pub(crate) type Place = (f64, f64);

/// A line through the points; empty without any.
pub(crate) fn line(points: impl IntoIterator<Item = Place>) -> String {
    let mut path = String::new();
    extend(&mut path, points);
    path
}

/// The area between an upper line and a lower one, both from left to right; empty without any.
pub(crate) fn area(upper: &[Place], lower: &[Place]) -> String {
    let mut path = line(upper.iter().copied().chain(lower.iter().rev().copied()));
    if !path.is_empty() {
        path.push('Z');
    }
    path
}

fn extend(path: &mut String, points: impl IntoIterator<Item = Place>) {
    let mut pen = 'M';
    for (x, y) in points {
        // Writing to a string cannot go wrong.
        let _ = write!(path, "{pen}{} {}", px(x), px(y));
        pen = 'L';
    }
}
