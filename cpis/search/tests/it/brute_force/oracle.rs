//! Everybody in rows, and a plain scan through them.

use super::ask::{Ask, Span};
use super::spelling::{plain, reads_as};
use super::typed::{Spelt, Word};
use chrono::NaiveDate;
use cpis_search::Widen;
use cpis_vocabulary::{Gender, NhsNumber, Patient, PatientStatus, PersonName, TelecomKind};
use std::collections::HashMap;

#[derive(Debug)]
struct Called {
    family: usize,
    /// As recorded.
    given: Vec<usize>,
    /// Word by word.
    words: Vec<usize>,
}

/// One patient.
#[derive(Debug)]
pub(super) struct Row {
    number: NhsNumber,
    birth: Option<NaiveDate>,
    gender: Option<Gender>,
    died: Option<NaiveDate>,
    is_restricted: bool,
    name: Option<Called>,
    past: Vec<Called>,
    postcodes: Vec<Vec<char>>,
    past_postcodes: Vec<Vec<char>>,
    practice: Option<String>,
    emails: Vec<String>,
    phones: Vec<String>,
}

/// Everybody whom a search may find, by day of birth.
#[derive(Default, Debug)]
pub(super) struct Oracle {
    words: Vec<Word>,
    known: HashMap<String, usize>,
    rows: Vec<Row>,
    /// The birthdays of the rows once more, close together: they are read for every search.
    births: Vec<Option<NaiveDate>>,
}

impl Oracle {
    pub(super) fn new(patients: impl Iterator<Item = Patient>) -> Self {
        let mut oracle = Self::default();
        for patient in patients {
            oracle.add(&patient);
        }
        oracle.rows.sort_by_key(|row| row.birth);
        oracle.births = oracle.rows.iter().map(|row| row.birth).collect();
        oracle
    }

    fn add(&mut self, patient: &Patient) {
        let is_restricted = match patient.status {
            PatientStatus::Ordinary => false,
            PatientStatus::Restricted => true,
            PatientStatus::Superseded { .. } | PatientStatus::Invalidated => return,
        };
        let letters = |code: &str| plain(code, false).chars().collect::<Vec<_>>();
        let ways = |email: bool| {
            let ways = patient.telecom.iter();
            ways.filter(move |way| (way.kind == TelecomKind::Email) == email)
        };
        let name = patient.name.as_ref().map(|name| self.called(name));
        let past = patient.previous_names.iter();
        let past = past.map(|name| self.called(name)).collect();
        self.rows.push(Row {
            number: patient.number,
            birth: patient.birth_date,
            gender: patient.gender,
            died: patient.death_date,
            is_restricted,
            name,
            past,
            postcodes: [&patient.address, &patient.temporary_address]
                .into_iter()
                .flatten()
                .map(|one| letters(&one.postcode))
                .collect(),
            past_postcodes: patient
                .previous_addresses
                .iter()
                .map(|one| letters(&one.postcode))
                .collect(),
            practice: patient
                .practice
                .as_ref()
                .map(|one| one.organisation.to_string()),
            emails: ways(true)
                .map(|way| way.value.trim().to_lowercase())
                .collect(),
            phones: ways(false).map(|way| dialled(&way.value)).collect(),
        });
    }

    fn called(&mut self, name: &PersonName) -> Called {
        let words: Vec<&str> = name
            .given
            .iter()
            .flat_map(|one| one.split_whitespace())
            .collect();
        Called {
            family: self.word(&name.family),
            given: name.given.iter().map(|one| self.word(one)).collect(),
            words: words.into_iter().map(|one| self.word(one)).collect(),
        }
    }

    fn word(&mut self, text: &str) -> usize {
        let text = plain(text, false);
        *self.known.entry(text.clone()).or_insert_with(|| {
            self.words.push(Word::new(text));
            self.words.len() - 1
        })
    }

    /// Everybody who matches, with their scores in thousandths, in the stated order.
    pub(super) fn scan(&self, ask: &Ask) -> Vec<(NhsNumber, u16)> {
        let asked = Asked::new(ask);
        // A single day is looked up, anything else is read from the first to the last.
        let places = match ask.born {
            Some(Span::Day(day)) => {
                let from = self.births.partition_point(|birth| *birth < Some(day));
                from..self.births.partition_point(|birth| *birth <= Some(day))
            }
            _ => 0..self.rows.len(),
        };
        let births = self.births[places.clone()].iter();
        let rows = births.zip(&self.rows[places]);
        let holds = |birth: &Option<NaiveDate>| {
            ask.born
                .is_none_or(|span| birth.is_some_and(|day| span.holds(day)))
        };
        let mut found: Vec<(u16, &Row)> = rows
            .filter(|(birth, _)| holds(birth))
            .filter_map(|(_, row)| Some((1_000 - self.cost(&asked, row)?, row)))
            .filter(|(score, _)| !ask.exact_only || *score == 1_000)
            .collect();
        found.sort_by(|(one_score, one), (other_score, other)| {
            other_score
                .cmp(one_score)
                .then_with(|| self.written(one).cmp(&self.written(other)))
                .then_with(|| one.birth.cmp(&other.birth))
                .then_with(|| one.number.cmp(&other.number))
        });
        found
            .into_iter()
            .map(|(score, row)| (row.number, score))
            .collect()
    }

    fn written(&self, row: &Row) -> (&str, Vec<&str>) {
        let text = |word: usize| self.words[word].text.as_str();
        row.name.as_ref().map_or(("", Vec::new()), |name| {
            (
                text(name.family),
                name.given.iter().map(|one| text(*one)).collect(),
            )
        })
    }

