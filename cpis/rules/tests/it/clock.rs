//! CLK-1: the mock's clock.

use crate::cast::at;
use chrono::TimeDelta;
use cpis_rules::{ClockError, Mode, VirtualClock};
use cpis_vocabulary::Timestamp;
use proptest::prelude::*;

const MACHINE: &str = "2026-02-10T12:00:00Z";
const MOCK: &str = "2027-06-01T00:00:00Z";
const MODES: [Mode; 4] = [
    Mode::System,
    Mode::Frozen,
    Mode::Shifted,
    Mode::Scaled { rate: 60.0 },
];

fn clock(mode: Mode) -> VirtualClock {
    VirtualClock::new(mode, at(MOCK), at(MACHINE)).expect("a pace")
}

fn ms(millis: i64) -> TimeDelta {
    TimeDelta::milliseconds(millis)
}

#[test]
fn a_clock_follows_the_machines_in_its_mode() {
    fn check(mode: Mode, machine_passed: i64, shown: &str) {
        let machine = at(MACHINE).plus(ms(machine_passed));
        assert_eq!(
            clock(mode).now(machine),
            at(shown),
            "{mode:?}, {machine_passed} ms on"
        );
        assert_eq!(clock(mode).mode(), mode);
    }
    check(Mode::System, 0, MACHINE);
    check(Mode::System, 1_500, "2026-02-10T12:00:01.500Z");
    check(Mode::System, -1_000, "2026-02-10T11:59:59Z");
    check(Mode::Frozen, 0, MOCK);
    check(Mode::Frozen, 86_400_000, MOCK);
    check(Mode::Frozen, -86_400_000, MOCK);
    check(Mode::Shifted, 0, MOCK);
    check(Mode::Shifted, 1_500, "2027-06-01T00:00:01.500Z");
    check(Mode::Shifted, -1_500, "2027-05-31T23:59:58.500Z");
    check(Mode::Scaled { rate: 60.0 }, 0, MOCK);
    check(
        Mode::Scaled { rate: 60.0 },
        1_001,
        "2027-06-01T00:01:00.060Z",
    );
    check(
        Mode::Scaled { rate: 0.5 },
        1_001,
        "2027-06-01T00:00:00.500Z",
    );
    check(
        Mode::Scaled { rate: 1_000_000.0 },
        432,
        "2027-06-06T00:00:00Z",
    );
    check(Mode::Scaled { rate: 60.0 }, -1_000, "2027-05-31T23:59:00Z");
    assert_eq!(
        VirtualClock::system(at(MACHINE)),
        VirtualClock::new(Mode::System, at(MACHINE), at(MACHINE)).expect("a pace")
    );
}

#[test]
fn a_pace_is_a_number_above_zero() {
    for rate in [
        0.0,
        -1.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1_000_000.1,
        -0.0,
    ] {
        let mode = Mode::Scaled { rate };
        assert_eq!(
            VirtualClock::new(mode, at(MOCK), at(MACHINE)),
            Err(ClockError::Rate),
            "{rate}"
        );
        assert_eq!(
            clock(Mode::Frozen).set(mode, at(MOCK), at(MACHINE), false),
            Err(ClockError::Rate),
            "{rate}"
        );
    }
    for rate in [f64::MIN_POSITIVE, 1.0, 1_000_000.0] {
        assert!(
            VirtualClock::new(Mode::Scaled { rate }, at(MOCK), at(MACHINE)).is_ok(),
            "{rate}"
        );
    }
}

/// CLK-1: to any time before the first request, never back after it.
#[test]
fn a_clock_in_use_is_never_set_back() {
    fn check(from: Mode, mode: Mode, offset: i64, used: bool, refused: bool) {
        let row = format!("{from:?} to {mode:?}, {offset} ms, used: {used}");
        let machine = at(MACHINE).plus(ms(10_000));
        let now = clock(from).now(machine);
        let to = now.plus(ms(offset));
        let set = clock(from).set(mode, to, machine, used);
        if refused {
            assert_eq!(set, Err(ClockError::Backwards { now, asked: to }), "{row}");
        } else {
            let set = set.expect(&row);
            assert_eq!((set.now(machine), set.mode()), (to, mode), "{row}");
        }
    }
    for from in MODES {
        for mode in [Mode::Frozen, Mode::Shifted, Mode::Scaled { rate: 2.0 }] {
            for (offset, used, refused) in [
                (0, true, false),
                (1, true, false),
                (-1, true, true),
                (86_400_000, true, false),
                (-86_400_000, true, true),
                (-1, false, false),
                (-86_400_000, false, false),
                (1, false, false),
            ] {
                check(from, mode, offset, used, refused);
            }
        }
    }
}

/// CLK-1: mode `system` shows the machine's time, so whether it goes back does not depend on the time that was asked for.
#[test]
fn a_clock_ahead_of_the_machines_does_not_go_back_to_it() {
    fn check(row: &str, mock: &str, used: bool, expected: Result<&str, ClockError>) {
        for to in [MACHINE, mock, "2100-01-01T00:00:00Z"] {
            let clock = VirtualClock::new(Mode::Shifted, at(mock), at(MACHINE)).expect("a pace");
            let set = clock.set(Mode::System, at(to), at(MACHINE), used);
            assert_eq!(
                set.map(|clock| clock.now(at(MACHINE))),
                expected.map(at),
                "{row}, asked for {to}"
            );
        }
    }
    let back = ClockError::Backwards {
        now: at(MOCK),
        asked: at(MACHINE),
    };
    check("ahead, in use", MOCK, true, Err(back));
    check("ahead, not in use", MOCK, false, Ok(MACHINE));
    check("behind, in use", "2025-01-01T00:00:00Z", true, Ok(MACHINE));
    check("level, in use", MACHINE, true, Ok(MACHINE));
}

