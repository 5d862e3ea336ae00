//! The rules as `requirements/*.toml` tell them.

use crate::{File, Finding, Tree};
use cpis_vocabulary::{RequirementGroup, RequirementId};
use serde::Deserialize;

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Its number.
    pub id: RequirementId,
    /// It in a few words.
    pub name: String,
    /// It in full.
    pub text: String,
    /// Where it comes from.
    pub source: String,
    /// How far it is built.
    pub status: Status,
    /// What is missing.
    pub reason: Option<String>,
    /// Why no code or no test cites it, although it is built.
    pub exception: Option<String>,
    /// The file that tells it.
    pub path: String,
    /// The line of its number, from 1.
    pub line: usize,
}

/// How far a rule is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// All of it.
    Done,
    /// Some of it; the reason says what is missing.
    Partly,
    /// None of it yet.
    Planned,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    rule: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    name: String,
    text: String,
    source: String,
    status: Status,
    reason: Option<String>,
    exception: Option<String>,
}

impl Status {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::Planned => "planned",
        }
    }

    /// Whether code and a test must cite the rule.
    pub const fn is_built(self) -> bool {
        match self {
            Self::Done | Self::Partly => true,
            Self::Planned => false,
        }
    }
}

/// Every rule, in the order of the rulebook, and what is wrong with how they are written.
///
/// Wrong is: a group without a file, a file that is not as `requirements/README.md` says, a number out of order, a text that is
/// empty, a rule not wholly built that does not say why.
pub fn read(tree: &Tree) -> (Vec<Rule>, Vec<Finding>) {
    let mut rules = Vec::new();
    let mut findings = Vec::new();
    for group in RequirementGroup::ALL {
        let path = format!("requirements/{}.toml", group.as_str().to_lowercase());
        match tree.file(&path) {
            Some(file) => read_group(file, group, &mut rules, &mut findings),
            None => findings.push(Finding::new(
                &path,
                1,
                "the group has no file",
                "write its rules as requirements/README.md says",
            )),
        }
    }
    (rules, findings)
}

fn read_group(
    file: &File,
    group: RequirementGroup,
    rules: &mut Vec<Rule>,
    findings: &mut Vec<Finding>,
) {
    let written: Group = match toml::from_str(&file.text) {
        Ok(written) => written,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let line = crate::source::line_of(&file.text, at);
            let remedy = "write the rule as requirements/README.md says";
            findings.push(Finding::new(&file.path, line, error.message(), remedy));
            return;
        }
    };
    for (number, rule) in (1..).zip(written.rule) {
        let expected = RequirementId::new(group, number);
        let line = line_of_id(file, &rule.id);
        let mut wrong = |what: String, remedy: &str| {
            findings.push(Finding::new(&file.path, line, what, remedy));
        };
        if rule.id != expected.to_string() {
            let what = format!("the next rule here is {expected}, found {}", rule.id);
            wrong(what, "number the rules of a group without gaps");
            continue;
        }
        if rule.text.trim().is_empty() || rule.name.is_empty() || rule.source.is_empty() {
            let what = format!("{expected} lacks its name, text or source");
            wrong(what, "write it down");
        }
        if (rule.status == Status::Done) != rule.reason.is_none() {
            let what = format!("{expected} is {}", rule.status.as_str());
            wrong(what, "give a `reason` unless the rule is done");
        }
        rules.push(Rule {
            id: expected,
            name: rule.name,
            text: rule.text.trim().to_owned(),
            source: rule.source,
            status: rule.status,
            reason: rule.reason,
            exception: rule.exception,
            path: file.path.clone(),
            line,
        });
    }
}

fn line_of_id(file: &File, id: &str) -> usize {
    let written = format!("id = \"{id}\"");
    file.lines()
        .find(|line| line.text == written)
        .map_or(1, |line| line.number)
}
