//! What a search may get wrong, clause by clause: the answers of an honest mock, each spoilt in one way, convict by the right rule.
//! SRC-1, SRC-6 to SRC-9.

mod form;
mod out_of_use;
mod refusals;
mod restricted;
mod trace;
mod whom;

use crate::made::runtime;
use crate::whole_run::scenario;
use cpis_population::{Case, Population};
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use loadgen::checker::{People, Reading, Tallies, Truth, Verdict, judge};
use loadgen::executor::{Driving, Setup, execute};
use loadgen::history::{Kind, Ledger, Operation, Outcome, PatientSeen, Seen};
use loadgen::recorder::Recorder;
use loadgen::scenario::Override;
use loadgen::truth::Known;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// A run against an honest mock, and who is there.
struct World {
    operations: Vec<Operation>,
    ledger: Ledger,
    people: Known,
    reading: Reading,
}

/// The run is made once: every test spoils a copy.
fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let few = [
            Override::duration("2 s"),
            Override::set("population.patients=20_000"),
        ];
        let scenario = scenario("find-a-patient.toml", &few);
        let recorder = Arc::new(Recorder::in_memory());
        let run = runtime().block_on(execute(
            &scenario,
            &Setup::OwnMock,
            Driving::default(),
            &recorder,
        ));
        let run = run.unwrap_or_else(|error| panic!("{error}"));
        let history = Arc::into_inner(recorder).unwrap().finish().unwrap();
        World {
            operations: history.operations,
            ledger: run.ledger,
            people: run.people,
            reading: run.reading,
        }
    })
}

fn population() -> &'static Population {
    world().people.population().unwrap()
}

fn judged(operations: &[Operation], ledger: &Ledger) -> Tallies {
    judged_among(&world().people, operations, ledger)
}

fn judged_among(people: &Known, operations: &[Operation], ledger: &Ledger) -> Tallies {
    let truth = Truth {
        reading: world().reading,
        people,
    };
    judge(truth, operations, ledger)
}

/// The same people, whom others may change, as they were listed before the run.
fn among_others(strangers: HashSet<NhsNumber>) -> Known {
    let population = population();
    let cases = [
        Case::Restricted,
        Case::Invalidated,
        Case::Superseded,
        Case::Hyphen,
    ];
    let numbers = cases.iter().flat_map(|case| population.cases(*case));
    let numbers = numbers.map(|index| population.number(index));
    let known = numbers.filter_map(|number| {
        let child = world().people.child("default", 0, number)?;
        let survivor = match child.status {
            PatientStatus::Superseded { by } => Some((by, world().people.child("default", 0, by)?)),
            PatientStatus::Ordinary | PatientStatus::Restricted | PatientStatus::Invalidated => {
                None
            }
        };
        Some([(number, child)].into_iter().chain(survivor))
    });
    Known::Listed {
        people: known.flatten().collect(),
        population: Some(Box::new(population.clone())),
        strangers,
        earlier: HashMap::new(),
    }
}

fn broken(tallies: &Tallies) -> BTreeSet<String> {
    let broken = tallies
        .rules()
        .filter(|rule| matches!(tallies.verdict(*rule), Verdict::Broken { .. }));
    broken.map(|rule| rule.to_string()).collect()
}

/// Spoils what it finds to spoil, and says how much that was.
type Spoil = fn(&mut Vec<Operation>) -> usize;

