//! What a search may get wrong, clause by clause: the answers of an honest mock, each spoilt in one way, convict by the right rule.
//! SRC-6 to SRC-9.

use crate::made::runtime;
use crate::whole_run::scenario;
use cpis_population::{Case, Population};
use cpis_vocabulary::{AccessId, NhsNumber, Patient, PatientStatus};
use loadgen::checker::{People, Reading, Tallies, Truth, Verdict, judge};
use loadgen::executor::{Driving, Setup, execute};
use loadgen::history::{Kind, Ledger, ListEntry, Operation, Outcome, PatientSeen, Seen};
use loadgen::recorder::Recorder;
use loadgen::scenario::Override;
use loadgen::truth::Known;
use std::collections::{BTreeSet, HashSet};
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
    for rule in ["SRC-6", "SRC-7", "SRC-8", "SRC-9"] {
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

/// SRC-6.
#[test]
fn an_answer_of_the_wrong_form_convicts() {
    check(&[
        ("a wildcard is refused", &["SRC-6"], |all| {
            let is_part =
                |one: &Operation| value(one, "family").is_some_and(|name| name.contains('*'));
            answer(all, is_part, || refused(400, Some("INVALID_SEARCH_DATA")))
        }),
        ("nobody found is 404", &["SRC-6"], |all| {
            let is_nobody = |one: &Operation| is_search(one) && shows(one, 0);
            answer(all, is_nobody, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        ("a search cannot be processed", &["SRC-6"], |all| {
            answer(all, is_search, || refused(422, None))
        }),
        ("too many are an error", &["SRC-6"], |all| {
            let is_too_many = |one: &Operation| one.seen == Seen::TooManyMatches;
            answer(all, is_too_many, || refused(413, Some("TOO_MANY_MATCHES")))
        }),
        ("too many come with 206", &["SRC-6"], |all| {
            let is_too_many = |one: &Operation| one.seen == Seen::TooManyMatches;
            answer(all, is_too_many, || {
                (Outcome::Answered { status: 206 }, Seen::TooManyMatches)
            })
        }),
        ("the list is cut", &["SRC-6"], |all| {
            let is_too_many = |one: &Operation| one.seen == Seen::TooManyMatches;
            answer(all, is_too_many, || ok(Vec::new()))
        }),
        ("as many as allowed are too many", &["SRC-6"], |all| {
            let is_full = |one: &Operation| is_search(one) && shows(one, 50);
            answer(all, is_full, || {
                (Outcome::Answered { status: 200 }, Seen::TooManyMatches)
            })
        }),
        ("one is too many", &["SRC-6"], |all| {
            let is_one = |one: &Operation| is_search(one) && shows(one, 1);
            answer(all, is_one, || {
                (Outcome::Answered { status: 200 }, Seen::TooManyMatches)
            })
        }),
        (
            "the limit that was asked for is passed over",
            &["SRC-6"],
            |all| {
                let mut widened = 0;
                for operation in all {
                    let shown = found_in(operation).len();
                    if let Kind::Search { asked } = &mut operation.kind
                        && shown > 1
                        && let Some((_, most)) =
                            asked.iter_mut().find(|(name, _)| **name == *"_max-results")
                    {
                        *most = (shown - 1).to_string().as_str().into();
                        widened += 1;
                    }
                }
                widened
            },
        ),
    ]);
}

/// SRC-6.
#[test]
fn a_list_that_is_no_honest_one_convicts() {
    check(&[
        ("the best does not come first", &["SRC-6"], |all| {
            let is_several = |one: &Operation| is_search(one) && !shows(one, 0) && !shows(one, 1);
            each_list(all, is_several, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.score = Some(1)).is_some()
                    && found.last().is_some_and(|one| one.score > Some(1))
            })
        }),
        ("a score is above 1", &["SRC-6"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.score = Some(10_001)).is_some()
            })
        }),
        ("a score is missing", &["SRC-6"], |all| {
            each_list(all, is_search, |_, found| {
                let last = found.last_mut();
                last.map(|one| one.score = None).is_some()
            })
        }),
        ("somebody is shown twice", &["SRC-6"], |all| {
            each_list(all, is_search, |_, found| {
                let last = found.last().cloned();
                found.extend(last);
                (1..50).contains(&found.len())
            })
        }),
        (
            "a wildcard in the middle finds nobody",
            &["SRC-6", "SRC-8"],
            |all| {
                let is_inner = |one: &Operation| {
                    let mut names = ["family", "given"]
                        .iter()
                        .filter_map(|name| value(one, name));
                    names.any(|name| name.contains('*') && !name.ends_with('*'))
                };
                hide_all(all, is_inner)
            },
        ),
        (
            "sounds and swapped names find nobody",
            &["SRC-6", "SRC-8"],
            |all| hide_all(all, |one| value(one, "_fuzzy-match") == Some("true")),
        ),
    ]);
}

