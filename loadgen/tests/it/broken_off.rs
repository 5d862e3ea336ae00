//! Runs that end badly: killed, or on a full disk. What is there is judged, and what is not accuses nobody.

use crate::killed::{Spine, loadgen, out, signal};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const SMOKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/smoke.toml");

/// Looks at plans, and changes none.
const LOOKS: &str = r#"
title    = "Looks at plans"
proves   = ["ALT-3", "ALT-4", "ASN-3", "VIEW-6"]
seed     = 3
arrivals = { shape = "constant", rate = "60 per second" }
duration = "10 min"

[population]
patients = 20000

[children]
with_alert = "100 %"

[limits]
lateness_p99 = "20 s"

[[script]]
steps = ["open the alert", "read the list"]
"#;

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn begin(scenario: &Path, spine: &Spine, directory: &Path) -> Child {
    loadgen()
        .arg("run")
        .arg(scenario)
        .args(["--quiet", "--set", "population.patients=20000"])
        .args(["--target", &format!("http://{}", spine.listen)])
        .args(["--control", &format!("http://{}", spine.control)])
        .arg("--out")
        .arg(out(directory))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a run when its history has so many bytes, and judges what it has left.
fn killed_at(scenario: &Path, spine: &Spine, bytes: u64) -> (i32, String, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let mut run = begin(scenario, spine, directory.path());
    let history = out(directory.path()).join("history.log");
    let has = |bytes| history.metadata().is_ok_and(|file| file.len() >= bytes);
    while !has(bytes) {
        // Every question is answered, and so takes its time.
        let _ = spine.attempts();
    }
    signal(&run, "KILL");
    run.wait().unwrap();
    let judged = loadgen().arg("check").arg(out(directory.path())).output();
    let judged = judged.unwrap();
    (judged.status.code().unwrap(), words(&judged), directory)
}

#[test]
fn a_run_that_is_killed_accuses_nobody() {
    for bytes in [0, 13, 20_000, 60_000] {
        // Of a Spine that was used before, windows may be open.
        let spine = Spine::fresh();
        for scenario in [SMOKE.as_ref(), looks(&a_place()).as_path()] {
            let (code, said, _) = killed_at(scenario, &spine, bytes);
            if code == 2 {
                // It was killed before it had begun.
                assert!(bytes <= 12, "{said}");
                assert!(said.contains("judge.json: a run's directory must have this file"));
                continue;
            }
            assert_eq!(code, 13, "{said}");
            assert!(
                said.contains("The run counts for nothing: the run was broken off"),
                "{said}"
            );
            assert!(
                said.contains("the run did not end: its history has "),
                "{said}"
            );
        }
    }
}

#[test]
fn a_run_that_is_killed_still_convicts_of_what_is_certain() {
    for (bug, code, said) in [
        ("phones-swapped", 10, "ALT-4 is broken"),
        // What tells of it may be missing.
        ("list-oldest-first", 13, "The run counts for nothing"),
    ] {
        let spine = Spine::fresh();
        spine.put("/control/v1/bugs", &format!(r#"{{"on": ["{bug}"]}}"#));
        let place = a_place();
        let (found, told, directory) = killed_at(&looks(&place), &spine, 20_000);
        assert_eq!(found, code, "{bug}: {told}");
        assert!(told.contains(said), "{bug}: {told}");
        let (out, merged) = (out(directory.path()), place.path().join("merged"));
        let merged = loadgen()
            .arg("merge")
            .arg(out)
            .arg("--out")
            .arg(merged)
            .output();
        let merged = merged.unwrap();
        assert_eq!(merged.status.code(), Some(2));
        let told = words(&merged);
        assert!(
            told.contains("of a run that ended is required, this one was broken off"),
            "{told}"
        );
    }
}

fn a_place() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn looks(place: &TempDir) -> std::path::PathBuf {
    let path = place.path().join("looks.toml");
    std::fs::write(&path, LOOKS).unwrap();
    path
}

/// Runs a scenario whose files may not become longer than so many blocks: for whoever writes, a full disk.
fn on_a_small_disk(blocks: &str, out: &Path, scenario: &Path) -> Output {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            r#"trap "" XFSZ; ulimit -f "$1"; shift; exec "$@""#,
            "sh",
            blocks,
        ])
        .arg(env!("CARGO_BIN_EXE_loadgen"))
        .arg("run")
        .arg(scenario)
        .args(["--quiet", "--duration", "10 min", "--out"])
        .arg(out);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LOADGEN_") {
            command.env_remove(name);
        }
    }
    command.output().unwrap()
}

#[test]
fn a_full_disk_ends_the_load_and_what_was_written_is_judged() {
    let place = a_place();
    let directory = out(place.path());
    let ended = on_a_small_disk("64", &directory, &looks(&place));
    let said = words(&ended);
    assert_eq!(ended.status.code(), Some(13), "{said}");
    let whole: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "The run counts for nothing: not everything could be recorded",
        "history.log cannot be written: File too large (os error 27);",
        " operations were written, ",
        " were lost.",
    ] {
        assert!(whole.contains(part), "{part}: {said}");
    }
    let again = loadgen().arg("check").arg(&directory).output().unwrap();
    assert_eq!(again.status.code(), Some(13), "{}", words(&again));
    assert!(!words(&again).contains("says otherwise"));
}

#[test]
fn what_cannot_be_written_is_named_and_the_verdict_is_told_all_the_same() {
    let place = a_place();
    let directory = out(place.path());
    let ended = on_a_small_disk("12", &directory, &looks(&place));
    let said = words(&ended);
    assert_eq!(ended.status.code(), Some(13), "{said}");
    assert!(said.contains("The run counts for nothing"), "{said}");
    let told = String::from_utf8_lossy(&ended.stderr);
    for file in ["run.json", "run.html"] {
        let path = directory.join(file);
        assert!(!path.exists(), "{file}");
        assert!(told.contains(&path.display().to_string()), "{told}");
    }
    let again = loadgen().arg("check").arg(&directory).output().unwrap();
    assert_eq!(again.status.code(), Some(13), "{}", words(&again));
}

#[test]
fn a_run_is_not_written_over_unless_that_is_asked_for() {
    let place = a_place();
    let directory = out(place.path());
    let run = |more: &[&str]| {
        loadgen()
            .args(["run", SMOKE, "--quiet", "--duration", "200 ms"])
            .args(["--set", "population.patients=20000", "--out"])
            .arg(&directory)
            .args(more)
            .output()
            .unwrap()
    };
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("mine.txt"), "mine").unwrap();
    // An empty directory, or one without a run, is as good as none.
    let first = words(&run(&["--history-piece", "2 kB"]));
    assert!(directory.join("history-0002.log").exists(), "{first}");
    let before = std::fs::read(directory.join("run.json")).unwrap();
    let refused = run(&[]);
    assert_eq!(refused.status.code(), Some(2));
    let said = words(&refused);
    assert!(said.contains("this one has run.json"), "{said}");
    assert!(said.contains("replace the run with --overwrite"), "{said}");
    assert_eq!(std::fs::read(directory.join("run.json")).unwrap(), before);
    let said = words(&run(&["--overwrite"]));
    assert_ne!(
        std::fs::read(directory.join("run.json")).unwrap(),
        before,
        "{said}"
    );
    assert!(!directory.join("history-0002.log").exists());
    assert_eq!(std::fs::read(directory.join("mine.txt")).unwrap(), b"mine");
}
