//! ASN-1, ASN-3, ASN-4, ASN-9, CLK-2: which accesses notify.

use crate::cast::{Look, NOON, NURSE, SILENT, Stage, at, day, plan};
use chrono::TimeDelta;
use cpis_rules::{Anchor, Notify, Policy, Window, notify};
use cpis_vocabulary::{AccessId, Door, Plan, PlanKind, Timestamp};

const DAY: TimeDelta = TimeDelta::hours(24);

/// Looks at these times after [`NOON`], in this order, and what becomes of each.
fn check_looks(row: &str, policy: Policy, looks: &[(TimeDelta, Look, &str)]) {
    let mut stage = Stage::with(vec![plan(1, PlanKind::Cpp)], policy);
    for (after, look, expected) in looks {
        let found = stage.says(look, at(NOON).plus(*after));
        assert_eq!(&found, expected, "{row}: {after} after the first, {look:?}");
    }
}

fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}

/// ASN-3: half open, to the millisecond; a stamp before the notified one repeats it.
#[test]
fn the_window_closes_exactly_when_it_has_elapsed() {
    fn check(elapsed: TimeDelta, expected: &str) {
        let looks = [
            (TimeDelta::zero(), NURSE, "notified 1"),
            (elapsed, NURSE, expected),
        ];
        check_looks("the edge", Policy::default(), &looks);
    }
    let (repeat, news) = ("suppressed 2 by 1", "notified 2");
    check(TimeDelta::zero(), repeat);
    check(TimeDelta::milliseconds(1), repeat);
    check(hours(23), repeat);
    check(DAY - TimeDelta::seconds(1), repeat);
    check(DAY - TimeDelta::milliseconds(1), repeat);
    check(DAY, news);
    check(DAY + TimeDelta::milliseconds(1), news);
    check(DAY * 365, news);
    check(TimeDelta::milliseconds(-1), repeat);
    check(-DAY, repeat);
    check(-DAY * 365, repeat);
}

/// ASN-3: the function itself, without a record around it.
#[test]
fn an_access_stamped_before_the_notified_one_repeats_it() {
    fn check(row: &str, at_: Timestamp, expected: &Notify) {
        let window = Window {
            access: AccessId::new(7),
            notified_at: at(NOON),
            last_access: at(NOON),
            told: Vec::new(),
        };
        let authorities = ["X01".into()];
        assert_eq!(
            &notify(Some(&window), at_, &authorities, &Policy::default()),
            expected,
            "{row}"
        );
        assert_eq!(
            notify(None, at_, &authorities, &Policy::default()),
            Notify::Send,
            "{row}: no window"
        );
    }
    let repeats = AccessId::new(7);
    check(
        "before",
        at(NOON).plus(-DAY * 2),
        &Notify::Suppress { repeats },
    );
    check("at once", at(NOON), &Notify::Suppress { repeats });
    check("after a day", at(NOON).plus(DAY), &Notify::Send);
    check(
        "at the beginning of time",
        Timestamp::MIN,
        &Notify::Suppress { repeats },
    );
    check("at the end of time", Timestamp::MAX, &Notify::Send);
}

/// ASN-3: only notified accesses hold the window open, unless it is set to slide.
#[test]
fn the_anchor_is_the_last_notified_access() {
    let looks = |expected: [&'static str; 5]| -> Vec<_> {
        [0, 23, 25, 46, 49]
            .into_iter()
            .zip(expected)
            .map(|(hour, expected)| (hours(hour), NURSE, expected))
            .collect()
    };
    check_looks(
        "anchor = notified",
        Policy::default(),
        &looks([
            "notified 1",
            "suppressed 2 by 1",
            "notified 3",
            "suppressed 4 by 3",
            "notified 5",
        ]),
    );
    let sliding = Policy {
        anchor: Anchor::LastAccess,
        ..Policy::default()
    };
    check_looks(
        "anchor = last_access",
        sliding.clone(),
        &looks([
            "notified 1",
            "suppressed 2 by 1",
            "suppressed 3 by 1",
            "suppressed 4 by 1",
            "suppressed 5 by 1",
        ]),
    );
    check_looks(
        "anchor = last_access, the edge",
        sliding,
        &[
            (hours(0), NURSE, "notified 1"),
            (hours(23), NURSE, "suppressed 2 by 1"),
            (
                hours(47) - TimeDelta::milliseconds(1),
                NURSE,
                "suppressed 3 by 1",
            ),
            (hours(71) - TimeDelta::milliseconds(1), NURSE, "notified 4"),
        ],
    );
}

