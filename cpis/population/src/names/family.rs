//! Family names: drawn by household, whole, composed or joined by a hyphen.
//!
//! The table holds the frequent names with their parts of 10,000; the rest of the 10,000 is composed of a first and a second part
//! (Ash-ton, Hart-field), as the long tail of English names is. Joining two names is ours: 4 % of the households do.

use super::table::Table;
use crate::draw::Draw;
use core::fmt;
use cpis_vocabulary::Text;
use std::sync::LazyLock;

/// A family name as its parts, so that asking for it allocates nothing; written out, the parts stand one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FamilyName {
    parts: [&'static str; 5],
}

impl FamilyName {
    /// The name as it stands.
    pub(crate) const fn whole(name: &'static str) -> Self {
        Self {
            parts: [name, "", "", "", ""],
        }
    }

    /// Two names and a hyphen.
    pub(crate) const fn joined(first: Self, second: Self) -> Self {
        let [a, b, ..] = first.parts;
        let [c, d, ..] = second.parts;
        Self {
            parts: [a, b, "-", c, d],
        }
    }

    /// The name written out.
    pub(crate) fn text(&self) -> Text {
        let mut text = String::with_capacity(24);
        for part in self.parts {
            text.push_str(part);
        }
        if text.contains('_') {
            text = text.replace('_', " ");
        }
        text.into()
    }

    /// Where its parts stand in memory: names that share these are equal, though equal names need not share them.
    ///
    /// Whoever counts the names of millions compares these in place of the letters.
    pub fn addresses(&self) -> [(usize, usize); 5] {
        self.parts.map(|part| (part.as_ptr().addr(), part.len()))
    }

    /// Its characters, one after the other.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.parts
            .iter()
            .flat_map(|part| part.chars())
            .map(|character| if character == '_' { ' ' } else { character })
    }
}

impl fmt::Display for FamilyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts {
            let mut words = part.split('_');
            f.write_str(words.next().unwrap_or_default())?;
            for word in words {
                write!(f, " {word}")?;
            }
        }
        Ok(())
    }
}

static FREQUENT: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in include_str!("families.txt").lines() {
        if !line.starts_with('#') {
            table.add_line(line);
        }
    }
    table
});

/// The names with an apostrophe.
static APOSTROPHES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let names = FREQUENT.names().iter().copied();
    names.filter(|name| name.contains('\'')).collect()
});

const FIRST_PARTS: [&str; 64] = [
    "Ash", "Bar", "Birch", "Black", "Bramb", "Brad", "Brook", "Burn", "Carl", "Clay", "Cleve",
    "Cran", "Crom", "Dal", "Darn", "Dun", "East", "Ed", "El", "Fair", "Farn", "Glad", "Gran",
    "Green", "Had", "Hal", "Har", "Hart", "Haw", "Hazel", "Hol", "Hurst", "Kirk", "Lang", "Lind",
    "Lock", "Mar", "Mel", "Mid", "Nor", "Oak", "Pem", "Pen", "Pres", "Rad", "Red", "Ridge", "Rock",
    "Row", "Rush", "Sel", "Shel", "Skel", "Stan", "Sut", "Thorn", "Wake", "Wal", "Wen", "West",
    "Whit", "Win", "Wood", "Wool",
];

const SECOND_PARTS: [&str; 30] = [
    "ton", "ford", "ley", "well", "worth", "field", "bridge", "by", "ham", "bury", "croft", "wick",
    "stone", "bourne", "man", "den", "gate", "cott", "more", "combe", "land", "low", "ridge",
    "shaw", "side", "stock", "tree", "ward", "water", "wright",
];

/// A family name for a household.
pub(crate) fn draw(draw: Draw, second: impl FnOnce() -> Draw) -> FamilyName {
    let name = single(draw.again());
    if draw.happens(40_000) {
        let other = single(second());
        if other == name {
            name
        } else {
            FamilyName::joined(name, other)
        }
    } else {
        name
    }
}

/// Two different names and a hyphen.
pub(crate) fn hyphenated(draw: Draw) -> FamilyName {
    let name = single(draw);
    let mut next = draw.again();
    let mut other = single(next);
    while other == name {
        next = next.again();
        other = single(next);
    }
    FamilyName::joined(name, other)
}

/// A name with an apostrophe.
pub(crate) fn with_apostrophe(draw: Draw) -> FamilyName {
    FamilyName::whole(draw.pick(&APOSTROPHES).copied().unwrap_or("O'Brien"))
}

fn single(draw: Draw) -> FamilyName {
    if draw.below(10_000) >= FREQUENT.total() {
        let next = draw.again();
        let first = next.pick(&FIRST_PARTS).copied().unwrap_or_default();
        let second = next
            .again()
            .pick(&SECOND_PARTS)
            .copied()
            .unwrap_or_default();
        FamilyName {
            parts: [first, second, "", "", ""],
        }
    } else {
        FamilyName::whole(FREQUENT.at(draw.again().bits()))
    }
}

/// Every frequent name that is one plain word, for the names of users.
pub(crate) fn plain() -> impl Iterator<Item = &'static str> {
    let names = FREQUENT.names().iter().copied();
    names.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_reads() {
        for line in include_str!("families.txt").lines() {
            let read = Table::default().add_line(line);
            assert!(line.starts_with('#') || read.is_some(), "{line}");
        }
        let mut names: Vec<_> = FREQUENT.names().to_vec();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "a name stands twice in the table");
    }

    #[test]
    fn a_name_is_written_with_its_spaces_and_hyphens() {
        let rows = [
            (FamilyName::whole("de_Souza"), "de Souza"),
            (FamilyName::whole("O'Brien"), "O'Brien"),
            (
                FamilyName::joined(FamilyName::whole("Smith"), FamilyName::whole("Khan")),
                "Smith-Khan",
            ),
        ];
        for (name, written) in rows {
            assert_eq!(name.to_string(), written);
            assert_eq!(name.chars().collect::<String>(), written);
        }
    }
}
