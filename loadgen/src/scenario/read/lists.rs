//! Lists of words.

use super::values::Seed;
use crate::scenario::keys::NUMBERS_MAX;
use crate::scenario::mistake::Place;
use crate::scenario::reader::{Quantity, Reader};
use crate::scenario::rules;
use crate::scenario::tree::Value;
use cpis_vocabulary::RequirementId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The texts of a list, each with its place; nothing where the key is absent or holds something else.
pub(super) fn texts<'a>(reader: &Reader<'a>, key: &str) -> Option<Vec<(&'a Place, &'a str)>> {
    let entry = reader.entry(key)?;
    let Value::List(items) = &entry.node.value else {
        reader.wrong(key, "a list of texts is needed");
        return None;
    };
    let mut all = Vec::new();
    for item in items {
        match &item.value {
            Value::Text(text) => all.push((&item.place, text.as_str())),
            Value::Whole(_)
            | Value::Number(_)
            | Value::Flag(_)
            | Value::Moment(_)
            | Value::List(_)
            | Value::Table(_) => reader.note(
                &item.place,
                format!(
                    "`{}` holds {}, each item is a text",
                    reader.path(key),
                    item.value
                ),
            ),
        }
    }
    Some(all)
}

/// Notes a text that is there twice.
pub(super) fn note_twice(reader: &Reader<'_>, texts: &[(&Place, &str)]) {
    for (index, (place, text)) in texts.iter().enumerate() {
        if texts.iter().take(index).any(|(_, earlier)| earlier == text) {
            reader.note(
                place,
                format!("{text:?} is there for the second time, say it once"),
            );
        }
    }
}

/// The rules to prove, in the rulebook's order; nothing where one of them is none: what is left of them says nothing about the rest of
/// the file.
pub(super) fn rules(file: &Reader<'_>) -> Option<Vec<RequirementId>> {
    if !file.has("proves") {
        file.missing("proves");
    }
    let texts = texts(file, "proves")?;
    note_twice(file, &texts);
    let mut rules = Vec::new();
    let mut all = true;
    for (place, text) in texts {
        match rules::read(text) {
            Ok(rule) => rules.push(rule),
            Err(wanted) => {
                file.note(place, wanted);
                all = false;
            }
        }
    }
    rules.sort();
    rules.dedup();
    all.then_some(rules)
}

/// The numbers of a list, each once; nothing where the key is absent or holds something else.
pub(super) fn numbers(reader: &Reader<'_>, key: &str) -> Option<Arc<BTreeSet<u64>>> {
    let entry = reader.entry(key)?;
    let Value::List(items) = &entry.node.value else {
        reader.wrong(key, "a list of whole numbers is needed");
        return None;
    };
    if items.is_empty() || items.len() > NUMBERS_MAX {
        let found = items.len();
        let text = format!(
            "`{}` has 1 to {NUMBERS_MAX} numbers, this one has {found}",
            reader.path(key)
        );
        reader.note(&entry.node.place, text);
        return None;
    }
    let mut numbers = BTreeSet::new();
    for item in items {
        match Seed::read(&item.value) {
            Ok(Seed(number)) => {
                numbers.insert(number);
            }
            Err(_) => reader.note(
                &item.place,
                format!(
                    "`{}` holds {}, each item is a whole number from 0 to {}",
                    reader.path(key),
                    item.value,
                    i64::MAX
                ),
            ),
        }
    }
    Some(Arc::new(numbers))
}
