//! What is kept of a child, for how long, and what imports and bug modes may do to it.

use crate::cast::{Look, NOON, NURSE, SILENT, Stage, at, child, day, plan_of};
use chrono::TimeDelta;
use cpis_rules::{Anchor, Policy, Window};
use cpis_vocabulary::{AccessId, PlanId, Timestamp, TraceId, View};
use std::sync::Arc;

fn hours(hours: i64) -> Timestamp {
    at(NOON).plus(TimeDelta::hours(hours))
}

/// A record is untouched while making it anew from the population would lose nothing.
#[test]
fn a_record_is_untouched_until_something_is_kept_in_it() {
    fn check(row: &str, change: fn(&mut Stage), untouched: bool) {
        let mut stage = Stage::ordinary();
        change(&mut stage);
        assert_eq!(stage.record.is_untouched(), untouched, "{row}");
    }
    check("nothing", |_| {}, true);
    check(
        "a silent look",
        |stage| drop(stage.look(&SILENT, at(NOON))),
        true,
    );
    check("a look", |stage| drop(stage.look(&NURSE, at(NOON))), false);
    check(
        "a plan added",
        |stage| stage.record.add_plan(Arc::new(plan_of(2, "X02"))),
        false,
    );
    check(
        "a plan deleted",
        |stage| drop(stage.record.delete_plan(PlanId::new(1))),
        false,
    );
    check(
        "no plan deleted",
        |stage| drop(stage.record.delete_plan(PlanId::new(9))),
        true,
    );
    check(
        "a birth date corrected",
        |stage| stage.record.set_birth_date(Some(day("2015-05-05"))),
        false,
    );
    check(
        "the same birth date",
        |stage| stage.record.set_birth_date(None),
        true,
    );
}

#[test]
fn a_record_knows_its_child_and_its_plans() {
    let mut stage = Stage::ordinary();
    stage.record.add_plan(Arc::new(plan_of(2, "X02")));
    assert_eq!(stage.record.child(), child());
    assert_eq!(stage.record.birth_date(), None);
    let numbers: Vec<_> = stage
        .record
        .plans()
        .iter()
        .map(|plan| plan.id.number())
        .collect();
    assert_eq!(numbers, [1, 2]);
}

/// ASN-3: what a window remembers.
#[test]
fn a_window_remembers_its_access_and_who_was_told() {
    let mut stage = Stage::ordinary();
    stage.look(&NURSE, hours(0));
    stage.look(&NURSE, hours(5));
    let window = stage.record.window(&NURSE.key()).expect("open");
    let expected = Window {
        access: AccessId::new(1),
        notified_at: hours(0),
        last_access: hours(5),
        told: vec!["X01".into()],
    };
    assert_eq!(window, &expected);
    assert_eq!(
        stage.record.windows().collect::<Vec<_>>(),
        [(&NURSE.key(), &expected)]
    );
    assert_eq!(
        stage.record.window(
            &Look {
                user: "doctor",
                ..NURSE
            }
            .key()
        ),
        None
    );
}

/// Bug modes forget; imports remember what they did not see.
#[test]
fn windows_traces_and_views_can_be_forgotten_and_imported() {
    let mut stage = Stage::ordinary();
    let traced = NURSE.traced(1);
    assert_eq!(stage.says(&traced, hours(0)), "notified 1");
    stage
        .record
        .forget_trace(TraceId::from_bits(1), &NURSE.viewer());
    assert_eq!(stage.says(&traced, hours(0)), "suppressed 2 by 1");
    stage.record.forget_window(&NURSE.key());
    assert_eq!(stage.says(&NURSE, hours(1)), "notified 3");
    let imported = Window {
        access: AccessId::new(99),
        notified_at: hours(2),
        last_access: hours(2),
        told: Vec::new(),
    };
    stage
        .record
        .open_window(NURSE.key(), imported, &Policy::default());
    assert_eq!(stage.says(&NURSE, hours(25)), "suppressed 4 by 99");
    assert_eq!(stage.says(&NURSE, hours(26)), "notified 5");
    let view = |number| View {
        access: AccessId::new(number),
        at: hours(27),
        viewer: NURSE.viewer(),
        trace: None,
    };
    stage.record.record_view(view(70), &Policy::default());
    assert_eq!(stage.listed("doctor", None), [70, 5, 4, 3, 2, 1]);
    stage.record.replace_views(vec![view(71), view(72)]);
    assert_eq!(stage.listed("doctor", None), [72, 71]);
}

