//! ASN-2, ASN-5: who is told, and what.

use crate::cast::{Look, NOON, NURSE, Stage, at, child, day, known_as, plan, plan_of};
use chrono::TimeDelta;
use cpis_rules::{NewAuthority, Policy};
use cpis_vocabulary::{
    AccessId, AuthorityCode, LocalChildId, Notification, NotificationId, Plan, PlanId, PlanKind,
    UploadId,
};
use std::sync::Arc;

/// ASN-5: one entry for each authority with a displayable plan, however many plans it has.
#[test]
fn each_authority_with_a_displayable_plan_is_told_once() {
    fn check(row: &str, plans: Vec<Plan>, told: &[&str]) {
        let mut stage = Stage::with(plans, Policy::default());
        assert_eq!(stage.says(&NURSE, at(NOON)), "notified 1", "{row}");
        assert_eq!(stage.told(), told, "{row}");
        assert_eq!(stage.says(&NURSE, at(NOON)), "suppressed 2 by 1", "{row}");
        assert_eq!(stage.told(), [""; 0], "{row}: and nobody again");
    }
    let over = |plan: Plan| Plan {
        end: Some(day("2025-01-01")),
        ..plan
    };
    let future = |plan: Plan| Plan {
        start: day("2026-02-11"),
        ..plan
    };
    check("one plan", vec![plan_of(1, "X01")], &["X01"]);
    check(
        "two plans of two",
        vec![plan_of(1, "X01"), plan_of(2, "X02")],
        &["X01", "X02"],
    );
    check(
        "two plans of one",
        vec![plan_of(1, "X01"), plan_of(2, "X01")],
        &["X01"],
    );
    check(
        "three of two",
        vec![plan_of(1, "X01"), plan_of(2, "X02"), plan_of(3, "X01")],
        &["X01", "X02"],
    );
    check(
        "a plan that is over tells nobody",
        vec![over(plan_of(1, "X01")), plan_of(2, "X02")],
        &["X02"],
    );
    check(
        "nor does a future one",
        vec![plan_of(1, "X01"), future(plan_of(2, "X02"))],
        &["X01"],
    );
    check(
        "unless another is displayable",
        vec![over(plan_of(1, "X01")), plan_of(2, "X01")],
        &["X01"],
    );
}

/// ASN-2: everything that a notification says.
#[test]
fn a_notification_tells_who_looked_and_what_the_authority_sent() {
    fn check(row: &str, plans: Vec<Plan>, expected: &[(&str, Option<&str>, &str)]) {
        let mut stage = Stage::with(plans, Policy::default());
        stage.look(&NURSE, at(NOON));
        let (_, found) = stage.ledger();
        let expected: Vec<_> = expected
            .iter()
            .map(|(authority, local_id, upload)| Notification {
                id: NotificationId {
                    access: AccessId::new(1),
                    authority: AuthorityCode::from(*authority),
                },
                at: at(NOON),
                child: child(),
                viewer: NURSE.viewer(),
                local_id: local_id.map(LocalChildId::from),
                upload: UploadId::from(*upload),
            })
            .collect();
        assert_eq!(found, expected, "{row}");
    }
    let over = |plan: Plan| Plan {
        end: Some(day("2025-01-01")),
        ..plan
    };
    check(
        "no local id",
        vec![plan_of(1, "X01")],
        &[("X01", None, "upload 1")],
    );
    check(
        "a local id",
        vec![known_as("L7", plan_of(1, "X01"))],
        &[("X01", Some("L7"), "upload 1")],
    );
    check(
        "the upload that last changed one",
        vec![plan_of(1, "X01"), plan_of(2, "X01")],
        &[("X01", None, "upload 2")],
    );
    check(
        "a plan that is over does not count",
        vec![
            known_as("L1", plan_of(1, "X01")),
            over(known_as("L2", plan_of(2, "X01"))),
        ],
        &[("X01", Some("L1"), "upload 1")],
    );
    check(
        "the local id known last",
        vec![
            known_as("L1", plan_of(1, "X01")),
            known_as("L2", plan_of(2, "X01")),
            plan_of(3, "X01"),
        ],
        &[("X01", Some("L2"), "upload 3")],
    );
    check(
        "each authority its own",
        vec![
            known_as("L1", plan_of(1, "X01")),
            known_as("M2", plan_of(2, "X02")),
            plan_of(3, "X01"),
        ],
        &[
            ("X01", Some("L1"), "upload 3"),
            ("X02", Some("M2"), "upload 2"),
        ],
    );
}

