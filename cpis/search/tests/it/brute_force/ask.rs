//! What is asked, as plain texts: the engine and the oracle each read it for themselves.

use super::chance::Chance;
use chrono::{Datelike, NaiveDate, TimeDelta};
use cpis_search::{Days, Query, Widen};
use cpis_vocabulary::{Gender, Patient, PersonName, TelecomKind};

/// A search in words.
#[derive(Clone, Default, Debug)]
pub(super) struct Ask {
    pub(super) family: Option<String>,
    pub(super) given: Vec<String>,
    pub(super) born: Option<Span>,
    pub(super) gender: Option<Gender>,
    pub(super) died: Option<Span>,
    pub(super) postcode: Option<String>,
    pub(super) practice: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) history: bool,
    pub(super) widen: Widen,
    pub(super) exact_only: bool,
}

/// Days in words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Span {
    Day(NaiveDate),
    Month(i32, u32),
    Years(i32, i32),
    FromTo(NaiveDate, NaiveDate),
    Since(NaiveDate),
    Until(NaiveDate),
}

impl Span {
    fn days(self) -> Days {
        match self {
            Self::Day(day) => Days::day(day),
            Self::Month(year, month) => Days::month(year, month).unwrap(),
            Self::Years(first, last) => Days::years(first, last).unwrap(),
            Self::FromTo(first, last) => Days::between(first, last),
            Self::Since(first) => Days::since(first),
            Self::Until(last) => Days::until(last),
        }
    }

    /// Read without the engine's calendar.
    pub(super) fn holds(self, day: NaiveDate) -> bool {
        match self {
            Self::Day(one) => day == one,
            Self::Month(year, month) => (day.year(), day.month()) == (year, month),
            Self::Years(first, last) => first <= day.year() && day.year() <= last,
            Self::FromTo(first, last) => first <= day && day <= last,
            Self::Since(first) => first <= day,
            Self::Until(last) => day <= last,
        }
    }
}

impl Ask {
    pub(super) fn query(&self) -> Query {
        let mut query = Query::default().widened(self.widen);
        if let Some(family) = &self.family {
            query = query.with_family(family);
        }
        for given in &self.given {
            query = query.with_given(given);
        }
        if let Some(born) = self.born {
            query = query.with_born(born.days());
        }
        if let Some(gender) = self.gender {
            query = query.with_gender(gender);
        }
        if let Some(died) = self.died {
            query = query.with_died(died.days());
        }
        if let Some(postcode) = &self.postcode {
            query = query.with_postcode(postcode);
        }
        if let Some(practice) = &self.practice {
            query = query.with_practice(practice.as_str().into());
        }
        if let Some(email) = &self.email {
            query = query.with_email(email);
        }
        if let Some(phone) = &self.phone {
            query = query.with_phone(phone);
        }
        if self.history {
            query = query.with_history();
        }
        if self.exact_only {
            query = query.exact_only();
        }
        query
    }

    /// A search for somebody, more or less as they are recorded.
    pub(super) fn about(patient: &Patient, chance: &mut Chance) -> Self {
        let mut ask = Self {
            history: chance.percent(25),
            exact_only: chance.percent(10),
            ..Self::default()
        };
        if chance.percent(35) {
            ask.widen = *chance.pick(&[Widen::Usual, Widen::Usual, Widen::Extended]);
        }
        let name = name_of(patient, chance);
        ask.names(&name, chance);
        ask.born(patient, chance);
        ask.rest(patient, chance);
        ask
    }

    fn names(&mut self, name: &PersonName, chance: &mut Chance) {
        let widened = self.widen != Widen::No;
        let family = respelt(&name.family, widened, chance);
        let first = name.given.first().map_or("Nobody", |given| given);
        let first = respelt(first, widened, chance);
        match chance.below(20) {
            0 => {}
            1 => self.given.push(first),
            2..=9 => self.family = Some(family),
            10 if widened => {
                self.family = Some(first);
                self.given.push(family);
            }
            11 if widened => self.family = Some(first),
            _ => {
                self.family = Some(family);
                self.given.push(first);
            }
        }
        if chance.percent(10)
            && let Some(other) = name.given.last()
        {
            self.given.push(respelt(other, widened, chance));
        }
        if chance.percent(4) {
            let all: Vec<&str> = name.given.iter().map(|given| &**given).collect();
            self.given = vec![all.join(" ")];
        }
        if chance.percent(1) {
            self.family = Some(" -'".into());
        }
    }

