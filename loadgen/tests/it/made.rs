//! Runs made by hand: operations as an executor would record them, and what surrounds them.

use cpis_vocabulary::{NhsNumber, PatientStatus, Timestamp};
use loadgen::assemble::{Asked, Options, Run, assemble};
use loadgen::checker::{ChildTruth, Reading};
use loadgen::executed::{Executed, PopulationFacts, ProbeCount, TargetFacts};
use loadgen::executor::Setup;
use loadgen::history::{
    Activity, Caller, Credential, Kind, Ledger, Moment, Operation, OperationNumber, Outcome, Seen,
    Unscheduled, WhyUnknown,
};
use loadgen::recorder::Recorded;
use loadgen::rulebook::rules;
use loadgen::scenario::{ProbeKind, Scenario};
use loadgen::truth::Known;
use mock_spine::MockSpine;
use reports::{Machine, RunRecord};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// A mock of this process as the Spine that a run is judged against.
pub(crate) fn target(mock: &MockSpine) -> Setup {
    Setup::Target {
        url: mock.data_url(),
        control: Some(mock.control_url()),
        control_token: None,
        route: loadgen::transport::Settings::default(),
    }
}

/// A runtime of the test's own thread.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

pub(crate) const MS: u64 = 1_000_000;

/// A child without plans, and so without an alert.
pub(crate) fn child() -> NhsNumber {
    (999_000_000..).find_map(NhsNumber::from_stem).unwrap()
}

pub(crate) fn at() -> Timestamp {
    Timestamp::parse("2026-03-02T09:00:00Z").unwrap()
}

/// A look at the child, due every 10 ms, sent at once, answered after 2 ms: there is nothing to show.
pub(crate) fn look(number: u64) -> Operation {
    let due = number * 10 * MS;
    Operation {
        number: OperationNumber(number),
        worker: 0,
        tenant: "default".into(),
        epoch: 0,
        kind: Kind::OpenAlert,
        child: Some(child()),
        caller: Some(Arc::new(Caller {
            user: "555000001".into(),
            user_name: "Wren Heath".into(),
            role: "555000001-1".into(),
            job_role: "R8001".into(),
            job_role_name: "Nurse".into(),
            organisation: "XED01".into(),
            organisation_name: "Ravensmoor Hospital".into(),
            activity: Activity::Notifying,
        })),
        credential: Credential::Standing,
        flaws: vec![],
        unscheduled: Unscheduled::True,
        trace: None,
        step: "open the alert".into(),
        probe: None,
        setting: Some(cpis_vocabulary::CareSetting::EmergencyDepartment),
        due: Moment::from_nanos(due),
        sent: Moment::from_nanos(due),
        answered: Some(Moment::from_nanos(due + 2 * MS)),
        v_inv: at(),
        v_ret: at(),
        outcome: Outcome::Answered { status: 200 },
        stamp: None,
        access: None,
        seen: Seen::Plans {
            plans: vec![],
            total: 0,
        },
    }
}

/// The same with nothing to show for it: nobody knows whether it happened.
pub(crate) fn lost(number: u64) -> Operation {
    Operation {
        answered: None,
        outcome: Outcome::Unknown {
            why: WhyUnknown::NoAnswer,
        },
        seen: Seen::Nothing,
        ..look(number)
    }
}

/// One that found no free slot.
pub(crate) fn unsent(number: u64) -> Operation {
    Operation {
        answered: None,
        outcome: Outcome::NotSent,
        seen: Seen::Nothing,
        ..look(number)
    }
}

/// One that was answered although it showed a token that the Spine never issued.
pub(crate) fn unauthorised(number: u64) -> Operation {
    Operation {
        credential: Credential::Invented,
        ..look(number)
    }
}

/// Moved by so many milliseconds after falling due.
pub(crate) fn late(operation: Operation, by_ms: u64) -> Operation {
    let moved = |moment: Moment| Moment::from_nanos(moment.nanos() + by_ms * MS);
    Operation {
        sent: moved(operation.sent),
        answered: operation.answered.map(moved),
        ..operation
    }
}

pub(crate) fn scenario_text(proves: &[&str], more: &str) -> String {
    format!(
        "title = \"Made by hand\"\nproves = {proves:?}\nseed = 7\n\
         arrivals = {{ shape = \"constant\", rate = \"100 per second\" }}\nduration = \"1 s\"\n{more}\n\
         [[script]]\nsteps = [\"open the alert\"]\n"
    )
}

pub(crate) fn executed() -> Executed {
    let nobody = ChildTruth {
        birth_date: None,
        status: PatientStatus::Ordinary,
        plans: vec![],
    };
    Executed {
        ledger: Ledger {
            notices: Some(vec![]),
            ..Ledger::default()
        },
        people: Known::Listed {
            people: HashMap::from([(child(), nobody)]),
            population: None,
            strangers: HashSet::new(),
            earlier: HashMap::new(),
        },
        reading: Reading::default(),
        target: TargetFacts {
            own_mock: false,
            url: "http://127.0.0.1:8700".to_owned(),
            control: Some("http://127.0.0.1:8701".to_owned()),
            store: None,
            clock: Some("frozen".to_owned()),
        },
        population: PopulationFacts {
            patients: 1_000,
            seed: 1,
            reference_date: "2026-03-02".to_owned(),
            users: 40,
            organisations: 14,
            authorities: 4,
            plans: 20,
        },
        probes: vec![ProbeCount {
            kind: ProbeKind::StaleToken,
            planned: 3,
            run: 3,
            reached: 2,
        }],
        in_flight_max: 4,
        work: None,
        waited_for: Duration::ZERO,
        started_at: at(),
        doubt: None,
        missing: None,
        duration: Duration::from_secs(1),
        bugs: vec![],
        faults: vec![],
        apart: Duration::ZERO,
        server: vec![],
        events: vec![(Duration::from_millis(500), "the clock was moved".to_owned())],
    }
}

pub(crate) fn asked(text: &str) -> Asked {
    let command = ["loadgen", "run", "made.toml"].map(str::to_owned).to_vec();
    Asked {
        target: Some("http://127.0.0.1:8700".to_owned()),
        version: "0.1.0".to_owned(),
        ..Asked::of("made.toml", text, Options::default(), command)
    }
}

pub(crate) fn machine() -> Machine {
    Machine {
        cores: 2,
        os: "linux".to_owned(),
        cpu: String::new(),
        memory_bytes: 0,
    }
}

/// The record of such a run.
pub(crate) fn record(proves: &[&str], more: &str, operations: Vec<Operation>) -> RunRecord {
    let text = scenario_text(proves, more);
    let scenario = Scenario::parse(&text, "made.toml", &[]).unwrap();
    let run = Run {
        scenario: &scenario,
        asked: &asked(&text),
        machine: &machine(),
        executed: &executed(),
        directory: "target/runs/made",
    };
    assemble(
        &run,
        &run.hear(&Recorded::of(operations)),
        &rules().unwrap(),
    )
}
