//! Scenario files: the ones we ship, the page about them, and the mistakes people make.

use std::fs;
use std::path::{Path, PathBuf};

use loadgen::scenario::{check_file, key_tables, probe_table, schema, step_table};

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// Compares a committed file with what it is generated from, or writes it where `UPDATE_SCHEMA` is set.
fn check_generated(path: &Path, wanted: &str) {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(path, wanted).unwrap();
    }
    let found = fs::read_to_string(path).unwrap();
    assert!(
        found == wanted,
        "{} is out of date, UPDATE_SCHEMA=1 cargo test -p loadgen --test it scenario writes it again",
        path.display()
    );
}

/// `page` with what lies between the markers of `name` replaced.
fn with_generated(page: &str, name: &str, table: &str) -> String {
    let begin = format!("<!-- generated: {name} -->\n");
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{begin}\n{table}\n<!-- end -->{after}")
}

#[test]
fn every_scenario_we_ship_is_valid() {
    let page = fs::read_to_string(scenarios().join("README.md")).unwrap();
    for entry in fs::read_dir(scenarios()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            check_file(&path).unwrap_or_else(|mistakes| panic!("\n{mistakes}"));
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(
                page.contains(&format!("| [{name}]({name}) |")),
                "the README lists {name}"
            );
        }
    }
}

#[test]
fn the_schema_is_the_table_of_keys() {
    let wanted = format!("{:#}\n", schema());
    check_generated(&scenarios().join("scenario.schema.json"), &wanted);
}

#[test]
fn the_page_on_the_language_lists_every_key_step_and_probe() {
    let path = scenarios().join("README.md");
    let page = fs::read_to_string(&path).unwrap();
    let page = with_generated(&page, "keys", &key_tables());
    let page = with_generated(&page, "steps", &step_table());
    let page = with_generated(&page, "probes", &probe_table());
    check_generated(&path, &page);
}

#[test]
fn a_file_that_is_not_there_is_a_mistake_with_its_name() {
    let mistakes = check_file(Path::new("scenarios/no-such.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        mistakes.starts_with("scenarios/no-such.toml: a scenario file is needed: "),
        "{mistakes}"
    );
}

#[test]
fn the_rules_a_scenario_may_prove_are_those_of_the_rulebook() {
    let rulebook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../requirements");
    let mut written: Vec<String> = fs::read_dir(rulebook)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .flat_map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let ids = text
                .lines()
                .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
            ids.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let schema = schema();
    let known = schema["properties"]["proves"]["items"]["enum"]
        .as_array()
        .unwrap();
    let mut known: Vec<&str> = known.iter().map(|rule| rule.as_str().unwrap()).collect();
    written.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, written);
}
