//! Reads the keys of one section, and notes every mistake instead of stopping at the first.

use std::cell::RefCell;

use super::keys::{Section, Takes};
use super::mistake::{Mistake, Place};
use super::nearest::{listed, nearest};
use super::tree::{Entry, Node, Table, Value};

/// Mistakes as they are found.
#[derive(Debug)]
pub(super) struct Found {
    mistakes: RefCell<Vec<Mistake>>,
    /// Whether the whole text could be read. Where it could not, what seems missing may be what could not be read, and
    /// lines that could not be read are not judged twice.
    is_whole: bool,
}

impl Found {
    pub(super) fn new(malformed: Vec<Mistake>, is_whole: bool) -> Self {
        Self {
            mistakes: RefCell::new(malformed),
            is_whole,
        }
    }

    pub(super) fn note(&self, place: &Place, text: String) {
        let mut mistakes = self.mistakes.borrow_mut();
        if self.is_whole || mistakes.iter().all(|earlier| earlier.place != *place) {
            mistakes.push(Mistake {
                place: place.clone(),
                text,
            });
        }
    }

    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes.into_inner()
    }
}

/// A value of a key. The error is the clause that follows "`key` is …, ".
pub(super) trait Quantity: Sized {
    fn read(value: &Value) -> Result<Self, String>;
}

/// One section being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    pub(super) section: &'static Section,
    pub(super) table: &'a Table,
    /// Whether the file has the section.
    pub(super) is_there: bool,
    found: &'a Found,
}

static ABSENT: Table = Table::empty(Place::Line(1));

impl<'a> Reader<'a> {
    /// A section; its unknown keys are mistakes from the start.
    pub(super) fn new(section: &'static Section, table: &'a Table, found: &'a Found) -> Self {
        let reader = Self {
            section,
            table,
            is_there: true,
            found,
        };
        for (name, entry) in &table.entries {
            if section.key(name).is_none() {
                reader.unknown_key(name, entry);
            }
        }
        reader
    }

    /// The section under a key of this one; empty where it is absent.
    pub(super) fn section(&self, section: &'static Section) -> Self {
        let absent = Self {
            section,
            table: &ABSENT,
            is_there: false,
            found: self.found,
        };
        match self.entry(section.name) {
            Some(Entry {
                node:
                    Node {
                        value: Value::Table(table),
                        ..
                    },
                ..
            }) => Reader::new(section, table, self.found),
            Some(Entry { node, .. }) => {
                let text = format!(
                    "`{}` is {}, a table is needed, written [{}]",
                    section.name, node.value, section.name
                );
                self.note(&node.place, text);
                absent
            }
            None => absent,
        }
    }

    /// The sections of a key that may be there several times.
    pub(super) fn sections(&self, section: &'static Section) -> Vec<Self> {
        let Some(entry) = self.entry(section.name) else {
            return Vec::new();
        };
        let Value::List(items) = &entry.node.value else {
            self.note_kind(section, &entry.node);
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in items {
            match &item.value {
                Value::Table(table) => all.push(Reader::new(section, table, self.found)),
                Value::Text(_)
                | Value::Whole(_)
                | Value::Number(_)
                | Value::Flag(_)
                | Value::Moment(_)
                | Value::List(_) => self.note_kind(section, item),
            }
        }
        all
    }

    fn note_kind(&self, section: &Section, node: &Node) {
        let name = section.name;
        let text = format!(
            "`{name}` is {}, tables are needed, each written [[{name}]]",
            node.value
        );
        self.note(&node.place, text);
    }

    /// The value of a key; nothing where it is absent or a mistake.
    pub(super) fn optional<Q: Quantity>(&self, key: &str) -> Option<Q> {
        let entry = self.entry(key)?;
        match Q::read(&entry.node.value) {
            Ok(value) => Some(value),
            Err(wanted) => {
                self.wrong(key, &wanted);
                None
            }
        }
    }

    /// The value of a key that must be there.
    pub(super) fn required<Q: Quantity>(&self, key: &str) -> Option<Q> {
        if self.entry(key).is_none() {
            self.missing(key);
        }
        self.optional(key)
    }

    /// The words of a key that takes one of a few.
    pub(super) fn word(&self, key: &str) -> Option<&'static str> {
        let entry = self.entry(key)?;
        let Some(Takes::Word(words)) = self.section.key(key).map(|key| &key.takes) else {
            return None;
        };
        let said = match &entry.node.value {
            Value::Text(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            Value::Number(_)
            | Value::Flag(_)
            | Value::Moment(_)
            | Value::List(_)
            | Value::Table(_) => String::new(),
        };
        let word = words.iter().find(|word| **word == said).copied();
        if word.is_none() {
            let verb = if words.len() == 1 { "is" } else { "are" };
            let mut wanted = format!("accepted {verb} {}", listed(words, '"'));
            if let Some(near) = nearest(&said, words.iter()) {
                wanted = format!("{wanted}, did you mean \"{near}\"?");
            }
            self.wrong(key, &wanted);
        }
        word
    }

    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.table.entries.get(key)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.entries.contains_key(key)
    }

