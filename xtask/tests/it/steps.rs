use core::time::Duration;
use std::path::Path;
use xtask::steps::{Stage, Step};
use xtask::{Pace, Run, RunError, steps, tidy};

const fn step(heading: &'static str, command: &'static str, stage: Stage) -> Step {
    Step {
        heading,
        command,
        environment: &[("A", "b")],
        stage,
    }
}

const GOOD: Step = step("good", "true", Stage::Ready);
const BAD: Step = step("bad", "false", Stage::Ready);
const LATER: Step = step("later", "cargo", Stage::Skipped { why: "not built" });

fn run(steps: &[Step], pace: Pace) -> (Result<bool, RunError>, String) {
    let mut screen = Vec::new();
    let run = Run {
        root: Path::new(env!("CARGO_MANIFEST_DIR")),
        screen: &mut screen,
        pace,
        elapsed: || Duration::from_secs(61),
    };
    let answer = run.run(steps);
    (answer, String::from_utf8(screen).unwrap())
}

#[test]
fn a_failed_step_stops_the_run_and_says_how_to_run_it_again() {
    let (answer, screen) = run(&[LATER, GOOD, BAD, GOOD], Pace::StopAtFirst);
    assert!(!answer.unwrap());
    assert_eq!(
        screen,
        "\n== SKIPPED: later (not built)\n\
         \n== good\n   A='b' true\n\
         \n== bad\n   A='b' false\n\
         \n== FAILED: bad\n\
         \n== 1 min 01 s\n   skipped: later\n   \
         failed:  bad, again with: A='b' false\n"
    );
}

#[test]
fn the_steps_after_a_failed_one_run_when_asked_to() {
    let (answer, screen) = run(&[BAD, GOOD], Pace::KeepGoing);
    assert!(!answer.unwrap());
    assert!(screen.contains("== good"), "{screen}");
}

#[test]
fn steps_that_succeed_are_a_success() {
    assert!(run(&[GOOD, LATER], Pace::StopAtFirst).0.unwrap());
}

#[test]
fn a_star_stands_for_the_files_there_are() {
    let files = step("files", "true tests/it/*.none", Stage::Ready);
    let (answer, _) = run(&[files], Pace::StopAtFirst);
    assert_eq!(
        answer.unwrap_err().to_string(),
        "`tests/it/*.none` must stand for at least one file"
    );
}

#[test]
fn ci_runs_the_readmes_test_command() {
    let [_, test] = tidy::paperwork::COMMANDS;
    assert!(steps::CI.iter().any(|step| step.command == test));
}

#[test]
fn no_step_builds_two_pure_crates_together() {
    let alone = steps::CI
        .iter()
        .filter(|step| step.heading.ends_with("alone"));
    for step in alone {
        let packages = step.command.matches(" -p ").count();
        assert_eq!(packages, 1, "{}", step.typed());
    }
}
