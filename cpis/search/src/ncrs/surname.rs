//! Surnames, whole and in part. SRC-3.

use super::mistake::{Field, Mistake};
use super::plain;
use crate::fold::fold;
use crate::query::Widen;

/// How many letters a partial surname has at least.
const LETTERS_MIN: usize = 3;

/// A surname without a wildcard.
pub(super) fn whole(text: &str) -> Result<&str, Mistake> {
    plain(Field::WholeSurname, text)?.ok_or_else(|| Mistake::missing(Field::WholeSurname))
}

/// A surname, or a part of it with one wildcard before or after it; a widened search takes no wildcard (SRC-5).
pub(super) fn partial(text: &str, widen: Widen) -> Result<&str, Mistake> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Mistake::missing(Field::Surname));
    }
    if widen != Widen::No {
        return whole(text).map_err(|_| {
            let found = format!("it is {text:?}, and the search is widened");
            Mistake::new(Field::WholeSurname, &found)
        });
    }
    let part = text.strip_suffix('*').or_else(|| text.strip_prefix('*'));
    // Only letters count: neither marks nor what letters are written out to.
    let letters = text.chars().filter(|one| one.is_alphabetic()).count();
    let is_enough = match part {
        Some(part) => !part.contains('*') && letters >= LETTERS_MIN,
        None => !text.contains('*') && !fold(text).is_empty(),
    };
    if is_enough {
        Ok(text)
    } else {
        Err(Mistake::quoting(Field::Surname, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_surname_has_three_letters_and_one_star_at_an_end() {
        for (text, expected) in [
            ("Smith", true),
            ("Li", true),
            ("Smi*", true),
            ("*ith", true),
            (" O'B* ", false),
            ("O'Br*", true),
            ("Sm*", false),
            ("S-m*", false),
            ("*it", false),
            ("Sm*th", false),
            ("*mit*", false),
            ("Smi**", false),
            ("***", false),
            ("*", false),
            ("-'", false),
            ("", false),
        ] {
            assert_eq!(partial(text, Widen::No).is_ok(), expected, "{text}");
        }
        for (text, expected) in [("Smith", true), ("Smi*", false)] {
            assert_eq!(partial(text, Widen::Usual).is_ok(), expected, "{text}");
        }
    }
}
