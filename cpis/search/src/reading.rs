//! The ways to read the names of a query, and what a patient's names cost by them.

use crate::name::{Given, Name};
use crate::pattern::Pattern;
use crate::query::{Query, Widen};
use crate::score::cost;
use crate::sound::{SoundexCode, is_slip, metaphones, share_metaphone};

/// A family name and given names as asked, or the one taken for the other. SRC-5.
#[derive(Clone, Debug)]
pub(crate) struct Reading<'q> {
    pub(crate) family: Option<Wanted<'q>>,
    pub(crate) given: Vec<Wanted<'q>>,
    is_swapped: bool,
}

/// One name asked for, with what it takes to compare it.
#[derive(Clone, Debug)]
pub(crate) enum Wanted<'q> {
    /// This text, wildcards and all.
    Text(&'q Pattern),
    /// This text, and what sounds or looks like it.
    Alike(Box<Alike>),
}

/// A text, and what sounds or looks like it.
#[derive(Clone, Debug)]
pub(crate) struct Alike {
    text: String,
    code: Option<SoundexCode>,
    /// The double metaphone codes, where they count.
    metaphones: Option<[String; 2]>,
}

impl<'q> Reading<'q> {
    /// Every way to read a query's names, the plain one first.
    pub(crate) fn all(query: &'q Query) -> Vec<Self> {
        let want = |pattern: &'q Pattern| Wanted::new(pattern, query.widen);
        let plain = Self {
            family: query.family.as_ref().map(want),
            given: query.given.iter().map(want).collect(),
            is_swapped: false,
        };
        if query.widen == Widen::No || (plain.family.is_none() && plain.given.is_empty()) {
            return vec![plain];
        }
        let swapped = plain.swapped();
        vec![plain, swapped]
    }

    /// The first given name for the family name and the other way round.
    fn swapped(&self) -> Self {
        let mut given = self.given.iter().cloned();
        let family = given.next();
        Self {
            family,
            given: self.family.iter().cloned().chain(given).collect(),
            is_swapped: true,
        }
    }

    /// What a name costs by this reading; none if it is not the one asked for.
    fn cost(&self, name: &Name) -> Option<u16> {
        let family = match &self.family {
            Some(family) => family.cost(&name.family)?,
            None => 0,
        };
        let swapped = if self.is_swapped { cost::SWAPPED } else { 0 };
        Some(family + self.given_cost(&name.given)? + swapped)
    }

    /// What the given names cost alone, for whoever is known to bear the family name.
    pub(crate) fn given_cost(&self, names: &Given) -> Option<u16> {
        let mut worst = 0;
        for given in &self.given {
            worst = worst.max(given.cost_as_given(names)?);
        }
        Some(worst)
    }
}

impl<'q> Wanted<'q> {
    fn new(pattern: &'q Pattern, widen: Widen) -> Self {
        if widen == Widen::No {
            return Self::Text(pattern);
        }
        let text = pattern.letters();
        Self::Alike(Box::new(Alike {
            code: SoundexCode::of(&text),
            metaphones: (widen == Widen::Extended).then(|| metaphones(&text)),
            text,
        }))
    }

    /// What a folded name costs that stands for this one; none if it cannot.
    pub(crate) fn cost(&self, folded: &str) -> Option<u16> {
        match self {
            Self::Text(pattern) => pattern.matches(folded).then_some(0),
            Self::Alike(alike) => alike.cost(folded),
        }
    }

    /// Whether somebody with this one among the given names may bear the wanted one, alone or with the names that follow it.
    pub(crate) fn may_begin_with(&self, folded: &str) -> bool {
        let begins = |text: &str| !folded.is_empty() && text.starts_with(folded);
        match self {
            Self::Text(pattern) => match pattern.whole() {
                Some(whole) => begins(whole),
                None => pattern.matches(folded),
            },
            Self::Alike(alike) => begins(&alike.text) || alike.cost(folded).is_some(),
        }
    }

    fn cost_as_given(&self, names: &Given) -> Option<u16> {
        match self {
            Self::Text(pattern) => match pattern.whole() {
                Some(whole) => names.bears(whole),
                None => names.first().any(|first| pattern.matches(first)),
            }
            .then_some(0),
            Self::Alike(alike) if names.bears(&alike.text) => Some(0),
            Self::Alike(alike) => names
                .words()
                .iter()
                .filter_map(|word| alike.cost(word))
                .min(),
        }
    }
}

impl Alike {
    /// The Soundex code that stands for every name it may be; none if there is no such code.
    pub(crate) fn only_code(&self) -> Option<SoundexCode> {
        if self.metaphones.is_some() {
            None
        } else {
            self.code
        }
    }

    /// The text itself, if nothing but it can match.
    pub(crate) fn only_text(&self) -> Option<&str> {
        let is_only = self.metaphones.is_none() && self.code.is_none();
        is_only.then_some(&self.text)
    }

    fn cost(&self, folded: &str) -> Option<u16> {
        if self.text == folded {
            return Some(0);
        }
        if self.code.is_some() && self.code == SoundexCode::of(folded) {
            return Some(cost::SOUNDEX);
        }
        let own = self.metaphones.as_ref()?;
        if share_metaphone(own, &metaphones(folded)) {
            Some(cost::METAPHONE)
        } else {
            is_slip(&self.text, folded).then_some(cost::EDITED)
        }
    }
}

/// What the names of a patient cost by the cheapest reading; none if none fits.
pub(crate) fn names_cost(
    readings: &[Reading<'_>],
    current: Option<&Name>,
    previous: &[Name],
) -> Option<u16> {
    let names = current.into_iter().map(|name| (name, 0));
    let previous = previous.iter().map(|name| (name, cost::PREVIOUS_NAME));
    names
        .chain(previous)
        .flat_map(|(name, past)| {
            let costs = readings.iter().filter_map(|reading| reading.cost(name));
            costs.map(move |cost| cost + past)
        })
        .min()
}
