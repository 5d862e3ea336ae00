//! Loads of every kind, against a mock of their own: users who wait for their answers, and runs in which things go wrong on purpose.

use crate::made::{runtime, target};
use crate::whole_run::{broken_rules_of, scenario};
use loadgen::executor::{Driving, Setup, execute};
use loadgen::history::{Moment, Operation, Outcome};
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use loadgen::transport::Settings;
use mock_spine::MockSpine;
use mock_spine::bugs::Bug;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

const HEAD: &str = r#"
title = "loads"
proves = []
population = { patients = 5_000, users = 40 }
[[script]]
steps = ["open the alert", "read the list"]
"#;

/// The operations of a run whose arrivals are these, without what comes before and after the load.
fn load(arrivals: &str, workers: u32) -> Vec<Operation> {
    load_with(arrivals, "", workers)
}

fn load_with(arrivals: &str, more: &str, workers: u32) -> Vec<Operation> {
    let text = format!("arrivals = {{ {arrivals} }}\nduration = \"1 s\"\n{more}\n{HEAD}");
    let scenario = Scenario::parse(&text, "loads.toml", &[]).unwrap_or_else(|all| panic!("{all}"));
    let driving = Driving {
        workers: NonZeroU32::new(workers).unwrap(),
        ..Driving::default()
    };
    let recorder = Arc::new(Recorder::in_memory());
    let run = execute(&scenario, &Setup::OwnMock, driving, &recorder);
    runtime().block_on(run).unwrap();
    let operations = recorder.finish().unwrap().operations.into_iter();
    operations
        .filter(|one| &*one.step != "final list")
        .collect()
}

/// The most operations under way at one time.
fn together(operations: &[Operation]) -> i64 {
    let mut changes: Vec<_> = operations
        .iter()
        .flat_map(|one| [(one.sent, 1), (one.answered.unwrap(), -1)])
        .collect();
    changes.sort_unstable();
    let mut now = 0;
    let levels = changes.iter().map(|(_, change)| {
        now += change;
        now
    });
    levels.max().unwrap_or(0)
}

#[test]
fn users_wait_for_their_answers_before_they_go_on() {
    for workers in [1, 2] {
        let operations = load(
            r#"shape = "users", users = 4, think_time = "2 ms""#,
            workers,
        );
        let most = together(&operations);
        assert!(
            (2..=4).contains(&most),
            "{most} at once by {workers} workers"
        );
        assert!(operations.len() > 40, "{} operations", operations.len());
        let begun = operations
            .iter()
            .filter(|one| &*one.step == "open the alert");
        let last = begun.map(|one| one.due).max().unwrap();
        assert!(
            last.nanos() < 1_000_000_000,
            "nobody begins after the end: {last:?}"
        );
    }
}

#[test]
fn iterations_are_run_as_often_as_the_scenario_says() {
    for workers in [1, 2] {
        for (arrivals, opened) in [
            (
                r#"shape = "shared-iterations", users = 3, iterations = 50"#,
                50,
            ),
            (
                r#"shape = "iterations-per-user", users = 3, iterations = 7"#,
                21,
            ),
        ] {
            let operations = load(arrivals, workers);
            let is_open = |one: &&Operation| &*one.step == "open the alert";
            assert_eq!(
                operations.iter().filter(is_open).count(),
                opened,
                "{arrivals}"
            );
            let all_answered = |one: &Operation| matches!(one.outcome, Outcome::Answered { .. });
            assert!(operations.iter().all(all_answered));
        }
    }
}

#[test]
fn one_request_too_many_is_dropped_or_waits_or_finds_more_room() {
    let burst = r#"shape = "burst", size = 40, every = "10 s""#;
    for (on_full, dropped) in [
        ("\"drop\"", true),
        ("\"queue\"", false),
        ("\"grow\"", false),
    ] {
        let limits = match on_full {
            "\"grow\"" => {
                "limits = { in_flight = 2, on_full = \"grow\", grow_to = 100 }".to_owned()
            }
            other => format!("limits = {{ in_flight = 2, on_full = {other} }}"),
        };
        let operations = load_with(burst, &limits, 1);
        let not_sent = operations
            .iter()
            .filter(|one| one.outcome == Outcome::NotSent);
        assert_eq!(not_sent.count() > 0, dropped, "{on_full}");
        let opened = operations
            .iter()
            .filter(|one| &*one.step == "open the alert");
        assert_eq!(opened.count() < 40, dropped, "{on_full}");
        if on_full == "\"queue\"" {
            assert!(together(&operations) <= 2);
        }
    }
}

#[test]
fn an_honest_mock_is_not_accused_of_what_was_done_to_it_on_purpose() {
    for (name, duration) in [("lost-replies.toml", "12 s"), ("clock-jumps.toml", "9 s")] {
        let scenario = scenario(name, &[Override::duration(duration)]);
        let broken = broken_rules_of(&scenario, &Setup::OwnMock, Driving::default());
        assert!(broken.is_empty(), "{name}: {broken:#?}");
    }
}