/// A busy child's record does not grow for ever: measured by its text, in which nothing is left out.
#[test]
fn a_record_stays_small_as_time_moves_on() {
    fn check(anchor: Anchor, minutes: i64, windows_max: usize) {
        let policy = Policy {
            anchor,
            ..Policy::default()
        };
        let mut stage = Stage::with(vec![plan_of(1, "X01"), plan_of(2, "X02")], policy);
        let users: Vec<&'static str> = (0..500)
            .map(|user| &*format!("user {user:03}").leak())
            .collect();
        let mut sizes = Vec::new();
        for day in 0..9 {
            for (number, user) in users.iter().enumerate() {
                let number = i64::try_from(number).expect("small") + day * 500;
                let trace = u128::try_from(number).expect("above zero");
                let look = Look {
                    user,
                    ..NURSE.traced(trace)
                };
                stage.look(&look, at(NOON).plus(TimeDelta::minutes(number * minutes)));
                stage.look(&look, at(NOON).plus(TimeDelta::minutes(number * minutes)));
            }
            stage.ledger();
            let windows = stage.record.windows().count();
            assert!(windows <= windows_max, "{anchor:?}: {windows} windows");
            sizes.push(format!("{:?}", stage.record).len());
        }
        let (early, late) = (sizes[2], sizes[8]);
        assert!(
            late < early + early / 50,
            "{anchor:?}: {sizes:?} bytes of text"
        );
    }
    for anchor in [Anchor::Notified, Anchor::LastAccess] {
        // Every 10 minutes: 144 a day, each of another user; every user comes back in three and a half days.
        check(anchor, 10, 144);
        // Every minute: every user comes back inside the window, for nine days.
        check(anchor, 1, 500);
    }
}

/// After a quiet time one access is enough to forget the rest.
#[test]
fn closed_windows_are_forgotten_when_one_opens() {
    for anchor in [Anchor::Notified, Anchor::LastAccess] {
        let mut stage = Stage::ordinary();
        stage.policy.anchor = anchor;
        for user in ["a", "b", "c", "d"] {
            stage.look(&Look { user, ..NURSE }, hours(0));
            stage.look(&Look { user, ..NURSE }, hours(1));
        }
        assert_eq!(stage.record.windows().count(), 4, "{anchor:?}");
        stage.look(&NURSE, hours(26));
        assert_eq!(stage.record.windows().count(), 1, "{anchor:?}");
    }
}

/// A sliding window that was held open past its first day is forgotten after its last.
#[test]
fn a_sliding_window_is_forgotten_in_the_end() {
    let mut stage = Stage::ordinary();
    stage.policy.anchor = Anchor::LastAccess;
    for (user, hour, kept) in [
        ("a", 0, 1),
        ("a", 23, 1),
        ("b", 25, 2),
        ("c", 46, 3),
        ("d", 80, 1),
    ] {
        stage.look(&Look { user, ..NURSE }, hours(hour));
        let windows = stage.record.windows().count();
        assert_eq!(windows, kept, "after the look at hour {hour}");
    }
}

/// A sliding window that is held open is kept, however many others close beside it.
#[test]
fn a_sliding_window_is_not_forgotten_while_it_is_open() {
    let mut stage = Stage::ordinary();
    stage.policy.anchor = Anchor::LastAccess;
    assert_eq!(stage.says(&NURSE, hours(0)), "notified 1");
    for step in 1..40 {
        let user: &'static str = format!("user {step}").leak();
        let other = Look { user, ..NURSE };
        assert_eq!(
            stage.says(&other, hours(step * 12)),
            format!("notified {}", step * 2)
        );
        assert_eq!(
            stage.says(&NURSE, hours(step * 12)),
            format!("suppressed {} by 1", step * 2 + 1)
        );
    }
    assert!(stage.record.windows().count() <= 3);
}
