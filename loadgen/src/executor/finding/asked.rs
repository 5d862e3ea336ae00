//! The parameters of a search, as somebody at a desk writes them.

use crate::cast::{Child, Stretch};
use crate::schedule::below;
use chrono::{Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// The parameters of a search, in the order in which they are sent.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Query(pub(super) Vec<(&'static str, String)>);

impl Query {
    /// Everything that is known of the child's name, birth and gender; none where name or birthday is missing.
    pub(super) fn by_name(child: &Child) -> Option<Self> {
        let query = Self::by_family(child.family.as_deref()?).born_on(child.truth.birth_date?);
        Some(query.with_gender_of(child).with_given_of(child))
    }

    pub(super) fn by_family(family: &str) -> Self {
        Self::default().with("family", family)
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    pub(super) fn born_on(self, day: NaiveDate) -> Self {
        self.with("birthdate", format!("eq{day}"))
    }

    /// From so many days before a day until so many after.
    pub(super) fn born_near(self, day: NaiveDate, before: u64, after: u64) -> Self {
        let from = day.checked_sub_days(Days::new(before)).unwrap_or(day);
        let to = day.checked_add_days(Days::new(after)).unwrap_or(day);
        self.born_between(from, to)
    }

    fn born_between(self, from: NaiveDate, to: NaiveDate) -> Self {
        self.with("birthdate", format!("ge{from}"))
            .with("birthdate", format!("le{to}"))
    }

    pub(super) fn of_stretch(stretch: &Stretch) -> Self {
        Self::by_family(&stretch.family).born_between(stretch.from, stretch.to)
    }

    pub(super) fn with_gender_of(self, child: &Child) -> Self {
        match child.gender {
            Some(gender) => self.with("gender", gender.as_str()),
            None => self,
        }
    }

    pub(super) fn with_given_of(self, child: &Child) -> Self {
        match &child.given {
            Some(given) => self.with("given", given),
            None => self,
        }
    }
}

/// One of so many sides, from the nth eight of 64 even bits; near enough to even.
pub(super) const fn die(bits: u64, nth: u32, sides: u64) -> u64 {
    (bits.rotate_right(8 * nth) & 0xff) % sides
}

/// The beginning of a name and a `*`, or its beginning, a `*` and its end; the `*` may stand for no character at all.
///
/// None for a name that is too short: the first two characters may not be a `*`.
pub(super) fn part(name: &str, bits: u64) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let least = letters
        .iter()
        .scan(0, |seen, one| {
            *seen += usize::from(*one != ' ');
            Some(*seen)
        })
        .position(|seen| seen == 2)?
        + 1;
    let room = u64::try_from(letters.len() - least).unwrap_or(0);
    let kept = |bits: u64, room: u64| usize::try_from(below(bits, room + 1));
    let before = match die(bits, 0, 4) {
        0 => letters.len(),
        _ => least + kept(bits, room).unwrap_or(0),
    };
    let after = match die(bits, 1, 4) {
        0 => {
            let left = u64::try_from(letters.len() - before).unwrap_or(0);
            kept(bits.rotate_left(32), left).unwrap_or(0)
        }
        _ => 0,
    };
    let begin: String = letters.iter().take(before).collect();
    let end: String = letters.iter().skip(letters.len() - after).collect();
    Some(format!("{begin}*{end}"))
}

/// The name as somebody may mishear it: another vowel, or a letter doubled, after the first.
pub(super) fn misspelt(name: &str, bits: u64) -> String {
    let mut changed = false;
    let mut out = String::with_capacity(name.len() + 1);
    for (place, letter) in name.chars().enumerate() {
        let other = match letter {
            'a' | 'i' => 'e',
            'e' => 'i',
            'o' => 'u',
            'u' => 'o',
            other => other,
        };
        let is_turn = place > 0 && !changed && (bits >> (place & 31)) & 1 == 0;
        if is_turn && other != letter {
            out.push(other);
            changed = true;
        } else {
            out.push(letter);
            if is_turn && matches!(letter, 'l' | 'm' | 'n' | 't') {
                out.push(letter);
                changed = true;
            }
        }
    }
    out
}

/// The name with plain letters only: what somebody types who leaves out accents, hyphens and apostrophes.
pub(super) fn plain(name: &str) -> String {
    let letters = name
        .nfd()
        .filter(|one| one.is_ascii_alphabetic() || *one == ' ');
    letters.collect()
}

/// The postcode as people type it.
pub(super) fn typed(postcode: &str, bits: u64) -> String {
    match die(bits, 2, 4) {
        0 => postcode.to_owned(),
        1 => postcode.replace(' ', ""),
        2 => postcode.to_lowercase(),
        _ => postcode.replace(' ', "").to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_never_begins_with_a_wildcard() {
        for name in ["Li", "O'Brien", "D Arcy", "Smith-Jones", "Ng"] {
            for turn in 0..200_u64 {
                let part = part(name, turn.wrapping_mul(0x9e37_79b9_7f4a_7c15)).unwrap();
                let plain = part.replace(' ', "");
                assert!(plain.find('*') >= Some(2), "{part}");
            }
        }
        assert_eq!(part("X", 1), None);
    }

    #[test]
    fn a_name_without_marks_is_plain() {
        assert_eq!(plain("Zoë"), "Zoe");
        assert_eq!(plain("O'Brien-Núñez"), "OBrienNunez");
    }

    #[test]
    fn a_misspelt_name_begins_as_it_should() {
        for bits in 0..64 {
            let heard = misspelt("Thornfield", bits);
            assert!(heard.starts_with('T'), "{heard}");
        }
        assert_eq!(misspelt("Ng", 0), "Ng");
    }
}
