//! What a Spine tells of itself while the load is on.

use crate::made::runtime;
use loadgen::executor::{Driving, Setup, execute};
use loadgen::history::Outcome;
use loadgen::recorder::Recorder;
use loadgen::scenario::Scenario;
use loadgen::transport::Settings;
use mock_spine::MockSpine;
use reports::ServerMetric;
use std::sync::Arc;

const SCENARIO: &str = r#"
title = "told"
proves = []
population = { patients = 5_000, users = 40 }
arrivals = { shape = "constant", rate = "100 per second" }
duration = "1200 ms"
[[script]]
steps = ["open the alert"]
"#;

/// What is told in a run, and how many requests of the load the Spine settled.
fn told(setup: &Setup) -> (Vec<ServerMetric>, f64) {
    let scenario =
        Scenario::parse(SCENARIO, "told.toml", &[]).unwrap_or_else(|all| panic!("{all}"));
    let recorder = Arc::new(Recorder::in_memory());
    let run = execute(&scenario, setup, Driving::default(), &recorder);
    let server = runtime().block_on(run).unwrap().server;
    let operations = recorder.finish().unwrap().operations;
    let settled = operations.iter().filter(|one| {
        let is_settled = matches!(
            one.outcome,
            Outcome::Answered { .. } | Outcome::Refused { .. }
        );
        is_settled && one.kind.is_load() && &*one.step != "final list"
    });
    (server, f64::from(u32::try_from(settled.count()).unwrap()))
}

fn grown(metrics: &[ServerMetric], label: &str) -> f64 {
    let metric = metrics.iter().find(|metric| metric.label == label);
    let growth = metric.and_then(|metric| metric.growth.as_ref());
    growth
        .unwrap_or_else(|| panic!("no growth of {label} in {metrics:?}"))
        .value
}

#[test]
fn a_mock_of_the_runs_own_tells_what_it_answered_and_what_it_took() {
    let (server, settled) = told(&Setup::OwnMock);
    let answered = grown(&server, "Requests answered");
    // Whoever logs on before the load is not counted, nor what is read after it.
    assert!(
        (answered - settled).abs() < 3.0,
        "{answered} answered, {settled} settled"
    );
    let looks = grown(&server, "/cpis/FHIR/R4/CareTeam, 2xx");
    assert!(looks > 50.0 && looks <= answered, "{looks} of {answered}");
    assert!(grown(&server, "Processor") > 0.0);
    let memory = server
        .iter()
        .find(|metric| metric.label == "Memory")
        .unwrap();
    assert!(memory.readings.len() >= 2, "before and after: {memory:?}");
    assert!(memory.readings.iter().all(|reading| reading.value > 1.0));
    assert!(
        !server
            .iter()
            .any(|metric| metric.label.contains("/control/"))
    );
}

#[test]
fn without_a_control_port_nothing_is_told() {
    let runtime = runtime();
    let mock = runtime
        .block_on(MockSpine::builder().patients(5_000).start())
        .unwrap();
    let at = |control| Setup::Target {
        url: mock.data_url(),
        control,
        control_token: None,
        route: Settings::default(),
    };
    assert_eq!(told(&at(None)).0, []);
    let (server, _) = told(&at(Some(mock.control_url())));
    assert!(grown(&server, "Requests answered") > 50.0);
}
