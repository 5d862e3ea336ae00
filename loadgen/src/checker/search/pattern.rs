//! A text with or without `*`. SRC-6.

use crate::fold::fold;

/// What was typed, folded: pieces with a `*` between each two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pattern(Vec<String>);

impl Pattern {
    pub(super) fn new(typed: &str) -> Self {
        Self(typed.split('*').map(fold).collect())
    }

    pub(super) fn has_wildcard(&self) -> bool {
        self.0.len() > 1
    }

    /// The text without its wildcards.
    pub(super) fn letters(&self) -> String {
        self.0.concat()
    }

    /// Whether a folded text is meant: a `*` stands for any number of characters, none included.
    pub(super) fn fits(&self, folded: &str) -> bool {
        match self.0.as_slice() {
            [whole] => whole == folded,
            [first, rest @ ..] => folded
                .strip_prefix(first.as_str())
                .is_some_and(|left| rest_fits(rest, left)),
            [] => false,
        }
    }
}

/// Whether the pieces, each after a `*`, make up what is left.
fn rest_fits(pieces: &[String], left: &str) -> bool {
    match pieces {
        [] => left.is_empty(),
        [last] => left.ends_with(last.as_str()),
        [piece, rest @ ..] => left
            .char_indices()
            .map(|(place, _)| place)
            .chain([left.len()])
            .filter_map(|place| left.get(place..)?.strip_prefix(piece.as_str()))
            .any(|left| rest_fits(rest, left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_any_number_of_characters() {
        for (typed, name, expected) in [
            ("Smith", "smith", true),
            ("Smith", "smithson", false),
            ("Smi*", "smith", true),
            ("Smith*", "smith", true),
            ("Smith*", "smit", false),
            ("Sm*th", "smith", true),
            ("Smi*ith", "smith", false),
            ("Sm*t*", "smith", true),
            ("Sm*x*", "smith", false),
            ("O'B*", "obrien", true),
        ] {
            assert_eq!(Pattern::new(typed).fits(name), expected, "{typed} {name}");
        }
    }
}
