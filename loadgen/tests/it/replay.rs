//! The scripts that show findings again: against the broken Spine they end with 1, against an honest one with 0.

use loadgen::assemble::{Heard, Run, assemble};
use loadgen::history::Pieces;
use loadgen::people::settings_of;
use loadgen::recorder::{Recorded, Recorder};
use loadgen::replay::{Found, write_scripts};
use loadgen::rulebook::rules;
use loadgen::scenario::{Override, Scenario};
use loadgen::simulation::Simulation;
use mock_spine::MockSpine;
use reports::RunRecord;
use std::path::Path;
use std::process::Command;

use crate::made::{asked, machine, runtime};
use crate::whole_run::scenario;

struct Row {
    bug: &'static str,
    file: &'static str,
    rule: &'static str,
}

const fn row(bug: &'static str, file: &'static str, rule: &'static str) -> Row {
    Row { bug, file, rule }
}

/// So many findings of a rule are tried until one shows: what hung on which of two accesses at one time came first does not show
/// again when they come one after the other.
const TRIED: usize = 3;

const ROWS: &[Row] = &[
    // Two notifications in a window, and none.
    row("window-23h", "rolling-24-hours.toml", "ASN-3"),
    row("window-25h", "rolling-24-hours.toml", "ASN-3"),
    // A list of another length, in another order, with an entry too many, and one that is missing.
    row("list-of-26", "smoke.toml", "VIEW-2"),
    row("list-oldest-first", "smoke.toml", "VIEW-2"),
    row("silent-viewer-listed", "smoke.toml", "IDN-3"),
    row("suppressed-hides-view", "smoke.toml", "VIEW-3"),
    // An alert that is shown too long.
    row("expires-a-day-late", "plan-ends-at-midnight.toml", "ALT-5"),
    // Who may look, with which token.
    row("activity-unchecked", "smoke.toml", "IDN-3"),
    row("token-never-expires", "rolling-24-hours.toml", "IDN-5"),
    // A silent user of whom an authority is told.
    row("silent-viewer-notifies", "smoke.toml", "ASN-1"),
    // An authority whose plan has ended, and which is not told.
    row("ended-plan-silent", "smoke.toml", "ASN-9"),
];

/// What a notification says.
const SAID: &[Row] = &[
    row("notice-codes-for-names", "smoke.toml", "ASN-2"),
    row("notice-without-local-id", "smoke.toml", "ASN-2"),
    row("notice-of-another-upload", "smoke.toml", "ASN-2"),
];

#[test]
fn a_script_shows_its_finding_and_nothing_to_an_honest_spine() {
    check_all(ROWS);
}

#[test]
fn a_script_shows_what_a_notification_says_wrongly() {
    check_all(SAID);
}

fn check_all(rows: &[Row]) {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "curl is required to try the scripts of findings"
        );
        eprintln!("SKIPPED: the scripts of findings were not tried, curl is not installed");
        return;
    }
    rows.iter().for_each(check);
}

fn check(row: &Row) {
    let Row { bug, file, rule } = row;
    let overrides = [
        Override::duration("3 s"),
        Override::set("population.patients=20_000"),
    ];
    let scenario = scenario(file, &overrides);
    let directory = tempfile::tempdir().unwrap();
    let record = found(&scenario, bug, directory.path());
    let verdicts = record.verdicts.iter().filter(|verdict| verdict.id == *rule);
    let scripts: Vec<&str> = verdicts
        .flat_map(|verdict| &verdict.findings)
        .filter_map(|finding| finding.script.as_deref())
        .take(TRIED)
        .collect();
    assert!(!scripts.is_empty(), "{bug}: no script for {rule}");
    let mut shown = String::new();
    for script in scripts {
        let path = directory.path().join(script);
        let (code, said) = run(&scenario, &path, &[]);
        let race = said.contains("20 tries");
        let honest = if race { 2 } else { 0 };
        assert_eq!(code, honest, "{bug}, {script}, an honest Spine: {said}");
        let (code, said) = run(&scenario, &path, &[bug]);
        if code == 1 {
            return;
        }
        shown.push_str(&said);
    }
    panic!("{bug}: the broken Spine was not shown to break {rule}: {shown}");
}

/// The record of a simulated run against a broken Spine, with its scripts.
fn found(scenario: &Scenario, bug: &str, directory: &Path) -> RunRecord {
    let run = Simulation::of(scenario).unwrap().run(scenario, &[bug]);
    let run = run.unwrap();
    let recorder = Recorder::create(directory).unwrap();
    let operations = run.operations.iter().cloned();
    operations.for_each(|operation| recorder.record(operation));
    recorder.finish().unwrap();
    let asked = asked("");
    let machine = machine();
    let kept = Run {
        scenario,
        asked: &asked,
        machine: &machine,
        executed: &run.executed,
        directory: "run",
    };
    let heard: Heard<'_> = kept.hear(&Recorded::of(run.operations.clone()));
    let mut record = assemble(&kept, &heard, &rules().unwrap());
    let found = Found {
        scenario,
        executed: &run.executed,
        history: &Pieces::of(directory, 1),
    };
    write_scripts(&mut record, found, directory).unwrap();
    record
}

/// Runs a script against a Spine with these rules broken: its exit code, and what it said.
fn run(scenario: &Scenario, script: &Path, bugs: &[&str]) -> (i32, String) {
    runtime().block_on(async {
        let people = settings_of(&scenario.population);
        let builder = MockSpine::builder().settings(|settings| settings.population = people);
        let mock = builder.start().await.unwrap();
        let on = format!("{{\"on\":{}}}", serde_json::to_string(bugs).unwrap());
        let (base, control) = (mock.data_url(), mock.control_url());
        let script = script.to_owned();
        let said = tokio::task::spawn_blocking(move || {
            let put = Command::new("curl")
                .args(["-sS", "-X", "PUT", "-d", &on])
                .arg(format!("{control}/control/v1/bugs"))
                .output()
                .unwrap();
            assert!(put.status.success());
            let mut shell = Command::new("sh");
            shell.arg(&script).args([&base, &control]);
            shell.output().unwrap()
        });
        let said = said.await.unwrap();
        let text = [said.stdout, said.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        (said.status.code().unwrap(), text)
    })
}