/// Whether a search asks for a restricted patient by name only, and shows them.
fn shows_restricted(operation: &Operation) -> bool {
    is_search(operation)
        && matches!(&operation.seen, Seen::Patients { found } if found.iter().any(|one| one.is_restricted))
}

/// SRC-7.
#[test]
fn a_restricted_patient_who_is_told_of_convicts() {
    fn spoil(all: &mut [Operation], spoil: impl Fn(&mut PatientSeen)) -> usize {
        each_list(all, shows_restricted, |_, found| {
            let restricted = found.iter_mut().filter(|one| one.is_restricted);
            restricted.map(&spoil).count() > 0
        })
    }
    fn read(all: &mut [Operation], spoil: impl FnOnce(&mut PatientSeen)) -> usize {
        let patient = of_case(Case::Restricted);
        let mut shown = seen(&patient, None);
        spoil(&mut shown);
        reread(all, patient.number, || ok(vec![shown]))
    }
    check(&[
        ("found unmarked with an address", &["SRC-7"], |all| {
            spoil(all, |one| {
                one.is_restricted = false;
                one.whereabouts = vec!["address".into()];
            })
        }),
        ("found unmarked", &["SRC-7"], |all| {
            spoil(all, |one| one.is_restricted = false)
        }),
        ("found with a managing organisation", &["SRC-7"], |all| {
            spoil(all, |one| {
                one.whereabouts = vec!["managingOrganization".into()];
            })
        }),
        ("read unmarked with an address", &["SRC-7"], |all| {
            read(all, |one| {
                one.is_restricted = false;
                one.whereabouts = vec!["address".into()];
            })
        }),
        ("read unmarked", &["SRC-7"], |all| {
            read(all, |one| one.is_restricted = false)
        }),
        ("read with contacts", &["SRC-7"], |all| {
            read(all, |one| one.whereabouts = vec!["contact".into()])
        }),
        (
            "an ordinary patient is read as restricted",
            &["SRC-7"],
            |all| {
                let patient = of_case(Case::Hyphen);
                let shown = PatientSeen {
                    is_restricted: true,
                    whereabouts: Vec::new(),
                    ..seen(&patient, None)
                };
                reread(all, patient.number, || ok(vec![shown]))
            },
        ),
        ("everybody is found as restricted", &["SRC-7"], |all| {
            each_list(all, is_search, |_, found| {
                for one in &mut *found {
                    one.is_restricted = true;
                    one.whereabouts.clear();
                }
                !found.is_empty()
            })
        }),
        ("found by postcode", &["SRC-7"], |all| {
            let is_by_home = |one: &Operation| value(one, "address-postalcode").is_some();
            each_list(all, is_by_home, |_, found| {
                found.push(seen(&of_case(Case::Restricted), Some(0)));
                true
            })
        }),
        ("found by practice", &["SRC-7"], |all| {
            let mut asked_for = 0;
            for operation in all {
                let alone = match found_in(operation) {
                    [one] if shows_restricted(operation) => patient_of(one.number),
                    _ => None,
                };
                let practice = alone.and_then(|patient| patient.practice);
                if let (Some(practice), Kind::Search { asked }) = (practice, &mut operation.kind) {
                    let code = practice.organisation.as_str().into();
                    asked.push(("general-practitioner".into(), code));
                    asked_for += 1;
                }
            }
            asked_for
        }),
    ]);
}

