//! The shapes of open arrivals, phases in sequence, groups at once, and children by Zipf's law.

use core::time::Duration;
use std::collections::BTreeSet;

use loadgen::scenario::{Override, Scenario, Shard, Zipf};
use loadgen::schedule::{Arrival, Schedule, Stream, draw, rank};
use proptest::prelude::*;

const HEAD: &str = "title = \"T\"\nproves = []\nseed = 5\n";
const SCRIPTS: &str = "[[script]]\nname = \"a\"\nsteps = [\"open the alert\"]\n\
                       [[script]]\nname = \"b\"\nsteps = [\"overview\"]\n";

fn scenario(load: &str) -> Scenario {
    let text = format!("{HEAD}{load}\n{SCRIPTS}");
    Scenario::parse(&text, "x.toml", &[]).unwrap_or_else(|mistakes| panic!("\n{mistakes}\n{text}"))
}

fn arrivals(load: &str) -> Vec<Arrival> {
    Schedule::of(&scenario(load)).arrivals().collect()
}

/// When arrivals are due, in milliseconds rounded down.
fn due(load: &str) -> Vec<u128> {
    let arrivals = arrivals(load).into_iter();
    arrivals.map(|arrival| arrival.due.as_millis()).collect()
}

fn count(load: &str, from: f64, to: f64) -> usize {
    let inside = |arrival: &Arrival| (from..to).contains(&arrival.due.as_secs_f64());
    arrivals(load).into_iter().filter(inside).count()
}

#[test]
fn each_shape_is_due_when_its_rate_says() {
    let rows: [(&str, &[u128]); 6] = [
        (
            "duration = \"4 s\"\n[arrivals]\nshape = \"steps\"\nrates = [\"1 per second\", \"0 per second\", \"2 per second\"]\neach = \"1 s\"",
            &[0, 2_000, 2_500, 3_000, 3_500],
        ),
        (
            "duration = \"7 s\"\n[arrivals]\nshape = \"burst\"\nsize = 2\nevery = \"3 s\"",
            &[0, 0, 3_000, 3_000, 6_000, 6_000],
        ),
        (
            "[arrivals]\nshape = \"spike\"\nbase = \"1 per second\"\npeak = \"4 per second\"\nat = \"2 s\"\nfor = \"1 s\"",
            &[0, 1_000, 2_000, 2_250, 2_500, 2_750, 3_000, 4_000],
        ),
        (
            "[arrivals]\nshape = \"spike\"\nbase = \"0 per second\"\npeak = \"2 per second\"\nat = \"1 s\"\nfor = \"1 s\"",
            &[1_000, 1_500],
        ),
        (
            // The count is t²/2, then level.
            "duration = \"4 s\"\n[arrivals]\nshape = \"replay\"\ncurve = [[\"0 s\", \"0 per second\"], [\"2 s\", \"2 per second\"]]",
            &[0, 1_414, 2_000, 2_500, 3_000, 3_500],
        ),
        (
            "duration = \"9 s\"\n[arrivals]\nshape = \"replay\"\ncurve = [[\"0 s\", \"2 per second\"], [\"2 s\", \"0 per second\"]]",
            &[0, 585],
        ),
    ];
    for (load, wanted) in rows {
        assert_eq!(due(load), wanted, "{load}");
        let counted = Schedule::of(&scenario(load)).len();
        assert_eq!(counted, u64::try_from(wanted.len()).unwrap(), "{load}");
    }
}

#[test]
fn a_level_after_a_lull_does_not_drift() {
    let load = "duration = \"100000 s\"\n[arrivals]\nshape = \"steps\"\nrates = [\"0.1 per second\", \"0 per second\", \"3 per second\"]\neach = \"30 s\"";
    let found = arrivals(load);
    assert_eq!(
        found[3].due,
        Duration::from_mins(1),
        "the lull holds nobody"
    );
    let last = found.last().unwrap();
    assert_eq!(last.number, 3 + 3 * 99_940 - 1);
    assert_eq!(last.due.as_nanos(), 99_999_666_666_666);
}

