//! Whole runs in simulated time: an honest Spine is never accused, a saboteur is always caught.
//!
//! `SIMULATION_SEEDS` says how many seeds each honest scenario and each saboteur is tried with; without it, as many as every push is worth.

use crate::whole_run::scenario;
use loadgen::checker::Verdict;
use loadgen::power::{MUTANTS, Mutant, Standing};
use loadgen::scenario::{Override, Scenario};
use loadgen::simulation::{Simulated, Simulation};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn seeds(otherwise: u64) -> u64 {
    let asked = std::env::var("SIMULATION_SEEDS").unwrap_or_default();
    asked.parse().unwrap_or(otherwise)
}

fn seeded(scenario: &Scenario, more: u64) -> Scenario {
    Scenario {
        seed: scenario.seed + more,
        ..scenario.clone()
    }
}

/// The rules that a run finds broken, each with its first finding.
fn broken(run: &Simulated) -> Vec<(String, String)> {
    let rules = run.tallies.rules();
    let broken = rules.filter_map(|rule| match run.tallies.verdict(rule) {
        Verdict::Broken { findings, .. } => Some((rule.to_string(), format!("{findings:#?}"))),
        Verdict::Upheld { .. } | Verdict::Inconclusive { .. } | Verdict::NotExercised { .. } => {
            None
        }
    });
    broken.collect()
}

fn check_honest(file: &str, duration: &str, tries: u64) {
    let scenario = scenario(file, &[Override::duration(duration)]);
    let simulation = Simulation::of(&scenario).expect("a mock");
    let mut operations = 0;
    for more in 0..tries {
        let run = simulation
            .run(&seeded(&scenario, more), &[])
            .expect("a run");
        let broken = broken(&run);
        let seed = scenario.seed + more;
        assert!(broken.is_empty(), "{file}, seed {seed}: {broken:#?}");
        operations += run.operations.len();
    }
    println!("{file}: {tries} honest runs of {operations} operations in all, none accused");
}

#[test]
fn an_honest_spine_is_never_accused() {
    check_honest("smoke.toml", "2 s", seeds(50));
}

#[test]
fn an_honest_spine_whose_clock_is_moved_is_never_accused() {
    check_honest("rolling-24-hours.toml", "2 s", seeds(50));
    check_honest("plan-ends-at-midnight.toml", "2 s", seeds(50));
}

#[test]
fn an_honest_spine_that_is_searched_is_never_accused() {
    check_honest("find-a-patient.toml", "1 s", seeds(4));
}

/// A mutant's hunt, and whether each of so many seeds catches it under the rule of its bug mode.
fn check_caught(mutant: &Mutant, tries: u64) -> Result<(), String> {
    let Standing::Hunted {
        sabotage,
        scenario: file,
        duration,
    } = mutant.standing
    else {
        return Ok(());
    };
    let mode = mock_spine::bugs::CATALOGUE;
    let mode = mode.iter().find(|mode| mode.id == sabotage);
    let meant = mode.expect("a bug mode").rule.to_string();
    let scenario = scenario(file, &[Override::duration(duration)]);
    let simulation = Simulation::of(&scenario).expect("a mock");
    for more in 0..tries {
        let run = simulation.run(&seeded(&scenario, more), &[sabotage]);
        let broken = broken(&run.expect("a run"));
        if !broken.iter().any(|(rule, _)| *rule == meant) {
            let found: Vec<_> = broken.iter().map(|(rule, _)| rule).collect();
            let seed = scenario.seed + more;
            return Err(format!(
                "{sabotage} breaks {meant}, {file} with seed {seed} found {found:?}"
            ));
        }
    }
    Ok(())
}

#[test]
fn every_saboteur_is_caught_under_its_rule_with_every_seed() {
    let tries = seeds(2);
    let next = AtomicUsize::new(0);
    let hunt = || {
        let mut missed = Vec::new();
        while let Some(mutant) = MUTANTS.get(next.fetch_add(1, Ordering::SeqCst)) {
            missed.extend(check_caught(mutant, tries).err());
        }
        missed
    };
    let missed: Vec<_> = thread::scope(|threads| {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let hunters: Vec<_> = (0..cores).map(|_| threads.spawn(hunt)).collect();
        let missed = hunters
            .into_iter()
            .map(|hunter| hunter.join().expect("no panic"));
        missed.flatten().collect()
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_same_seed_makes_the_same_run() {
    let scenario = scenario("smoke.toml", &[Override::duration("2 s")]);
    let run = || {
        let simulation = Simulation::of(&scenario).expect("a mock");
        simulation.run(&scenario, &["lost-update"]).expect("a run")
    };
    let (one, other) = (run(), run());
    assert_eq!(one.operations.len(), other.operations.len());
    let differs = one.operations.iter().zip(&other.operations);
    let first = differs.into_iter().find(|(one, other)| one != other);
    assert_eq!(first, None);
    assert_eq!(one.tallies, other.tallies);
}
