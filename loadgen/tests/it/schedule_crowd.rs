//! The users of closed phases.

use core::time::Duration;
use std::collections::BTreeSet;

use loadgen::scenario::{Scenario, Shard};
use loadgen::schedule::{Assignment, Assignments, Crowd, Schedule, Turn};

fn scenario(load: &str) -> Scenario {
    let text = format!(
        "title = \"T\"\nproves = []\nduration = \"10 s\"\n[arrivals]\n{load}\n[[script]]\nsteps = [\"open the alert\"]\n"
    );
    Scenario::parse(&text, "x.toml", &[]).unwrap_or_else(|mistakes| panic!("\n{mistakes}"))
}

fn crowd(load: &str) -> Crowd {
    Schedule::of(&scenario(load)).crowds()[0].clone()
}

fn shard(load: &str, shard: &str) -> Crowd {
    let shard: Shard = shard.parse().unwrap();
    Schedule::of(&scenario(load)).only(shard).crowds()[0].clone()
}

/// Everything the crowd does if every user takes a turn in rounds.
fn numbers(crowd: &Crowd, rounds: u64) -> Vec<u64> {
    let users: Vec<u32> = crowd.stays().map(|stay| stay.user).collect();
    let mut taken = 0;
    let mut all = Vec::new();
    for iteration in 0..rounds {
        for user in &users {
            let turn = Turn {
                user: *user,
                iteration,
                taken,
            };
            if let Some(number) = crowd.number(turn) {
                taken += 1;
                all.push(number);
            }
        }
    }
    all
}

#[test]
fn users_come_and_go_as_the_ramp_says() {
    let rows: [(&str, &[(u64, u32)]); 3] = [
        (
            "shape = \"users\"\nusers = 5",
            &[(0, 5), (9_999, 5), (10_000, 0)],
        ),
        (
            "shape = \"users\"\nusers = 1\nusers_to = 5\nover = \"8 s\"",
            &[
                (0, 1),
                (1_999, 1),
                (2_000, 2),
                (7_999, 4),
                (8_000, 5),
                (9_000, 5),
            ],
        ),
        (
            "shape = \"users\"\nusers = 4\nusers_to = 0\nover = \"8 s\"",
            &[(0, 4), (1_999, 4), (2_000, 3), (7_999, 1), (8_000, 0)],
        ),
    ];
    for (load, wanted) in rows {
        let crowd = crowd(load);
        for (millis, users) in wanted {
            let found = crowd.users_at(Duration::from_millis(*millis));
            assert_eq!(found, *users, "{load} after {millis} ms");
        }
    }
}

#[test]
fn script_runs_have_numbers_of_their_own_and_the_same_in_every_shard() {
    let rows = [
        ("shape = \"users\"\nusers = 7", 20, 140),
        (
            "shape = \"shared-iterations\"\nusers = 7\niterations = 100",
            50,
            100,
        ),
        (
            "shape = \"shared-iterations\"\nusers = 7\niterations = 3",
            50,
            3,
        ),
        (
            "shape = \"iterations-per-user\"\nusers = 7\niterations = 9",
            50,
            63,
        ),
    ];
    for (load, rounds, wanted) in rows {
        let whole = numbers(&crowd(load), rounds);
        assert_eq!(whole.len(), wanted, "{load}");
        let unique: BTreeSet<u64> = whole.iter().copied().collect();
        assert_eq!(unique.len(), wanted, "{load}");
        let mut together = BTreeSet::new();
        let mut counted = 0;
        for text in ["1/3", "2/3", "3/3"] {
            let own = shard(load, text);
            let numbers = numbers(&own, rounds);
            let exact = own.iterations();
            assert!(
                exact.is_none_or(|exact| exact == u64::try_from(numbers.len()).unwrap()),
                "{load} {text}"
            );
            counted += numbers.len();
            together.extend(numbers);
        }
        assert_eq!((counted, together), (wanted, unique), "{load}");
    }
}

#[test]
fn more_shards_than_users_leave_some_without_work() {
    let load = "shape = \"shared-iterations\"\nusers = 2\niterations = 5";
    let counts = ["1/3", "2/3", "3/3"].map(|text| numbers(&shard(load, text), 9).len());
    assert_eq!(counts, [3, 2, 0]);
}

#[test]
fn users_think_as_long_as_the_scenario_says() {
    let of = |think: &str| {
        crowd(&format!(
            "shape = \"users\"\nusers = 3\nthink_time = \"{think}\""
        ))
    };
    let constant = of("2 s");
    assert_eq!(constant.think_time(7), Duration::from_secs(2));
    assert_eq!(
        crowd("shape = \"users\"\nusers = 3").think_time(7),
        Duration::ZERO
    );
    let between = of("1 s to 3 s");
    let exponential = of("2 s on average");
    let (mut sum, mut long) = (0.0, 0);
    for number in 0..10_000 {
        let time = between.think_time(number);
        assert!((1.0..=3.0).contains(&time.as_secs_f64()), "{time:?}");
        let time = exponential.think_time(number).as_secs_f64();
        sum += time;
        long += u32::from(time > 2.0);
    }
    // A mean of 2 s and e⁻¹ of them longer, within five standard deviations.
    assert!((sum / 10_000.0 - 2.0).abs() < 0.1, "{sum}");
    assert!((f64::from(long) - 3_679.0).abs() < 241.0, "{long}");
    assert_eq!(between.think_time(5), of("1 s to 3 s").think_time(5));
}

#[test]
fn users_of_one_group_and_arrivals_of_another_never_share_a_number() {
    let text = "title = \"T\"\nproves = [\"ASN-4\"]\nduration = \"10 s\"\n\
        [[group]]\nname = \"arrivals\"\narrivals = { shape = \"constant\", rate = \"50 per second\" }\nscripts = { a = 1 }\n\
        [[group]]\nname = \"users\"\narrivals = { shape = \"users\", users = 9 }\nscripts = { b = 1 }\n\
        [[script]]\nname = \"a\"\nsteps = [\"open the alert\"]\n[[script]]\nname = \"b\"\nsteps = [\"overview\"]\n\
        [probes]\nshare = \"25 %\"\n";
    let scenario = Scenario::parse(text, "x.toml", &[]).unwrap();
    let schedule = Schedule::of(&scenario);
    let assignments = Assignments::of(&scenario);
    let open: Vec<u64> = schedule.arrivals().map(|arrival| arrival.number).collect();
    let closed = numbers(&schedule.crowds()[0], 60);
    let unique: BTreeSet<u64> = open.iter().chain(&closed).copied().collect();
    assert_eq!(unique.len(), open.len() + closed.len());
    let mut ranks = BTreeSet::new();
    for (numbers, script) in [(&open, 0), (&closed, 1)] {
        let mut probes = 0;
        for number in numbers {
            match assignments.assignment(*number) {
                Assignment::Script(place) => assert_eq!(place, script),
                Assignment::Probe { rank, .. } => {
                    probes += 1;
                    assert!(ranks.insert(rank), "probe {rank} is there twice");
                }
            }
        }
        // A quarter of every 64, and at most a whole block unfinished.
        assert!(
            probes * 4 + 64 >= numbers.len(),
            "{probes} of {}",
            numbers.len()
        );
    }
}
