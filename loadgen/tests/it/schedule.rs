//! When arrivals are due, and what each of them does.

use core::time::Duration;

use loadgen::scenario::{Arrivals, Profile, Rate, Spacing};
use loadgen::schedule::{Schedule, Shard};
use proptest::prelude::*;

fn rate(text: &str) -> Rate {
    Rate::read(text).unwrap()
}

fn even(profile: Profile, end: Duration) -> Schedule {
    Schedule::new(
        &Arrivals {
            profile,
            spacing: Spacing::Even,
        },
        end,
        1,
    )
}

fn poisson(profile: Profile, end: Duration, seed: u64) -> Schedule {
    Schedule::new(
        &Arrivals {
            profile,
            spacing: Spacing::Poisson,
        },
        end,
        seed,
    )
}

fn ramp(from: &str, to: &str, over: Duration) -> Profile {
    Profile::Ramp {
        from: rate(from),
        to: rate(to),
        over,
    }
}

fn due(schedule: &Schedule) -> Vec<u128> {
    schedule
        .arrivals()
        .map(|arrival| arrival.due.as_nanos())
        .collect()
}

#[test]
fn a_constant_rate_does_not_drift() {
    let third = Profile::Constant(rate("3 per second"));
    assert_eq!(
        due(&even(third.clone(), Duration::from_secs(2))),
        [
            0,
            333_333_333,
            666_666_666,
            1_000_000_000,
            1_333_333_333,
            1_666_666_666
        ],
    );
    let day = Duration::from_hours(24);
    let last = even(third, day).arrivals().last().unwrap();
    assert_eq!(last.number, 3 * 86_400 - 1);
    assert_eq!(
        last.due.as_nanos(),
        86_399_666_666_666,
        "a third of a second before midnight"
    );
}

#[test]
fn an_arrival_due_at_the_end_is_not_one() {
    let rows = [
        ("1 per second", 1_000, 1),
        ("1 per second", 1_001, 2),
        ("1 per second", 999, 1),
        ("400 per second", 10_000, 4_000),
        ("12.5 per minute", 60_000, 13),
        ("1 per hour", 10_000, 1),
    ];
    for (text, millis, count) in rows {
        let schedule = even(Profile::Constant(rate(text)), Duration::from_millis(millis));
        assert_eq!(schedule.len(), count, "{text} for {millis} ms");
        assert_eq!(due(&schedule).len(), usize::try_from(count).unwrap());
    }
}

#[test]
fn a_ramp_follows_the_closed_form_of_its_integral() {
    // From 1 to 3 per second in 2 s: the count is t + t²/2, so arrival n is due at √(1 + 2n) − 1.
    let profile = ramp("1 per second", "3 per second", Duration::from_secs(2));
    let found = due(&even(profile, Duration::from_secs(3)));
    let wanted: [u128; 7] = [
        0,
        732_050_808,
        1_236_067_977,
        1_645_751_311,
        2_000_000_000,
        2_333_333_333,
        2_666_666_666,
    ];
    assert_eq!(found, wanted, "a climb of 2 s, then level");
    // Falling: 3t − t²/2 = n.
    let profile = ramp("3 per second", "1 per second", Duration::from_secs(2));
    let found = due(&even(profile, Duration::from_secs(4)));
    assert_eq!(
        found,
        [
            0,
            354_248_689,
            763_932_023,
            1_267_949_192,
            2_000_000_000,
            3_000_000_000
        ],
    );
}

#[test]
fn the_example_has_as_many_arrivals_as_the_area_under_its_ramp() {
    let profile = ramp("50 per second", "400 per second", Duration::from_mins(2));
    assert_eq!(even(profile.clone(), Duration::from_mins(2)).len(), 27_000);
    assert_eq!(
        even(profile.clone(), Duration::from_mins(3)).len(),
        27_000 + 24_000,
        "held at the end"
    );
    assert_eq!(
        even(profile, Duration::from_mins(1)).len(),
        8_250,
        "cut off by a shorter run"
    );
}

#[test]
fn shards_share_a_run_out() {
    for spacing in [Spacing::Even, Spacing::Poisson] {
        let profile = ramp("50 per second", "90 per second", Duration::from_secs(3));
        let whole = Schedule::new(&Arrivals { profile, spacing }, Duration::from_secs(5), 9);
        let mut together = Vec::new();
        for text in ["1/3", "2/3", "3/3"] {
            let shard = whole.clone().only(text.parse::<Shard>().unwrap());
            let part: Vec<_> = shard.arrivals().collect();
            assert_eq!(
                shard.len(),
                u64::try_from(part.len()).unwrap(),
                "{text} {spacing:?}"
            );
            together.extend(part);
        }
        together.sort_by_key(|arrival| arrival.number);
        assert_eq!(
            together,
            whole.arrivals().collect::<Vec<_>>(),
            "{spacing:?}"
        );
    }
    for text in ["", "1", "0/3", "4/3", "1/0", "1/1001", "x/y", "1/2/3"] {
        assert!(text.parse::<Shard>().is_err(), "{text}");
    }
}

