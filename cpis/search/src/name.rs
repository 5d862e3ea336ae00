//! Names as they are compared.

use crate::fold::{fold, fold_into};
use cpis_population::{FamilyName, Findable};
use cpis_vocabulary::{PersonName, Text};

/// A person's name, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    pub(crate) family: String,
    pub(crate) given: Given,
}

/// A person's given names, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Given {
    /// As they are recorded.
    pub(crate) recorded: Vec<String>,
    /// Word by word, where a recorded one holds several.
    words: Option<Vec<String>>,
}

impl Name {
    pub(crate) fn new(name: &PersonName) -> Self {
        Self {
            family: fold(&name.family),
            given: Given::new(&name.given),
        }
    }

    /// Today's name of somebody of the population.
    pub(crate) fn generated(findable: &Findable) -> Self {
        Self {
            family: folded(&findable.family),
            given: Given::generated(findable.given.into_iter().flatten()),
        }
    }

    /// The same given names with another family name.
    pub(crate) fn with_family(&self, family: &FamilyName) -> Self {
        Self {
            family: folded(family),
            given: self.given.clone(),
        }
    }
}

impl Given {
    fn new(recorded: &[Text]) -> Self {
        let several = |given: &str| given.trim().contains(char::is_whitespace);
        let has_several = recorded.iter().any(|given| several(given));
        let words = || recorded.iter().flat_map(|given| given.split_whitespace());
        Self {
            recorded: recorded.iter().map(|given| fold(given)).collect(),
            words: has_several.then(|| words().map(fold).collect()),
        }
    }

    /// Given names of the population, each of them one word.
    pub(crate) fn generated(names: impl Iterator<Item = &'static str>) -> Self {
        Self {
            recorded: names.map(fold).collect(),
            words: None,
        }
    }

    /// Word by word.
    pub(crate) fn words(&self) -> &[String] {
        self.words.as_deref().unwrap_or(&self.recorded)
    }

    /// How they begin: the first as it is recorded, and its first word.
    pub(crate) fn first(&self) -> impl Iterator<Item = &str> {
        let firsts = self
            .recorded
            .first()
            .into_iter()
            .chain(self.words().first());
        firsts.map(String::as_str)
    }

    /// Whether some that follow each other, at least one, read as the folded text.
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