    fn cost(&self, asked: &Asked<'_>, row: &Row) -> Option<u16> {
        let ask = asked.ask;
        let died = ask
            .died
            .is_none_or(|span| row.died.is_some_and(|day| span.holds(day)));
        let practice = ask.practice.is_none() || row.practice == ask.practice;
        let holds = asked.is_possible
            && ask.gender.is_none_or(|gender| row.gender == Some(gender))
            && asked
                .email
                .as_ref()
                .is_none_or(|email| row.emails.contains(email))
            && asked
                .phone
                .as_ref()
                .is_none_or(|phone| row.phones.contains(phone));
        // A widened search asks for neither: it prefers whom they fit.
        let rated = ask.widen != Widen::No || (died && practice);
        let is_hidden = row.is_restricted && (ask.postcode.is_some() || ask.practice.is_some());
        if !holds || !rated || is_hidden {
            return None;
        }
        let misfits = u16::from(!died) + u16::from(!practice);
        Some(self.names_cost(asked, row)? + asked.postcode_cost(row)? + 50 * misfits)
    }

    fn names_cost(&self, asked: &Asked<'_>, row: &Row) -> Option<u16> {
        if asked.family.is_none() && asked.given.is_empty() {
            return Some(0);
        }
        let mut least = None;
        let mut note = |cost: Option<u16>| least = least.into_iter().chain(cost).min();
        for (name, past) in row.name.iter().map(|name| (name, 0)).chain(
            row.past
                .iter()
                .filter(|_| asked.past)
                .map(|name| (name, 50)),
        ) {
            let given: Vec<&Spelt> = asked.given.iter().collect();
            let plainly = self.called_cost(name, asked.family.as_ref(), &given);
            note(plainly.map(|cost| cost + past));
            if asked.ask.widen != Widen::No {
                let mut given = given;
                let family = (!given.is_empty()).then(|| given.remove(0));
                given.extend(asked.family.as_ref());
                let swapped = self.called_cost(name, family, &given);
                note(swapped.map(|cost| cost + past + 100));
            }
        }
        least
    }

    fn called_cost(&self, name: &Called, family: Option<&Spelt>, given: &[&Spelt]) -> Option<u16> {
        let mut cost = 0;
        if let Some(family) = family {
            cost += family.cost_once(name.family, &self.words)?;
        }
        let costs: Option<Vec<u16>> = given.iter().map(|one| self.given_cost(name, one)).collect();
        Some(cost + costs?.into_iter().max().unwrap_or(0))
    }

    fn given_cost(&self, name: &Called, asked: &Spelt) -> Option<u16> {
        if asked.is_pattern {
            let first = name.given.iter().take(1).chain(name.words.iter().take(1));
            let mut first = first.map(|word| &self.words[*word].letters);
            return first
                .any(|one| reads_as(&asked.word.letters, one))
                .then_some(0);
        }
        for from in 0..name.words.len() {
            let mut run = String::new();
            for word in &name.words[from..] {
                run.push_str(&self.words[*word].text);
                if run == asked.word.text {
                    return Some(0);
                }
            }
        }
        let costs = name
            .words
            .iter()
            .filter_map(|word| asked.cost_once(*word, &self.words));
        costs.min().filter(|_| asked.widen != Widen::No)
    }
}

/// A search, its texts made comparable once.
#[derive(Debug)]
struct Asked<'a> {
    ask: &'a Ask,
    family: Option<Spelt>,
    given: Vec<Spelt>,
    postcode: Option<Vec<char>>,
    email: Option<String>,
    phone: Option<String>,
    past: bool,
    is_possible: bool,
}

impl<'a> Asked<'a> {
    fn new(ask: &'a Ask) -> Self {
        let spelt = |text: &String| Spelt::new(text, ask.widen);
        let texts = ask.family.iter().chain(&ask.given).chain(&ask.postcode);
        let is_possible = texts
            .chain(&ask.email)
            .all(|text| !plain(text, false).is_empty())
            && ask
                .phone
                .as_ref()
                .is_none_or(|phone| !dialled(phone).is_empty());
        Self {
            family: ask.family.as_ref().map(spelt),
            given: ask.given.iter().map(spelt).collect(),
            postcode: ask
                .postcode
                .as_ref()
                .map(|code| plain(code, true).chars().collect()),
            email: ask.email.as_ref().map(|email| email.trim().to_lowercase()),
            phone: ask.phone.as_ref().map(|phone| dialled(phone)),
            past: ask.history || ask.widen != Widen::No,
            is_possible,
            ask,
        }
    }

    fn postcode_cost(&self, row: &Row) -> Option<u16> {
        let Some(asked) = &self.postcode else {
            return Some(0);
        };
        let fits = |code: &Vec<char>| reads_as(asked, code);
        match (
            row.postcodes.iter().any(fits),
            self.past && row.past_postcodes.iter().any(fits),
        ) {
            (true, _) => Some(0),
            (false, true) => Some(50),
            (false, false) => None,
        }
    }
}

/// A number as it is dialled inside the country.
fn dialled(number: &str) -> String {
    let kept: String = number
        .chars()
        .filter(|one| *one == '+' || one.is_ascii_digit())
        .collect();
    for abroad in ["+440", "+44", "00440", "0044"] {
        if let Some(rest) = kept.strip_prefix(abroad) {
            return format!("0{}", rest.replace('+', ""));
        }
    }
    kept.replace('+', "")
}
