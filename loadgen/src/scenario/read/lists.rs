//! Lists of words.

use cpis_vocabulary::RequirementId;

use crate::scenario::mistake::Place;
use crate::scenario::reader::Reader;
use crate::scenario::rules;
use crate::scenario::tree::Value;

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