#[test]
fn a_run_ends_when_a_rule_is_seen_broken_if_the_scenario_says_so() {
    let duration = Override::duration("60 s");
    let stop = Override::set("stop.on_broken_rule=true");
    let scenario = scenario("smoke.toml", &[duration, stop]);
    let runtime = runtime();
    let mock = runtime
        .block_on(MockSpine::builder().patients(100_000).start())
        .unwrap();
    let tenant = Arc::clone(mock.app().tenants.default_tenant());
    tenant.bugs.set(&[Bug::OldestFirst]);
    let setup = target(&mock);
    let recorder = Arc::new(Recorder::in_memory());
    recorder.measure(Moment::ZERO);
    let run = execute(&scenario, &setup, Driving::default(), &recorder);
    let run = runtime.block_on(run).unwrap();
    let last = recorder.measures().unwrap().due_last;
    assert!(last.nanos() < 30_000_000_000, "it went on for {last:?}");
    let told = run
        .events
        .iter()
        .any(|(_, text)| text.contains("was seen broken"));
    assert!(told, "{:?}", run.events);
}

#[test]
fn a_run_ends_when_a_target_cannot_be_met_any_more_if_the_scenario_says_so() {
    let text = format!(
        r#"arrivals = {{ shape = "constant", rate = "50 per second" }}
duration = "60 s"
stop = {{ on_hopeless_target = true }}
{HEAD}
[[target]]
fail_if = "longest from due > 0.001 ms"
"#
    );
    let scenario = Scenario::parse(&text, "loads.toml", &[]).unwrap_or_else(|all| panic!("{all}"));
    let recorder = Arc::new(Recorder::in_memory());
    let run = execute(&scenario, &Setup::OwnMock, Driving::default(), &recorder);
    let run = runtime().block_on(run).unwrap();
    let last = recorder.measures().unwrap().due_last;
    assert!(last.nanos() < 30_000_000_000, "it went on for {last:?}");
    let told = |(_, text): &(_, String)| text.contains("cannot be met any more");
    assert!(run.events.iter().any(told), "{:?}", run.events);
}

/// When the last request was due of a run of 16 seconds that ends when a target is hopeless, and why it ended before.
fn with_a_target(sentence: &str, more: &str) -> (Duration, Option<String>) {
    let text = format!(
        r#"arrivals = {{ shape = "constant", rate = "50 per second" }}
duration = "16 s"
stop = {{ on_hopeless_target = true }}
{HEAD}
{more}
[[target]]
fail_if = "{sentence}"
"#
    );
    let scenario = Scenario::parse(&text, "loads.toml", &[]).unwrap_or_else(|all| panic!("{all}"));
    let recorder = Arc::new(Recorder::in_memory());
    let run = execute(&scenario, &Setup::OwnMock, Driving::default(), &recorder);
    let run = runtime().block_on(run).unwrap();
    let mut told = run.events.into_iter().map(|(_, text)| text);
    let last = recorder.measures().unwrap().due_last;
    let because = told.find(|text| text.contains("cannot be met any more"));
    (Duration::from_nanos(last.nanos()), because)
}

#[test]
fn a_median_that_half_of_the_run_has_missed_ends_it_soon_after() {
    for sentence in [
        "p50 from due > 0.001 ms",
        "p50 from due of read the list > 0.001 ms",
    ] {
        let (last, because) = with_a_target(sentence, "");
        assert!(because.is_some(), "{sentence}");
        let seconds = last.as_secs_f64();
        assert!((7.9..11.0).contains(&seconds), "{sentence}: {last:?}");
    }
}

#[test]
fn a_median_that_the_rest_of_the_run_can_still_meet_does_not_end_it() {
    let stall = "[[fault]]\nwhat = \"stall\"\nfor = \"400 ms\"\nto = \"6 s\"";
    let (last, because) = with_a_target("p50 from due > 300 ms", stall);
    assert_eq!(because, None);
    assert!(last > Duration::from_secs(15), "{last:?}");
}

#[test]
fn a_run_does_not_end_the_process_that_it_is() {
    let abort = "[[fault]]\nwhat = \"abort\"\nfrom = \"100 ms\"\nshare = \"1 %\"";
    let text =
        format!("arrivals = {{ shape = \"users\", users = 1 }}\nduration = \"1 s\"\n{HEAD}{abort}");
    let scenario = Scenario::parse(&text, "loads.toml", &[]).unwrap_or_else(|all| panic!("{all}"));
    let recorder = Arc::new(Recorder::in_memory());
    let run = |setup| runtime().block_on(execute(&scenario, &setup, Driving::default(), &recorder));
    let error = run(Setup::OwnMock).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert_eq!(
        error.to_string(),
        "the fault `abort` ends the process of the Spine, and that of the run's own mock is this one: start a mock-spine, and name \
         it with --target and --control"
    );
    // Another process may be ended: this one is not there in the first place.
    let other = Setup::Target {
        url: "http://127.0.0.1:1".to_owned(),
        control: None,
        control_token: None,
        route: Settings::default(),
    };
    let said = run(other).unwrap_err().to_string();
    assert!(said.starts_with("nothing answers at"), "{said}");
}
