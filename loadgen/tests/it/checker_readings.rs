use super::checker_script::{base, people, tour};
use super::checker_spine::{Bug, HOUR, Pace, run};
use chrono::Days;
use loadgen::checker::{
    Anchor, Beginning, BothActivities, ClockSanity, Reading, Record, Tallies, Truth, Verdict,
    clock_sanity, judge,
};
use loadgen::history::Ledger;

fn judged(bug: Bug, reading: Reading, hide: impl Fn(&mut Ledger)) -> Tallies {
    let people = people();
    let (history, mut ledger) = run(
        &people,
        &tour(),
        Pace {
            base: base(),
            rate: 0,
        },
        bug,
    );
    hide(&mut ledger);
    judge(
        Truth {
            reading,
            people: &people,
        },
        &history,
        &ledger,
    )
}

fn broken(tallies: &Tallies) -> Vec<String> {
    tallies
        .rules()
        .filter(|rule| matches!(tallies.verdict(*rule), Verdict::Broken { .. }))
        .map(|rule| rule.to_string())
        .collect()
}

#[test]
fn a_spine_with_other_settings_is_acquitted_when_it_is_read_by_them() {
    let default = Reading::default();
    let rows = [
        (
            Bug::Window23,
            Reading {
                window_ms: 23 * HOUR,
                ..default
            },
        ),
        (
            Bug::Window25,
            Reading {
                window_ms: 25 * HOUR,
                ..default
            },
        ),
        (
            Bug::Slides,
            Reading {
                anchor: Anchor::LastAccess,
                ..default
            },
        ),
        (
            Bug::SuppressedHidesView,
            Reading {
                record: Record::NotifiedOnly,
                ..default
            },
        ),
        (
            Bug::List24,
            Reading {
                list_length: 24,
                ..default
            },
        ),
        (
            Bug::List26,
            Reading {
                list_length: 26,
                ..default
            },
        ),
        (
            Bug::BothIsSilent,
            Reading {
                both: BothActivities::Silent,
                ..default
            },
        ),
        (
            Bug::DayEarly,
            Reading {
                days_after_end: Days::new(363),
                ..default
            },
        ),
        (
            Bug::Unborn364,
            Reading {
                days_after_due: Days::new(364),
                ..default
            },
        ),
        (
            Bug::None,
            Reading {
                beginning: Beginning::Used,
                ..default
            },
        ),
        (
            Bug::None,
            Reading {
                tolerance_ms: 5_000,
                ..default
            },
        ),
    ];
    for (bug, reading) in rows {
        let found = broken(&judged(bug, reading, |_| {}));
        assert!(found.is_empty(), "{bug:?}: {found:?}");
    }
}

#[test]
fn an_anchored_spine_is_found_out_where_any_access_holds_the_window_open() {
    let reading = Reading {
        anchor: Anchor::LastAccess,
        ..Reading::default()
    };
    assert_eq!(broken(&judged(Bug::None, reading, |_| {})), ["ASN-3"]);
}

#[test]
fn without_the_authorities_nothing_is_said_about_notifications() {
    let tallies = judged(Bug::TwoOnRace, Reading::default(), |ledger| {
        ledger.notices = None;
    });
    for rule in ["ASN-1", "ASN-2", "ASN-3", "ASN-5", "ASN-7"] {
        let verdict = tallies.verdict(rule.parse().unwrap());
        assert!(
            matches!(
                verdict,
                Verdict::NotExercised { why: Some(_) } | Verdict::Inconclusive { .. }
            ),
            "{rule}: {verdict:?}"
        );
    }
    assert_eq!(broken(&tallies), Vec::<String>::new());
}

#[test]
fn a_rule_that_was_never_met_is_not_upheld() {
    let people = people();
    let tallies = judge(
        Truth {
            reading: Reading::default(),
            people: &people,
        },
        &[],
        &Ledger::default(),
    );
    assert_eq!(
        tallies.verdict("ASN-3".parse().unwrap()),
        Verdict::NotExercised { why: None }
    );
}

#[test]
fn stamps_bound_the_difference_of_the_clocks() {
    let people = people();
    let sanity = |bug| {
        let (history, _) = run(
            &people,
            &tour(),
            Pace {
                base: base(),
                rate: 0,
            },
            bug,
        );
        clock_sanity(&history)
    };
    assert_eq!(
        sanity(Bug::None),
        ClockSanity::Skew {
            least_ms: 0,
            most_ms: 0
        }
    );
    let two_hours = 2 * HOUR;
    assert_eq!(
        sanity(Bug::StampOutside),
        ClockSanity::Skew {
            least_ms: two_hours,
            most_ms: two_hours
        }
    );
    assert_eq!(sanity(Bug::StampsBack), ClockSanity::Stepped);
    assert_eq!(clock_sanity(&[]), ClockSanity::NoStamps);
}
