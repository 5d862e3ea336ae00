//! The smallest part of a scenario that shows a fault.

use crate::whole_run::scenario;
use loadgen::checker::Verdict;
use loadgen::embedded::Sabotage;
use loadgen::scenario::{Override, Scenario};
use loadgen::shrink::shrink;
use loadgen::simulation::Simulation;
use std::collections::BTreeSet;
use std::process::{Command, Output};
use std::sync::Arc;

fn sabotage(id: &str) -> Sabotage {
    let all = Sabotage::all();
    *all.iter().find(|one| one.id == id).expect("a bug mode")
}

/// Whether a run with only these arrivals shows a rule broken.
fn shows(scenario: &Scenario, only: &BTreeSet<u64>, sabotage: Sabotage, rule: &str) -> bool {
    let part = Scenario {
        only: Some(Arc::new(only.clone())),
        ..scenario.clone()
    };
    let simulation = Simulation::of(scenario).unwrap();
    let run = simulation.run(&part, &[sabotage.id]).unwrap();
    let rule = run.tallies.rules().find(|one| one.to_string() == rule);
    rule.is_some_and(|rule| matches!(run.tallies.verdict(rule), Verdict::Broken { .. }))
}

#[test]
fn what_is_left_shows_the_fault_and_nothing_of_it_can_be_left_out() {
    // By chance meetings, by a probe of many requests, by users who wait for their answers.
    let rows: [(&str, &str, &[&str], &str, usize); 4] = [
        ("smoke.toml", "dedup-ignores-patient", &[], "ASN-3", 3),
        ("smoke.toml", "list-of-24", &[], "VIEW-2", 1),
        ("rolling-24-hours.toml", "window-23h", &[], "ASN-3", 1),
        (
            "smoke.toml",
            "list-stale",
            &["arrivals={shape=\"users\",users=4,think_time=\"20 ms\"}"],
            "VIEW-4",
            2,
        ),
    ];
    for (file, id, set, rule, most) in rows {
        let overrides = set.iter().map(|text| Override::set(text));
        let overrides: Vec<_> = overrides.chain([Override::duration("4 s")]).collect();
        let (scenario, sabotage) = (scenario(file, &overrides), sabotage(id));
        let shrunk = shrink(&scenario, sabotage, &|_| {}).unwrap();
        let shrunk = shrunk.unwrap_or_else(|| panic!("{file} does not show {id}"));
        assert_eq!(shrunk.rule.to_string(), rule, "{id}");
        assert!(shrunk.operations < shrunk.whole, "{id}: {shrunk:?}");
        assert_eq!(shrunk.accusations, [], "{id}");
        let only = shrunk.scenario.only.expect("what is left");
        assert!((1..=most).contains(&only.len()), "{id}: {only:?}");
        assert!(shows(&scenario, &only, sabotage, rule), "{id}: {only:?}");
        for left_out in only.iter().filter(|_| only.len() > 1) {
            let mut rest = BTreeSet::clone(&only);
            rest.remove(left_out);
            let is_shown = shows(&scenario, &rest, sabotage, rule);
            assert!(!is_shown, "{id}: {only:?} without {left_out}");
        }
    }
}

#[test]
fn only_the_arrivals_that_are_named_are_made_and_just_as_in_the_whole() {
    let scenario = scenario("smoke.toml", &[Override::duration("2 s")]);
    let simulation = Simulation::of(&scenario).unwrap();
    let run = |only: Option<Vec<u64>>| {
        let only = only.map(|only| Arc::new(only.into_iter().collect()));
        let part = Scenario {
            only,
            ..scenario.clone()
        };
        simulation.run(&part, &[]).unwrap().operations
    };
    let asked = |operations: &[loadgen::history::Operation]| {
        let asked = operations.iter().map(|one| {
            let caller = one.caller.as_ref().map(|caller| caller.user.clone());
            format!("{} of {:?} by {caller:?}", one.step, one.child)
        });
        asked.collect::<Vec<_>>()
    };
    let whole = asked(&run(None));
    assert_eq!(asked(&run(Some((0..10_000).collect()))), whole);
    let some = asked(&run(Some(vec![3, 17])));
    // Who looks at the lists when all is over is another matter.
    let made = some.iter().filter(|one| !one.starts_with("final list"));
    let made: Vec<_> = made.collect();
    assert!((2..20).contains(&made.len()), "{made:?}");
    assert!(made.iter().all(|one| whole.contains(one)), "{made:?}");
}

fn loadgen(arguments: &[&str]) -> (i32, String, String) {
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadgen"));
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .current_dir(scenarios)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn the_command_tells_what_is_left_and_how_to_run_it_again() {
    let file = "scenarios/smoke.toml";
    let (code, told, _) = loadgen(&["shrink", file, "--bug", "list-of-24", "--duration", "4 s"]);
    assert_eq!(code, 0, "{told}");
    for part in [
        "VIEW-2 is broken",
        "in 1 arrival, of which none can be left out",
        "a mock without a fault is accused of nothing",
        "probe list-overflow",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let again = told.lines().find(|line| line.starts_with("again")).unwrap();
    let again = again.strip_prefix("again     loadgen ").expect(&told);
    assert!(
        again.starts_with("run scenarios/smoke.toml --duration '4 s' --set 'only=["),
        "{again}"
    );
    // The same part of the run, in words, without a Spine.
    let only = again.rsplit('\'').nth(1).unwrap();
    let (code, told, _) = loadgen(&["run", file, "--dry-run", "--duration", "4 s", "--set", only]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("Smoke: 1 arrival in 4 s"), "{told}");

    let (code, told, _) = loadgen(&["shrink", file, "--bug", "utc-day", "--duration", "1 s"]);
    assert_eq!(code, 11, "{told}");
    assert!(told.contains("is not seen to break a rule"), "{told}");
    let (code, _, said) = loadgen(&["shrink", file, "--bug", "window-23"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("did you mean `window-23h`?"), "{said}");
}

#[test]
fn what_is_no_list_of_numbers_is_told_with_its_place() {
    let rows = [
        ("only=[]", "has 1 to 10000 numbers, this one has 0"),
        ("only=7", "a list of whole numbers is needed"),
        ("only=[1,-2]", "each item is a whole number from 0"),
        ("only=[\"x\"]", "each item is a whole number from 0"),
    ];
    for (set, wanted) in rows {
        let (code, _, said) = loadgen(&["run", "scenarios/smoke.toml", "--dry-run", "--set", set]);
        assert_eq!(code, 2, "{set}: {said}");
        assert!(said.contains(wanted), "{set}: {said}");
    }
}
