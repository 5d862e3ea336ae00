//! Whole runs in simulated time: an honest Spine is never accused, a saboteur is always caught.
//!
//! `SIMULATION_SEEDS` says how many seeds each honest scenario and each saboteur is tried with; without it, as many as every push is worth.
//! `SIMULATION_ONLY` names the files of the honest scenarios that are tried, with commas between them; without it, all are.

use crate::checker_inboxes::{Telling, told_again};
use crate::whole_run::scenario;
use loadgen::checker::{Patience, Tallies, Truth, Verdict};
use loadgen::power::{MUTANTS, Mutant, Standing};
use loadgen::scenario::{Override, Scenario};
use loadgen::simulation::{Simulated, Simulation};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

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
fn broken(tallies: &Tallies) -> Vec<(String, String)> {
    let rules = tallies.rules();
    let broken = rules.filter_map(|rule| match tallies.verdict(rule) {
        Verdict::Broken { findings, .. } => Some((rule.to_string(), format!("{findings:#?}"))),
        Verdict::Upheld { .. } | Verdict::Inconclusive { .. } | Verdict::NotExercised { .. } => {
            None
        }
    });
    broken.collect()
}

/// A scenario, what of it is shortened for a seed, and how many seeds every push is worth.
struct Trial {
    file: &'static str,
    set: &'static [&'static str],
    seeds: u64,
}

