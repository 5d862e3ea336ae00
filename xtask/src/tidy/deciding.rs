use crate::source::{line_of, matching, words};
use crate::{File, Finding, Tree};

/// The one place where deciding happens.
const SPINE: [&str; 2] = ["mock-spine/src/spine.rs", "mock-spine/src/spine/"];

/// Functions that may be called elsewhere too: `(path, functions, reason)`.
const ELSEWHERE: [(&str, &[&str], &str); 3] = [
    (
        "mock-spine/src/bugs/",
        &["civil_day", "serve_access"],
        "a bug mode breaks rules on purpose",
    ),
    (
        "mock-spine/src/doors/caller.rs",
        &["activity", "is_token_good"],
        WHO_LOOKS,
    ),
    (
        "mock-spine/src/tenant/",
        &["choose_role", "identify", "is_token_good"],
        WHO_LOOKS,
    ),
];
const WHO_LOOKS: &str = "who looks is known before a child is";

/// The rules' types may be named anywhere in `mock-spine`; their functions only where deciding happens.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|file| file.is_below(&["mock-spine/src/"]) && !file.is_below(&SPINE))
        .flat_map(calls)
        .collect()
}

fn is_excepted(path: &str, function: &str) -> bool {
    ELSEWHERE
        .iter()
        .any(|(place, functions, _)| path.starts_with(place) && functions.contains(&function))
}

/// Where a file imports or names a function of the rules: by our naming, whatever does not begin with a capital.
fn calls(file: &File) -> Vec<Finding> {
    const PATH: &str = "cpis_rules::";
    let mut findings = Vec::new();
    for (at, _) in file.code.match_indices(PATH) {
        let start = at + PATH.len();
        let rest = file.code.get(start..).unwrap_or_default();
        let end = if rest.starts_with('{') {
            matching(&file.code, start).unwrap_or(start)
        } else {
            start
                + rest
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(0)
        };
        let line = line_of(&file.code, at);
        if file.is_test_line(line) {
            continue;
        }
        let named = file.code.get(start..end).unwrap_or_default();
        let functions = words(named)
            .map(|(_, word)| word)
            .filter(|word| word.starts_with(char::is_lowercase) && *word != "self")
            .filter(|word| !is_excepted(&file.path, word));
        for name in functions {
            let what = format!("`{name}` of the rules is called outside the spine");
            let remedy = "give the spine a command, in mock-spine/src/spine";
            findings.push(Finding::new(&file.path, line, what, remedy));
        }
    }
    findings
}