    fn born(&mut self, patient: &Patient, chance: &mut Chance) {
        let known = patient.birth_date.unwrap_or_default();
        let off = i64::try_from(chance.below(400)).unwrap();
        let around = (
            known - TimeDelta::days(off),
            known + TimeDelta::days(off / 2),
        );
        self.born = match chance.below(100) {
            0 if self.family.is_some() => None,
            1 => Some(Span::Since(known)),
            2 => Some(Span::Until(known)),
            3 => Some(Span::FromTo(around.1, around.0)),
            4..=5 => Some(Span::Years(known.year() - 3, known.year() + 2)),
            6..=10 => Some(Span::Years(known.year(), known.year())),
            11..=15 => Some(Span::FromTo(around.0, around.1)),
            16..=25 => Some(Span::Month(known.year(), known.month())),
            26..=28 => Some(Span::Day(known + TimeDelta::days(1))),
            _ => Some(Span::Day(known)),
        };
    }

    fn rest(&mut self, patient: &Patient, chance: &mut Chance) {
        if chance.percent(40) {
            self.gender = patient.gender.or(Some(Gender::Unknown));
        } else if chance.percent(3) {
            self.gender = Some(*chance.pick(&Gender::ALL));
        }
        let addresses: Vec<_> = patient
            .previous_addresses
            .iter()
            .chain(&patient.address)
            .collect();
        if chance.percent(20) && !addresses.is_empty() {
            let code: &str = &chance.pick(&addresses).postcode;
            self.postcode = Some(match chance.below(5) {
                0 => code.to_lowercase().replace(' ', ""),
                1 => format!(" {code} "),
                2 => format!("{}*", &code[..3]),
                3 => format!("{}*{}", &code[..2], &code[code.len() - 1..]),
                _ => code.to_owned(),
            });
        }
        if chance.percent(8) {
            self.practice = patient
                .practice
                .as_ref()
                .map(|one| one.organisation.to_string());
        }
        let by = chance.below(100);
        if by < 8 {
            let way = |kind| patient.telecom.iter().find(|way| way.kind == kind);
            self.email = way(TelecomKind::Email).map(|way| way.value.to_uppercase());
        } else if by < 16 {
            self.phone = patient
                .telecom
                .iter()
                .find(|way| way.kind != TelecomKind::Email)
                .map(|way| match chance.below(3) {
                    0 => format!("+44 {}", &way.value[1..]),
                    1 => format!("({}) {}", &way.value[..5], &way.value[5..]),
                    _ => way.value.to_string(),
                });
        }
        if let Some(died) = patient.death_date.filter(|_| chance.percent(30)) {
            self.died = Some(*chance.pick(&[
                Span::Day(died),
                Span::Since(died),
                Span::Month(died.year(), died.month()),
            ]));
        } else if chance.percent(2) {
            self.died = Some(Span::Years(2024, 2026));
        }
    }
}

/// The current name or, less often, a previous one.
fn name_of(patient: &Patient, chance: &mut Chance) -> PersonName {
    let previous = patient.previous_names.first();
    let name = previous
        .filter(|_| chance.percent(50))
        .or(patient.name.as_ref());
    name.cloned()
        .unwrap_or_else(|| PersonName::new(vec!["Ann".into()], "Smith".into()))
}

/// A name as somebody types it: with marks, in capitals, with a star, or misheard.
fn respelt(name: &str, widened: bool, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = chance.below(letters.len());
    let end = at + chance.below(letters.len() - at);
    let text = |letters: &[char]| letters.iter().collect::<String>();
    match chance.below(if widened { 9 } else { 14 }) {
        0 => name.to_uppercase(),
        1 => letters.iter().flat_map(|letter| [*letter, '-']).collect(),
        2 => format!("  {}", name.to_lowercase()),
        3..=4 if widened => {
            letters.insert(at, letters[at]);
            text(&letters)
        }
        5 if widened && letters.len() > 1 => {
            letters.swap(at.max(1) - 1, at.max(1));
            text(&letters)
        }
        6 if widened => {
            letters[at] = *chance.pick(&['a', 'e', 'y', 'c', 'k', 's']);
            text(&letters)
        }
        9 => format!("{}*", text(&letters[..at.max(2).min(letters.len())])),
        10 => format!("*{}", text(&letters[at.min(letters.len().max(3) - 3)..])),
        11 => format!("{}*{}", text(&letters[..at]), text(&letters[end..])),
        12 => format!("*{}*", text(&letters[at..end])),
        13 => format!("{}*{}*", text(&letters[..at]), text(&letters[end..])),
        _ => name.to_owned(),
    }
}
