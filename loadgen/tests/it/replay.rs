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
    row("notice-ids-shared", "smoke.toml", "ASN-8"),
];

/// What a reading or a search is answered with.
const FOUND: &[Row] = &[
    // A number that fails its check, one that nobody has, and one that is withdrawn.
    row("malformed-number-unknown", FIND, "SRC-1"),
    row("unknown-number-withdrawn", FIND, "SRC-7"),
    row("invalidated-shown", FIND, "SRC-7"),
    // Where a restricted patient is.
    row("restricted-address-leaked", FIND, "SRC-7"),
    // Who is not found, and who is found that does not match.
    row("search-drops-accents", FIND, "SRC-8"),
    row("search-forgets-changes", FIND, "SRC-8"),
    row("search-ignores-gender", FIND, "SRC-8"),
    // More than may be shown, and in which order.
    row("search-capped-at-49", FIND, "SRC-6"),
    row("application-unlimited", FIND, "SRC-6"),
    row("search-worst-first", FIND, "SRC-6"),
    // What has to be refused, and how.
    row("search-minimum-unchecked", FIND, "SRC-6"),
    row("search-minimum-first", FIND, "SRC-6"),
];

const FIND: &str = "find-a-patient.toml";

#[test]
fn a_script_shows_its_finding_and_nothing_to_an_honest_spine() {
    check_all(ROWS);
}

#[test]
fn a_script_shows_what_a_notification_says_wrongly() {
    check_all(SAID);
}

#[test]
fn a_script_shows_an_answer_to_a_reading_or_a_search_that_is_wrong() {
    check_all(FOUND);
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
        Override::set("population.patients=10_000"),
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

/// What a script's own commands make of an answer of the wire's golden bodies, or of what notifications say.
#[test]
fn a_script_reads_an_answer_and_a_notification() {
    for (body, command, said) in [
        (
            "patient/ordinary",
            "answer 001",
            "200, the record of 9990000018",
        ),
        ("patient/ordinary", "mark 001 9990000018", "no R"),
        (
            "patient/ordinary",
            "told_of 001 9990000018 address contact",
            "address\ncontact",
        ),
        ("patient/restricted", "mark 001 9990000018", "R"),
        (
            "patient/restricted",
            "told_of 001 9990000018 address contact",
            "",
        ),
        ("patient/search", "answer 001", "200, 2 patients"),
        ("patient/search", "code 001", ""),
        (
            "patient/search",
            "among 001 9990000018 9990000042",
            "9990000018 is shown\n9990000042 is not shown",
        ),
        (
            "patient/search",
            "told_of 001 9990000018 deceasedDateTime",
            "",
        ),
        (
            "patient/search",
            "told_of 001 9990000034 deceasedDateTime",
            "deceasedDateTime",
        ),
        ("patient/search", "form 001 50", ""),
        ("patient/search", "form 001 1", "more than 1 patients"),
        ("patient/search-none", "answer 001", "200, 0 patients"),
        (
            "outcome/TooManyMatches",
            "answer 001",
            "200 TOO_MANY_MATCHES",
        ),
        ("outcome/TooManyMatches", "code 001", "TOO_MANY_MATCHES"),
    ] {
        check_command(body, command, said);
    }
    // A plan's id or upload may be one of several, or any but those that are known.
    let said = "printf 'A of step 001: local id %s\\n' 1 2 >$WORK/said;";
    let shown = "; cat $WORK/said";
    let alike = format!("{said} alike 'A of step 001: local id' '2 or 3' 2 3{shown}");
    let lines = "A of step 001: local id 1\nA of step 001: local id 2 or 3";
    check_command("patient/bare", &alike, lines);
    let unlike = format!("{said} unlike 'A of step 001: local id' another - 1{shown}");
    let lines = "A of step 001: local id 1\nA of step 001: local id another";
    check_command("patient/bare", &unlike, lines);
}

fn check_command(body: &str, command: &str, expected: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cpis/wire/golden");
    let text = std::fs::read(golden.join(format!("{body}.json"))).unwrap();
    // The doors send no white space.
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let work = tempfile::tempdir().unwrap();
    std::fs::write(work.path().join("001.body"), json.to_string()).unwrap();
    let commands = concat!(
        "status() { echo 200; }\n",
        include_str!("../../src/replay/said.sh"),
        include_str!("../../src/replay/answers.sh")
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{commands}\n{command}")]);
    let out = shell.env("WORK", work.path()).output().unwrap();
    let said = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
    assert_eq!(said.trim_end(), expected, "{body}: {command}");
}
