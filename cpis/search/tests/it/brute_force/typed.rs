//! Words as they are recorded and as they are typed.

use super::spelling::{plain, reads_as, slips, soundex};
use cpis_search::Widen;
use rphonetic::DoubleMetaphone;
use std::cell::RefCell;

/// One distinct word with everything that it is compared by.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) letters: Vec<char>,
    soundex: Option<String>,
    metaphones: Vec<String>,
}

impl Word {
    pub(super) fn new(text: String) -> Self {
        let ascii: String = text.chars().filter(char::is_ascii_alphabetic).collect();
        let codes = DoubleMetaphone::default().double_metaphone(&ascii);
        let mut metaphones = vec![codes.primary(), codes.alternate()];
        metaphones.retain(|code| !code.is_empty());
        Self {
            letters: text.chars().collect(),
            soundex: soundex(&text),
            metaphones,
            text,
        }
    }
}

/// A name as it was typed.
#[derive(Debug)]
pub(super) struct Spelt {
    pub(super) word: Word,
    pub(super) is_pattern: bool,
    pub(super) widen: Widen,
    /// What each distinct word costs, once it was compared.
    costs: RefCell<Vec<Compared>>,
}

/// What became of a comparison.
#[derive(Clone, Copy, Debug)]
enum Compared {
    NotYet,
    Other,
    Costs(u16),
}

impl Spelt {
    /// What a recorded word costs: a comparison that is made once a search.
    pub(super) fn cost_once(&self, place: usize, words: &[Word]) -> Option<u16> {
        let mut costs = self.costs.borrow_mut();
        costs.resize(words.len(), Compared::NotYet);
        match costs[place] {
            Compared::NotYet => {
                let cost = self.cost(&words[place]);
                costs[place] = cost.map_or(Compared::Other, Compared::Costs);
                cost
            }
            Compared::Other => None,
            Compared::Costs(cost) => Some(cost),
        }
    }

    pub(super) fn new(text: &str, widen: Widen) -> Self {
        let text = plain(text, widen == Widen::No);
        Self {
            is_pattern: text.contains('*'),
            word: Word::new(text),
            widen,
            costs: RefCell::default(),
        }
    }

    fn cost(&self, recorded: &Word) -> Option<u16> {
        let own = &self.word;
        if self.is_pattern {
            return reads_as(&own.letters, &recorded.letters).then_some(0);
        }
        if own.text == recorded.text {
            return Some(0);
        }
        let sounds = own.soundex.is_some() && own.soundex == recorded.soundex;
        let slips_allowed = match own.letters.len() {
            0..=2 => 0,
            3..=7 => 1,
            _ => 2,
        };
        match self.widen {
            Widen::Usual | Widen::Extended if sounds => Some(100),
            Widen::No | Widen::Usual => None,
            Widen::Extended
                if own
                    .metaphones
                    .iter()
                    .any(|code| recorded.metaphones.contains(code)) =>
            {
                Some(150)
            }
            Widen::Extended => {
                let near = own.letters.len().abs_diff(recorded.letters.len()) <= slips_allowed;
                (near && slips_allowed > 0 && slips(&own.text, &recorded.text) <= slips_allowed)
                    .then_some(200)
            }
        }
    }
}
