//! The house rules as checks, one file each.

mod asynchrony;
mod deciding;
mod dependencies;
mod judge;
pub mod layers;
mod links;
pub mod paperwork;
mod pure;
mod sizes;
mod words;

use crate::{Finding, Tree, rulebook, trace};

/// A house rule that a tree of files keeps or breaks.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The rule, as a sentence.
    pub rule: &'static str,
    /// Every place that breaks it.
    pub find: fn(&Tree) -> Vec<Finding>,
}

/// Every house rule but who may know whom, which cargo tells ([`layers`]).
pub const CHECKS: [Check; 17] = [
    Check {
        rule: "vocabulary and rules cannot do I/O",
        find: pure::check,
    },
    Check {
        rule: "the judge does not use the judged's code",
        find: judge::check,
    },
    Check {
        rule: "the embedded server sits behind one file",
        find: judge::check_embedded,
    },
    Check {
        rule: "only the spine calls the rules",
        find: deciding::check,
    },
    Check {
        rule: "waiting happens at the edges",
        find: asynchrony::check,
    },
    Check {
        rule: "a file outside tests has at most 400 lines",
        find: sizes::check_files,
    },
    Check {
        rule: "half of the files have under 150 lines",
        find: sizes::check_median,
    },
    Check {
        rule: "a function outside tests has at most 60 lines",
        find: sizes::check_functions,
    },
    Check {
        rule: "nothing is left open",
        find: words::check_open_ends,
    },
    Check {
        rule: "a lint is expected with a reason, never allowed",
        find: words::check_allowed,
    },
    Check {
        rule: "no file names a place on somebody's machine",
        find: words::check_places,
    },
    Check {
        rule: "the changelog names the version",
        find: paperwork::check_changelog,
    },
    Check {
        rule: "the README gives the commands that CI runs, and its table is up to date",
        find: paperwork::check_readme,
    },
    Check {
        rule: "ARCHITECTURE.md is short and has a paragraph for every crate",
        find: paperwork::check_architecture,
    },
    Check {
        rule: "the README lists what this stands on and why, and nothing else",
        find: dependencies::check,
    },
    Check {
        rule: "a link between documents leads somewhere",
        find: links::check,
    },
    Check {
        rule: "built rules have code and a test, and only rules that exist are cited",
        find: check_links,
    },
];

fn check_links(tree: &Tree) -> Vec<Finding> {
    let (rules, mistakes) = rulebook::read(tree);
    if mistakes.is_empty() {
        trace::check(tree, &rules)
    } else {
        mistakes
    }
}
