//! Searches against a mock whose people others have changed, or who are others altogether. SRC-6 to SRC-8.

use crate::made::{runtime, target};
use crate::whole_run::scenario;
use cpis_vocabulary::PatientStatus;
use loadgen::checker::{People, Truth, Verdict, judge};
use loadgen::executor::{Driving, execute};
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use mock_spine::MockSpine;
use mock_spine::bugs::Bug;
use std::collections::HashSet;
use std::sync::Arc;

/// The verdicts on SRC-6, SRC-7 and SRC-8, and how many patients were not as the seed has them.
fn judged(scenario: &Scenario, mock: &MockSpine) -> ([Verdict; 3], usize) {
    let setup = target(mock);
    let runtime = runtime();
    let recorder = Arc::new(Recorder::in_memory());
    let run = runtime
        .block_on(execute(scenario, &setup, Driving::default(), &recorder))
        .unwrap_or_else(|error| panic!("{error}"));
    let history = Arc::into_inner(recorder)
        .expect("one recorder")
        .finish()
        .expect("a history");
    let truth = Truth {
        reading: run.reading,
        people: &run.people,
    };
    let tallies = judge(truth, &history.operations, &run.ledger);
    let rules = ["SRC-6", "SRC-7", "SRC-8"];
    let verdicts = rules.map(|rule| tallies.verdict(rule.parse().expect("a rule")));
    let strangers = run.people.strangers();
    (verdicts, strangers.map_or(0, HashSet::len))
}

fn mock(patients: u64, seed: u64) -> MockSpine {
    let runtime = runtime();
    runtime
        .block_on(
            MockSpine::builder()
                .patients(patients)
                .settings(|settings| settings.population.seed = seed)
                .start(),
        )
        .expect("a mock")
}

/// The scenario of a few seconds, about fewer people.
fn few(seed: &str) -> Scenario {
    scenario(
        "find-a-patient.toml",
        &[
            Override::duration("1 s"),
            Override::set("population.patients=8_000"),
            Override::seed(seed),
        ],
    )
}

#[test]
fn a_mock_that_an_earlier_run_has_changed_is_not_accused() {
    let mock = mock(8_000, 1);
    let mut strangers = 0;
    for seed in ["1", "2", "3"] {
        let (verdicts, met) = judged(&few(seed), &mock);
        for verdict in verdicts {
            assert!(matches!(verdict, Verdict::Upheld { .. }), "{verdict:#?}");
        }
        strangers += met;
    }
    assert!(
        strangers > 0,
        "nobody was met whom an earlier run had changed"
    );
}

#[test]
fn a_mock_whose_people_others_have_given_each_others_names_is_not_accused() {
    let mock = mock(8_000, 1);
    let people = &mock.app().tenants.default_tenant().people;
    let population = people.population();
    let usual = |index: &u64| population.status(*index) == PatientStatus::Ordinary;
    let turns = (0..population.len()).filter(usual).step_by(61);
    let mut before = None;
    for index in turns {
        let mut patient = population.patient(index);
        let name = patient.name.as_mut().expect("a name");
        let family = name.family.clone();
        name.family = before.replace(family).unwrap_or_else(|| "Nobody".into());
        people.put(patient);
    }
    let mut strangers = 0;
    for seed in ["1", "2"] {
        let (verdicts, met) = judged(&few(seed), &mock);
        for verdict in verdicts {
            assert!(!matches!(verdict, Verdict::Broken { .. }), "{verdict:#?}");
        }
        strangers += met;
    }
    assert!(strangers > 10, "{strangers} were met");
}

#[test]
fn of_people_who_are_not_known_nothing_is_said() {
    for mock in [mock(8_000, 2), mock(9_000, 1)] {
        let ([_, _, complete], _) = judged(&few("1"), &mock);
        assert!(
            matches!(complete, Verdict::Inconclusive { .. }),
            "{complete:#?}"
        );
    }
}

#[test]
fn a_finding_says_what_was_asked_and_what_the_population_has() {
    let mock = mock(8_000, 1);
    let tenant = mock.app().tenants.default_tenant();
    tenant.bugs.set(&[Bug::DropsAccents]);
    let ([_, _, Verdict::Broken { findings, .. }], _) = judged(&few("1"), &mock) else {
        panic!("somebody with an accent is missing");
    };
    let finding = &findings[0];
    let [asked, missing] = finding.certificate.as_slice() else {
        panic!("{finding:#?}");
    };
    assert!(finding.summary.starts_with("a search does not find "));
    assert!(asked.what.contains("searched family="), "{}", asked.what);
    assert!(asked.what.contains(" & birthdate=eq"), "{}", asked.what);
    let number = finding.child.expect("a patient").to_string();
    assert_eq!(missing.who, format!("patient {number}"));
    assert!(missing.what.contains("; born 20"), "{}", missing.what);
    assert!(missing.what.ends_with("; ordinary"), "{}", missing.what);
}