/// ASN-3: an ordinary day, look by look.
#[test]
fn a_suppressed_access_does_not_extend_the_window() {
    let mut looks: Vec<_> = (1..24)
        .map(|hour| (hours(hour), NURSE, format!("suppressed {} by 1", hour + 1)))
        .collect();
    looks.insert(0, (hours(0), NURSE, "notified 1".into()));
    looks.push((hours(24), NURSE, "notified 25".into()));
    looks.push((hours(25), NURSE, "suppressed 26 by 25".into()));
    looks.push((hours(48), NURSE, "notified 27".into()));
    let looks: Vec<_> = looks
        .iter()
        .map(|(after, look, expected)| (*after, *look, expected.as_str()))
        .collect();
    check_looks("an hourly look", Policy::default(), &looks);
}

/// ASN-3: elapsed time, not wall-clock hours, over both nights on which the clocks change.
#[test]
fn daylight_saving_does_not_move_the_window() {
    fn check(row: &str, first: &str, second: &str, expected: &str) {
        let mut stage = Stage::ordinary();
        assert_eq!(stage.says(&NURSE, at(first)), "notified 1", "{row}");
        assert_eq!(
            stage.says(&NURSE, at(second)),
            expected,
            "{row}: {first} to {second}"
        );
    }
    let (repeat, news) = ("suppressed 2 by 1", "notified 2");
    check(
        "spring, the same hour is 23 h",
        "2026-03-28T09:00:00+00:00",
        "2026-03-29T09:00:00+01:00",
        repeat,
    );
    check(
        "spring, just before 24 h",
        "2026-03-28T09:00:00+00:00",
        "2026-03-29T09:59:59.999+01:00",
        repeat,
    );
    check(
        "spring, 24 h",
        "2026-03-28T09:00:00+00:00",
        "2026-03-29T10:00:00+01:00",
        news,
    );
    check(
        "autumn, 23 h",
        "2026-10-24T09:00:00+01:00",
        "2026-10-25T07:00:00+00:00",
        repeat,
    );
    check(
        "autumn, just before 24 h",
        "2026-10-24T09:00:00+01:00",
        "2026-10-25T07:59:59.999+00:00",
        repeat,
    );
    check(
        "autumn, 24 h",
        "2026-10-24T09:00:00+01:00",
        "2026-10-25T08:00:00+00:00",
        news,
    );
    check(
        "midnight closes nothing",
        "2026-02-10T23:59:59Z",
        "2026-02-11T00:00:00Z",
        repeat,
    );
}

/// ASN-4: user and organisation are the key; role and door are not.
#[test]
fn users_and_organisations_have_windows_of_their_own() {
    let doctor = Look {
        user: "doctor",
        ..NURSE
    };
    let elsewhere = Look {
        organisation: "WIC",
        ..NURSE
    };
    let other_role = Look {
        role: "sister in ED1",
        ..NURSE
    };
    let fhir = Look {
        door: Door::Fhir,
        ..NURSE
    };
    let hl7v3 = Look {
        door: Door::Hl7v3,
        ..NURSE
    };
    let smsp = Look {
        door: Door::Smsp,
        ..NURSE
    };
    let both_differ = Look {
        organisation: "WIC",
        ..doctor
    };
    check_looks(
        "keys",
        Policy::default(),
        &[
            (hours(0), NURSE, "notified 1"),
            (hours(1), doctor, "notified 2"),
            (hours(2), elsewhere, "notified 3"),
            (hours(3), both_differ, "notified 4"),
            (hours(4), other_role, "suppressed 5 by 1"),
            (hours(5), fhir, "suppressed 6 by 1"),
            (hours(6), hl7v3, "suppressed 7 by 1"),
            (hours(7), smsp, "suppressed 8 by 1"),
            (hours(8), elsewhere, "suppressed 9 by 3"),
            (hours(24), fhir, "notified 10"),
            (hours(24), doctor, "suppressed 11 by 2"),
            (hours(25), doctor, "notified 12"),
            (
                hours(26) - TimeDelta::milliseconds(1),
                elsewhere,
                "suppressed 13 by 3",
            ),
            (hours(26), elsewhere, "notified 14"),
        ],
    );
}

