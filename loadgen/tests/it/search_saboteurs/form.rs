//! The form of an answer: SRC-6.

use super::{
    among_others, answer, check, each_list, found_in, hide_all, is_search, judged_among, ok,
    refused, shows, value, world,
};
use loadgen::checker::Verdict;
use loadgen::history::{Kind, Operation, Outcome, Seen};
use std::collections::HashSet;

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
        ("the best does not come first", &["SRC-6", "SRC-8"], |all| {
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
