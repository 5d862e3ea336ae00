//! Names that sound or look alike. SRC-5.

use rphonetic::{DoubleMetaphone, Encoder, Soundex};
use std::num::NonZeroU32;
use std::sync::LazyLock;

/// The Soundex code of a name: its first letter and three digits, read as one number so that a code or none takes four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct SoundexCode(NonZeroU32);

impl SoundexCode {
    /// The code of a folded name; none for a name without a letter from A to Z, which then sounds like no other.
    pub(crate) fn of(folded: &str) -> Option<Self> {
        let letters = letters(folded);
        if letters.is_empty() {
            return None;
        }
        let code = Soundex::default().encode(&letters);
        let bytes = code.as_bytes().first_chunk().copied()?;
        NonZeroU32::new(u32::from_be_bytes(bytes)).map(Self)
    }
}

static METAPHONE: LazyLock<DoubleMetaphone> = LazyLock::new(DoubleMetaphone::default);

/// The primary and the alternate double metaphone code of a folded name; empty for one without a letter from A to Z.
pub(crate) fn metaphones(folded: &str) -> [String; 2] {
    let codes = METAPHONE.double_metaphone(&letters(folded));
    [codes.primary(), codes.alternate()]
}

/// Whether two names have a double metaphone code in common.
pub(crate) fn share_metaphone(one: &[String; 2], other: &[String; 2]) -> bool {
    one.iter()
        .any(|code| !code.is_empty() && other.contains(code))
}

/// Whether a slip of the keyboard or two lies between two folded names: letters changed, left out, put in or swapped with the next.
///
/// One such for three letters or more, two for eight or more; ours.
pub(crate) fn is_slip(asked: &str, recorded: &str) -> bool {
    let slips = match asked.chars().count() {
        0..=2 => return false,
        3..=7 => 1,
        _ => 2,
    };
    asked.len().abs_diff(recorded.len()) <= 8 && strsim::osa_distance(asked, recorded) <= slips
}

fn letters(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn names_that_sound_alike_share_a_code() {
        let code = |name| SoundexCode::of(&fold(name));
        for (one, other, expected) in [
            ("Smith", "Smyth", true),
            ("Robert", "Rupert", true),
            ("Jon", "John", true),
            ("Müller", "Miller", true),
            ("Smith", "Jones", false),
            ("Catherine", "Katherine", false),
        ] {
            assert_eq!(code(one) == code(other), expected, "{one} and {other}");
        }
        for (name, expected) in [("Tymczak", "T522"), ("Ashcraft", "A261"), ("Li", "L000")] {
            let found = code(name).map(|code| code.0.get().to_be_bytes());
            assert_eq!(
                found.as_ref().map(<[u8; 4]>::as_slice),
                Some(expected.as_bytes()),
                "{name}"
            );
        }
        assert_eq!(code("王"), None);
    }

    #[test]
    fn metaphone_and_slips_go_further() {
        let alike = |one: &str, other: &str| {
            share_metaphone(&metaphones(&fold(one)), &metaphones(&fold(other)))
        };
        assert!(alike("Catherine", "Katherine"));
        assert!(alike("Philip", "Filip"));
        assert!(!alike("Smith", "Jones"));
        assert!(!alike("王", "李"));
        for (asked, recorded, expected) in [
            ("smiht", "smith", true),
            ("amith", "smith", true),
            ("smoht", "smith", false),
            ("li", "le", false),
            ("thornfeld", "thornfield", true),
            ("hornfeld", "thornfield", true),
        ] {
            assert_eq!(is_slip(asked, recorded), expected, "{asked} {recorded}");
        }
    }
}
