//! The command.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::example;

#[test]
fn render_makes_the_reports_again_and_leaves_the_record_alone() {
    let directory = tempfile::tempdir().unwrap();
    let record = directory.path().join("run.json");
    reports::write_all(&example::broken(), directory.path()).unwrap();
    let before = fs::read(&record).unwrap();
    let made: Vec<_> = ["run.html", "run.csv", "junit.xml"]
        .map(|name| directory.path().join(name))
        .into();
    let first: Vec<_> = made.iter().map(|path| fs::read(path).unwrap()).collect();
    for path in &made {
        fs::remove_file(path).unwrap();
    }

    let output = render(directory.path());

    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    for path in &made {
        assert!(said.contains(&path.display().to_string()), "{said}");
    }
    let second: Vec<_> = made.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(first == second, "the second rendering differs");
    assert_eq!(fs::read(&record).unwrap(), before);
}

#[test]
fn a_broken_rule_is_no_error_of_the_command() {
    let directory = tempfile::tempdir().unwrap();
    reports::write_all(&example::broken(), directory.path()).unwrap();
    assert_eq!(render(directory.path()).status.code(), Some(0));
}

#[test]
fn a_directory_without_a_record_ends_with_2_and_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    check(
        directory.path(),
        2,
        "run.json: a run record must be readable: ",
    );
}

#[test]
fn a_newer_record_ends_with_2_and_says_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("run.json"), r#"{"schema": "run/9"}"#).unwrap();
    check(
        directory.path(),
        2,
        "read it with the version of `reports` that came with the generator",
    );
}

#[test]
fn a_report_that_cannot_be_written_ends_with_1() {
    let directory = tempfile::tempdir().unwrap();
    reports::write_all(&example::upheld(), directory.path()).unwrap();
    fs::remove_file(directory.path().join("run.csv")).unwrap();
    fs::create_dir(directory.path().join("run.csv")).unwrap();
    check(
        directory.path(),
        1,
        "run.csv: the reports of a run must be writable: ",
    );
}

fn check(directory: &Path, code: i32, complaint: &str) {
    let output = render(directory);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(
        error.starts_with("reports: ") && error.contains(complaint),
        "{error}"
    );
}

fn render(directory: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_reports"))
        .arg("render")
        .arg(directory)
        .output()
        .unwrap()
}
