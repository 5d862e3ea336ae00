use crate::source::has_word;
use crate::{Finding, Tree};

/// The crates that decide. Nothing in `loadgen/src` uses them.
const VERBS: [&str; 2] = ["cpis_rules", "cpis_search"];

/// The judge and what it knows for certain.
const JUDGE: [&str; 2] = ["loadgen/src/checker", "loadgen/src/truth"];

/// `loadgen` uses the nouns and the wire, never the verbs; the judge does not know the embedded server either.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust().filter(|file| file.is_below(&["loadgen/src/"])) {
        for line in file.lines() {
            let verb = VERBS.into_iter().find(|verb| has_word(line.code, verb));
            let judged = || {
                let mentions = file.is_below(&JUDGE) && has_word(line.code, "mock_spine");
                mentions.then_some("mock_spine")
            };
            if let Some(name) = verb.or_else(judged) {
                let what = format!("the judge uses the judged's `{name}`");
                let remedy = "compute it from the truth and the history";
                findings.push(Finding::new(&file.path, line.number, what, remedy));
            }
        }
    }
    findings
}

/// At most one file of `loadgen/src` uses the embedded server.
pub(super) fn check_embedded(tree: &Tree) -> Vec<Finding> {
    let found: Vec<_> = tree
        .rust()
        .filter(|file| file.is_below(&["loadgen/src/"]))
        .filter(|file| has_word(&file.code, "mock_spine"))
        .collect();
    let Some((first, others)) = found.split_first() else {
        return Vec::new();
    };
    others
        .iter()
        .map(|file| {
            let what = format!("the embedded server is used here and in {}", first.path);
            let line = file.lines().find(|line| has_word(line.code, "mock_spine"));
            let line = line.map_or(1, |line| line.number);
            Finding::new(&file.path, line, what, "use it in one file only")
        })
        .collect()
}
