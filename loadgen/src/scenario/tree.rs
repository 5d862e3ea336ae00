//! The file as a tree of values that know where they were written.

use core::fmt;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistake, Place};

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Whole(i64),
    /// A number with a fraction, or one that does not fit, as it was written.
    Number(String),
    Flag(bool),
    /// A date, a time, or both, as it was written.
    Moment(String),
    List(Vec<Node>),
    Table(Table),
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) place: Place,
    pub(super) entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Where the key was written.
    pub(super) place: Place,
    pub(super) node: Node,
}

impl Table {
    pub(super) const fn empty(place: Place) -> Self {
        Self {
            place,
            entries: BTreeMap::new(),
        }
    }
}

/// What is wrong with the form of a text.
pub(super) struct Malformed {
    pub(super) mistakes: Vec<Mistake>,
    /// Whether the tree holds all that was written, except what was said twice.
    pub(super) is_whole: bool,
}

/// What the TOML reader says of a key that is there twice.
const TWICE: &str = "duplicate key";

/// The whole text, as far as it can be read, and what is wrong with its form.
pub(super) fn read(text: &str) -> (Table, Malformed) {
    let lines = Lines::of(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    let is_whole = errors.iter().all(|error| error.message() == TWICE);
    let mistakes = errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or_default();
            let found = text.get(span.clone()).unwrap_or_default();
            Mistake {
                place: lines.place(span.start),
                text: malformed(error.message(), found),
            }
        })
        .collect();
    let at = |at: usize| lines.place(at);
    (
        table(root.get_ref(), Place::Line(1), &at),
        Malformed { mistakes, is_whole },
    )
}

/// One value as an option of the command gives it; a text that is no TOML value stands for itself.
pub(super) fn read_option(text: &str, place: &Place) -> Node {
    match DeValue::parse(text) {
        Ok(value) => node(&value, &|_| place.clone()),
        Err(_) => Node {
            place: place.clone(),
            value: Value::Text(text.to_owned()),
        },
    }
}

fn malformed(message: &str, found: &str) -> String {
    if message == TWICE {
        format!("`{found}` is there for the second time, say it once")
    } else {
        format!("this is not TOML: {message}")
    }
}

fn table(table: &DeTable<'_>, place: Place, at: &impl Fn(usize) -> Place) -> Table {
    let entries = table
        .iter()
        .map(|(key, value)| {
            let entry = Entry {
                place: at(key.span().start),
                node: node(value, at),
            };
            (key.get_ref().to_string(), entry)
        })
        .collect();
    Table { place, entries }
}

fn node(value: &Spanned<DeValue<'_>>, at: &impl Fn(usize) -> Place) -> Node {
    let place = at(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::Number(number.to_string()), Value::Whole),
        DeValue::Float(number) => Value::Number(number.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, at)).collect()),
        DeValue::Table(inner) => Value::Table(table(inner, place.clone(), at)),
    };
    Node { place, value }
}

/// Where each line begins.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    fn place(&self, at: usize) -> Place {
        Place::Line(self.0.partition_point(|start| *start <= at) + 1)
    }
}

impl fmt::Display for Value {
    /// As a mistake quotes what it found: lists and tables by their kind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Number(text) | Self::Moment(text) => f.write_str(text),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::List(_) => f.write_str("a list"),
            Self::Table(_) => f.write_str("a table"),
        }
    }
}
