use crate::{File, Finding, Tree};

// Written in two pieces each, so that this file does not find itself.
const OPEN_ENDS: [&str; 5] = [
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("#[", "ignore"),
];
const ALLOWED: [&str; 2] = [concat!("#[", "allow("), concat!("#![", "allow(")];
const PLACES: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers\\"),
];

/// Nothing is put off: no stub, no test that does not run, no note to oneself.
pub(super) fn check_open_ends(tree: &Tree) -> Vec<Finding> {
    let remedy = "finish it, or take it out and open an issue";
    find(tree.rust(), &OPEN_ENDS, "something is left open", remedy)
}

/// A lint is silenced with `expect` and a reason, which the compiler holds us to.
pub(super) fn check_allowed(tree: &Tree) -> Vec<Finding> {
    let remedy = "mend the cause, or write `#[expect(…, reason = \"…\")]`";
    find(tree.rust(), &ALLOWED, "a lint is allowed", remedy)
}

/// What is committed works anywhere. `Cargo.lock` is cargo's.
pub(super) fn check_places(tree: &Tree) -> Vec<Finding> {
    let files = tree.files().filter(|file| file.path != "Cargo.lock");
    let remedy = "write a path from the workspace's root";
    find(
        files,
        &PLACES,
        "a place on somebody's machine is named",
        remedy,
    )
}

fn find<'t>(
    files: impl Iterator<Item = &'t File>,
    unwanted: &[&str],
    what: &str,
    remedy: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for line in file.lines() {
            for word in unwanted.iter().filter(|word| line.text.contains(**word)) {
                let what = format!("{what} (`{word}`)");
                findings.push(Finding::new(&file.path, line.number, what, remedy));
            }
        }
    }
    findings
}
