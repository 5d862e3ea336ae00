//! The rules in words, as the rulebook had them when this program was built.

use cpis_vocabulary::RequirementId;
use serde::Deserialize;

/// One rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Its number.
    pub id: RequirementId,
    /// It in a few words.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Where it comes from.
    pub source: String,
}

/// Why the rulebook inside this program cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RulebookError {
    /// It is not TOML, or has another shape.
    #[error("the rulebook's files have a table `rule` each")]
    Malformed(#[from] toml::de::Error),
    /// A rule without a number.
    #[error("a rule is named by its group and number, for example ASN-3, this one is `{0}`")]
    Unnamed(String),
}

const FILES: [&str; 9] = [
    include_str!("../../requirements/idn.toml"),
    include_str!("../../requirements/src.toml"),
    include_str!("../../requirements/alt.toml"),
    include_str!("../../requirements/view.toml"),
    include_str!("../../requirements/asn.toml"),
    include_str!("../../requirements/la.toml"),
    include_str!("../../requirements/clk.toml"),
    include_str!("../../requirements/dat.toml"),
    include_str!("../../requirements/env.toml"),
];

#[derive(Deserialize)]
struct Page {
    rule: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    id: String,
    name: String,
    text: String,
    source: String,
}

/// Every rule, in the rulebook's order.
///
/// # Errors
/// When this program was built from a rulebook of another form.
pub fn rules() -> Result<Vec<Rule>, RulebookError> {
    let mut all = Vec::new();
    for file in FILES {
        let page: Page = toml::from_str(file)?;
        for Written {
            id,
            name,
            text,
            source,
        } in page.rule
        {
            let id = id.parse().map_err(|_| RulebookError::Unnamed(id))?;
            all.push(Rule {
                id,
                name,
                text,
                source,
            });
        }
    }
    all.sort_by_key(|rule| rule.id);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_rulebook_is_here_once_and_has_its_words() {
        let rules = rules().unwrap();
        assert_eq!(rules.len(), 59);
        let mut before: Option<RequirementId> = None;
        for id in rules.iter().map(|rule| rule.id) {
            let last = before.filter(|last| last.group == id.group);
            assert_eq!(id.number, last.map_or(1, |last| last.number + 1), "{id}");
            before = Some(id);
        }
        for rule in rules {
            assert!(
                !rule.text.is_empty() && !rule.source.is_empty(),
                "{}",
                rule.id
            );
        }
    }
}
