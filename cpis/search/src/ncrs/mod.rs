//! The `ncrs` profile: what the web page's forms ask for, and what it takes to be searched for. SRC-1 to SRC-5.
//!
//! A form comes as the texts that people type. It gives a [`Query`], or every mistake at once, each with its field, what is
//! required and what was found.

mod dates;
mod mistake;
mod surname;

pub use mistake::{Field, Mistake};

use crate::days::Days;
use crate::fold::fold;
use crate::query::{Query, Widen};
use cpis_vocabulary::{Gender, NhsNumber};

/// The basic form: all three are required. SRC-2.
#[derive(Clone, Copy, Default, Debug)]
pub struct BasicForm<'a> {
    /// `male`, `female`, `other` or `unknown`.
    pub gender: &'a str,
    /// The whole surname.
    pub surname: &'a str,
    /// A day.
    pub born: &'a str,
}

/// The advanced form; what is not filled in is empty. SRC-3, SRC-4, SRC-5.
#[derive(Clone, Copy, Default, Debug)]
pub struct AdvancedForm<'a> {
    /// `male`, `female`, `other` or `unknown`.
    pub gender: &'a str,
    /// The surname, whole, or at least three letters of it and one `*`.
    pub surname: &'a str,
    /// A day, a month, a year, or one of these `to` another; also what "birth from" says alone.
    pub born: &'a str,
    /// The end of the range, if it is given apart.
    pub born_to: &'a str,
    /// The first name.
    pub first_name: &'a str,
    /// The postcode.
    pub postcode: &'a str,
    /// How far "widen search" goes, if it is ticked.
    pub widen: Widen,
}

/// The number that somebody typed, with or without spaces. SRC-1.
///
/// A number that passes may still be nobody's: that is for whoever looks it up to say.
///
/// # Errors
/// When it is not ten digits of which the last checks the others.
pub fn by_number(text: &str) -> Result<NhsNumber, Mistake> {
    if text.trim().is_empty() {
        return Err(Mistake::missing(Field::NhsNumber));
    }
    NhsNumber::parse_with_spaces(text)
        .map_err(|error| Mistake::new(Field::NhsNumber, &error.to_string()))
}

/// What the basic form asks for. SRC-2.
///
/// # Errors
/// Every mistake, in the order of the fields.
pub fn basic(form: &BasicForm<'_>) -> Result<Query, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let gender = note(gender(form.gender), &mut mistakes);
    let surname = note(surname::whole(form.surname), &mut mistakes);
    let born = note(dates::day(form.born), &mut mistakes);
    match (gender, surname, born) {
        (Some(gender), Some(surname), Some(born)) => Ok(all_three(gender, surname, born)),
        _ => Err(mistakes),
    }
}

/// What the advanced form asks for. SRC-3, SRC-4, SRC-5.
///
/// # Errors
/// Every mistake, in the order of the fields.
pub fn advanced(form: &AdvancedForm<'_>) -> Result<Query, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let gender = note(gender(form.gender), &mut mistakes);
    let surname = note(surname::partial(form.surname, form.widen), &mut mistakes);
    let born = note(dates::days(form.born, form.born_to), &mut mistakes);
    let first_name = note(plain(Field::FirstName, form.first_name), &mut mistakes).flatten();
    let postcode = note(plain(Field::Postcode, form.postcode), &mut mistakes).flatten();
    let is_narrow = !form.first_name.trim().is_empty() || !form.postcode.trim().is_empty();
    if born.is_some_and(|days| !days.is_one_day()) && !is_narrow {
        let found = "the date of birth is not a single day, and both are empty";
        mistakes.push(Mistake::new(Field::FirstNameOrPostcode, found));
    }
    let (Some(gender), Some(surname), Some(born), []) =
        (gender, surname, born, mistakes.as_slice())
    else {
        return Err(mistakes);
    };
    let mut query = all_three(gender, surname, born).widened(form.widen);
    if let Some(first_name) = first_name {
        query = query.with_given(first_name);
    }
    if let Some(postcode) = postcode {
        query = query.with_postcode(postcode);
    }
    Ok(query)
}

fn all_three(gender: Gender, surname: &str, born: Days) -> Query {
    let query = Query::default().with_gender(gender).with_family(surname);
    query.with_born(born)
}

fn gender(text: &str) -> Result<Gender, Mistake> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Mistake::missing(Field::Gender));
    }
    text.to_lowercase()
        .parse()
        .map_err(|_| Mistake::quoting(Field::Gender, text))
}

/// A text without wildcards, if there is any.
fn plain(field: Field, text: &str) -> Result<Option<&str>, Mistake> {
    let text = text.trim();
    if text.is_empty() {
        Ok(None)
    } else if text.contains('*') || fold(text).is_empty() {
        Err(Mistake::quoting(field, text))
    } else {
        Ok(Some(text))
    }
}

/// The value, or nothing and one mistake more.
fn note<T>(result: Result<T, Mistake>, mistakes: &mut Vec<Mistake>) -> Option<T> {
    result.map_err(|mistake| mistakes.push(mistake)).ok()
}
