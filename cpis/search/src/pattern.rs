//! A text asked for, with or without wildcards.

use crate::fold::fold;

/// What is asked of a folded text: the whole of it, or what stands between wildcards.
///
/// A `*` stands for any number of characters, none included.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Pattern {
    /// What stands before, between and after the wildcards, folded; one piece if there are none.
    pieces: Vec<String>,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            pieces: text.split('*').map(fold).collect(),
        }
    }

    /// The folded text without its wildcards.
    pub(crate) fn letters(&self) -> String {
        self.pieces.concat()
    }

    /// Whether it asks for no letter or digit at all: then it matches nobody.
    pub(crate) fn is_blank(&self) -> bool {
        self.pieces.iter().all(String::is_empty)
    }

    /// The whole text, if there is no wildcard.
    pub(crate) fn whole(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [whole] => Some(whole),
            _ => None,
        }
    }

    /// What stands before the first wildcard, and after the last.
    pub(crate) fn ends(&self) -> (&str, &str) {
        let first = self.pieces.first().map_or("", String::as_str);
        (first, self.pieces.last().map_or("", String::as_str))
    }

    /// Whether it asks for nothing but a beginning.
    pub(crate) fn is_beginning(&self) -> bool {
        matches!(self.pieces.as_slice(), [_, rest] if rest.is_empty())
    }

    /// Whether a folded text is what it asks for.
    pub(crate) fn matches(&self, folded: &str) -> bool {
        let [first, between @ .., last] = self.pieces.as_slice() else {
            return self.whole() == Some(folded);
        };
        let Some(rest) = folded.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some(mut rest) = rest.strip_suffix(last.as_str()) else {
            return false;
        };
        // The leftmost place for each piece leaves the most room for those after it.
        for piece in between {
            let Some((_, after)) = rest.split_once(piece.as_str()) else {
                return false;
            };
            rest = after;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_any_number_of_characters() {
        let rows = [
            ("smith", "smith", true),
            ("Smith", "smithson", false),
            ("smi*", "smith", true),
            ("Smi*", "smi", true),
            ("Smi*", "sm", false),
            ("*ith", "smith", true),
            ("*ith", "ith", true),
            ("*ith", "smithe", false),
            ("sm*th", "smith", true),
            ("sm*th", "smth", true),
            ("smi*ith", "smith", false),
            ("s*i*h", "smith", true),
            ("s*h*i", "smith", false),
            ("*mi*", "smith", true),
            ("s**h", "smith", true),
            ("O'B*", "obrien", true),
        ];
        for (asked, folded, expected) in rows {
            assert_eq!(
                Pattern::new(asked).matches(folded),
                expected,
                "{asked} of {folded}"
            );
        }
    }
}