/// SRC-6: whoever was given the name that is asked for is shown by no such answer.
#[test]
fn of_too_many_nothing_is_said_where_others_may_have_given_somebody_the_name() {
    let mut operations = world().operations.clone();
    let is_full = |one: &Operation| is_search(one) && shows(one, 50);
    let told = || (Outcome::Answered { status: 200 }, Seen::TooManyMatches);
    assert!(answer(&mut operations, is_full, told) > 0);
    let people = among_others(HashSet::new());
    let tallies = judged_among(&people, &operations, &world().ledger);
    let verdict = tallies.verdict("SRC-6".parse().unwrap());
    assert!(
        matches!(verdict, Verdict::Inconclusive { .. }),
        "{verdict:#?}"
    );
}

/// SRC-7.
#[test]
fn whoever_others_have_put_to_another_use_convicts_nobody() {
    let restricted = of_case(Case::Restricted);
    let ordinary = of_case(Case::Hyphen);
    let withdrawn = of_case(Case::Invalidated);
    let opened = PatientSeen {
        is_restricted: false,
        whereabouts: vec!["address".into()],
        ..seen(&restricted, None)
    };
    let marked = PatientSeen {
        is_restricted: true,
        whereabouts: Vec::new(),
        ..seen(&ordinary, None)
    };
    let restored = seen(&withdrawn, None);
    for (strangers, number, shown, is_broken) in [
        (vec![], restricted.number, &opened, true),
        (vec![restricted.number], restricted.number, &opened, false),
        (vec![], ordinary.number, &marked, false),
        (vec![], withdrawn.number, &restored, true),
        (vec![withdrawn.number], withdrawn.number, &restored, false),
    ] {
        let mut operations = world().operations.clone();
        reread(&mut operations, number, || ok(vec![shown.clone()]));
        let people = among_others(strangers.iter().copied().collect());
        let found = broken(&judged_among(&people, &operations, &world().ledger));
        assert_eq!(found.contains("SRC-7"), is_broken, "{number} {strangers:?}");
    }
}