/// ASN-5: a plan that appears inside an open window, under both settings.
#[test]
fn an_authority_new_to_an_open_window_waits_or_is_told_alone() {
    fn check(setting: NewAuthority, steps: &[(i64, &str, &[&str])]) {
        let policy = Policy {
            new_authority: setting,
            ..Policy::default()
        };
        let mut stage = Stage::with(vec![plan_of(1, "X01")], policy);
        for (hour, expected, told) in steps {
            if *hour == 2 {
                stage.record.add_plan(Arc::new(plan_of(2, "X02")));
            }
            let now = at(NOON).plus(TimeDelta::hours(*hour));
            assert_eq!(
                stage.says(&NURSE, now),
                *expected,
                "{setting:?}, hour {hour}"
            );
            assert_eq!(stage.told(), *told, "{setting:?}, hour {hour}");
        }
    }
    check(
        NewAuthority::Wait,
        &[
            (0, "notified 1", &["X01"]),
            (1, "suppressed 2 by 1", &[]),
            (2, "suppressed 3 by 1", &[]),
            (23, "suppressed 4 by 1", &[]),
            (24, "notified 5", &["X01", "X02"]),
        ],
    );
    check(
        NewAuthority::Notify,
        &[
            (0, "notified 1", &["X01"]),
            (1, "suppressed 2 by 1", &[]),
            (2, "notified 3", &["X02"]),
            (3, "suppressed 4 by 1", &[]),
            (23, "suppressed 5 by 1", &[]),
            (24, "notified 6", &["X01", "X02"]),
        ],
    );
}

/// ASN-5: one more plan of an authority that has been told is no news, under either setting.
#[test]
fn a_new_plan_of_a_told_authority_waits() {
    for new_authority in [NewAuthority::Wait, NewAuthority::Notify] {
        let mut stage = Stage::with(
            vec![plan_of(1, "X01")],
            Policy {
                new_authority,
                ..Policy::default()
            },
        );
        stage.look(&NURSE, at(NOON));
        stage.record.add_plan(Arc::new(plan_of(2, "X01")));
        assert_eq!(
            stage.says(&NURSE, at(NOON)),
            "suppressed 2 by 1",
            "{new_authority:?}"
        );
        stage.record.delete_plan(PlanId::new(1));
        assert_eq!(
            stage.says(&NURSE, at(NOON)),
            "suppressed 3 by 1",
            "{new_authority:?}"
        );
    }
}

/// ASN-5, ALT-8: an authority whose plan is deleted inside the window is told no more.
#[test]
fn a_deleted_plan_tells_nobody() {
    let mut stage = Stage::with(
        vec![plan_of(1, "X01"), plan_of(2, "X02")],
        Policy::default(),
    );
    stage.look(&NURSE, at(NOON));
    assert_eq!(stage.told(), ["X01", "X02"]);
    stage.record.delete_plan(PlanId::new(1));
    let doctor = Look {
        user: "doctor",
        ..NURSE
    };
    assert_eq!(stage.says(&doctor, at(NOON)), "notified 2");
    assert_eq!(stage.told(), ["X02"]);
}

/// ALT-3: a mother's UCPP and her own plan, of one authority and of two.
#[test]
fn the_kind_of_plan_does_not_matter_to_who_is_told() {
    let due = |plan: Plan| Plan {
        kind: PlanKind::Ucpp,
        end: Some(day("2026-05-01")),
        ..plan
    };
    let mut stage = Stage::with(
        vec![
            due(plan_of(1, "X01")),
            plan(2, PlanKind::Lac),
            due(plan_of(3, "X02")),
        ],
        Policy::default(),
    );
    stage.look(&NURSE, at(NOON));
    assert_eq!(stage.told(), ["X01", "X02"]);
}

/// The ledger keeps every attempt, with what became of it, before or beside its notifications.
#[test]
fn every_attempt_is_entered_with_what_became_of_it() {
    use cpis_vocabulary::DecisionKind::{None as Nothing, Notified, Silent, Suppressed};
    let mut stage = Stage::ordinary();
    let silent = crate::cast::SILENT;
    for look in [NURSE.traced(7), NURSE, silent, NURSE.traced(7)] {
        stage.look(&look, at(NOON));
    }
    stage.record.delete_plan(PlanId::new(1));
    stage.look(&NURSE, at(NOON));
    let (attempts, notifications) = stage.ledger();
    let found: Vec<_> = attempts
        .iter()
        .map(|attempt| {
            (
                attempt.id.number(),
                attempt.decision,
                attempt.repeats.map(AccessId::number),
            )
        })
        .collect();
    // The fourth look is the first one again, by its trace: it is not entered anew.
    assert_eq!(
        found,
        [
            (1, Notified, None),
            (2, Suppressed, Some(1)),
            (3, Silent, None),
            (5, Nothing, None)
        ]
    );
    for attempt in &attempts {
        assert_eq!(attempt.child, Some(child()));
        assert_eq!(attempt.viewer, Some(NURSE.viewer()));
        assert_eq!(attempt.at, at(NOON));
        assert_eq!(attempt.refusal, None);
    }
    assert_eq!(
        attempts[0].trace.map(cpis_vocabulary::TraceId::bits),
        Some(7)
    );
    assert_eq!(notifications.len(), 1);
    assert_eq!(stage.record.drain_entries().count(), 0, "handed over once");
}
