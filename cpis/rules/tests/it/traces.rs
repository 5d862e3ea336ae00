//! VIEW-7: a TraceID makes two requests one access.

use crate::cast::{Look, NOON, NURSE, SILENT, Stage, at};
use chrono::TimeDelta;
use cpis_rules::{Anchor, RecordRepeats};
use cpis_vocabulary::{PlanId, Timestamp, TraceId};

const T: Look = NURSE.traced(1);

fn millis(after: i64) -> Timestamp {
    at(NOON).plus(TimeDelta::milliseconds(after))
}

fn check(row: &str, looks: &[(i64, Look, &str)], listed: &[u64]) {
    let mut stage = Stage::ordinary();
    for (after, look, expected) in looks {
        assert_eq!(
            stage.says(look, millis(*after)),
            *expected,
            "{row}: after {after} ms, {look:?}"
        );
    }
    assert_eq!(stage.listed("doctor", None), listed, "{row}: the list");
}

/// VIEW-7: less than 60 s after the recorded access; half open, counted from that access and not from its repeats.
#[test]
fn the_same_trace_is_the_same_access_for_less_than_a_minute() {
    check(
        "at once",
        &[(0, T, "notified 1"), (0, T, "same as 1")],
        &[1],
    );
    check(
        "59.999 s",
        &[(0, T, "notified 1"), (59_999, T, "same as 1")],
        &[1],
    );
    check(
        "60 s",
        &[(0, T, "notified 1"), (60_000, T, "suppressed 2 by 1")],
        &[2, 1],
    );
    check(
        "a step back",
        &[(0, T, "notified 1"), (-70_000, T, "same as 1")],
        &[1],
    );
    check(
        "repeats do not extend the minute",
        &[
            (0, T, "notified 1"),
            (59_000, T, "same as 1"),
            (60_000, T, "suppressed 3 by 1"),
            (119_999, T, "same as 3"),
            (120_000, T, "suppressed 5 by 1"),
        ],
        &[5, 3, 1],
    );
    check(
        "a suppressed access has a minute too",
        &[
            (0, NURSE, "notified 1"),
            (1, T, "suppressed 2 by 1"),
            (2, T, "same as 2"),
        ],
        &[2, 1],
    );
}

/// VIEW-7: trace, user, role and child make it the same.
#[test]
fn another_user_role_or_trace_is_another_access() {
    let doctor = Look {
        user: "doctor",
        ..T
    };
    let sister = Look {
        role: "sister in ED1",
        ..T
    };
    let elsewhere = Look {
        organisation: "WIC",
        role: "nurse in WIC",
        ..T
    };
    check(
        "another trace",
        &[
            (0, T, "notified 1"),
            (1, NURSE.traced(2), "suppressed 2 by 1"),
        ],
        &[2, 1],
    );
    check(
        "another user",
        &[
            (0, T, "notified 1"),
            (1, doctor, "notified 2"),
            (2, doctor, "same as 2"),
            (3, T, "same as 1"),
        ],
        &[2, 1],
    );
    check(
        "another role",
        &[
            (0, T, "notified 1"),
            (1, sister, "suppressed 2 by 1"),
            (2, T, "same as 1"),
            (3, sister, "same as 2"),
        ],
        &[2, 1],
    );
    check(
        "another organisation",
        &[(0, T, "notified 1"), (1, elsewhere, "notified 2")],
        &[2, 1],
    );
    check(
        "no trace",
        &[
            (0, NURSE, "notified 1"),
            (0, NURSE, "suppressed 2 by 1"),
            (0, NURSE, "suppressed 3 by 1"),
        ],
        &[3, 2, 1],
    );
    check(
        "no trace after one",
        &[
            (0, T, "notified 1"),
            (0, NURSE, "suppressed 2 by 1"),
            (0, T, "same as 1"),
        ],
        &[2, 1],
    );
}

/// VIEW-7: another child's record knows nothing of the trace.
#[test]
fn another_child_is_another_access() {
    let (mut one, mut other) = (Stage::ordinary(), Stage::ordinary());
    assert_eq!(one.says(&T, millis(0)), "notified 1");
    assert_eq!(other.says(&T, millis(1)), "notified 1");
}

/// VIEW-7 speaks of recorded accesses: a look that was not recorded has no repeat.
#[test]
fn a_look_that_was_not_recorded_is_not_repeated() {
    let silent = SILENT.traced(1);
    check(
        "silent first",
        &[
            (0, silent, "silent"),
            (1, T, "notified 2"),
            (2, silent, "silent"),
        ],
        &[2],
    );
    let mut stage = Stage::ordinary();
    stage.policy.record_repeats = RecordRepeats::NotifiedOnly;
    for (after, expected) in [
        (0, "notified 1"),
        (60_000, "unrecorded by 1"),
        (60_001, "unrecorded by 1"),
    ] {
        assert_eq!(stage.says(&T, millis(after)), expected);
    }
}