const fn trial(file: &'static str, set: &'static [&'static str], seeds: u64) -> Trial {
    Trial { file, set, seeds }
}

/// Of the largest populations a part is enough: who is there does not change what is judged.
const FEWER: &str = "population.patients=100_000";

/// Every scenario. Where something goes wrong on purpose, it is run for as long as that takes.
#[rustfmt::skip]
const TRIALS: [Trial; 37] = [
    trial("alerts.toml", &["duration=4 s"], 4),
    trial("ambulance.toml", &["duration=4 s"], 2),
    trial("camhs.toml", &["duration=4 s"], 2),
    trial("clock-jumps.toml", &["duration=12 s"], 4),
    trial("clocks-go-back.toml", &["duration=4 s"], 4),
    trial("community-paediatrics.toml", &["duration=4 s"], 2),
    trial("dentistry.toml", &["duration=4 s"], 2),
    trial("emergency-department.toml", &["duration=4 s"], 2),
    trial("england-at-work.toml", &["duration=30 s", FEWER], 1),
    trial("find-a-patient.toml", &["duration=1 s"], 4),
    trial("gp-out-of-hours.toml", &["duration=4 s"], 2),
    trial("gp-practice.toml", &["duration=4 s"], 2),
    trial("health-visitors.toml", &["duration=4 s"], 2),
    trial("hot-child.toml", &["phase.1.duration=20 ms", "phase.2.duration=200 ms"], 1),
    trial("lost-replies.toml", &[], 1),
    trial("maternity.toml", &["duration=4 s"], 2),
    trial("minor-injury-unit.toml", &["duration=4 s"], 2),
    trial("monday-morning.toml", &["duration=6 s", FEWER], 1),
    trial("nhs-111.toml", &["duration=4 s"], 2),
    trial("notifications.toml", &["duration=4 s"], 4),
    trial("overnight-soak.toml", &["phase.1.duration=2 s", "phase.2.duration=10 s", FEWER], 1),
    trial("paediatric-ward.toml", &["duration=4 s"], 2),
    trial("pds-ceiling.toml", &["phase.1.duration=1 s", "phase.2.duration=1 s", "target.3.window=1 s to 2 s", "search.verified=2 %", FEWER], 1),
    trial("plan-ends-at-midnight.toml", &["duration=2 s"], 50),
    trial("previous-views.toml", &["duration=4 s"], 4),
    trial("rolling-24-hours.toml", &["duration=2 s"], 50),
    trial("sexual-health.toml", &["duration=4 s"], 2),
    trial("shift-changes.toml", &["group.1.phase.1.duration=3 s", "group.2.starts=5 s"], 1),
    trial("slow-spine.toml", &[], 1),
    trial("smoke.toml", &["duration=2 s"], 50),
    trial("spine-ceiling.toml", &["phase.1.duration=1 s", "phase.2.duration=1 s", "target.1.window=1 s to 2 s", FEWER], 1),
    trial("training-day.toml", &[], 1),
    trial("two-classes.toml", &["duration=4 s"], 4),
    trial("two-departments-one-child.toml", &["duration=10 s", FEWER], 1),
    trial("walk-in-centre.toml", &["duration=4 s"], 2),
    trial("ward-rounds.toml", &[], 1),
    trial("who-may-look.toml", &["duration=4 s"], 4),
];

/// With so many seeds a run is judged as it goes on, too.
const TOLD_AGAIN: u64 = 4;

/// What a judge finds broken who is told the run as it goes on, and what the authorities have received so far: at once, or as late as
/// they may.
fn broken_meanwhile(scenario: &Scenario, run: &Simulated, seed: u64) -> Vec<(String, String)> {
    let limits = &scenario.limits;
    let settle = limits.settle_within;
    let telling = Telling {
        patience: Patience {
            answer: limits.answer_within + Duration::from_secs(1),
            settle,
        },
        delay_max: if seed.is_multiple_of(2) {
            settle
        } else {
            Duration::ZERO
        },
        every: Duration::from_millis(500),
        seed,
    };
    let truth = Truth {
        reading: run.executed.reading,
        people: &run.executed.people,
    };
    let notices = run.executed.ledger.notices.as_deref().unwrap_or_default();
    broken(&told_again(truth, (&run.operations, notices), telling))
}

fn check_honest(trial: &Trial) -> Result<(), String> {
    let Trial {
        file,
        set,
        seeds: otherwise,
    } = trial;
    let only = std::env::var("SIMULATION_ONLY").unwrap_or_default();
    if !only.is_empty() && !only.split(',').any(|name| name == *file) {
        return Ok(());
    }
    let overrides: Vec<_> = set.iter().map(|key| Override::set(key)).collect();
    let scenario = scenario(file, &overrides);
    let simulation = Simulation::of(&scenario).expect("a mock");
    let tries = seeds(*otherwise);
    let mut operations = 0;
    for more in 0..tries {
        let run = simulation
            .run(&seeded(&scenario, more), &[])
            .expect("a run");
        let mut broken = broken(&run.tallies);
        if more < TOLD_AGAIN {
            broken.extend(broken_meanwhile(&scenario, &run, more));
        }
        if !broken.is_empty() {
            let seed = scenario.seed + more;
            let accused = format!("{file}, seed {seed}: {broken:#?}");
            // Others may take hours.
            println!("{accused}");
            return Err(accused);
        }
        operations += run.operations.len();
    }
    println!("{file}: {tries} honest runs of {operations} operations in all, none accused");
    Ok(())
}

/// Tries each of these, as many at once as there are cores, and tells what went wrong.
fn try_all<T: Sync>(all: &[T], try_one: impl Fn(&T) -> Result<(), String> + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(one) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
            wrong.extend(try_one(one).err());
        }
        wrong
    };
    let wrong: Vec<_> = thread::scope(|threads| {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let workers: Vec<_> = (0..cores).map(|_| threads.spawn(work)).collect();
        let wrong = workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"));
        wrong.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_scenario_accuses_an_honest_spine() {
    try_all(&TRIALS, check_honest);
}

/// The clock jumps between a request and its repetition: they are two accesses under one TraceID, and a list leaves out the later. VIEW-7.
#[test]
fn a_request_that_is_repeated_a_day_later_is_another_access() {
    let scenario = scenario("notifications.toml", &[Override::set("duration=4 s")]);
    let scenario = Scenario {
        seed: 20_260_415,
        ..scenario
    };
    let run = Simulation::of(&scenario).unwrap().run(&scenario, &[]);
    assert_eq!(broken(&run.unwrap().tallies), []);
}

#[test]
fn every_scenario_is_tried_with_an_honest_spine() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .expect("the scenarios")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort_unstable();
    assert_eq!(TRIALS.map(|trial| trial.file).to_vec(), files);
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
        let broken = broken(&run.expect("a run").tallies);
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
    try_all(&MUTANTS, |mutant| check_caught(mutant, tries));
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
