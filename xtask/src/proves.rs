//! The README's table of what is proved.

use crate::rulebook::Rule;
use core::fmt::Write as _;

const BEGIN: &str = "<!-- proves:begin -->";
const END: &str = "<!-- proves:end -->";

/// Why the table has no place to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("README.md must have a line `{BEGIN}` and after it a line `{END}`")]
pub struct NoPlace;

/// One row a rule: its number, it in a few words, where it comes from, and how far it is built.
pub fn table(rules: &[Rule]) -> String {
    let mut table =
        "| rule | in a few words | comes from | state |\n| --- | --- | --- | --- |\n".to_owned();
    for rule in rules {
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} |",
            rule.id,
            cell(&rule.name),
            cell(&rule.source),
            cell(&state(rule)),
        );
    }
    table
}

/// `readme` with the table between its markers.
///
/// # Errors
///
/// When the markers are not there.
pub fn with_table(readme: &str, rules: &[Rule]) -> Result<String, NoPlace> {
    let (before, rest) = readme.split_once(BEGIN).ok_or(NoPlace)?;
    let (_, after) = rest.split_once(END).ok_or(NoPlace)?;
    Ok(format!("{before}{BEGIN}\n\n{}\n{END}{after}", table(rules)))
}

fn state(rule: &Rule) -> String {
    match &rule.reason {
        Some(reason) => format!("{}: {reason}", rule.status.as_str()),
        None => rule.status.as_str().to_owned(),
    }
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