/// VIEW-7: recorded and notified once; the repeat leaves nothing in the ledger and does not move a sliding window.
#[test]
fn a_repeated_request_changes_nothing() {
    let mut stage = Stage::ordinary();
    stage.policy.anchor = Anchor::LastAccess;
    stage.look(&T, millis(0));
    stage.ledger();
    let before = stage.record.clone();
    let decision = stage.look(&T, millis(0));
    assert_eq!(
        decision
            .outcome
            .recorded()
            .map(cpis_vocabulary::AccessId::number),
        Some(1)
    );
    assert_eq!(decision.outcome.kind(), None);
    assert_eq!(decision.shown.len(), 1, "the plans are shown again");
    assert_eq!(stage.record, before);
    stage.look(&T, millis(59_999));
    assert_eq!(
        stage.says(&NURSE, millis(86_400_000)),
        "notified 4",
        "the window did not slide"
    );
}

/// ALT-9, VIEW-7: with nothing left to show, the same request shows nothing.
#[test]
fn a_repeat_after_the_plan_is_deleted_shows_nothing() {
    let mut stage = Stage::ordinary();
    stage.look(&T, millis(0));
    stage.record.delete_plan(PlanId::new(1));
    assert_eq!(stage.says(&T, millis(1)), "nothing");
}

/// VIEW-7: the reader's own access is left out under its own trace, and only there.
#[test]
fn only_the_readers_own_access_is_left_out() {
    fn check(row: &str, user: &str, trace: Option<u128>, listed: &[u64]) {
        let mut stage = Stage::ordinary();
        stage.look(&NURSE, millis(0));
        stage.look(&T, millis(1));
        stage.look(
            &Look {
                user: "doctor",
                ..T
            },
            millis(2),
        );
        stage.look(&NURSE.traced(2), millis(3));
        assert_eq!(stage.listed(user, trace), listed, "{row}");
    }
    check("its own trace", "nurse", Some(1), &[4, 3, 1]);
    check("its own other trace", "nurse", Some(2), &[3, 2, 1]);
    check("a trace of nobody", "nurse", Some(9), &[4, 3, 2, 1]);
    check("no trace", "nurse", None, &[4, 3, 2, 1]);
    check(
        "another user's access under the same trace",
        "doctor",
        Some(1),
        &[4, 2, 1],
    );
    check("a user without access", "porter", Some(1), &[4, 3, 2, 1]);
}

/// VIEW-7: under one trace a minute apart, the earlier access is a previous one.
#[test]
fn only_the_last_access_of_a_trace_is_left_out() {
    let mut stage = Stage::ordinary();
    stage.look(&T, millis(0));
    stage.look(&T, millis(60_000));
    assert_eq!(stage.listed("nurse", Some(1)), [1]);
}

/// VIEW-2, VIEW-7: leaving out the own one makes room for the one before the 25.
#[test]
fn the_list_is_full_without_the_readers_own() {
    let mut stage = Stage::ordinary();
    for number in 1..=26 {
        let look = if number == 10 { T } else { NURSE };
        stage.look(&look, millis(number));
    }
    let without_own: Vec<_> = (1..=26).rev().filter(|number| *number != 10).collect();
    assert_eq!(stage.listed("nurse", Some(1)), without_own);
    assert_eq!(
        stage.listed("nurse", None),
        (2..=26).rev().collect::<Vec<_>>()
    );
}

/// VIEW-7: the end of a forgotten access's minute does not end that of the one in its place.
#[test]
fn a_trace_that_was_forgotten_has_a_minute_of_its_own_again() {
    let mut stage = Stage::ordinary();
    assert_eq!(stage.says(&T, millis(0)), "notified 1");
    stage
        .record
        .forget_trace(TraceId::from_bits(1), &T.viewer());
    assert_eq!(stage.says(&T, millis(10_000)), "suppressed 2 by 1");
    assert_eq!(
        stage.says(&NURSE.traced(2), millis(60_000)),
        "suppressed 3 by 1"
    );
    assert_eq!(stage.says(&T, millis(69_999)), "same as 2");
    assert_eq!(stage.says(&T, millis(70_000)), "suppressed 5 by 1");
}

/// VIEW-7: the minute is a setting.
#[test]
fn the_life_of_a_trace_is_a_setting() {
    let mut stage = Stage::ordinary();
    stage.policy.trace_life = TimeDelta::zero();
    assert_eq!(stage.says(&T, millis(0)), "notified 1");
    assert_eq!(stage.says(&T, millis(0)), "suppressed 2 by 1");
    stage.policy.trace_life = TimeDelta::seconds(5);
    assert_eq!(stage.says(&T, millis(4_999)), "same as 2");
    assert_eq!(stage.says(&T, millis(5_000)), "suppressed 4 by 1");
}
