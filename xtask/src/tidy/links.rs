use crate::{File, Finding, Tree};

/// What a link may lead to besides text: the tree holds text only.
const NOT_TEXT: [&str; 4] = [".png", ".jpg", ".gif", ".pdf"];

/// A link from one document to another file leads to a file or folder that is there.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .filter(|file| file.is_document())
        .flat_map(|file| dead_links(tree, file))
        .collect()
}

fn dead_links(tree: &Tree, file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut is_example = false;
    for line in file.lines() {
        if line.text.trim_start().starts_with("```") {
            is_example = !is_example;
        }
        if is_example {
            continue;
        }
        for target in targets(line.text) {
            let path = resolved(&file.path, target);
            if !NOT_TEXT.iter().any(|ending| path.ends_with(ending)) && !exists(tree, &path) {
                let what = format!("the link leads to `{path}`, which is not there");
                findings.push(Finding::new(&file.path, line.number, what, "mend the link"));
            }
        }
    }
    findings
}

/// The files that a line links to, without what stands behind `#`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty())
}

/// Where a link from the file at `from` leads, from the workspace's root.
fn resolved(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn exists(tree: &Tree, path: &str) -> bool {
    let folder = format!("{path}/");
    tree.files()
        .any(|file| file.path == path || file.path.starts_with(&folder))
}
