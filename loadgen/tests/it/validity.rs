//! A run whose generator was the limit says nothing about the Spine: exit code 13.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

const HEAD: &str = r#"
title = "validity"
proves = []
duration = "1 s"
population = { patients = 5_000, users = 40 }
[[script]]
steps = ["open the alert"]
"#;

const STEADY: &str = r#"arrivals = { shape = "constant", rate = "40 per second" }"#;
/// More at once than one slot can take in time.
const BURST: &str = r#"arrivals = { shape = "burst", size = 200, every = "5 s" }"#;
const USERS: &str = r#"arrivals = { shape = "users", users = 2 }"#;

fn loadgen(arguments: &[&str]) -> (i32, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_loadgen"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LOADGEN_") {
            program.env_remove(name);
        }
    }
    let output = program.args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    (output.status.code().unwrap(), out + &err)
}

/// The checks that a run asks of its generator: what is asked, and whether it was so.
fn asked(directory: &Path) -> Vec<(String, bool)> {
    let record = std::fs::read_to_string(directory.join("run.json")).unwrap();
    let record: Value = serde_json::from_str(&record).unwrap();
    let checks = record["schedule"]["checks"].as_array().unwrap();
    let check = |check: &Value| {
        let text = check["text"].as_str().unwrap().to_owned();
        (text, check["met"].as_bool().unwrap())
    };
    checks.iter().map(check).collect()
}

/// Runs a scenario and judges it again: `failed` is what the generator did not do.
fn check(arrivals: &str, limits: &str, failed: Option<(&str, &str)>) {
    let directory = tempfile::tempdir().unwrap();
    let scenario = directory.path().join("scenario.toml");
    std::fs::write(
        &scenario,
        format!("{arrivals}\nlimits = {{ {limits} }}{HEAD}"),
    )
    .unwrap();
    let out = directory.path().join("out");
    let (run, kept) = (scenario.to_str().unwrap(), out.to_str().unwrap());
    let expected = if failed.is_some() { 13 } else { 0 };
    for arguments in [
        &["run", run, "--quiet", "--out", kept][..],
        &["check", kept][..],
    ] {
        let (code, said) = loadgen(arguments);
        assert_eq!(code, expected, "{arrivals} {limits}, {arguments:?}: {said}");
        let checks = asked(&out);
        for (text, met) in &checks {
            let is_failed = failed.is_some_and(|(asked, _)| text.contains(asked));
            assert!(
                *met != is_failed,
                "{arrivals} {limits}: {text} {met} in {checks:?}"
            );
        }
        if let Some((asked, reason)) = failed {
            assert!(
                checks.iter().any(|(text, _)| text.contains(asked)),
                "{checks:?}"
            );
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(reason), "{said}");
        }
        let is_asked = checks
            .iter()
            .any(|(text, _)| text.contains("each worker is busy"));
        assert_eq!(is_asked, arrivals != USERS, "{checks:?}");
    }
}

#[test]
fn a_generator_that_was_the_limit_makes_a_run_count_for_nothing() {
    // What the other limits are about is of no concern to a row.
    let lax = "lateness_p99 = \"1 min\", busy_at_most = \"100 %\"";
    check(STEADY, lax, None);
    check(
        STEADY,
        "lateness_p99 = \"1 min\", busy_at_most = \"0.001 %\"",
        Some((
            "each worker is busy for at most 0.001 % of its time",
            "a worker may be busy for at most 0.001 % of its time, one was for",
        )),
    );
    check(
        BURST,
        &format!("in_flight = 1, achieved_at_least = \"0 %\", dropped_at_most = \"1 %\", {lax}"),
        Some((
            "at most 1 % of the requests due are dropped",
            "at most 1 % of the requests due may be dropped because every slot is busy",
        )),
    );
    let patient = format!("in_flight = 1, achieved_at_least = \"0 %\", {lax}");
    check(BURST, &patient, None);
    check(
        BURST,
        "in_flight = 1, on_full = \"queue\", achieved_at_least = \"0 %\", lateness_p99 = \"1 ms\", busy_at_most = \"100 %\"",
        Some((
            "99 % of the requests leave within 1 ms of falling due",
            "and what fell due waited for an answer to somebody else, so give more slots (limits.in_flight), let them grow",
        )),
    );
}

#[test]
fn users_who_wait_for_their_answers_may_keep_a_worker_as_busy_as_they_like() {
    check(
        USERS,
        "lateness_p99 = \"1 min\", busy_at_most = \"0.001 %\"",
        None,
    );
}