#[test]
fn poisson_arrivals_follow_every_profile() {
    let rows = [
        (
            "rates = [\"100 per second\", \"300 per second\"]\neach = \"20 s\"",
            2_000.0,
            6_000.0,
        ),
        (
            "base = \"50 per second\"\npeak = \"200 per second\"\nat = \"20 s\"\nfor = \"20 s\"",
            1_000.0,
            4_000.0,
        ),
        (
            "curve = [[\"0 s\", \"100 per second\"], [\"40 s\", \"300 per second\"]]",
            3_000.0,
            5_000.0,
        ),
    ];
    for (keys, early, late) in rows {
        let load = format!("duration = \"40 s\"\n[arrivals]\nshape = \"poisson\"\n{keys}");
        for (from, wanted) in [(0.0, early), (20.0, late)] {
            let found = f64::from(u32::try_from(count(&load, from, from + 20.0)).unwrap());
            let off = (found - wanted).abs();
            assert!(off < 5.0 * f64::sqrt(wanted), "{keys}: {found} of {wanted}");
        }
    }
}

/// The count up to each arrival, of a process whose rate changes: its gaps are those of a process of rate one.
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
fn poisson_gaps_are_exponential_along_a_changing_rate() {
    let load = "duration = \"300 s\"\n[arrivals]\nshape = \"poisson\"\ncurve = [[\"0 s\", \"10 per second\"], [\"100 s\", \"200 per second\"], [\"300 s\", \"50 per second\"]]";
    let schedule = Schedule::of(&scenario(load));
    let mut last = 0.0;
    let gaps: Vec<f64> = schedule
        .arrivals()
        .map(|arrival| {
            let mass = schedule.expected_before(arrival.due);
            let gap = mass - last;
            last = mass;
            gap
        })
        .collect();
    let count = f64::from(u32::try_from(gaps.len()).unwrap());
    // The Kolmogorov–Smirnov bound of one in a thousand.
    let distance = distance_from_exponential(gaps);
    assert!(distance < 1.95 / count.sqrt(), "{distance} of {count} gaps");
}

const PHASES: &str = "[[phase]]\nname = \"warm up\"\nduration = \"2 s\"\nwarm_up = true\n\
    arrivals = { shape = \"constant\", rate = \"2 per second\" }\n\
    [[phase]]\nduration = \"1 s\"\nscripts = { b = 1 }\n\
    arrivals = { shape = \"constant\", rate = \"3 per second\" }\n";

#[test]
fn phases_follow_each_other() {
    assert_eq!(due(PHASES), [0, 500, 1_000, 1_500, 2_000, 2_333, 2_666]);
    let scenario = scenario(PHASES);
    assert_eq!(scenario.duration, Duration::from_secs(3));
    assert_eq!(scenario.warm_up(), Duration::from_secs(2));
    let schedule = Schedule::of(&scenario);
    let parts: Vec<(u64, bool)> = schedule
        .parts()
        .iter()
        .map(|part| (schedule.len_of(part.index), part.is_warm_up))
        .collect();
    assert_eq!(parts, [(4, true), (3, false)]);
}

const GROUPS: &str = "duration = \"3 s\"\n\
    [[group]]\nname = \"day\"\narrivals = { shape = \"constant\", rate = \"1 per second\" }\n\
    [[group]]\nname = \"night\"\nstarts = \"1500 ms\"\narrivals = { shape = \"poisson\", rate = \"40 per second\" }\n";

#[test]
fn groups_come_at_once_in_the_order_they_are_due() {
    let found = arrivals(GROUPS);
    let of = |part: u64| found.iter().filter(move |one| one.number % 2 == part);
    let day: Vec<u128> = of(0).map(|one| one.due.as_millis()).collect();
    assert_eq!(day, [0, 1_000, 2_000]);
    assert!(of(1).all(|one| one.due >= Duration::from_millis(1_500)));
    assert!(of(1).count() > 80, "{}", of(1).count());
    assert!(found.is_sorted_by_key(|one| one.due));
    let numbers: BTreeSet<u64> = found.iter().map(|one| one.number).collect();
    assert_eq!(
        numbers.len(),
        found.len(),
        "numbers are unique over the run"
    );
    assert_eq!(scenario(GROUPS).duration, Duration::from_millis(4_500));
}

#[test]
fn shards_of_phases_and_groups_are_disjoint_and_complete() {
    for load in [PHASES, GROUPS] {
        let whole = arrivals(load);
        let text = format!("{HEAD}{load}\n{SCRIPTS}");
        let mut together = Vec::new();
        for shard in ["1/3", "2/3", "3/3"] {
            let part = Scenario::parse(&text, "x.toml", &[Override::shard(shard)]).unwrap();
            let schedule = Schedule::of(&part);
            let arrivals: Vec<Arrival> = schedule.arrivals().collect();
            assert_eq!(
                schedule.len(),
                u64::try_from(arrivals.len()).unwrap(),
                "{shard}"
            );
            together.extend(arrivals);
        }
        together.sort_by_key(|one| (one.due, one.number % 2));
        assert_eq!(together, whole);
    }
}

