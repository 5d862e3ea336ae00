use super::checker_honest::crowd_history;
use super::checker_mutants::BUGS;
use super::checker_script::{base, people, tour};
use super::checker_spine::{Bug, Pace, run};
use cpis_vocabulary::{NhsNumber, RequirementId};
use loadgen::checker::{ChildTruth, Judge, Reading, Tallies, Truth, Verdict, judge};
use loadgen::history::{Moment, Operation};
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
        let in_flight = sent.iter().find(|other| over(other) > now);
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