/// Each row breaks these rules and no other.
fn check(rows: &[(&str, &[&str], Spoil)]) {
    let world = world();
    let mut wrong = Vec::new();
    for (name, expected, spoil) in rows {
        let mut operations = world.operations.clone();
        let spoilt = spoil(&mut operations);
        assert!(spoilt > 0, "nothing to spoil: {name}");
        let found = broken(&judged(&operations, &world.ledger));
        let expected: BTreeSet<String> = expected.iter().map(|&rule| rule.to_owned()).collect();
        if found != expected {
            wrong.push(format!("{name}: {expected:?} expected, {found:?} found"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The value of a parameter of a search whose answer was kept.
fn value<'a>(operation: &'a Operation, name: &str) -> Option<&'a str> {
    let Kind::Search { asked } = &operation.kind else {
        return None;
    };
    let mut pairs = asked.iter();
    pairs
        .find(|(known, _)| **known == *name)
        .map(|(_, value)| &**value)
}

fn is_search(operation: &Operation) -> bool {
    value(operation, "family").is_some()
}

/// Whether a search asks for just the names that it gives.
fn is_plain(operation: &Operation) -> bool {
    let has_wildcard = |name| value(operation, name).is_some_and(|text| text.contains('*'));
    is_search(operation)
        && !has_wildcard("family")
        && !has_wildcard("given")
        && value(operation, "_fuzzy-match").is_none()
}

/// Spoils the answers that are lists of patients to searches of this sort.
fn each_list(
    operations: &mut [Operation],
    is_asked: impl Fn(&Operation) -> bool,
    mut spoil: impl FnMut(&Operation, &mut Vec<PatientSeen>) -> bool,
) -> usize {
    let mut spoilt = 0;
    for operation in operations {
        if !is_asked(operation) {
            continue;
        }
        let mut seen = std::mem::take(&mut operation.seen);
        if let Seen::Patients { found } = &mut seen {
            spoilt += usize::from(spoil(operation, found));
        }
        operation.seen = seen;
    }
    spoilt
}

/// Shows nobody in the answers to searches of this sort that showed somebody.
fn hide_all(operations: &mut [Operation], is_asked: impl Fn(&Operation) -> bool) -> usize {
    each_list(operations, is_asked, |_, found| {
        let is_shown = !found.is_empty();
        found.clear();
        is_shown
    })
}

/// The first patient of a case.
fn of_case(case: Case) -> Patient {
    let index = population().cases(case).next().unwrap();
    population().patient(index)
}

/// A patient as an honest answer shows them.
fn seen(patient: &Patient, score: Option<i64>) -> PatientSeen {
    let name = patient.name.as_ref();
    let is_restricted = patient.status == PatientStatus::Restricted;
    let places = ["address", "telecom", "generalPractitioner"];
    PatientSeen {
        number: patient.number,
        score,
        is_restricted,
        family: name.map(|name| name.family.clone()),
        given: name.map(|name| name.given.clone()).unwrap_or_default(),
        gender: patient.gender,
        birth_date: patient.birth_date,
        whereabouts: if is_restricted {
            Vec::new()
        } else {
            places.map(Into::into).to_vec()
        },
    }
}

fn patient_of(number: NhsNumber) -> Option<Patient> {
    let index = population().index(number)?;
    Some(population().patient(index))
}

/// Makes one reading by number out of an honest one: of this number, answered like this.
fn reread(
    operations: &mut [Operation],
    asked: NhsNumber,
    shown: impl FnOnce() -> (Outcome, Seen),
) -> usize {
    let is_read = |operation: &&mut Operation| {
        operation.kind == Kind::ReadPatient && matches!(operation.seen, Seen::Patients { .. })
    };
    let reading = operations.iter_mut().find(is_read).unwrap();
    reading.child = Some(asked);
    (reading.outcome, reading.seen) = shown();
    1
}

fn ok(found: Vec<PatientSeen>) -> (Outcome, Seen) {
    (Outcome::Answered { status: 200 }, Seen::Patients { found })
}

fn refused(status: u16, code: Option<&str>) -> (Outcome, Seen) {
    let code = code.map(Into::into);
    (Outcome::Refused { status, code }, Seen::Nothing)
}

/// Answers like this to every search of this sort.
fn answer(
    operations: &mut [Operation],
    is_asked: impl Fn(&Operation) -> bool,
    told: impl Fn() -> (Outcome, Seen),
) -> usize {
    let asked = operations.iter_mut().filter(|one| is_asked(one));
    let mut answered = 0;
    for operation in asked {
        (operation.outcome, operation.seen) = told();
        answered += 1;
    }
    answered
}

fn shows(operation: &Operation, count: usize) -> bool {
    matches!(&operation.seen, Seen::Patients { found } if found.len() == count)
}

#[test]
fn the_honest_answers_convict_nobody() {
    let world = world();
    let tallies = judged(&world.operations, &world.ledger);
    assert_eq!(broken(&tallies), BTreeSet::new());
    for rule in ["SRC-1", "SRC-6", "SRC-7", "SRC-8", "SRC-9"] {
        let verdict = tallies.verdict(rule.parse().unwrap());
        assert!(matches!(verdict, Verdict::Upheld { .. }), "{verdict:#?}");
    }
}

#[test]
fn honest_readings_out_of_ordinary_use_convict_nobody() {
    check(&[
        ("a restricted patient, marked", &[], |all| {
            let patient = of_case(Case::Restricted);
            reread(all, patient.number, || ok(vec![seen(&patient, None)]))
        }),
        ("a withdrawn number", &[], |all| {
            let number = of_case(Case::Invalidated).number;
            reread(all, number, || refused(404, Some("INVALIDATED_RESOURCE")))
        }),
        ("a superseded number", &[], |all| {
            let patient = of_case(Case::Superseded);
            let PatientStatus::Superseded { by } = patient.status else {
                unreachable!("a case says what it is");
            };
            let survivor = patient_of(by).unwrap();
            reread(all, patient.number, || ok(vec![seen(&survivor, None)]))
        }),
        ("a Spine that is too busy", &[], |all| {
            let number = of_case(Case::Invalidated).number;
            reread(all, number, || refused(429, Some("TOO_MANY_REQUESTS")))
        }),
    ]);
}

/// The patients that an answer shows.
fn found_in(operation: &Operation) -> &[PatientSeen] {
    if let Seen::Patients { found } = &operation.seen {
        found
    } else {
        &[]
    }
}

/// Whether a search asks for a restricted patient by name only, and shows them.
fn shows_restricted(operation: &Operation) -> bool {
    is_search(operation)
        && matches!(&operation.seen, Seen::Patients { found } if found.iter().any(|one| one.is_restricted))
}