/// IDN-3, ASN-3: a silent look neither opens a window nor holds one open.
#[test]
fn a_silent_look_is_as_if_it_had_not_been() {
    for anchor in [Anchor::Notified, Anchor::LastAccess] {
        check_looks(
            &format!("{anchor:?}"),
            Policy {
                anchor,
                ..Policy::default()
            },
            &[
                (hours(0), SILENT, "silent"),
                (hours(1), NURSE, "notified 2"),
                (hours(2), SILENT, "silent"),
                (hours(24), SILENT, "silent"),
                (hours(25), NURSE, "notified 5"),
                (hours(26), NURSE, "suppressed 6 by 5"),
            ],
        );
    }
}

/// ASN-3: the window's length is a setting.
#[test]
fn the_window_may_be_shorter() {
    check_looks(
        "a minute",
        Policy {
            window: TimeDelta::minutes(1),
            ..Policy::default()
        },
        &[
            (TimeDelta::zero(), NURSE, "notified 1"),
            (TimeDelta::milliseconds(59_999), NURSE, "suppressed 2 by 1"),
            (TimeDelta::milliseconds(60_000), NURSE, "notified 3"),
        ],
    );
}

/// CLK-2: stamps never decrease; a source that steps back repeats the last stamp.
#[test]
fn a_clock_that_steps_back_repeats_the_last_stamp() {
    let mut stage = Stage::ordinary();
    let mut last = Timestamp::MIN;
    for (look, offset, stamp) in [
        (NURSE, 0, 0),
        (NURSE, -1, 0),
        (SILENT, -3_600_000, 0),
        (NURSE, 5, 5),
        (SILENT, 9, 9),
        (NURSE, 7, 9),
        (NURSE, 9, 9),
        (NURSE, 10, 10),
    ] {
        let now = at(NOON).plus(TimeDelta::milliseconds(offset));
        let decision = stage.look(&look, now);
        assert_eq!(
            decision.at,
            at(NOON).plus(TimeDelta::milliseconds(stamp)),
            "{offset} ms"
        );
        assert!(decision.at >= last, "{offset} ms");
        last = decision.at;
    }
    let (attempts, _) = stage.ledger();
    assert!(
        attempts.is_sorted_by_key(|attempt| attempt.at),
        "the ledger's stamps"
    );
}

/// ALT-5, CLK-2: what is shown is decided at the stamp, not at what a clock that stepped back says.
#[test]
fn a_plan_once_over_does_not_come_back_with_the_clock() {
    let ended = Plan {
        end: Some(day("2025-02-10")),
        ..plan(1, PlanKind::Cpp)
    };
    let mut stage = Stage::with(vec![ended], Policy::default());
    let midnight = at("2026-02-10T00:00:00Z");
    assert_eq!(stage.says(&NURSE, midnight), "nothing");
    assert_eq!(
        stage.says(&NURSE, midnight.plus(TimeDelta::milliseconds(-1))),
        "nothing"
    );
}

/// ASN-9: ended and still displayed.
#[test]
fn an_ended_plan_notifies_like_any_other() {
    let ended = Plan {
        end: Some(day("2025-06-01")),
        ..plan(1, PlanKind::Lac)
    };
    let mut stage = Stage::with(vec![ended], Policy::default());
    assert_eq!(stage.says(&NURSE, at(NOON)), "notified 1");
    assert_eq!(stage.told(), ["X01"]);
    assert_eq!(stage.says(&NURSE, at(NOON)), "suppressed 2 by 1");
    assert_eq!(stage.told(), [""; 0]);
}

/// ASN-3: held at the end of time, the window still closes only when it has elapsed.
#[test]
fn the_end_of_time_notifies_nobody_twice() {
    for anchor in [Anchor::Notified, Anchor::LastAccess] {
        let mut stage = Stage::ordinary();
        stage.policy.anchor = anchor;
        assert_eq!(stage.says(&NURSE, Timestamp::MAX), "notified 1");
        assert_eq!(stage.says(&NURSE, Timestamp::MAX), "suppressed 2 by 1");
        let doctor = Look {
            user: "doctor",
            ..NURSE
        };
        assert_eq!(stage.says(&doctor, Timestamp::MAX), "notified 3");
        assert_eq!(stage.says(&NURSE, Timestamp::MAX), "suppressed 4 by 1");
    }
}
