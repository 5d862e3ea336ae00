//! The smallest part of a scenario that still shows a fault: arrivals are left out and the rest is run again in simulated time.
//!
//! A recorded history cannot be made smaller: that something did not happen is evidence in it. A run that is made again can.

mod fewest;

use crate::checker::{Finding, Verdict};
use crate::embedded::Sabotage;
use crate::scenario::Scenario;
use crate::schedule::{Crowd, Schedule, Turn};
use crate::simulation::{Simulated, Simulation, SimulationError};
use cpis_vocabulary::RequirementId;
use fewest::fewest;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::Builder;

/// A fault, and the smallest part of a scenario that shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Shrunk {
    /// What was broken on purpose.
    pub sabotage: Sabotage,
    /// The scenario, of which only those arrivals are made.
    pub scenario: Scenario,
    /// The rule that is found broken.
    pub rule: RequirementId,
    /// How many operations the whole run had.
    pub whole: u64,
    /// How many operations are left.
    pub operations: u64,
    /// What is found then; the first of it.
    pub finding: Finding,
    /// How many runs with the fault it took.
    pub runs: u64,
    /// Whether none of the arrivals can be left out; of a fault that takes very many not everything is tried.
    pub is_least: bool,
    /// What an honest Spine is accused of by the same arrivals, which is a bug of the judge.
    pub accusations: Vec<Finding>,
}

/// What was tried, and what came of it.
#[derive(Debug)]
struct Trials<'a> {
    simulation: Simulation,
    scenario: &'a Scenario,
    sabotage: Sabotage,
    runs: u64,
}

/// Is told how many runs have been made.
pub type Told<'a> = dyn Fn(u64) + Sync + 'a;

/// The smallest part of a scenario that shows what a broken Spine does; nothing where the whole of it does not.
///
/// # Errors
/// When the scenario cannot be run.
pub fn shrink(
    scenario: &Scenario,
    sabotage: Sabotage,
    told: &Told<'_>,
) -> Result<Option<Shrunk>, SimulationError> {
    // A whole run, Spine and all, stands on the stack.
    let builder = Builder::new().stack_size(STACK);
    std::thread::scope(|scope| {
        let work = builder.spawn_scoped(scope, || shrunk(scenario, sabotage, told))?;
        let end = work.join();
        end.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// So many parts are tried at most.
const RUNS_MAX: u64 = 300;

const STACK: usize = 16 * 1024 * 1024;

fn shrunk(
    scenario: &Scenario,
    sabotage: Sabotage,
    told: &Told<'_>,
) -> Result<Option<Shrunk>, SimulationError> {
    let mut trials = Trials {
        simulation: Simulation::of(scenario)?,
        scenario,
        sabotage,
        runs: 0,
    };
    let whole = trials.run(scenario.only.clone(), told)?;
    let Some(rule) = broken(&whole, sabotage.rule) else {
        return Ok(None);
    };
    let whole = number(whole.operations.len());
    let all = numbers(scenario, whole);
    let mut is_least = true;
    let only = fewest(all, |some| {
        if trials.runs >= RUNS_MAX {
            is_least = false;
            return Ok(false);
        }
        let run = trials.run(Some(set(some)), told)?;
        Ok::<_, SimulationError>(first(&run, rule).is_some())
    })?;
    let only = set(&only);
    let smallest = trials.run(Some(Arc::clone(&only)), told)?;
    let Some(finding) = first(&smallest, rule) else {
        return Ok(None);
    };
    let honest = trials.honest(Arc::clone(&only))?;
    let rules = honest.tallies.rules();
    Ok(Some(Shrunk {
        sabotage,
        scenario: Scenario {
            only: Some(only),
            ..scenario.clone()
        },
        rule,
        whole,
        operations: number(smallest.operations.len()),
        finding,
        runs: trials.runs,
        is_least,
        accusations: rules.filter_map(|rule| first(&honest, rule)).collect(),
    }))
}

impl Shrunk {
    /// How many arrivals are left.
    pub fn arrivals(&self) -> u64 {
        self.scenario
            .only
            .as_ref()
            .map_or(0, |only| number(only.len()))
    }
}

impl Trials<'_> {
    fn run(
        &mut self,
        only: Option<Arc<BTreeSet<u64>>>,
        told: &Told<'_>,
    ) -> Result<Simulated, SimulationError> {
        let run = self.simulation.run(&self.with(only), &[self.sabotage.id])?;
        self.runs += 1;
        told(self.runs);
        Ok(run)
    }

    fn honest(&self, only: Arc<BTreeSet<u64>>) -> Result<Simulated, SimulationError> {
        self.simulation.run(&self.with(Some(only)), &[])
    }

    fn with(&self, only: Option<Arc<BTreeSet<u64>>>) -> Scenario {
        Scenario {
            only,
            ..self.scenario.clone()
        }
    }
}

/// The numbers that a scenario's arrivals have, in the order they are due, and those that script runs of users can have in a run of so
/// many operations.
fn numbers(scenario: &Scenario, operations: u64) -> Vec<u64> {
    let schedule = Schedule::of(scenario);
    let arrivals = schedule.arrivals().map(|arrival| arrival.number);
    let crowds = schedule.crowds().iter();
    let of_users = crowds.flat_map(|crowd| of_crowd(crowd, operations));
    let is_made = |number: &u64| {
        scenario
            .only
            .as_ref()
            .is_none_or(|only| only.contains(number))
    };
    arrivals.chain(of_users).filter(is_made).collect()
}

/// The numbers of a crowd's script runs, of which each has an operation at least.
fn of_crowd(crowd: &Crowd, operations: u64) -> impl Iterator<Item = u64> + '_ {
    let users = crowd.closed().users.most();
    let iterations = operations.min(NUMBERS_MAX / u64::from(users.max(1)));
    let turns = (0..iterations).flat_map(move |iteration| {
        (0..users).map(move |user| Turn {
            user,
            iteration,
            taken: iteration * u64::from(users) + u64::from(user),
        })
    });
    turns.map_while(|turn| crowd.number(turn))
}

/// So many script runs of users are told apart at most.
const NUMBERS_MAX: u64 = 1 << 18;

/// The rule that is found broken: the one that was meant, or any.
fn broken(run: &Simulated, meant: RequirementId) -> Option<RequirementId> {
    let mut rules = core::iter::once(meant).chain(run.tallies.rules());
    rules.find(|rule| first(run, *rule).is_some())
}

/// The first finding under a rule.
fn first(run: &Simulated, rule: RequirementId) -> Option<Finding> {
    match run.tallies.verdict(rule) {
        Verdict::Broken { findings, .. } => findings.into_iter().next(),
        Verdict::Upheld { .. } | Verdict::Inconclusive { .. } | Verdict::NotExercised { .. } => {
            None
        }
    }
}

fn set(numbers: &[u64]) -> Arc<BTreeSet<u64>> {
    Arc::new(numbers.iter().copied().collect())
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
