//! A whole run: own mock, sockets, judge.

use loadgen::checker::{Truth, Verdict, judge};
use loadgen::executor::{Setup, execute};
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use std::path::Path;
use std::sync::Arc;

fn scenario(name: &str, overrides: &[Override]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios").join(name);
    let text = std::fs::read_to_string(&path).expect("the scenario is there");
    Scenario::parse(&text, name, overrides).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn run(name: &str, duration: &str) -> Vec<String> {
    let scenario = scenario(name, &[Override::duration(duration)]);
    let recorder = Arc::new(Recorder::in_memory());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let executed = runtime
        .block_on(execute(&scenario, &Setup::OwnMock, &recorder))
        .unwrap_or_else(|error| panic!("{error}"));
    let recorded = Arc::into_inner(recorder).expect("one recorder").finish().expect("a history");
    let truth = Truth { reading: executed.reading, people: &executed.people };
    let tallies = judge(truth, &recorded.operations, &executed.ledger);
    println!("{name}: {} operations", recorded.operations.len());
    for probe in &executed.probes {
        println!("  {:?}", probe);
    }
    for (at, event) in &executed.events {
        println!("  {at:?} {event}");
    }
    let mut broken = Vec::new();
    for rule in tallies.rules() {
        match tallies.verdict(rule) {
            Verdict::Broken { findings, total, .. } => {
                for finding in findings.iter().take(3) {
                    println!("{finding:#?}");
                }
                broken.push(format!("{rule}: {total}"));
            }
            Verdict::Upheld { examined } => println!("  {rule} upheld {examined}"),
            Verdict::Inconclusive { examined, why } => println!("  {rule} inconclusive {examined} {why}"),
            Verdict::NotExercised { why } => println!("  {rule} not exercised {why:?}"),
        }
    }
    broken
}

#[test]
fn an_honest_mock_is_not_accused() {
    assert_eq!(run("smoke.toml", "3 s"), Vec::<String>::new());
}

#[test]
fn an_honest_mock_whose_clock_is_moved_is_not_accused() {
    assert_eq!(run("rolling-24-hours.toml", "3 s"), Vec::<String>::new());
}
