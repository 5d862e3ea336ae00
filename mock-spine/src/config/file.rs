use super::{ConfigError, Options};
use crate::nearest::nearest;
use clap::Args as _;
use std::ops::Range;
use std::path::Path;

/// Reads a config file: TOML, its keys the options.
pub(super) fn read(path: &Path) -> Result<Options, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    let wrong = |error: toml::de::Error| ConfigError::Line {
        path: path.to_owned(),
        line: line_of(&text, error.span()),
        reason: error.message().to_owned(),
    };
    let table: toml::Table = toml::from_str(&text).map_err(wrong)?;
    let known = keys();
    if let Some(key) = table.keys().find(|key| !known.contains(*key)) {
        return Err(ConfigError::Key {
            path: path.to_owned(),
            line: line_with(&text, key),
            key: key.clone(),
            nearest: nearest(key, known.iter().map(String::as_str)).to_owned(),
        });
    }
    toml::from_str(&text).map_err(wrong)
}

/// The keys: every option but the one that names the file.
fn keys() -> Vec<String> {
    Options::augment_args(clap::Command::new("serve"))
        .get_arguments()
        .map(|argument| argument.get_id().as_str().to_owned())
        .filter(|key| key != "config")
        .collect()
}

/// The line, from 1, at which a stretch of the text begins.
fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let before = span.and_then(|span| text.get(..span.start));
    1 + before.unwrap_or_default().matches('\n').count()
}

/// The line, from 1, that sets a key or opens its table.
fn line_with(text: &str, key: &str) -> usize {
    let sets = |line: &str| {
        let line = line.trim_start_matches(['[', ' ', '\t', '"', '\'']);
        let rest = line.strip_prefix(key)?;
        rest.starts_with(['=', ' ', '\t', ']', '.', '"', '\''])
            .then_some(())
    };
    let place = text.lines().position(|line| sets(line).is_some());
    1 + place.unwrap_or_default()
}
