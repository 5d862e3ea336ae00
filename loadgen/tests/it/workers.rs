//! Several workers share one run out.

use crate::made::runtime;
use crate::whole_run::{broken_rules_of, scenario};
use loadgen::executor::{Driving, Pacing, Setup, execute};
use loadgen::recorder::Recorder;
use loadgen::scenario::Override;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

fn driving(workers: u32, pacing: Pacing) -> Driving {
    let workers = NonZeroU32::new(workers).unwrap();
    Driving {
        workers,
        pacing,
        ..Driving::default()
    }
}

#[test]
fn workers_do_together_what_one_would_have_done() {
    let scenario = scenario("smoke.toml", &[Override::duration("2 s")]);
    let run = |driving| {
        let recorder = Arc::new(Recorder::in_memory());
        let executed = runtime().block_on(execute(&scenario, &Setup::OwnMock, driving, &recorder));
        let probes = executed.unwrap().probes;
        let operations = recorder.finish().unwrap().operations;
        let planned: Vec<_> = probes
            .iter()
            .map(|probe| (probe.kind, probe.planned))
            .collect();
        let run = probes.iter().map(|probe| probe.run).sum::<u64>();
        (operations, planned, run)
    };
    let (one, planned, done) = run(driving(1, Pacing::Timer));
    let (three, planned_of_three, done_of_three) = run(driving(3, Pacing::Timer));
    assert_eq!((planned_of_three, done_of_three), (planned, done));
    let workers: BTreeSet<_> = three.iter().map(|operation| operation.worker).collect();
    assert_eq!(
        workers,
        [0, 1, 2, 3].into(),
        "the last reads the final lists"
    );
    let numbers: BTreeSet<_> = three.iter().map(|operation| operation.number).collect();
    assert_eq!(numbers.len(), three.len(), "no number is given twice");
    let traces: Vec<_> = three.iter().filter_map(|one| one.trace).collect();
    let opened = |operations: &[loadgen::history::Operation]| {
        let opened = operations
            .iter()
            .filter(|one| &*one.step == "open the alert");
        opened.map(|one| one.child).collect::<Vec<_>>().len()
    };
    assert!(!traces.is_empty());
    assert_eq!(opened(&three), opened(&one));
}

#[test]
fn an_honest_mock_is_not_accused_by_several_workers() {
    let scenario = scenario("smoke.toml", &[Override::duration("3 s")]);
    for driving in [driving(3, Pacing::Timer), driving(2, Pacing::Spin)] {
        let broken = broken_rules_of(&scenario, &Setup::OwnMock, driving);
        assert!(broken.is_empty(), "{driving:?}: {broken:#?}");
    }
}
