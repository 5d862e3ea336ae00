//! ALT-3, ALT-6, ALT-7, ALT-8, ALT-9: what is shown.

use crate::cast::{NOON, NURSE, Stage, at, authority, day, plan, plan_of};
use chrono::{NaiveDate, TimeDelta};
use cpis_rules::{
    Policy, displayable, eighteenth_birthday, last_day_shown, plan_refusal, shown_plan,
};
use cpis_vocabulary::{Plan, PlanId, PlanKind};
use std::sync::Arc;

/// ALT-6: who was born on 29 February turns 18 on 1 March; 18 years after a leap year is none.
#[test]
fn a_person_turns_18_on_the_birthday() {
    fn check(born: &str, turns_18: &str) {
        assert_eq!(eighteenth_birthday(day(born)), day(turns_18), "born {born}");
    }
    check("2008-06-15", "2026-06-15");
    check("2008-02-28", "2026-02-28");
    check("2008-02-29", "2026-03-01");
    check("2008-03-01", "2026-03-01");
    check("2000-02-29", "2018-03-01");
    check("2010-02-28", "2028-02-28");
    check("2008-01-01", "2026-01-01");
    check("2007-12-31", "2025-12-31");
    assert_eq!(eighteenth_birthday(NaiveDate::MAX), NaiveDate::MAX);
}

struct Capped {
    row: &'static str,
    kind: PlanKind,
    born: Option<&'static str>,
    uploaded: Option<&'static str>,
    /// The end that goes out.
    sent: Option<&'static str>,
    last_day: Option<&'static str>,
}

impl Capped {
    fn check(&self) {
        let plan = Arc::new(Plan {
            end: self.uploaded.map(day),
            ..plan(1, self.kind)
        });
        let (born, policy) = (self.born.map(day), Policy::default());
        let last_day = last_day_shown(&plan, born, &policy);
        assert_eq!(last_day, self.last_day.map(day), "{}: last day", self.row);
        let shown = shown_plan(&plan, born, day("2024-01-01"), &policy).expect(self.row);
        assert_eq!(shown.end, self.sent.map(day), "{}: the end sent", self.row);
        assert_eq!(shown.plan, plan, "{}: the plan as uploaded", self.row);
        if let Some(last_day) = last_day {
            let next_day = last_day.succ_opt().expect("not the last day of all");
            assert!(
                shown_plan(&plan, born, last_day, &policy).is_some(),
                "{}: on the last day",
                self.row
            );
            assert!(
                shown_plan(&plan, born, next_day, &policy).is_none(),
                "{}: the day after",
                self.row
            );
        }
    }
}

const CHILD: Capped = Capped {
    row: "",
    kind: PlanKind::Cpp,
    born: Some("2008-06-15"),
    uploaded: None,
    sent: None,
    last_day: None,
};

/// ALT-6: the cap; the days after follow it; an absent end stays absent on the wire, a later one goes out capped.
#[test]
fn a_childs_plan_ends_at_the_latest_on_the_18th_birthday() {
    for kind in [PlanKind::Cpp, PlanKind::Lac] {
        for row in [
            Capped {
                row: "no end",
                last_day: Some("2027-06-14"),
                ..CHILD
            },
            Capped {
                row: "an end before the birthday",
                uploaded: Some("2026-06-14"),
                sent: Some("2026-06-14"),
                last_day: Some("2027-06-13"),
                ..CHILD
            },
            Capped {
                row: "an end on the birthday",
                uploaded: Some("2026-06-15"),
                sent: Some("2026-06-15"),
                last_day: Some("2027-06-14"),
                ..CHILD
            },
            Capped {
                row: "an end after the birthday is capped",
                uploaded: Some("2026-06-16"),
                sent: Some("2026-06-15"),
                last_day: Some("2027-06-14"),
                ..CHILD
            },
            Capped {
                row: "born on 29 February, no end",
                born: Some("2008-02-29"),
                last_day: Some("2027-02-28"),
                ..CHILD
            },
            Capped {
                row: "born on 29 February, a later end",
                born: Some("2008-02-29"),
                uploaded: Some("2030-01-01"),
                sent: Some("2026-03-01"),
                last_day: Some("2027-02-28"),
                ..CHILD
            },
            Capped {
                row: "no birth date, no end",
                born: None,
                ..CHILD
            },
            Capped {
                row: "no birth date, an end",
                born: None,
                uploaded: Some("2050-01-01"),
                sent: Some("2050-01-01"),
                last_day: Some("2050-12-31"),
                ..CHILD
            },
        ] {
            Capped { kind, ..row }.check();
        }
    }
}

