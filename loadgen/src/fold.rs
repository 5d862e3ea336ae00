//! What two spellings of one name have in common: the judge's own reading of SRC-8.

use core::iter::once;
use unicode_normalization::UnicodeNormalization;

/// Letters and digits without accents, in lower case; hyphens, apostrophes and spaces leave nothing behind.
pub(crate) fn fold(text: &str) -> String {
    fold_all(text.chars())
}

/// The same of a text's characters, one after the other.
pub(crate) fn fold_all(text: impl Iterator<Item = char>) -> String {
    let mut folded = String::with_capacity(16);
    for character in text {
        if !character.is_ascii() {
            fold_one(&mut folded, character);
        } else if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        }
    }
    folded
}

fn fold_one(folded: &mut String, character: char) {
    for part in once(character).nfkd().flat_map(char::to_lowercase) {
        match part {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ŧ' => folded.push('t'),
            other if other.is_alphanumeric() => folded.push(other),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_letter_case_make_no_other_name() {
        for (spellings, folded) in [
            (&["O'Brien", "o brien", "O\u{2019}BRIEN"][..], "obrien"),
            (&["Smith-Jones", "SMITH JONES"], "smithjones"),
            (&["Zoë", "ZOE", "zoe\u{308}"], "zoe"),
            (&["Łukasz Weiß", "lukasz weiss"], "lukaszweiss"),
            (&["İnci", "ıncı"], "inci"),
            (&["-'"], ""),
        ] {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling}");
            }
        }
        assert_ne!(fold("Smith"), fold("Smyth"));
    }
}
