//! IDN-3 and the settings: which policies can be served.

use chrono::TimeDelta;
use cpis_rules::{Policy, PolicyError};
use cpis_vocabulary::ActivityCode;

#[test]
fn a_policy_that_contradicts_itself_is_refused() {
    fn check(row: &str, policy: &Policy, expected: &Result<(), PolicyError>, sentence: &str) {
        let found = policy.check();
        assert_eq!(&found, expected, "{row}");
        let found = found
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert_eq!(found, sentence, "{row}");
    }
    let rulebook = Policy::default();
    check("the rulebook's", &rulebook, &Ok(()), "");
    check(
        "swapped codes",
        &Policy {
            notifying_activity: rulebook.silent_activity.clone(),
            silent_activity: rulebook.notifying_activity.clone(),
            ..rulebook.clone()
        },
        &Ok(()),
        "",
    );
    check(
        "equal codes",
        &Policy {
            silent_activity: ActivityCode::from("B0107"),
            ..rulebook.clone()
        },
        &Err(PolicyError::SameActivity("B0107".into())),
        "`notifying_activity` and `silent_activity` must differ, both are B0107",
    );
    for length in [
        TimeDelta::zero(),
        TimeDelta::milliseconds(-1),
        TimeDelta::MIN,
    ] {
        check(
            "no window",
            &Policy {
                window: length,
                ..rulebook.clone()
            },
            &Err(PolicyError::NotPositive("window")),
            "`window` must be longer than nothing",
        );
        check(
            "tokens that never live",
            &Policy {
                token_life: length,
                ..rulebook.clone()
            },
            &Err(PolicyError::NotPositive("token_life")),
            "`token_life` must be longer than nothing",
        );
    }
    for length in [TimeDelta::milliseconds(-1), TimeDelta::MIN] {
        check(
            "traces that end before they begin",
            &Policy {
                trace_life: length,
                ..rulebook.clone()
            },
            &Err(PolicyError::Negative("trace_life")),
            "`trace_life` must not be below zero",
        );
        check(
            "delivery before the fact",
            &Policy {
                delivery_interval: length,
                ..rulebook.clone()
            },
            &Err(PolicyError::Negative("delivery_interval")),
            "`delivery_interval` must not be below zero",
        );
    }
    check(
        "spans of nothing",
        &Policy {
            trace_life: TimeDelta::zero(),
            delivery_interval: TimeDelta::zero(),
            views_listed: 0,
            days_after_end: 0,
            days_after_due_date: 0,
            ..rulebook.clone()
        },
        &Ok(()),
        "",
    );
    check(
        "the longest window",
        &Policy {
            window: TimeDelta::MAX,
            ..rulebook
        },
        &Ok(()),
        "",
    );
}