/// ALT-7: no age rule for a mother's UCPP; her own plans end at her 18th birthday.
#[test]
fn a_mothers_age_caps_her_own_plans_only() {
    let mother = Capped {
        uploaded: Some("2026-12-01"),
        ..CHILD
    };
    for row in [
        Capped {
            row: "her unborn child's",
            kind: PlanKind::Ucpp,
            sent: Some("2026-12-01"),
            last_day: Some("2026-12-29"),
            ..mother
        },
        Capped {
            row: "her own CPP",
            sent: Some("2026-06-15"),
            last_day: Some("2027-06-14"),
            ..mother
        },
        Capped {
            row: "her own LAC",
            kind: PlanKind::Lac,
            sent: Some("2026-06-15"),
            last_day: Some("2027-06-14"),
            ..mother
        },
    ] {
        row.check();
    }
}

/// ALT-6: ended on the 18th birthday and shown to the age of almost 19.
#[test]
fn a_plan_is_shown_for_364_days_after_the_birthday_that_ended_it() {
    fn check(instant: &str, shown: bool) {
        let plan = Arc::new(plan(1, PlanKind::Lac));
        let found = displayable(
            &[plan],
            Some(day("2008-06-15")),
            at(instant),
            &Policy::default(),
        );
        assert_eq!(!found.is_empty(), shown, "{instant}");
    }
    check("2026-06-14T22:59:59.999Z", true);
    check("2026-06-14T23:00:00Z", true);
    check("2026-06-16T12:00:00Z", true);
    check("2027-06-14T22:59:59.999Z", true);
    check("2027-06-14T23:00:00Z", false);
}

/// ALT-6: what an upload refuses.
#[test]
fn a_plan_that_could_never_be_is_refused() {
    fn check(kind: PlanKind, start: &str, end: Option<&str>, refusal: Option<&str>) {
        let found = plan_refusal(kind, day(start), end.map(day));
        assert_eq!(found, refusal, "{kind:?} from {start} to {end:?}");
    }
    let backwards = Some("a plan ends on or after the day on which it starts");
    for kind in PlanKind::ALL {
        check(kind, "2026-01-10", Some("2026-01-09"), backwards);
        check(kind, "2026-01-10", Some("2026-01-10"), None);
        check(kind, "2026-01-10", Some("2099-01-01"), None);
    }
    check(PlanKind::Cpp, "2026-01-10", None, None);
    check(PlanKind::Lac, "2026-01-10", None, None);
    check(
        PlanKind::Ucpp,
        "2026-01-10",
        None,
        Some("a UCPP needs an end, the due date"),
    );
}

/// ALT-3: several plans of several authorities, in the order of upload, those that are displayable and no other.
#[test]
fn every_displayable_plan_is_shown() {
    let ended = |end: &str| Some(day(end));
    let plans = [
        plan_of(1, "X01"),
        Plan {
            end: ended("2025-02-09"),
            ..plan_of(2, "X01")
        },
        Plan {
            kind: PlanKind::Lac,
            ..plan_of(3, "X02")
        },
        Plan {
            start: day("2026-02-11"),
            ..plan_of(4, "X02")
        },
        Plan {
            kind: PlanKind::Ucpp,
            end: ended("2026-01-13"),
            ..plan_of(5, "X03")
        },
        Plan {
            kind: PlanKind::Ucpp,
            end: ended("2026-01-12"),
            ..plan_of(6, "X03")
        },
        Plan {
            end: ended("2025-02-11"),
            ..plan_of(7, "X01")
        },
    ]
    .map(Arc::new);
    let shown = displayable(&plans, None, at(NOON), &Policy::default());
    let numbers: Vec<_> = shown.iter().map(|shown| shown.plan.id.number()).collect();
    assert_eq!(numbers, [1, 3, 5, 7]);
    let codes: Vec<_> = shown
        .iter()
        .map(|shown| shown.plan.authority.clone())
        .collect();
    assert_eq!(codes, ["X01", "X02", "X03", "X01"].map(authority));
}

