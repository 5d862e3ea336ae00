//! Somebody else in the run's tenant.

use crate::made::{runtime, target};
use crate::mutants::started;
use crate::whole_run::scenario;
use loadgen::executor::{Driving, Setup, execute};
use loadgen::people::settings_of;
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use std::sync::Arc;

/// Why nothing can be held for or against the Spine that a run was put on, if that is so.
fn doubt(scenario: &Scenario, setup: &Setup) -> Option<String> {
    let recorder = Arc::new(Recorder::in_memory());
    let run = runtime().block_on(execute(scenario, setup, Driving::default(), &recorder));
    run.unwrap_or_else(|error| panic!("{error}"))
        .doubt
        .map(|doubt| doubt.why().to_owned())
}

fn check(file: &str) {
    let overrides = [
        Override::duration("2 s"),
        Override::set("population.patients=20_000"),
    ];
    let first = scenario(file, &overrides);
    let second = Scenario {
        seed: first.seed + 1,
        ..first.clone()
    };
    let (_runtime, mock) = started(settings_of(&first.population));
    let setup = target(&mock);
    // One after the other is no company, of whatever seed.
    for (scenario, turn) in [(&first, "first"), (&second, "second"), (&first, "again")] {
        assert_eq!(doubt(scenario, &setup), None, "{file}, {turn}");
    }
    let doubts = std::thread::scope(|scope| {
        [&first, &second]
            .map(|scenario| scope.spawn(|| doubt(scenario, &setup)))
            .map(|run| run.join().expect("no panic"))
    });
    for doubt in doubts {
        let doubt = doubt.unwrap_or_else(|| panic!("{file}: nobody was noticed"));
        assert!(
            doubt.contains("were asked for by requests that the run did not make"),
            "{file}: {doubt}"
        );
    }
}

#[test]
fn a_run_that_shares_its_tenant_holds_nothing_against_the_spine() {
    check("monday-morning.toml");
}

#[test]
fn a_clock_that_stands_still_hides_nobody() {
    check("alerts.toml");
}
