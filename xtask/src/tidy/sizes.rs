use crate::source::functions;
use crate::{File, Finding, Tree};

const FILE_LINES_MAX: usize = 400;
const FILE_LINES_MEDIAN: usize = 150;
const FUNCTION_LINES_MAX: usize = 60;

/// Functions that may be longer: `(path, name, reason)`.
const LONG_FUNCTIONS: [(&str, &str, &str); 0] = [];

fn measured(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.rust()
        .filter(|file| !file.is_test() && !file.is_below(&["benches/"]))
}

/// No file outside tests is too long to read in one go.
pub(super) fn check_files(tree: &Tree) -> Vec<Finding> {
    measured(tree)
        .filter_map(|file| {
            let lines = file.lines().count();
            let what = format!("the file has {lines} lines, {FILE_LINES_MAX} are allowed");
            let remedy = "split it by what it is about";
            (lines > FILE_LINES_MAX)
                .then(|| Finding::new(&file.path, FILE_LINES_MAX + 1, what, remedy))
        })
        .collect()
}

/// Most files are short.
pub(super) fn check_median(tree: &Tree) -> Vec<Finding> {
    let mut sizes: Vec<(usize, &str)> = measured(tree)
        .map(|file| (file.lines().count(), file.path.as_str()))
        .collect();
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2);
    median
        .filter(|(lines, _)| *lines >= FILE_LINES_MEDIAN)
        .map(|(lines, path)| {
            let what = format!("half of the files have {lines} lines or more, like this one");
            Finding::new(path, 1, what, "split files by what they are about")
        })
        .into_iter()
        .collect()
}

/// No function outside tests is too long to hold in the head.
pub(super) fn check_functions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in measured(tree) {
        for function in functions(&file.code) {
            let is_excepted = LONG_FUNCTIONS
                .iter()
                .any(|(path, name, _)| *path == file.path && *name == function.name);
            if function.lines <= FUNCTION_LINES_MAX
                || is_excepted
                || file.is_test_line(function.line)
            {
                continue;
            }
            let what = format!(
                "`{}` has {} lines, {FUNCTION_LINES_MAX} are allowed",
                function.name, function.lines
            );
            let remedy = "split it, or except it with a reason in xtask/src/tidy/sizes.rs";
            findings.push(Finding::new(&file.path, function.line, what, remedy));
        }
    }
    findings
}