/// ALT-8: a deleted plan has no days after.
#[test]
fn a_deleted_plan_is_gone_at_once() {
    let mut stage = Stage::with(
        vec![plan_of(1, "X01"), plan_of(2, "X02")],
        Policy::default(),
    );
    assert_eq!(stage.look(&NURSE, at(NOON)).shown.len(), 2);
    let deleted = stage
        .record
        .delete_plan(PlanId::new(1))
        .expect("it was there");
    assert_eq!(deleted.id, PlanId::new(1));
    let shown = stage.look(&NURSE, at(NOON)).shown;
    assert_eq!(
        shown
            .iter()
            .map(|shown| shown.plan.id.number())
            .collect::<Vec<_>>(),
        [2]
    );
    assert_eq!(
        stage.record.delete_plan(PlanId::new(1)),
        None,
        "there is nothing left to delete"
    );
    stage.record.delete_plan(PlanId::new(2));
    assert_eq!(stage.says(&NURSE, at(NOON)), "nothing");
}

/// ALT-9: nothing displayable, nothing recorded, nobody notified; the list is there again with the next displayable plan.
#[test]
fn a_look_at_nothing_leaves_nothing() {
    fn check(row: &str, plans: Vec<Plan>) {
        let mut stage = Stage::with(plans, Policy::default());
        for step in 0..3 {
            let now = at(NOON).plus(TimeDelta::hours(step));
            assert_eq!(stage.says(&NURSE.traced(1), now), "nothing", "{row}");
        }
        let (attempts, notifications) = stage.ledger();
        assert_eq!(attempts.len(), 3, "{row}: the ledger keeps every attempt");
        assert_eq!(notifications, [], "{row}");
        assert_eq!(stage.listed("doctor", None), [], "{row}");
        assert_eq!(stage.record.windows().count(), 0, "{row}: no window");
        assert!(stage.record.is_untouched(), "{row}");
        stage.record.add_plan(Arc::new(plan_of(9, "X09")));
        let now = at(NOON).plus(TimeDelta::hours(3));
        assert_eq!(
            stage.says(&NURSE.traced(1), now),
            "notified 4",
            "{row}: then there is a plan"
        );
    }
    check("no plan", Vec::new());
    check(
        "a future plan",
        vec![Plan {
            start: day("2026-02-11"),
            ..plan_of(1, "X01")
        }],
    );
    check(
        "a plan of the past",
        vec![Plan {
            end: Some(day("2025-02-10")),
            ..plan_of(1, "X01")
        }],
    );
}

/// ALT-9: views stay in the record while no plan is displayable.
#[test]
fn the_list_comes_back_with_the_next_plan() {
    let mut stage = Stage::ordinary();
    stage.look(&NURSE, at(NOON));
    stage.record.delete_plan(PlanId::new(1));
    assert_eq!(stage.says(&NURSE, at(NOON)), "nothing");
    stage.record.add_plan(Arc::new(plan_of(2, "X01")));
    assert_eq!(stage.listed("doctor", None), [1]);
}

/// ALT-6: a corrected date of birth moves the cap.
#[test]
fn a_corrected_birth_date_counts_from_then_on() {
    let mut stage = Stage::ordinary();
    stage.record.set_birth_date(Some(day("2006-01-01")));
    assert_eq!(stage.record.birth_date(), Some(day("2006-01-01")));
    assert_eq!(stage.says(&NURSE, at(NOON)), "nothing");
    stage.record.set_birth_date(Some(day("2016-01-01")));
    assert_eq!(stage.says(&NURSE, at(NOON)), "notified 2");
}
