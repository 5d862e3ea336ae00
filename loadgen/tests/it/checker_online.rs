use super::checker_honest::crowd_history;
use super::checker_mutants::BUGS;
use super::checker_operation::operation;
use super::checker_script::{base, people, tour};
use super::checker_spine::{Bug, Pace, caller, child, date, plan, run};
use cpis_vocabulary::{
    AccessId, NhsNumber, PatientStatus, PlanKind, RequirementId, Timestamp, TraceId,
};
use loadgen::checker::{ChildTruth, Judge, Reading, Tallies, Truth, Verdict, judge};
use loadgen::history::{Activity, Kind, ListEntry, Moment, Operation, Seen};
use std::collections::{BTreeSet, HashMap};

/// How long the client waits for an answer.
const PATIENCE: u64 = 50_000_000;

/// Feeds a history as a run does: each operation when it is over, and after it the watermark.
pub(super) fn online(people: &HashMap<NhsNumber, ChildTruth>, history: &[Operation]) -> Tallies {
    let truth = Truth {
        reading: Reading::default(),
        people,
    };
    told_meanwhile(truth, history)
}

/// The same, of a Spine that is to be read otherwise.
pub(super) fn told_meanwhile(truth: Truth<'_>, history: &[Operation]) -> Tallies {
    let mut judge = Judge::new(truth);
    let over = |operation: &Operation| {
        let given_up = Moment::from_nanos(operation.sent.nanos() + PATIENCE);
        operation.answered.unwrap_or(given_up)
    };
    let mut returned: Vec<&Operation> = history.iter().collect();
    returned.sort_by_key(|operation| (over(operation), operation.number));
    let mut sent: Vec<&Operation> = history.iter().collect();
    sent.sort_by_key(|operation| operation.sent);
    for operation in returned {
        let now = over(operation);
        judge.take(operation.clone());
        let in_flight = sent
            .iter()
            .find(|other| (over(other), other.number) > (now, operation.number));
        judge.watermark(in_flight.map_or(now, |other| other.sent.min(now)));
    }
    judge.finish();
    judge.tallies().clone()
}

pub(super) fn broken(tallies: &Tallies) -> BTreeSet<RequirementId> {
    tallies
        .rules()
        .filter(|rule| matches!(tallies.verdict(*rule), Verdict::Broken { .. }))
        .collect()
}

#[test]
fn an_honest_spine_is_never_accused_while_the_run_goes_on() {
    let people = people();
    let mut examined = 0;
    for seed in 0..200 {
        let (history, _) = crowd_history(&people, seed);
        let tallies = online(&people, &history);
        for rule in tallies.rules() {
            let verdict = tallies.verdict(rule);
            assert!(
                !matches!(verdict, Verdict::Broken { .. }),
                "seed {seed}, {rule}: {verdict:#?}"
            );
            examined += 1;
        }
    }
    assert!(examined > 200 * 15, "{examined}");
}

#[test]
fn what_is_found_while_the_run_goes_on_is_found_at_its_end_too() {
    let people = people();
    let pace = Pace {
        base: base(),
        rate: 0,
    };
    let mut caught = Vec::new();
    for (bug, _) in BUGS {
        let (history, ledger) = run(&people, &tour(), pace, *bug);
        let early = broken(&online(&people, &history));
        let truth = Truth {
            reading: Reading::default(),
            people: &people,
        };
        let late = broken(&judge(truth, &history, &ledger));
        assert!(
            early.is_subset(&late),
            "{bug:?}: {early:?} while it went on, {late:?} at the end"
        );
        if !early.is_empty() {
            caught.push(*bug);
        }
    }
    // The others need the authorities' inboxes, or more of the history than is kept.
    assert!(
        caught.len() >= CAUGHT_ONLINE,
        "{} of {}: {caught:?}",
        caught.len(),
        BUGS.len()
    );
}

/// So many saboteurs are caught before the authorities are asked.
const CAUGHT_ONLINE: usize = 30;

#[test]
fn an_honest_spine_is_acquitted_at_every_edge_while_the_run_goes_on() {
    let people = people();
    let pace = Pace {
        base: base(),
        rate: 0,
    };
    let (history, _) = run(&people, &tour(), pace, Bug::None);
    assert_eq!(broken(&online(&people, &history)), BTreeSet::new());
}

/// A minute after an opening that was repeated within it, the list shows more than the judge keeps operations for.
#[test]
fn an_opening_is_not_forgotten_before_its_repetition() {
    let people = HashMap::from([(
        child(0),
        ChildTruth {
            birth_date: None,
            status: PatientStatus::Ordinary,
            plans: vec![plan(1, PlanKind::Cpp, date(2024, 1, 1), None, "LA1")],
        },
    )]);
    let at = |second: u64| {
        Timestamp::from_millis(base().millis() + i64::try_from(second).unwrap() * 1_000)
    };
    let during = |second: u64| {
        let sent = Moment::from_nanos(second * 1_000_000_000 + 1);
        let moments = (sent, Some(Moment::from_nanos(sent.nanos() + 1_000)));
        (moments, (at(second), at(second)))
    };
    let worker = |user: u64| {
        let name = format!("W{user}");
        caller(&name, "nurse", "XED01", Activity::Notifying)
    };
    // Nine open, and repeat it after less than a minute; ten others open and repeat it three times.
    let nine = (0..9).map(|user| (user, user));
    let again = (0..9).map(|user| (50, user));
    let others = (9..19).flat_map(|user| [0, 1, 2, 3].map(|turn| (19 + user * 4 + turn, user)));
    let looks: Vec<(u64, u64)> = nine.chain(again).chain(others).collect();
    let mut history: Vec<Operation> = Vec::new();
    for (second, user) in looks.iter().copied() {
        let (moments, instants) = during(second);
        let number = history.len();
        history.push(Operation {
            trace: Some(TraceId::from_bits(u128::from(user + 1))),
            access: Some(AccessId::new(user + 1)),
            ..operation(number, Kind::OpenAlert, &worker(user), moments, instants)
        });
    }
    let opened = |user: u64| looks.iter().find(|(_, other)| *other == user).unwrap().0;
    let entries = (0..19).rev().map(|user| ListEntry {
        access: AccessId::new(user + 1),
        at: at(opened(user)),
        viewer: Some(worker(user).user_name.clone()),
        organisation: None,
        post: Some(worker(user).post()),
    });
    let (moments, instants) = during(120);
    history.push(Operation {
        seen: Seen::List {
            entries: entries.collect(),
            total: 19,
        },
        ..operation(
            history.len(),
            Kind::ReadList,
            &worker(99),
            moments,
            instants,
        )
    });
    let tallies = online(&people, &history);
    assert_eq!(broken(&tallies), BTreeSet::new());
    assert!(matches!(
        tallies.verdict("VIEW-2".parse().unwrap()),
        Verdict::Upheld { .. }
    ));
}
