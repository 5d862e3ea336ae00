//! False alarms and missed changes, counted on runs that are drawn.

use super::figures::Value;
use super::{Change, Kind, Settings, judge};

/// A stream of numbers between 0 and 1 (splitmix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        f64::from(u32::try_from(z >> 32).unwrap()) / f64::from(u32::MAX)
    }

    /// Runs whose times are around `middle`, mostly within `spread`, now and then far above: as a shared machine does it.
    fn runs(&mut self, number: usize, middle: f64, spread: f64) -> Vec<Value> {
        let mut one = || {
            let bell = (0..6).map(|_| self.next() - 0.5).sum::<f64>() * std::f64::consts::SQRT_2;
            let hiccup = if self.next() < 0.05 { 1.5 } else { 1.0 };
            middle * (1.0 + spread * bell) * hiccup
        };
        let value = |value| Value { value, share: None };
        (0..number).map(|_| value(one())).collect()
    }
}

fn verdict(a: &[Value], b: &[Value]) -> Change {
    let settings = Settings::default();
    let measured = judge::measure(Kind::ResponseP90, [a, b], &settings);
    let real = measured.p.map_or(measured.beyond_bound, |p| p <= 0.05);
    judge::change(Kind::ResponseP90, &measured, real, &settings)
}

/// So many comparisons are drawn.
const DRAWN: usize = 250;

/// How many of them say so, `b` being `factor` times as slow.
fn of_those_drawn(number: usize, factor: f64, spread: f64, says: Change) -> usize {
    let mut draw = Draw(20_260_302);
    (0..DRAWN)
        .map(|_| {
            let a = draw.runs(number, 1_000.0, spread);
            let b = draw.runs(number, 1_000.0 * factor, spread);
            verdict(&a, &b)
        })
        .filter(|verdict| *verdict == says)
        .count()
}

#[test]
fn runs_of_the_same_are_hardly_ever_called_changed() {
    for (number, spread, at_most) in [
        (1, 0.1, 3),
        (3, 0.1, 3),
        (4, 0.1, 15),
        (6, 0.2, 18),
        (10, 0.03, 3),
    ] {
        let same = of_those_drawn(number, 1.0, spread, Change::Same);
        assert!(
            DRAWN - same <= at_most,
            "{number} runs, {spread}: {same} the same"
        );
    }
}

#[test]
fn a_change_that_is_larger_than_the_noise_is_nearly_always_found() {
    for (number, factor, spread, at_least) in [
        (1, 2.5, 0.05, 220),
        (4, 1.5, 0.05, 210),
        (6, 1.2, 0.03, 175),
        (10, 1.1, 0.03, 235),
    ] {
        let worse = of_those_drawn(number, factor, spread, Change::Worse);
        assert!(
            worse >= at_least,
            "{number} runs, {factor} times: {worse} worse"
        );
        let better = of_those_drawn(number, 1.0 / factor, spread, Change::Better);
        assert!(
            better >= at_least,
            "{number} runs, 1 / {factor}: {better} better"
        );
    }
}

#[test]
fn a_change_below_the_threshold_is_the_same_however_sure_it_is() {
    let runs = |middle: f64| -> Vec<Value> {
        (0..10_u8)
            .map(|i| Value {
                value: middle + f64::from(i),
                share: None,
            })
            .collect()
    };
    let rows = [
        (1_049.0, Change::Same),
        (1_051.0, Change::Worse),
        (953.0, Change::Same),
        (952.0, Change::Better),
    ];
    for (b, says) in rows {
        // All values a hundred times as large, so that the spread is nothing against them.
        assert_eq!(
            verdict(&runs(100_000.0), &runs(b * 100.0)),
            says,
            "1000 to {b}"
        );
    }
}

#[test]
fn one_error_more_of_a_single_run_is_chance_and_many_are_not() {
    let share = |count: u64, due: u64| {
        let value = 100.0 * f64::from(u32::try_from(count).unwrap())
            / f64::from(u32::try_from(due).unwrap());
        [Value {
            value,
            share: Some((count, due)),
        }]
    };
    // 2 points are asked of single runs.
    let rows = [
        (0, 1, 30, Change::Same),
        (0, 20, 400, Change::Worse),
        (0, 4, 400, Change::Same),
        (30, 0, 400, Change::Better),
    ];
    for (before, after, due, says) in rows {
        let settings = Settings::default();
        let measured = judge::measure(
            Kind::Errors,
            [&share(before, due), &share(after, due)],
            &settings,
        );
        let found = judge::change(Kind::Errors, &measured, measured.beyond_bound, &settings);
        assert_eq!(found, says, "{before} to {after} of {due}");
    }
}

#[test]
fn of_the_changes_told_about_steps_few_are_expected_to_be_none() {
    // Benjamini and Hochberg 1995, the example of section 3.2: four of fifteen at 5 %.
    let chances = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let found = judge::discoveries(&chances, 0.05);
    assert_eq!(found.iter().filter(|one| **one).count(), 4);
    assert_eq!(judge::discoveries(&[], 0.05), Vec::<bool>::new());
}