#[test]
fn a_pace_hands_each_arrival_out_once_when_it_is_due() {
    let schedule = even(
        Profile::Constant(rate("2 per second")),
        Duration::from_secs(2),
    );
    let mut pace = schedule.pace();
    let mut taken = |elapsed: u64| {
        let elapsed = Duration::from_millis(elapsed);
        let numbers: Vec<u64> = core::iter::from_fn(|| pace.due_by(elapsed))
            .map(|arrival| arrival.number)
            .collect();
        (numbers, pace.next_due())
    };
    assert_eq!(taken(0), (vec![0], Some(Duration::from_millis(500))));
    assert_eq!(taken(499), (vec![], Some(Duration::from_millis(500))));
    assert_eq!(taken(500), (vec![1], Some(Duration::from_secs(1))));
    assert_eq!(taken(9_000), (vec![2, 3], None), "however late");
    assert_eq!(taken(9_000), (vec![], None));
}

/// The largest distance between the gaps, seen as draws of mean 1, and the exponential distribution.
fn distance_from_exponential(mut gaps: Vec<f64>) -> f64 {
    gaps.sort_by(f64::total_cmp);
    let count = f64::from(u32::try_from(gaps.len()).unwrap());
    (0..).zip(&gaps).fold(0.0, |worst, (index, gap)| {
        let (below, wanted) = (f64::from(index) / count, 1.0 - (-gap).exp());
        worst
            .max((wanted - below).abs())
            .max((wanted - below - 1.0 / count).abs())
    })
}

#[test]
fn poisson_gaps_are_exponential() {
    for seed in [1, 2, 20_260_302, u64::MAX] {
        let schedule = poisson(
            Profile::Constant(rate("100 per second")),
            Duration::from_secs(1_000),
            seed,
        );
        let mut last = 0.0;
        let gaps: Vec<f64> = schedule
            .arrivals()
            .map(|arrival| {
                let at = arrival.due.as_secs_f64() * 100.0;
                let gap = at - last;
                last = at;
                gap
            })
            .collect();
        let count = f64::from(u32::try_from(gaps.len()).unwrap());
        // Six standard deviations of a Poisson count; the Kolmogorov–Smirnov bound of one in a thousand.
        assert!(
            (count - schedule.expected()).abs() < 6.0 * schedule.expected().sqrt(),
            "{seed}"
        );
        assert!(
            (last / count - 1.0).abs() < 0.02,
            "seed {seed}: mean gap {}",
            last / count
        );
        let distance = distance_from_exponential(gaps);
        assert!(distance < 1.95 / count.sqrt(), "seed {seed}: {distance}");
    }
}

#[test]
fn poisson_arrivals_follow_a_ramp() {
    let profile = ramp("10 per second", "190 per second", Duration::from_secs(100));
    let schedule = poisson(profile, Duration::from_secs(100), 5);
    let early = schedule
        .arrivals()
        .filter(|a| a.due < Duration::from_secs(50))
        .count();
    let all = schedule.arrivals().count();
    // 2,750 and 10,000 on average; the bounds are five standard deviations.
    assert!((2_488..=3_012).contains(&early), "{early}");
    assert!((9_500..=10_500).contains(&all), "{all}");
}

#[test]
fn another_seed_is_another_run_and_the_same_seed_is_the_same() {
    let profile = Profile::Constant(rate("50 per second"));
    let of = |seed| due(&poisson(profile.clone(), Duration::from_secs(10), seed));
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
}

#[test]
fn the_first_poisson_arrivals_of_a_seed_never_change() {
    let schedule = poisson(
        Profile::Constant(rate("1 per second")),
        Duration::from_mins(1),
        1,
    );
    let first: Vec<u128> = due(&schedule).into_iter().take(3).collect();
    assert_eq!(first, [999_157_485, 1_057_248_324, 4_152_646_299]);
}

fn any_rate() -> impl Strategy<Value = Rate> {
    (
        1..1_000_u32,
        prop::sample::select(vec!["second", "minute", "hour"]),
    )
        .prop_map(|(count, unit)| rate(&format!("{count} per {unit}")))
}

fn any_profile() -> impl Strategy<Value = Profile> {
    let over = (1..20_000_u64).prop_map(Duration::from_millis);
    prop_oneof![
        any_rate().prop_map(Profile::Constant),
        (any_rate(), any_rate(), over).prop_map(|(from, to, over)| Profile::Ramp {
            from,
            to,
            over
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arrivals_are_in_order_before_the_end_and_as_many_as_the_integral(
        profile in any_profile(), millis in 1..30_000_u64,
    ) {
        let end = Duration::from_millis(millis);
        let schedule = even(profile, end);
        let due = due(&schedule);
        prop_assert!(due.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(due.last().is_none_or(|last| *last < end.as_nanos()));
        prop_assert_eq!(schedule.len(), u64::try_from(due.len()).unwrap());
        let count = f64::from(u32::try_from(due.len()).unwrap());
        prop_assert!((count - schedule.expected()).abs() <= 1.0, "{} {}", count, schedule.expected());
    }

    #[test]
    fn poisson_arrivals_are_in_order_before_the_end(
        profile in any_profile(), millis in 1..10_000_u64, seed: u64,
    ) {
        let end = Duration::from_millis(millis);
        let schedule = poisson(profile, end, seed);
        let due = due(&schedule);
        prop_assert!(due.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(due.last().is_none_or(|last| *last < end.as_nanos()));
        prop_assert_eq!(schedule.is_empty(), due.is_empty());
    }

    #[test]
    fn a_longer_run_begins_like_a_shorter_one(profile in any_profile(), seed: u64) {
        let short = poisson(profile.clone(), Duration::from_secs(2), seed);
        let long = poisson(profile, Duration::from_secs(5), seed);
        let short: Vec<_> = short.arrivals().collect();
        let long: Vec<_> = long.arrivals().take(short.len()).collect();
        prop_assert_eq!(short, long);
    }
}
