use crate::source::words;
use crate::{File, Finding, Tree};

/// The crates in which I/O cannot be written.
const PURE: [&str; 2] = ["cpis/rules/src/", "cpis/vocabulary/src/"];

/// `#![no_std]` is there, and nothing brings std back: `extern crate std;` compiles in a `no_std` crate, so the compiler alone
/// does not keep the rule.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in PURE {
        let root = format!("{folder}lib.rs");
        match tree.file(&root) {
            Some(file) if file.code.contains("#![no_std]") => {}
            Some(_) | None => findings.push(Finding::new(
                &root,
                1,
                "the crate is not `no_std`",
                "begin it with `#![no_std]`",
            )),
        }
    }
    for file in tree.rust().filter(|file| file.is_below(&PURE)) {
        findings.extend(std_brought_back(file));
    }
    findings
}

fn std_brought_back(file: &File) -> Vec<Finding> {
    let found = file.lines().filter(|line| !line.is_test).filter(|line| {
        let words: Vec<&str> = words(line.code).map(|(_, word)| word).collect();
        words
            .windows(3)
            .any(|three| three == ["extern", "crate", "std"])
    });
    found
        .map(|line| {
            let remedy = "take what it needs as an argument, or use core and alloc";
            Finding::new(&file.path, line.number, "std is brought back", remedy)
        })
        .collect()
}