#[test]
fn ranks_follow_the_law_of_zipf() {
    for (exponent, ranks) in [("1.1", 100), ("1", 1_000), ("0.5", 50), ("2", 10)] {
        let zipf = Zipf::read(exponent).unwrap();
        let power = zipf.exponent();
        let draws = 100_000_u32;
        let mut counts = vec![0_u32; ranks];
        for index in 0..draws {
            let bits = draw(9, Stream::Child, u64::from(index));
            let rank = rank(zipf, bits, u64::try_from(ranks).unwrap());
            counts[usize::try_from(rank).unwrap()] += 1;
        }
        let weight = |rank: usize| f64::from(u32::try_from(rank + 1).unwrap()).powf(-power);
        let sum: f64 = (0..ranks).map(weight).sum();
        for (rank, count) in counts.iter().enumerate() {
            let wanted = f64::from(draws) * weight(rank) / sum;
            let off = (f64::from(*count) - wanted).abs();
            assert!(
                off < 5.0 * wanted.sqrt() + 1.0,
                "{exponent}, rank {rank}: {count} of {wanted}"
            );
        }
    }
    assert_eq!(rank(Zipf::read("1.1").unwrap(), 7, 1), 0);
    assert_eq!(rank(Zipf::read("1.1").unwrap(), 7, 0), 0);
}

fn any_rate() -> impl Strategy<Value = String> {
    (0..400_u32, prop::sample::select(vec!["second", "minute"]))
        .prop_map(|(count, unit)| format!("{count} per {unit}"))
}

fn any_shape() -> impl Strategy<Value = String> {
    let steps =
        (prop::collection::vec(any_rate(), 1..6), 50..3_000_u32).prop_map(|(rates, each)| {
            format!("shape = \"steps\"\nrates = {rates:?}\neach = \"{each} ms\"")
        });
    let curve = prop::collection::vec((1..2_000_u32, any_rate()), 1..6).prop_map(|points| {
        let mut at = 0;
        let points: Vec<[String; 2]> = points
            .into_iter()
            .enumerate()
            .map(|(place, (gap, rate))| {
                at += if place == 0 { 0 } else { gap };
                let at = if at == 0 {
                    "0 s".to_owned()
                } else {
                    format!("{at} ms")
                };
                [at, rate]
            })
            .collect();
        format!("shape = \"replay\"\ncurve = {points:?}")
    });
    let spike = (any_rate(), 1..400_u32, 0..2_000_u32, 1..2_000_u32).prop_map(
        |(base, peak, at, lasts)| {
            format!("shape = \"spike\"\nbase = \"{base}\"\npeak = \"{peak} per second\"\nat = \"{at} ms\"\nfor = \"{lasts} ms\"")
        },
    );
    let burst = (1..50_u32, 10..2_000_u32).prop_map(|(size, every)| {
        format!("shape = \"burst\"\nsize = {size}\nevery = \"{every} ms\"")
    });
    prop_oneof![steps, curve, spike, burst]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_shape_counts_exactly_in_order_and_as_its_integral_says(
        shape in any_shape(), millis in 100..8_000_u32, of in 1..5_u32,
    ) {
        let text = format!("{HEAD}duration = \"{millis} ms\"\n[arrivals]\n{shape}\n{SCRIPTS}");
        // Rates that are all zero are refused.
        let Ok(scenario) = Scenario::parse(&text, "x.toml", &[]) else { return Ok(()) };
        let schedule = Schedule::of(&scenario);
        let whole: Vec<Arrival> = schedule.arrivals().collect();
        prop_assert_eq!(schedule.len(), u64::try_from(whole.len()).unwrap());
        prop_assert!(whole.is_sorted_by_key(|one| one.due));
        prop_assert!(whole.iter().all(|one| one.due < scenario.duration));
        let counted = f64::from(u32::try_from(whole.len()).unwrap());
        prop_assert!((counted - schedule.expected()).abs() <= 1.0, "{} {}", counted, schedule.expected());
        let mut together = Vec::new();
        for index in 1..=of {
            let shard: Shard = format!("{index}/{of}").parse().unwrap();
            let part = schedule.clone().only(shard);
            let arrivals: Vec<Arrival> = part.arrivals().collect();
            prop_assert_eq!(part.len(), u64::try_from(arrivals.len()).unwrap());
            together.extend(arrivals);
        }
        together.sort_by_key(|one| one.number);
        prop_assert_eq!(together, whole);
    }
}
