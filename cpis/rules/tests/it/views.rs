//! VIEW-1 to VIEW-5: the list of previous views.

use crate::cast::{Look, NOON, NURSE, SILENT, Stage, at};
use chrono::TimeDelta;
use cpis_rules::{Policy, RecordRepeats};
use cpis_vocabulary::{AccessId, Door};

fn after(seconds: i64) -> cpis_vocabulary::Timestamp {
    at(NOON).plus(TimeDelta::seconds(seconds))
}

/// VIEW-2: the last 25, newest first.
#[test]
fn the_list_has_the_last_25_newest_first() {
    fn check(recorded: u64, listed: u16, newest: u64, oldest: u64) {
        let mut stage = Stage::ordinary();
        stage.policy.views_listed = listed;
        for number in 1..=recorded {
            stage.look(&NURSE, after(i64::try_from(number).expect("small")));
        }
        let found = stage.listed("doctor", None);
        let expected: Vec<_> = (oldest..=newest).rev().collect();
        assert_eq!(found, expected, "{recorded} recorded, {listed} listed");
    }
    check(1, 25, 1, 1);
    check(24, 25, 24, 1);
    check(25, 25, 25, 1);
    check(26, 25, 26, 2);
    check(27, 25, 27, 3);
    check(100, 25, 100, 76);
    check(3, 1, 3, 3);
    check(3, 2, 3, 2);
    check(300, 200, 300, 101);
    check(3, 0, 0, 1);
    check(0, 25, 0, 1);
}

/// VIEW-1: when, who, in which role, from where.
#[test]
fn a_view_says_who_looked_and_when() {
    let mut stage = Stage::ordinary();
    stage.look(&NURSE.traced(7), after(0));
    let view = stage.record.views().next().expect("recorded");
    assert_eq!(view.access, AccessId::new(1));
    assert_eq!(view.at, after(0));
    assert_eq!(view.viewer, NURSE.viewer());
    assert_eq!(view.trace.map(cpis_vocabulary::TraceId::bits), Some(7));
}

/// VIEW-3: a repeated access is recorded, or not, by the setting.
#[test]
fn a_repeated_access_is_recorded_unless_set_otherwise() {
    fn check(record_repeats: RecordRepeats, says: [&str; 4], listed: &[u64]) {
        let mut stage = Stage::ordinary();
        stage.policy.record_repeats = record_repeats;
        for (hour, expected) in [0, 1, 23, 24].into_iter().zip(says) {
            assert_eq!(
                stage.says(&NURSE, after(hour * 3_600)),
                expected,
                "{record_repeats:?}, hour {hour}"
            );
        }
        assert_eq!(stage.listed("doctor", None), listed, "{record_repeats:?}");
    }
    check(
        RecordRepeats::EveryAccess,
        [
            "notified 1",
            "suppressed 2 by 1",
            "suppressed 3 by 1",
            "notified 4",
        ],
        &[4, 3, 2, 1],
    );
    check(
        RecordRepeats::NotifiedOnly,
        [
            "notified 1",
            "unrecorded by 1",
            "unrecorded by 1",
            "notified 4",
        ],
        &[4, 1],
    );
}

/// VIEW-1, IDN-3: a silent look is never recorded, and still sees the list.
#[test]
fn a_silent_look_is_never_recorded() {
    let mut stage = Stage::ordinary();
    stage.look(&SILENT, after(0));
    assert_eq!(stage.listed("doctor", None), []);
    stage.look(&NURSE, after(1));
    stage.look(&SILENT, after(2));
    assert_eq!(stage.listed(SILENT.user, None), [2]);
}

/// VIEW-4: a viewer sees the accesses before its own, and not its own.
#[test]
fn a_viewer_sees_the_accesses_before_its_own() {
    let mut stage = Stage::ordinary();
    for number in 1..=40_u64 {
        let look = NURSE.traced(u128::from(number));
        let before: Vec<_> = (1..number).rev().take(25).collect();
        assert_eq!(
            stage.listed(NURSE.user, None),
            before,
            "look {number}, before it is recorded"
        );
        stage.look(&look, after(i64::try_from(number).expect("small")));
        assert_eq!(
            stage.listed(NURSE.user, look.trace),
            before,
            "look {number}, by its own trace"
        );
    }
}

/// VIEW-5: one list for every door; the ledger tells which it was.
#[test]
fn accesses_of_every_door_enter_one_list() {
    const DOORS: [Door; 4] = [Door::Web, Door::Fhir, Door::Hl7v3, Door::Smsp];
    let mut stage = Stage::ordinary();
    for (user, door) in ["a", "b", "c", "d"].into_iter().zip(DOORS) {
        let look = Look {
            user,
            door,
            ..NURSE
        };
        stage.look(&look, after(0));
    }
    assert_eq!(stage.listed("e", None), [4, 3, 2, 1]);
    let (attempts, _) = stage.ledger();
    let doors: Vec<_> = attempts.iter().map(|attempt| attempt.door).collect();
    assert_eq!(doors, DOORS);
}

/// VIEW-6: equal stamps keep the order in which the accesses took effect.
#[test]
fn accesses_of_one_instant_keep_their_order() {
    let mut stage = Stage::ordinary();
    for offset in [0, 0, -5, 0, -1] {
        stage.look(&NURSE, after(offset));
    }
    assert_eq!(stage.listed("doctor", None), [5, 4, 3, 2, 1]);
}

#[test]
fn the_list_is_the_rulebooks_by_default() {
    let policy = Policy::default();
    assert_eq!(policy.views_listed, 25);
    assert_eq!(policy.record_repeats, RecordRepeats::EveryAccess);
}