/// SRC-7.
#[test]
fn a_number_out_of_use_that_answers_for_itself_convicts() {
    fn found_among_others(all: &mut [Operation], case: Case) -> usize {
        let patient = of_case(case);
        let has_room = |one: &Operation| {
            is_search(one) && value(one, "_max-results").is_none() && !shows(one, 50)
        };
        each_list(all, has_room, |_, found| {
            found.push(seen(&patient, Some(0)));
            true
        })
    }
    check(&[
        ("a withdrawn patient is found", &["SRC-7"], |all| {
            found_among_others(all, Case::Invalidated)
        }),
        ("a superseded number is found", &["SRC-7"], |all| {
            found_among_others(all, Case::Superseded)
        }),
        ("a withdrawn number is read", &["SRC-7"], |all| {
            let patient = of_case(Case::Invalidated);
            reread(all, patient.number, || ok(vec![seen(&patient, None)]))
        }),
        ("a withdrawn number is unknown", &["SRC-7"], |all| {
            let number = of_case(Case::Invalidated).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        ("a withdrawn number is gone", &["SRC-7"], |all| {
            let number = of_case(Case::Invalidated).number;
            reread(all, number, || refused(410, Some("INVALIDATED_RESOURCE")))
        }),
        ("a superseded number is unknown", &["SRC-7"], |all| {
            let number = of_case(Case::Superseded).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        (
            "a superseded number answers for itself",
            &["SRC-7"],
            |all| {
                let patient = of_case(Case::Superseded);
                reread(all, patient.number, || ok(vec![seen(&patient, None)]))
            },
        ),
        ("a restricted number is unknown", &["SRC-7"], |all| {
            let number = of_case(Case::Restricted).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        (
            "an ordinary number is taken for withdrawn",
            &["SRC-7"],
            |all| {
                let number = of_case(Case::Hyphen).number;
                reread(all, number, || refused(404, Some("INVALIDATED_RESOURCE")))
            },
        ),
    ]);
}

/// SRC-8.
#[test]
fn whoever_is_missing_or_too_many_convicts() {
    check(&[
        ("restricted patients are hidden", &["SRC-8"], |all| {
            let is_shown = |one: &Operation| is_plain(one) && shows_restricted(one);
            each_list(all, is_shown, |_, found| {
                found.retain(|one| !one.is_restricted);
                true
            })
        }),
        ("postcodes in lower case find nobody", &["SRC-8"], |all| {
            hide_all(all, |one| {
                value(one, "address-postalcode")
                    .is_some_and(|code| code.contains(char::is_lowercase))
            })
        }),
        ("postcodes without a space find nobody", &["SRC-8"], |all| {
            hide_all(all, |one| {
                value(one, "address-postalcode").is_some_and(|code| !code.contains(' '))
            })
        }),
        ("the last day of a range is left out", &["SRC-8"], |all| {
            each_list(all, is_plain, |operation, found| {
                let Kind::Search { asked } = &operation.kind else {
                    return false;
                };
                let mut births = asked.iter().filter(|(name, _)| **name == *"birthdate");
                let last = births.find_map(|(_, day)| day.strip_prefix("le"));
                let last = last.map(|day| day.parse().unwrap());
                let before = found.len();
                found.retain(|one| last.is_none() || one.birth_date != last);
                found.len() < before
            })
        }),
        ("somebody of another family is shown", &["SRC-8"], |all| {
            let stranger = of_case(Case::LeapDay);
            each_list(
                all,
                |one| is_search(one) && shows(one, 0),
                |_, found| {
                    found.push(seen(&stranger, Some(0)));
                    true
                },
            )
        }),
        ("a number that nobody has is shown", &["SRC-8"], |all| {
            let nobody = population().number(population().len());
            each_list(all, is_plain, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.number = nobody).is_some()
            })
        }),
        ("another birthday is shown", &["SRC-8"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                let other = "1901-02-03".parse().ok();
                first.map(|one| one.birth_date = other).is_some()
            })
        }),
        ("other given names are shown", &["SRC-8"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.given = vec!["Nobody".into()]).is_some()
            })
        }),
        ("no name is shown", &["SRC-8"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.family = None).is_some()
            })
        }),
    ]);
}

/// Picks the operations of one kind.
type IsKind = fn(&Operation) -> bool;

/// SRC-9.
#[test]
fn a_search_that_leaves_a_trace_convicts() {
    let world = world();
    let access = AccessId::new(1_234_567_890);
    let searched = |operations: &mut Vec<Operation>, kind: IsKind| {
        let one = operations.iter_mut().find(|one| kind(one)).unwrap();
        one.access = Some(access);
    };
    let kinds: [(&str, IsKind); 3] = [
        ("a search", is_search),
        ("an overview", |one| one.kind == Kind::Overview),
        ("a reading", |one| one.kind == Kind::ReadPatient),
    ];
    for (name, kind) in kinds {
        let mut operations = world.operations.clone();
        searched(&mut operations, kind);
        let found = broken(&judged(&operations, &world.ledger));
        assert!(found.contains("SRC-9"), "{name} names an access: {found:?}");
    }
    let mut operations = world.operations.clone();
    let overviews = world.operations.iter();
    let overviews = overviews.filter(|one| one.kind == Kind::Overview && one.caller.is_some());
    let mut pairs = overviews.filter_map(|overview| {
        let list = operations.iter().position(|one| {
            one.child == overview.child
                && one.sent > overview.sent
                && matches!(one.seen, Seen::List { .. })
        });
        Some((overview, list?))
    });
    let (overview, list) = pairs.next().expect("a list after an overview");
    let caller = overview.caller.as_deref().unwrap();
    if let Seen::List { entries, total } = &mut operations[list].seen {
        *total += 1;
        let entry = ListEntry {
            access,
            at: overview.v_inv,
            viewer: Some(caller.user_name.clone()),
            organisation: Some(caller.organisation.clone()),
        };
        entries.insert(0, entry);
    }
    let found = broken(&judged(&operations, &world.ledger));
    assert!(
        found.contains("SRC-9"),
        "a list shows an overview: {found:?}"
    );
}
