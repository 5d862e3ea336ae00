//! What a scenario would notice: run against Spines that each break one rule on purpose, in simulated time.

mod caught;
mod matrix;
mod mutants;
mod text;

pub use caught::Catch;
pub use matrix::{MatrixError, kill_matrix};
pub use mutants::{MUTANTS, Mutant, Standing};

use crate::checker::Verdict;
use crate::embedded::Sabotage;
use crate::scenario::Scenario;
use crate::simulation::{Simulation, SimulationError};
use cpis_vocabulary::RequirementId;
use std::collections::BTreeSet;
use std::io;
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What a scenario would have caught and what not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Power {
    /// The scenario's title.
    pub title: String,
    /// The first seed; the others follow it.
    pub seed: u64,
    /// How many seeds there were.
    pub seeds: u32,
    /// How many operations the run of the first seed had against an honest Spine.
    pub operations: u64,
    /// What an honest Spine was accused of, which is a bug of the judge.
    pub accusations: Vec<Accusation>,
    /// How it went with each broken Spine, in the order of the mutants.
    pub rows: Vec<Row>,
}

/// An honest Spine that was accused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Accusation {
    /// With which seed.
    pub seed: u64,
    /// The rule that it was said to break.
    pub rule: RequirementId,
    /// The first finding's sentence.
    pub finding: String,
}

/// How it went with one broken Spine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its number in the kill matrix, if it has one.
    pub number: Option<u8>,
    /// What was broken.
    pub sabotage: Sabotage,
    /// Whether a run came where its rule applies.
    pub is_exercised: bool,
    /// How it was caught, seed by seed where it was.
    pub catches: Vec<Catch>,
}

/// One run that is to be made, and what came of it.
#[derive(Clone, Copy, Debug)]
struct Trial {
    sabotage: Option<Sabotage>,
    seed: u64,
}

#[derive(Debug)]
enum Outcome {
    Honest {
        accusations: Vec<Accusation>,
        exercised: BTreeSet<RequirementId>,
        operations: u64,
    },
    Broken(Option<Catch>),
}

/// Is told how many of how many runs have been made, by whichever thread made one.
pub type Told<'a> = dyn Fn(u64, u64) + Sync + 'a;

/// Runs a scenario against an honest Spine and against each of these broken ones, once for each seed.
///
/// # Errors
/// When the scenario cannot be run.
pub fn power(
    scenario: &Scenario,
    sabotages: &[Sabotage],
    seeds: NonZeroU32,
    told: &Told<'_>,
) -> Result<Power, SimulationError> {
    let seeds_of = || (0..seeds.get()).map(|more| scenario.seed.wrapping_add(u64::from(more)));
    let spines = std::iter::once(None).chain(sabotages.iter().copied().map(Some));
    let trials: Vec<_> = spines
        .flat_map(|sabotage| seeds_of().map(move |seed| Trial { sabotage, seed }))
        .collect();
    let mut power = Power {
        title: scenario.title.clone(),
        seed: scenario.seed,
        seeds: seeds.get(),
        operations: 0,
        accusations: Vec::new(),
        rows: Vec::new(),
    };
    let mut exercised = BTreeSet::new();
    let mut rows: Vec<_> = sabotages.iter().map(|sabotage| row(*sabotage)).collect();
    for (trial, outcome) in trials.iter().zip(carry_out(scenario, &trials, told)?) {
        match outcome {
            Outcome::Honest {
                accusations,
                exercised: rules,
                operations,
            } => {
                if trial.seed == scenario.seed {
                    power.operations = operations;
                }
                power.accusations.extend(accusations);
                exercised.extend(rules);
            }
            Outcome::Broken(catch) => {
                let mut rows = rows.iter_mut();
                if let Some(row) = rows.find(|row| Some(row.sabotage) == trial.sabotage) {
                    row.catches.extend(catch);
                }
            }
        }
    }
    for row in &mut rows {
        row.is_exercised = exercised.contains(&row.sabotage.rule) || !row.catches.is_empty();
    }
    rows.sort_by_key(|row| row.number.unwrap_or(u8::MAX));
    Ok(Power { rows, ..power })
}

fn row(sabotage: Sabotage) -> Row {
    Row {
        number: Mutant::of(sabotage.id).and_then(|mutant| mutant.number),
        sabotage,
        is_exercised: false,
        catches: Vec::new(),
    }
}

/// What a thread has for its stack: a whole run, Spine and all, stands on it.
const STACK: usize = 16 * 1024 * 1024;

/// Makes the runs, on every core, and answers in their order.
fn carry_out(
    scenario: &Scenario,
    trials: &[Trial],
    told: &Told<'_>,
) -> Result<Vec<Outcome>, SimulationError> {
    let number = |runs: usize| u64::try_from(runs).unwrap_or(u64::MAX);
    told(0, number(trials.len()));
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<(usize, Outcome)>> = Mutex::default();
    let work = || {
        let simulation = Simulation::of(scenario)?;
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(trial) = trials.get(place) else {
                return Ok(());
            };
            let outcome = carry_out_one(&simulation, scenario, *trial)?;
            let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
            outcomes.push((place, outcome));
            told(number(outcomes.len()), number(trials.len()));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|threads| {
        let worker = |_| {
            let builder = thread::Builder::new().stack_size(STACK);
            builder.spawn_scoped(threads, work)
        };
        let workers = (0..cores.min(trials.len())).map(worker);
        let workers = workers.collect::<io::Result<Vec<_>>>()?;
        let ends = workers.into_iter().map(|worker| {
            let end = worker.join();
            end.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        ends.collect::<Result<Vec<()>, SimulationError>>()
    })?;
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(place, _)| *place);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn carry_out_one(
    simulation: &Simulation,
    scenario: &Scenario,
    trial: Trial,
) -> Result<Outcome, SimulationError> {
    let scenario = Scenario {
        seed: trial.seed,
        ..scenario.clone()
    };
    let broken: Vec<_> = trial.sabotage.iter().map(|sabotage| sabotage.id).collect();
    let run = simulation.run(&scenario, &broken)?;
    if let Some(sabotage) = trial.sabotage {
        return Ok(Outcome::Broken(caught::soonest(&run, sabotage.rule)));
    }
    let mut accusations = Vec::new();
    let mut exercised = BTreeSet::new();
    for rule in run.tallies.rules() {
        match run.tallies.verdict(rule) {
            Verdict::Broken { findings, .. } => accusations.push(Accusation {
                seed: trial.seed,
                rule,
                finding: findings
                    .into_iter()
                    .next()
                    .map_or_else(String::new, |finding| finding.summary),
            }),
            Verdict::Upheld { .. } => {
                exercised.insert(rule);
            }
            Verdict::Inconclusive { .. } | Verdict::NotExercised { .. } => {}
        }
    }
    Ok(Outcome::Honest {
        accusations,
        exercised,
        operations: u64::try_from(run.operations.len()).unwrap_or(u64::MAX),
    })
}
