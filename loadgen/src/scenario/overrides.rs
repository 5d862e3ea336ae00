//! Options of the command that replace a key of the file, or create it.

use super::mistake::{Mistake, Place};
use super::tree::{Entry, Node, Table, Value, read_option};

/// One option that replaces a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Override {
    /// As it was typed, for mistakes.
    option: String,
    /// The dotted key, where the option has one.
    key: Option<String>,
    value: String,
    /// Whether the value is a sentence about one more target.
    is_target: bool,
}

impl Override {
    /// `--set KEY=VALUE`, given `KEY=VALUE`. A value that is not TOML stands for itself, so units need no quotes; the scripts
    /// are counted from 1, as in `script.2.weight=5`.
    pub fn set(text: &str) -> Self {
        let (key, value) = text.split_once('=').unzip();
        Self {
            option: format!("--set {text}"),
            key: key.map(|key| key.trim().to_owned()),
            value: value.unwrap_or_default().trim().to_owned(),
            is_target: false,
        }
    }

    /// `--seed N`.
    pub fn seed(value: &str) -> Self {
        Self::option("--seed", "seed", value)
    }

    /// `--duration D`.
    pub fn duration(value: &str) -> Self {
        Self::option("--duration", "duration", value)
    }

    /// `--shard I/N`.
    pub fn shard(value: &str) -> Self {
        Self::option("--shard", "shard", value)
    }

    /// `--fail-if SENTENCE`: one more target.
    pub fn fail_if(sentence: &str) -> Self {
        Self {
            option: format!("--fail-if {sentence}"),
            key: None,
            value: sentence.trim().to_owned(),
            is_target: true,
        }
    }

    fn option(option: &str, key: &str, value: &str) -> Self {
        Self {
            option: format!("{option} {value}"),
            key: Some(key.to_owned()),
            value: value.trim().to_owned(),
            is_target: false,
        }
    }

    pub(super) fn apply(&self, root: &mut Table) -> Result<(), Mistake> {
        let place = Place::Option(self.option.clone());
        if self.is_target {
            self.add_target(root, &place);
            return Ok(());
        }
        let steps: Vec<&str> = self
            .key
            .iter()
            .flat_map(|key| key.split('.'))
            .map(|part| part.trim_matches(['"', '\'', ' ']))
            .collect();
        let result = match steps.split_last() {
            Some((last, path)) if steps.iter().all(|step| !step.is_empty()) => {
                descend(root, path, &place).map(|table| {
                    let node = read_option(&self.value, &place);
                    table.entries.insert(
                        (*last).to_owned(),
                        Entry {
                            place: place.clone(),
                            node,
                        },
                    );
                })
            }
            Some(_) | None => Err("a key and a value are needed, for example \
                                   --set arrivals.to=\"400 per second\""
                .to_owned()),
        };
        result.map_err(|text| Mistake { place, text })
    }
}

impl Override {
    /// A list of targets that is none is a mistake that the reader tells.
    fn add_target(&self, root: &mut Table, place: &Place) {
        let entry = |value| Entry {
            place: place.clone(),
            node: Node {
                place: place.clone(),
                value,
            },
        };
        let mut target = Table::empty(place.clone());
        let sentence = entry(Value::Text(self.value.clone()));
        target.entries.insert("fail_if".to_owned(), sentence);
        let targets = root.entries.entry("target".to_owned());
        let targets = targets.or_insert_with(|| entry(Value::List(Vec::new())));
        if let Value::List(targets) = &mut targets.node.value {
            targets.push(entry(Value::Table(target)).node);
        }
    }
}

/// The table at `path`, made where it is missing.
fn descend<'a>(
    mut table: &'a mut Table,
    path: &[&str],
    place: &Place,
) -> Result<&'a mut Table, String> {
    let mut path = path.iter();
    while let Some(key) = path.next() {
        let entry = table
            .entries
            .entry((*key).to_owned())
            .or_insert_with(|| Entry {
                place: place.clone(),
                node: Node {
                    place: place.clone(),
                    value: Value::Table(Table::empty(place.clone())),
                },
            });
        let value = match &mut entry.node.value {
            Value::List(items) => item(items, key, path.next().copied())?,
            other @ (Value::Text(_)
            | Value::Whole(_)
            | Value::Number(_)
            | Value::Flag(_)
            | Value::Moment(_)
            | Value::Table(_)) => other,
        };
        let found = value.to_string();
        let Value::Table(inner) = value else {
            return Err(format!("`{key}` is {found}, it has no keys of its own"));
        };
        table = inner;
    }
    Ok(table)
}

/// The item of a list, counted from 1.
fn item<'a>(
    items: &'a mut [Node],
    key: &str,
    number: Option<&str>,
) -> Result<&'a mut Value, String> {
    let count = items.len();
    number
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| items.get_mut(number.checked_sub(1)?))
        .map(|node| &mut node.value)
        .ok_or_else(|| format!("`{key}` is a list of {count}, name one by its number from 1"))
}
