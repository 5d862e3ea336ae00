//! Folding: what two spellings of one name have in common. SRC-8.

use unicode_normalization::char::decompose_compatible;

/// The letters and digits of a text, without accents, in lower case; letters that no accent explains are written out (`ß` as `ss`,
/// `ø` as `o`).
///
/// Hyphens, apostrophes, spaces and other marks leave nothing behind: `O'Brien`, `OBRIEN` and `o brien` fold to one.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text.chars());
    folded
}

/// Appends the folded characters.
pub(crate) fn fold_into(folded: &mut String, text: impl Iterator<Item = char>) {
    each_folded(text, |character| folded.push(character));
}

fn each_folded(text: impl Iterator<Item = char>, mut each: impl FnMut(char)) {
    for character in text {
        if character.is_ascii() {
            if character.is_ascii_alphanumeric() {
                each(character.to_ascii_lowercase());
            }
        } else {
            // Lower case first: some capitals decompose into a letter that is written out.
            for lower in character.to_lowercase() {
                decompose_compatible(lower, |part| written_out(part, &mut each));
            }
        }
    }
}

fn written_out(part: char, each: &mut impl FnMut(char)) {
    let plain = match part {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        other => {
            if other.is_alphanumeric() {
                other.to_lowercase().for_each(each);
            }
            return;
        }
    };
    plain.chars().for_each(each);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one() {
        let rows: [(&[&str], &str); 9] = [
            (
                &["O'Brien", "OBRIEN", "o brien", "O’Brien", "O-Brien"],
                "obrien",
            ),
            (
                &["Smith-Jones", "smith jones", "SMITH\u{2011}JONES"],
                "smithjones",
            ),
            (&["Nuñez", "Nunez", "NUÑEZ", "Nun\u{303}ez"], "nunez"),
            (&["Łukasik", "lukasik", "ŁUKASIK"], "lukasik"),
            (&["Jørgensen", "JORGENSEN", "JØRGENSEN"], "jorgensen"),
            (&["Weiß", "WEISS", "WEIẞ"], "weiss"),
            (&["Nguyễn", "NGUYEN", "nguyên"], "nguyen"),
            (&["Şimşek", "Simsek"], "simsek"),
            (&["İnci", "INCI", "ıncı"], "inci"),
        ];
        for (spellings, folded) in rows {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling}");
            }
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [
            ("Smith", "Smyth"),
            ("Ann", "Anne"),
            ("Müller", "Mueller"),
            ("Li", "Le"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn marks_alone_fold_to_nothing() {
        assert_eq!(fold(" -'’ "), "");
    }
}
