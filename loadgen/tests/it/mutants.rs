//! Every bug mode of the mock is caught by a scenario of ours over sockets, under the rule that its catalogue gives it.

use crate::made::{runtime, target};
use crate::whole_run::{broken_rules, scenario};
use cpis_population::Settings;
use loadgen::people::settings_of;
use loadgen::power::{Mutant, Standing};
use loadgen::scenario::{Override, Scenario};
use mock_spine::MockSpine;
use mock_spine::bugs::{BugMode, CATALOGUE};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Runtime;

/// How many hunts go on at once: they mostly wait for what is due.
const AT_ONCE: usize = 6;

/// What nobody can judge against a Spine of others: somebody else may have given the number to a patient.
const UNTOLD: [&str; 1] = ["unknown-number-withdrawn"];

/// The scenario that goes for a bug mode, and for how long.
fn hunt(mode: &BugMode) -> (&'static str, &'static str) {
    match Mutant::of(mode.id).map(|mutant| mutant.standing) {
        Some(Standing::Hunted {
            scenario, duration, ..
        }) => (scenario, duration),
        Some(Standing::Planned { .. }) | None => panic!("nothing goes for {}", mode.id),
    }
}

/// A mock with these people, and what it runs on.
pub(crate) fn started(people: Settings) -> (Runtime, MockSpine) {
    let runtime = runtime();
    let mock = MockSpine::builder().settings(|settings| settings.population = people);
    let mock = runtime.block_on(mock.start()).expect("a mock");
    (runtime, mock)
}

fn check(mode: &BugMode) -> Result<(), String> {
    let (file, duration) = hunt(mode);
    let scenario = scenario(file, &[Override::duration(duration)]);
    let (_runtime, mock) = started(settings_of(&scenario.population));
    mock.app().tenants.default_tenant().bugs.set(&[mode.bug]);
    let broken = broken_rules(&scenario, &target(&mock));
    let named: Vec<_> = broken.iter().map(|(rule, _)| rule.as_str()).collect();
    if named.contains(&mode.rule.to_string().as_str()) {
        Ok(())
    } else {
        Err(format!(
            "{} breaks {}, {file} found {named:?}: {broken:?}",
            mode.id, mode.rule
        ))
    }
}

#[test]
fn every_bug_mode_is_caught_under_the_rule_of_its_catalogue() {
    let next = AtomicUsize::new(0);
    let hunter = || {
        let mut missed = Vec::new();
        while let Some(mode) = CATALOGUE.get(next.fetch_add(1, Ordering::SeqCst)) {
            if !UNTOLD.contains(&mode.id) {
                missed.extend(check(mode).err());
            }
        }
        missed
    };
    let missed: Vec<String> = std::thread::scope(|scope| {
        let hunters: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(hunter)).collect();
        hunters
            .into_iter()
            .flat_map(|hunter| hunter.join().expect("no panic"))
            .collect()
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_spine_that_was_used_before_is_found_out_like_a_fresh_one_and_accused_of_nothing_else() {
    for id in [
        "dedup-ignores-user",
        "dedup-ignores-organisation",
        "dedup-ignores-patient",
    ] {
        let mode = CATALOGUE.iter().find(|mode| mode.id == id).expect("a mode");
        let few = [
            Override::duration("2 s"),
            Override::set("population.patients=20_000"),
        ];
        let first = scenario("smoke.toml", &few);
        let (runtime, mock) = started(settings_of(&first.population));
        let setup = target(&mock);
        // The same once more finds every window open, another seed most of them closed.
        let other = Scenario {
            seed: first.seed + 1,
            ..first.clone()
        };
        for (scenario, turn) in [(&first, "fresh"), (&first, "used")] {
            assert_eq!(broken_rules(scenario, &setup), [], "{id}, honest, {turn}");
        }
        mock.app().tenants.default_tenant().bugs.set(&[mode.bug]);
        let broken = broken_rules(&other, &setup);
        assert!(!broken.is_empty(), "{id}: nothing was found");
        drop(runtime);
    }
}
