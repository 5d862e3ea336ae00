//! What the work stands on is listed for readers, each with the reason.

use crate::tree::File;
use crate::{Finding, Tree};
use std::collections::BTreeSet;

/// The heading over the README's table.
const HEADING: &str = "## What it stands on";
const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// A crate of somebody else's that one of ours names.
struct Named<'t> {
    manifest: &'t File,
    name: String,
}

/// A name in the README's table.
struct Listed<'t> {
    name: &'t str,
    why: &'t str,
    line: usize,
}

/// The README's table has every crate that one of ours names, with the reason, and no other; the workspace's list has no other either.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let needed = needed(tree);
    let all: BTreeSet<&str> = needed.iter().map(|named| named.name.as_str()).collect();
    let mut findings = unused(tree, &all);
    let Some(readme) = tree.file("README.md") else {
        return findings;
    };
    let listed = listed(readme);
    let mut missing = BTreeSet::new();
    for Named { manifest, name } in &needed {
        let is_listed = listed.iter().any(|listed| listed.name == name);
        if !is_listed && missing.insert(name) {
            let what = format!("{name} is not in the README's table of what this stands on");
            let remedy = "list it there and say why, or do without it";
            let line = line_of(manifest, name);
            findings.push(Finding::new(&manifest.path, line, what, remedy));
        }
    }
    for Listed { name, why, line } in listed {
        let (what, remedy) = if !all.contains(name) {
            let what = format!("no crate here depends on {name}");
            (what, "take it out of the table")
        } else if why.is_empty() {
            (format!("it is not said why {name} is needed"), "say it")
        } else {
            continue;
        };
        findings.push(Finding::new(&readme.path, line, what, remedy));
    }
    findings
}

/// What the workspace's list of versions has, and nobody uses.
fn unused(tree: &Tree, names: &BTreeSet<&str>) -> Vec<Finding> {
    let Some(root) = tree.file("Cargo.toml") else {
        return Vec::new();
    };
    let manifest: toml::Table = root.text.parse().unwrap_or_default();
    let ours = |about: &toml::Value| about.get("path").is_some();
    let versions = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies")?.as_table());
    let unused = versions
        .into_iter()
        .flatten()
        .filter(|(name, about)| !ours(about) && !names.contains(name.as_str()));
    unused
        .map(|(name, _)| {
            let what = format!("no crate here depends on {name}");
            let remedy = "take it out of the workspace's list";
            Finding::new(&root.path, line_of(root, name), what, remedy)
        })
        .collect()
}

/// Every dependency of every crate, but those on each other.
fn needed(tree: &Tree) -> Vec<Named<'_>> {
    let manifests: Vec<(&File, toml::Table)> = tree
        .files()
        .filter(|file| file.path.ends_with("/Cargo.toml"))
        .filter_map(|file| Some((file, file.text.parse().ok()?)))
        .collect();
    let name = |manifest: &toml::Table| {
        let name = manifest.get("package")?.get("name")?.as_str()?;
        Some(name.to_owned())
    };
    let ours: BTreeSet<_> = manifests
        .iter()
        .filter_map(|(_, manifest)| name(manifest))
        .collect();
    let mut needed = Vec::new();
    for (file, manifest) in &manifests {
        let tables = KINDS
            .iter()
            .filter_map(|kind| manifest.get(*kind)?.as_table());
        let names = tables.flat_map(toml::Table::keys);
        needed.extend(
            names
                .filter(|name| !ours.contains(*name))
                .map(|name| Named {
                    manifest: file,
                    name: name.clone(),
                }),
        );
    }
    needed
}

/// The first column of the table, name by name.
fn listed(readme: &File) -> Vec<Listed<'_>> {
    let section = readme
        .lines()
        .skip_while(|line| line.text != HEADING)
        .skip(1)
        .take_while(|line| !line.text.starts_with("## "));
    let rows = section.filter_map(|line| {
        let row = line.text.strip_prefix('|')?.strip_suffix('|')?;
        Some((line.number, row.split_once('|')?))
    });
    // The heads of the columns, and the line under them.
    rows.skip(2)
        .flat_map(|(line, (names, why))| {
            let why = why.trim();
            names.split(',').map(move |name| Listed {
                name: name.trim(),
                why,
                line,
            })
        })
        .collect()
}

/// Where a manifest first names a dependency.
fn line_of(manifest: &File, name: &str) -> usize {
    let is_it = |text: &str| {
        text.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    manifest
        .lines()
        .find(|line| is_it(line.text))
        .map_or(1, |line| line.number)
}
