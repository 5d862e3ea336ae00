//! Requirement links: which code and which tests cite a rule by its number.

use crate::rulebook::Rule;
use crate::{File, Finding, Tree};
use core::fmt::Write as _;
use cpis_vocabulary::RequirementId;
use std::collections::BTreeMap;

/// Where a rule is cited.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Links {
    /// In code, as `path:line`.
    pub code: Vec<String>,
    /// In tests, as `path:line`.
    pub tests: Vec<String>,
}

/// Whose citations count: the code that keeps the rules, judges them, or tells about them.
const LINKED: [&str; 4] = ["cpis/", "loadgen/", "mock-spine/", "reports/"];

/// Every rule's number that `text` names, for example `ASN-3`.
pub fn cited(text: &str) -> impl Iterator<Item = RequirementId> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices('-').filter_map(move |(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let group = before.get(before.trim_end_matches(is_word).len()..)?;
        let digits = after.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = after.get(..after.len() - digits.len())?;
        format!("{group}-{number}").parse().ok()
    })
}

/// Whether what a file cites counts: it is code, or a page made by code.
fn is_linked(file: &File) -> bool {
    file.is_below(&LINKED) && (file.is_rust() || file.path.contains("/templates/"))
}

/// Where each rule is cited.
pub fn links(tree: &Tree) -> BTreeMap<RequirementId, Links> {
    let mut links: BTreeMap<_, Links> = BTreeMap::new();
    for file in tree.files().filter(|file| is_linked(file)) {
        for line in file.lines() {
            for id in cited(line.text) {
                let found = links.entry(id).or_default();
                let place = format!("{}:{}", file.path, line.number);
                if line.is_test {
                    found.tests.push(place);
                } else {
                    found.code.push(place);
                }
            }
        }
    }
    links
}

/// Every built rule that no code or no test cites, and every place in code that cites a rule that does not exist. A test may name
/// such a rule, to see it refused.
pub fn check(tree: &Tree, rules: &[Rule]) -> Vec<Finding> {
    let links = links(tree);
    let none = Links::default();
    let mut findings = Vec::new();
    for rule in rules {
        let found = links.get(&rule.id).unwrap_or(&none);
        for missing in missing(rule, found) {
            let what = format!(
                "{} is {}, but {missing} cites it",
                rule.id,
                rule.status.as_str()
            );
            let remedy = "cite the number where it is kept or tested, or write an `exception`";
            findings.push(Finding::new(&rule.path, rule.line, what, remedy));
        }
    }
    for (id, found) in &links {
        if rules.iter().any(|rule| rule.id == *id) {
            continue;
        }
        for place in &found.code {
            let (path, line) = place.rsplit_once(':').unwrap_or((place, "1"));
            let what = format!("there is no rule {id}");
            let remedy = "cite a rule of requirements/";
            findings.push(Finding::new(path, line.parse().unwrap_or(1), what, remedy));
        }
    }
    findings
}

/// What should cite a rule and does not.
fn missing(rule: &Rule, found: &Links) -> Vec<&'static str> {
    if !rule.status.is_built() || rule.exception.is_some() {
        return Vec::new();
    }
    let code = found.code.is_empty().then_some("no code");
    let tests = found.tests.is_empty().then_some("no test");
    code.into_iter().chain(tests).collect()
}

/// The links as a table: number, status, how often code and tests cite it and where first, and what is missing.
pub fn table(tree: &Tree, rules: &[Rule]) -> String {
    let links = links(tree);
    let none = Links::default();
    let mut table = format!(
        "{:7} {:8} {:>5} {:>5}  {:44} {}\n",
        "rule", "status", "code", "tests", "first in code", "missing"
    );
    for rule in rules {
        let found = links.get(&rule.id).unwrap_or(&none);
        let missing = missing(rule, found).join(", ");
        let excepted = rule
            .exception
            .as_deref()
            .map(|why| format!("excepted: {why}"));
        let _ = writeln!(
            table,
            "{:7} {:8} {:5} {:5}  {:44} {}",
            rule.id.to_string(),
            rule.status.as_str(),
            found.code.len(),
            found.tests.len(),
            found.code.first().map_or("-", String::as_str),
            excepted.unwrap_or(missing),
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::cited;

    #[test]
    fn a_rule_is_named_by_its_group_and_number() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = cited(text).map(|id| id.to_string()).collect();
            assert_eq!(found, expected, "in {text:?}");
        };
        check("// ASN-3: the window (VIEW-2).", &["ASN-3", "VIEW-2"]);
        check("\u{2014}ASN-31", &["ASN-31"]);
        check("SLA-3, ASN-, asn-3, CP-IS, UTF-8", &[]);
    }
}
