use std::path::Path;
use xtask::{Finding, Tree, rulebook, tidy, trace};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[track_caller]
fn check(rule: &str, findings: &[Finding]) {
    let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{rule}, but\n{}\n", found.join("\n"));
}

#[test]
fn this_workspace_keeps_the_house_rules() {
    let tree = Tree::read(root()).unwrap();
    for skipped in tidy::paperwork::skipped(&tree) {
        eprintln!("SKIPPED: {skipped}");
    }
    let mut broken = Vec::new();
    for rule in tidy::CHECKS {
        let findings = (rule.find)(&tree);
        broken.extend(
            findings
                .iter()
                .map(|found| format!("{}: {found}", rule.rule)),
        );
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn this_workspace_keeps_its_layers() {
    let crates = tidy::layers::crates(root()).unwrap();
    assert_eq!(crates.len(), 10, "every crate is looked at");
    check("who may know whom", &tidy::layers::check(&crates));
}

#[test]
fn the_rulebook_is_complete_and_well_written() {
    let (rules, mistakes) = rulebook::read(&Tree::read(root()).unwrap());
    check(
        "requirements/README.md says how a rule is written",
        &mistakes,
    );
    assert_eq!(rules.len(), 59);
}

#[test]
fn the_table_of_links_has_a_row_for_every_rule() {
    let tree = Tree::read(root()).unwrap();
    let (rules, _) = rulebook::read(&tree);
    let table = trace::table(&tree, &rules);
    assert_eq!(table.lines().count(), rules.len() + 1, "\n{table}");
}