#[test]
fn a_clock_moves_forward_in_every_mode() {
    fn check(from: Mode, by: i64, mode: Mode) {
        let machine = at(MACHINE).plus(ms(10_000));
        let moved = clock(from).advance(ms(by), machine).expect("forward");
        assert_eq!(moved.mode(), mode, "{from:?} by {by} ms");
        assert_eq!(
            moved.now(machine),
            clock(from).now(machine).plus(ms(by)),
            "{from:?} by {by} ms"
        );
        let later = machine.plus(ms(1_000));
        let pace = clock(from).now(later).since(clock(from).now(machine));
        assert_eq!(
            moved.now(later).since(moved.now(machine)),
            pace,
            "{from:?} keeps its pace"
        );
    }
    for by in [0, 1, 86_400_000] {
        check(Mode::System, by, Mode::Shifted);
        check(Mode::Frozen, by, Mode::Frozen);
        check(Mode::Shifted, by, Mode::Shifted);
        check(Mode::Scaled { rate: 60.0 }, by, Mode::Scaled { rate: 60.0 });
    }
}

#[test]
fn a_clock_moves_forward_only_and_within_time() {
    fn check(row: &str, by: TimeDelta, expected: Result<Timestamp, ClockError>) {
        for mode in [Mode::Frozen, Mode::Shifted, Mode::Scaled { rate: 60.0 }] {
            let moved = clock(mode)
                .advance(by, at(MACHINE))
                .map(|clock| clock.now(at(MACHINE)));
            assert_eq!(moved, expected, "{row}, {mode:?}");
        }
    }
    let back = |asked| {
        Err(ClockError::Backwards {
            now: at(MOCK),
            asked,
        })
    };
    check("back", ms(-1), back(at(MOCK).plus(ms(-1))));
    check(
        "back to the beginning",
        TimeDelta::MIN,
        back(Timestamp::MIN),
    );
    check("past the end", TimeDelta::MAX, Err(ClockError::Range));
    check(
        "to the end",
        Timestamp::MAX.since(at(MOCK)),
        Ok(Timestamp::MAX),
    );
    check(
        "one past it",
        Timestamp::MAX.since(at(MOCK)) + ms(1),
        Err(ClockError::Range),
    );
    check(
        "less than a millisecond",
        TimeDelta::microseconds(999),
        Ok(at(MOCK)),
    );
    check(
        "parts of a millisecond are cut off",
        TimeDelta::microseconds(1_999),
        Ok(at(MOCK).plus(ms(1))),
    );
}

#[test]
fn every_refusal_says_what_is_required() {
    let back = ClockError::Backwards {
        now: at(MOCK),
        asked: at(MACHINE),
    };
    assert_eq!(
        back.to_string(),
        "the clock only moves forward once the data port has been used: it stands at 2027-06-01T00:00:00.000Z, \
         2026-02-10T12:00:00.000Z is earlier"
    );
    assert_eq!(
        ClockError::Rate.to_string(),
        "`rate` is a number above 0 and at most 1000000"
    );
    assert_eq!(
        ClockError::Range.to_string(),
        "the clock reads a time between the years 1900 and 2200"
    );
}

/// A machine's clock that steps far back takes a fast clock to the beginning of time, not to its end.
#[test]
fn the_widest_step_is_held_at_the_ends() {
    let fast = Mode::Scaled { rate: 1_000_000.0 };
    let clock = VirtualClock::new(fast, at(MOCK), Timestamp::MAX).expect("a pace");
    assert_eq!(clock.now(Timestamp::MIN), Timestamp::MIN);
    let clock = VirtualClock::new(fast, at(MOCK), Timestamp::MIN).expect("a pace");
    assert_eq!(clock.now(Timestamp::MAX), Timestamp::MAX);
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        Just(Timestamp::MIN),
        Just(Timestamp::MAX),
        any::<i64>().prop_map(Timestamp::from_millis),
        (Timestamp::MIN.millis()..Timestamp::MAX.millis()).prop_map(Timestamp::from_millis),
    ]
}

fn any_mode() -> impl Strategy<Value = Mode> {
    prop_oneof![
        Just(Mode::System),
        Just(Mode::Frozen),
        Just(Mode::Shifted),
        any::<f64>().prop_map(|rate| Mode::Scaled { rate }),
        (0.001..1_000_000.0).prop_map(|rate| Mode::Scaled { rate }),
    ]
}

proptest! {
    /// CLK-1: whatever is asked for, a clock in use goes forward with the machine's and never back.
    #[test]
    fn a_clock_in_use_never_goes_back(
        mode in any_mode(), mock in any_instant(), machine in any_instant(), passed in 0_i64..10_000_000_000_000,
        mode_2 in any_mode(), to in any_instant(), by in any::<i64>(),
    ) {
        if let Ok(clock) = VirtualClock::new(mode, mock, machine) {
            let later = machine.plus(ms(passed));
            let now = clock.now(later);
            prop_assert!(now >= clock.now(machine), "it runs forward");
            if let Ok(set) = clock.set(mode_2, to, later, true) {
                prop_assert!(set.now(later) >= now, "set to {:?}", set);
            }
            if let Some(by) = TimeDelta::try_milliseconds(by) && let Ok(moved) = clock.advance(by, later) {
                prop_assert_eq!(moved.now(later).since(now), by);
            }
            // The machine's own clock may step back; the mock's stays within time.
            prop_assert!((Timestamp::MIN..=Timestamp::MAX).contains(&clock.now(Timestamp::MIN)));
        }
    }
}
