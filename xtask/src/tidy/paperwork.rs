//! README and changelog say what is so.

use crate::{Finding, Tree, proves, rulebook};

/// The commands that the README gives and CI runs.
pub const COMMANDS: [&str; 2] = [
    "cargo run --release -p loadgen -- run scenarios/monday-morning.toml",
    "cargo test --workspace",
];

/// The changelog has a heading for the version in `Cargo.toml`.
pub(super) fn check_changelog(tree: &Tree) -> Vec<Finding> {
    let Some(version) = version(tree) else {
        let what = "the workspace has no version";
        return vec![Finding::new("Cargo.toml", 1, what, "give it one")];
    };
    let heading = format!("## [{version}]");
    let is_named = tree
        .file("CHANGELOG.md")
        .is_some_and(|log| log.lines().any(|line| line.text.starts_with(&heading)));
    if is_named {
        return Vec::new();
    }
    let what = format!("version {version} has no heading");
    let remedy = format!("write `{heading} - date` and what changed for those who run it");
    vec![Finding::new("CHANGELOG.md", 1, what, &remedy)]
}

/// The README, once there is one, gives each command on a line of its own, and its table is that of the rulebook.
pub(super) fn check_readme(tree: &Tree) -> Vec<Finding> {
    let Some(readme) = tree.file("README.md") else {
        return Vec::new();
    };
    let missing = COMMANDS
        .into_iter()
        .filter(|command| !readme.lines().any(|line| line.text.trim() == *command));
    let mut findings: Vec<Finding> = missing
        .map(|command| {
            let what = format!("the command `{command}` is missing");
            Finding::new(&readme.path, 1, what, "give it on a line of its own")
        })
        .collect();
    let (rules, _) = rulebook::read(tree);
    if let Ok(written) = proves::with_table(&readme.text, &rules)
        && written != readme.text
    {
        let what = "the table of what is proved is out of date";
        findings.push(Finding::new(
            &readme.path,
            1,
            what,
            "run `cargo xtask proves`",
        ));
    }
    findings
}

const ARCHITECTURE_LINES_MAX: usize = 200;

/// The picture of the whole can be read in one go and leaves no crate out.
pub(super) fn check_architecture(tree: &Tree) -> Vec<Finding> {
    const PATH: &str = "ARCHITECTURE.md";
    let text = tree.file(PATH).map_or("", |file| &file.text);
    let mut findings = Vec::new();
    let lines = text.lines().count();
    if lines > ARCHITECTURE_LINES_MAX {
        let what = format!("it has {lines} lines, {ARCHITECTURE_LINES_MAX} are allowed");
        let line = ARCHITECTURE_LINES_MAX + 1;
        findings.push(Finding::new(
            PATH,
            line,
            what,
            "move what is not the whole to docs/",
        ));
    }
    let manifests = tree
        .files()
        .filter_map(|file| file.path.strip_suffix("/Cargo.toml"));
    for folder in manifests {
        if !text.contains(&format!("**`{folder}/`**")) {
            let what = format!("there is no paragraph on `{folder}/`");
            let remedy = "say what it is for, and what is absent from it";
            findings.push(Finding::new(PATH, 1, what, remedy));
        }
    }
    findings
}

/// What is not checked, and why.
pub fn skipped(tree: &Tree) -> Vec<&'static str> {
    match tree.file("README.md") {
        Some(_) => Vec::new(),
        None => vec!["the README's commands and table: there is no README.md yet"],
    }
}

fn version(tree: &Tree) -> Option<String> {
    let manifest: toml::Table = tree.file("Cargo.toml")?.text.parse().ok()?;
    let version = manifest.get("workspace")?.get("package")?.get("version")?;
    Some(version.as_str()?.to_owned())
}
