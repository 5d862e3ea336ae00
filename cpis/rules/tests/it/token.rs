//! IDN-5: how long a token is good.

use crate::cast::{NOON, at};
use chrono::TimeDelta;
use cpis_rules::{Policy, TokenState, is_token_good};
use cpis_vocabulary::Timestamp;

#[test]
fn a_token_is_good_until_it_has_lived_its_life() {
    fn check(row: &str, age: TimeDelta, revoked: bool, policy: &Policy, good: bool) {
        let token = TokenState {
            issued_at: at(NOON),
            revoked,
        };
        assert_eq!(
            is_token_good(token, at(NOON).plus(age), policy),
            good,
            "{row}"
        );
    }
    let hour = Policy::default();
    let minute = Policy {
        token_life: TimeDelta::minutes(1),
        ..Policy::default()
    };
    let (life, millisecond) = (TimeDelta::seconds(3_600), TimeDelta::milliseconds(1));
    check("new", TimeDelta::zero(), false, &hour, true);
    check(
        "a millisecond before its end",
        life - millisecond,
        false,
        &hour,
        true,
    );
    check("at its end", life, false, &hour, false);
    check(
        "a millisecond after",
        life + millisecond,
        false,
        &hour,
        false,
    );
    check(
        "issued by a clock that has stepped back since",
        -life,
        false,
        &hour,
        true,
    );
    check("revoked", TimeDelta::zero(), true, &hour, false);
    check("revoked and expired", life, true, &hour, false);
    check(
        "a shorter life, just before its end",
        TimeDelta::minutes(1) - millisecond,
        false,
        &minute,
        true,
    );
    check(
        "a shorter life, at its end",
        TimeDelta::minutes(1),
        false,
        &minute,
        false,
    );
}

#[test]
fn a_token_issued_at_the_end_of_time_is_good() {
    let token = TokenState {
        issued_at: Timestamp::MAX,
        revoked: false,
    };
    assert!(is_token_good(token, Timestamp::MAX, &Policy::default()));
}
