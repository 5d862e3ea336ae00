//! A whole run: own mock, sockets, judge.

use crate::made::{runtime, target};
use loadgen::checker::{Tallies, Truth, Verdict, judge};
use loadgen::executor::{Driving, Setup, execute};
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use mock_spine::MockSpine;
use mock_spine::tenant::{Tenant, TenantId};
use std::path::Path;
use std::sync::Arc;

pub(crate) fn scenario(name: &str, overrides: &[Override]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../scenarios")
        .join(name);
    let text = std::fs::read_to_string(&path).expect("the scenario is there");
    Scenario::parse(&text, name, overrides).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// The rules that a run finds broken, each with its first finding.
pub(crate) fn broken_rules(scenario: &Scenario, setup: &Setup) -> Vec<(String, String)> {
    broken_rules_of(scenario, setup, Driving::default())
}

/// The same, with the load put on in a certain way.
pub(crate) fn broken_rules_of(
    scenario: &Scenario,
    setup: &Setup,
    driving: Driving,
) -> Vec<(String, String)> {
    broken(&judged(scenario, setup, driving))
}

/// What the judge takes down of a run.
fn judged(scenario: &Scenario, setup: &Setup, driving: Driving) -> Tallies {
    let recorder = Arc::new(Recorder::in_memory());
    let runtime = runtime();
    let run = runtime
        .block_on(execute(scenario, setup, driving, &recorder))
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
    println!(
        "{}: {} operations",
        scenario.title,
        history.operations.len()
    );
    let missed = run
        .probes
        .iter()
        .filter(|probe| probe.reached < probe.planned);
    missed.for_each(|probe| println!("  {probe:?}"));
    tallies
}

fn broken(tallies: &Tallies) -> Vec<(String, String)> {
    let broken = tallies
        .rules()
        .filter_map(|rule| match tallies.verdict(rule) {
            Verdict::Broken { findings, .. } => {
                let first = findings
                    .into_iter()
                    .next()
                    .map(|finding| format!("{finding:#?}"));
                Some((rule.to_string(), first.unwrap_or_default()))
            }
            Verdict::Inconclusive { why, .. } => {
                println!("  {rule} inconclusive: {why}");
                None
            }
            Verdict::Upheld { .. } | Verdict::NotExercised { .. } => None,
        });
    broken.collect()
}

fn check_honest(name: &str, duration: &str) {
    let scenario = scenario(name, &[Override::duration(duration)]);
    let broken = broken_rules(&scenario, &Setup::OwnMock);
    assert!(
        broken.is_empty(),
        "{name} accuses an honest mock: {broken:#?}"
    );
}

#[test]
fn an_honest_mock_is_not_accused() {
    check_honest("smoke.toml", "3 s");
}

#[test]
fn an_honest_mock_whose_clock_is_moved_is_not_accused() {
    check_honest("rolling-24-hours.toml", "3 s");
    check_honest("plan-ends-at-midnight.toml", "3 s");
}

#[test]
fn an_honest_mock_finds_exactly_who_matches() {
    let scenario = scenario("find-a-patient.toml", &[Override::duration("2 s")]);
    let tallies = judged(&scenario, &Setup::OwnMock, Driving::default());
    let broken = broken(&tallies);
    assert!(broken.is_empty(), "{broken:#?}");
    for rule in ["SRC-6", "SRC-7", "SRC-8", "SRC-9"] {
        let verdict = tallies.verdict(rule.parse().expect("a rule"));
        assert!(matches!(verdict, Verdict::Upheld { .. }), "{verdict:#?}");
    }
}

#[test]
fn an_honest_tenant_of_a_mock_is_not_accused() {
    let scenario = scenario("smoke.toml", &[Override::duration("2 s")]);
    let runtime = runtime();
    let mock = runtime
        .block_on(MockSpine::builder().patients(20_000).start())
        .expect("a mock");
    let app = mock.app();
    let id = TenantId::parse("class-1").expect("a name");
    let tenant = Tenant::new(id, &app.settings, None).expect("a tenant");
    runtime
        .block_on(tenant.open(&app.spine))
        .expect("an open store");
    app.tenants.add(Arc::new(tenant));
    let setup = Setup::Target {
        url: format!("{}/t/class-1", mock.data_url()),
        control: Some(mock.control_url()),
        control_token: None,
        route: loadgen::transport::Settings::default(),
    };
    let broken = broken_rules(&scenario, &setup);
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn faults_that_are_on_at_either_end_of_a_run_are_told() {
    let scenario = scenario("smoke.toml", &[Override::duration("1 s")]);
    let runtime = runtime();
    let mock = runtime
        .block_on(MockSpine::builder().patients(20_000).start())
        .expect("a mock");
    let tenant = Arc::clone(mock.app().tenants.default_tenant());
    let fault = |action: &str, rest: &str| {
        let asked = format!(
            "{{\"faults\":[{{\"at\":\"after_commit_before_reply\",\"action\":\"{action}\",\"share\":0.01{rest}}}]}}"
        );
        let faults = serde_json::from_str(&asked).expect("faults");
        tenant.faults.set(faults).expect("faults that can be");
    };
    fault("stall", ",\"for\":\"PT0.001S\"");
    let setup = target(&mock);
    let recorder = Arc::new(Recorder::in_memory());
    let other_fault_under_way = async {
        while recorder.counts().outcomes.due() == 0 {
            tokio::task::yield_now().await;
        }
        fault("drip", ",\"for\":\"PT0.001S\"");
    };
    let (run, ()) = runtime.block_on(async {
        tokio::join!(
            execute(&scenario, &setup, Driving::default(), &recorder),
            other_fault_under_way
        )
    });
    let faults = run.expect("a run").faults;
    let names: Vec<_> = faults.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["stall", "drip"], "{faults:?}");
}