    /// Notes that the value of `key` is not what is wanted.
    pub(super) fn wrong(&self, key: &str, wanted: &str) {
        if let Some(Entry { node, .. }) = self.entry(key) {
            self.note(
                &node.place,
                format!("`{}` is {}, {wanted}", self.path(key), node.value),
            );
        }
    }

    /// Notes that `key` must be there.
    pub(super) fn missing(&self, key: &str) {
        if !self.found.is_whole || self.is_misspelt(key) {
            return;
        }
        let example = self.section.key(key).map_or("", |key| key.example);
        let text = match self.section.key(key).map(|key| &key.takes) {
            Some(Takes::Section(_)) => {
                format!("`[{key}]` is missing, for example [{key}] with {example}")
            }
            Some(Takes::Sections(_)) => {
                format!("`[[{key}]]` is missing, for example [[{key}]] with {example}")
            }
            Some(_) | None => {
                format!(
                    "`{}` is missing, for example {key} = {example}",
                    self.path(key)
                )
            }
        };
        self.note(&self.table.place, text);
    }

    /// Notes a mistake at the value of `key`, or at the section where the key is absent.
    pub(super) fn note_at(&self, key: &str, text: String) {
        let place = self
            .entry(key)
            .map_or(&self.table.place, |entry| &entry.node.place);
        self.note(place, text);
    }

    pub(super) fn note(&self, place: &Place, text: String) {
        self.found.note(place, text);
    }

    /// The key as a mistake names it.
    pub(super) fn path(&self, key: &str) -> String {
        match self.section.name {
            "" => key.to_owned(),
            section => format!("{section}.{key}"),
        }
    }

    /// Whether an unknown key looks like this one: the mistake is then told there, once.
    fn is_misspelt(&self, key: &str) -> bool {
        let known = || self.section.keys.iter().map(|key| key.name);
        self.table
            .entries
            .keys()
            .filter(|name| self.section.key(name).is_none())
            .any(|name| nearest(name, known()) == Some(key))
    }

    fn unknown_key(&self, name: &str, entry: &Entry) {
        let known: Vec<&str> = self.section.keys.iter().map(|key| key.name).collect();
        let noun = self.section.noun;
        let elsewhere = Section::all()
            .find(|section| section.key(name).is_some() && section.name != self.section.name);
        let hint = match (nearest(name, &known), elsewhere) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(section)) if section.name.is_empty() => {
                "it stands above the first table".to_owned()
            }
            (None, Some(section)) => format!("did you mean `{}.{name}`?", section.name),
            (None, None) => format!("known are {}", listed(&known, '`')),
        };
        self.note(&entry.place, format!("`{name}` is not {noun}, {hint}"));
    }
}
