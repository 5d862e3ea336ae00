//! Names as they are compared.

use crate::fold::{fold, fold_into};
use cpis_population::{FamilyName, Population};
use cpis_vocabulary::PersonName;

/// A person's name, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    pub(crate) family: String,
    /// The given names as they are recorded.
    pub(crate) given: Vec<String>,
    /// The given names word by word, where a recorded one holds several.
    words: Option<Vec<String>>,
}

impl Name {
    pub(crate) fn new(name: &PersonName) -> Self {
        let several = |given: &str| given.trim().contains(char::is_whitespace);
        let has_several = name.given.iter().any(|given| several(given));
        let words = || name.given.iter().flat_map(|given| given.split_whitespace());
        Self {
            family: fold(&name.family),
            given: name.given.iter().map(|given| fold(given)).collect(),
            words: has_several.then(|| words().map(fold).collect()),
        }
    }

    /// The name of patient `index` of the population.
    pub(crate) fn generated(population: &Population, index: u64) -> Self {
        Self {
            family: folded(&population.family_name(index)),
            given: population.given_names(index).map(fold).collect(),
            words: None,
        }
    }

    /// The same given names with another family name.
    pub(crate) fn with_family(&self, family: &FamilyName) -> Self {
        Self {
            family: folded(family),
            ..self.clone()
        }
    }

    /// The given names word by word.
    pub(crate) fn words(&self) -> &[String] {
        self.words.as_deref().unwrap_or(&self.given)
    }

    /// The beginning of the given names: the first as it is recorded, and its first word.
    pub(crate) fn first(&self) -> impl Iterator<Item = &str> {
        let firsts = self.given.first().into_iter().chain(self.words().first());
        firsts.map(String::as_str)
    }

    /// Whether some given names that follow each other, at least one, read as the folded text.
    pub(crate) fn bears(&self, asked: &str) -> bool {
        let words = self.words();
        (0..words.len()).any(|first| words.get(first..).is_some_and(|rest| begin(rest, asked)))
    }
}

/// A family name of the population, folded.
pub(crate) fn folded(family: &FamilyName) -> String {
    let mut folded = String::with_capacity(16);
    fold_into(&mut folded, family.chars());
    folded
}

/// Whether the first of the words, and as many after it as it takes, read as the text.
fn begin(words: &[String], asked: &str) -> bool {
    match words {
        [first, rest @ ..] => asked
            .strip_prefix(first.as_str())
            .is_some_and(|left| left.is_empty() || begin(rest, left)),
        [] => false,
    }
}
