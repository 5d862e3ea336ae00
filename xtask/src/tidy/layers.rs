//! Who may know whom.

use crate::Finding;
use cargo_metadata::{DependencyKind, MetadataCommand};
use std::path::Path;

/// A crate of the workspace, and which others of the workspace it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crate {
    /// Its name.
    pub name: String,
    /// Its manifest, from the workspace's root.
    pub manifest: String,
    /// What it is built with.
    pub knows: Vec<String>,
    /// What its tests are built with besides.
    pub tests_know: Vec<String>,
}

/// A row of the table: what a crate may know, and what its tests may know besides.
struct Row {
    name: &'static str,
    knows: &'static [&'static str],
    tests_know: &'static [&'static str],
    why: &'static str,
}

const NOUNS: &str = "cpis-vocabulary";
const RULES: &str = "cpis-rules";
const SEARCH: &str = "cpis-search";
const PEOPLE: &str = "cpis-population";
const WIRE: &str = "cpis-wire";

const TABLE: [Row; 10] = [
    Row {
        name: NOUNS,
        knows: &[],
        tests_know: &[],
        why: "the nouns know nobody",
    },
    Row {
        name: RULES,
        knows: &[NOUNS],
        tests_know: &[],
        why: "a decision is a function of nouns",
    },
    Row {
        name: PEOPLE,
        knows: &[NOUNS],
        tests_know: &[],
        why: "a person is a function of a seed",
    },
    Row {
        name: SEARCH,
        knows: &[NOUNS, PEOPLE],
        tests_know: &[],
        why: "the index stands over the population",
    },
    Row {
        name: WIRE,
        knows: &[NOUNS],
        tests_know: &[],
        why: "bytes become nouns, whoever asks",
    },
    Row {
        name: "mock-spine",
        knows: &[NOUNS, RULES, PEOPLE, SEARCH, WIRE],
        tests_know: &[],
        why: "the judged does not know the judge",
    },
    Row {
        name: "loadgen",
        knows: &[NOUNS, PEOPLE, WIRE, "mock-spine", "reports"],
        tests_know: &[RULES, SEARCH],
        why: "the judge shares no code with the judged; only its tests set rules against checkers",
    },
    Row {
        name: "reports",
        knows: &[],
        tests_know: &[],
        why: "old runs stay readable when the rest moves on",
    },
    Row {
        name: "benches",
        knows: &[
            NOUNS,
            RULES,
            PEOPLE,
            SEARCH,
            WIRE,
            "mock-spine",
            "loadgen",
            "reports",
        ],
        tests_know: &[
            NOUNS,
            RULES,
            PEOPLE,
            SEARCH,
            WIRE,
            "mock-spine",
            "loadgen",
            "reports",
        ],
        why: "every part is measured",
    },
    Row {
        name: "xtask",
        knows: &[NOUNS],
        tests_know: &[],
        why: "the checks know the rules' numbers only",
    },
];

/// Why cargo could not tell.
#[derive(Debug, thiserror::Error)]
#[error("`cargo metadata` must be able to read the workspace")]
pub struct MetadataError(#[from] cargo_metadata::Error);

/// The crates of the workspace at `root`.
///
/// # Errors
///
/// When `cargo metadata` fails.
pub fn crates(root: &Path) -> Result<Vec<Crate>, MetadataError> {
    let metadata = MetadataCommand::new().current_dir(root).no_deps().exec()?;
    let packages = metadata.packages.iter().map(|package| {
        let named = |wanted: fn(DependencyKind) -> bool| {
            let ours = package
                .dependencies
                .iter()
                .filter(|other| other.path.is_some());
            let wanted = ours.filter(|other| wanted(other.kind));
            wanted.map(|other| other.name.clone()).collect()
        };
        let manifest = package.manifest_path.strip_prefix(&metadata.workspace_root);
        Crate {
            name: package.name.to_string(),
            manifest: manifest.unwrap_or(&package.manifest_path).to_string(),
            knows: named(|kind| kind != DependencyKind::Development),
            tests_know: named(|kind| kind == DependencyKind::Development),
        }
    });
    Ok(packages.collect())
}

/// Every crate that knows one it may not know, or that the table does not list.
pub fn check(crates: &[Crate]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for known in crates {
        let Some(row) = TABLE.iter().find(|row| row.name == known.name) else {
            let what = format!("{} is in no layer", known.name);
            let remedy = "give it a row in xtask/src/tidy/layers.rs";
            findings.push(Finding::new(&known.manifest, 1, what, remedy));
            continue;
        };
        let allowed = |other: &&String| !row.knows.contains(&other.as_str());
        let in_tests =
            |other: &&String| allowed(other) && !row.tests_know.contains(&other.as_str());
        let built_with = known.knows.iter().filter(allowed);
        let tested_with = known.tests_know.iter().filter(in_tests);
        for other in built_with.chain(tested_with) {
            let what = format!("{} may not know {other}: {}", known.name, row.why);
            let remedy = "move the piece both need to a crate that both may know";
            findings.push(Finding::new(&known.manifest, 1, what, remedy));
        }
    }
    findings
}
