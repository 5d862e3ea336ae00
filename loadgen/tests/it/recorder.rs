use crate::made::{MS, late, look, lost, unsent};
use loadgen::history::{HISTORY_FILE, Kind, Moment, Operation, Outcome, Pieces, WhyUnknown};
use loadgen::measure::{Distribution, Measures, OutcomeCounts, OutcomeKind};
use loadgen::recorder::{Recorded, Recorder, RecorderError};
use loadgen::schedule::{Stream, draw};
use reports::Spread;

/// Times as a Spine gives them: most are short, a few are a thousand times as long.
fn times(seed: u64, number: u64) -> Vec<u64> {
    let time = |index| {
        let bits = draw(seed, Stream::Gap, index);
        (bits & 0x3ff) << ((bits >> 40) % 14)
    };
    (0..number).map(time).collect()
}

/// The smallest time that at least this share of the times do not exceed.
fn by_sorting(sorted: &[u64], thousandths: usize) -> u64 {
    let rank = (sorted.len() * thousandths).div_ceil(1_000).max(1);
    sorted[rank - 1]
}

#[test]
fn percentiles_are_those_of_sorted_times_to_their_digits() {
    for seed in 0..20 {
        println!("seed {seed}");
        let mut all = times(seed, 1 + seed * 517);
        let (mut fine, mut coarse) = (Distribution::fine(), Distribution::coarse());
        for time in &all {
            fine.take(*time);
            coarse.take(*time);
        }
        all.sort_unstable();
        for (distribution, digits) in [(fine, 1_000), (coarse, 100)] {
            let figures = distribution.figures().unwrap();
            let rows = [
                (figures.p50, 500),
                (figures.p90, 900),
                (figures.p95, 950),
                (figures.p99, 990),
                (figures.p999, 999),
            ];
            for (found, thousandths) in rows {
                let exact = by_sorting(&all, thousandths);
                assert!(
                    found >= exact && found - exact <= exact / digits + 1,
                    "{thousandths}/1000 of {}: {found}, by sorting {exact}",
                    all.len()
                );
            }
            let sum: u64 = all.iter().sum();
            let count = u64::try_from(all.len()).unwrap();
            assert_eq!(figures.count, count);
            assert_eq!(figures.min, all[0]);
            assert_eq!(figures.max, all[all.len() - 1]);
            assert_eq!(figures.mean, (sum + count / 2) / count);
        }
    }
}

#[test]
fn a_curve_rises_from_the_shortest_time_to_the_longest() {
    let mut distribution = Distribution::fine();
    assert!(distribution.curve().is_empty());
    for time in times(3, 5_000) {
        distribution.take(time);
    }
    let curve = distribution.curve();
    assert!(
        curve
            .windows(2)
            .all(|two| two[0].0 < two[1].0 && two[0].1 <= two[1].1)
    );
    let (last, longest) = curve[curve.len() - 1];
    assert!((last - 100.0).abs() < f64::EPSILON);
    assert_eq!(longest, distribution.max());
}

#[test]
fn times_are_those_of_operations_that_have_them() {
    let refused = Operation {
        outcome: Outcome::Refused {
            status: 403,
            code: None,
        },
        ..late(look(1), 5)
    };
    let moved_clock = Operation {
        kind: Kind::AdvanceClock { by_ms: 1 },
        caller: None,
        ..late(look(2), 900)
    };
    let all = vec![look(0), refused, moved_clock, late(lost(3), 30), unsent(4)];
    let total = Measures::of(&all).total;
    let outcomes = OutcomeCounts {
        answered: 1,
        refused: 1,
        unknown: 1,
        not_sent: 1,
    };
    assert_eq!(total.outcomes, outcomes);
    let longest = [
        (total.lateness, 3, 30_000),
        (total.service, 2, 2_000),
        (total.response, 2, 7_000),
    ];
    for (distribution, count, max) in longest {
        assert_eq!((distribution.count(), distribution.max()), (count, max));
    }
}

#[test]
fn steps_are_told_apart_by_care_setting_and_stand_in_the_order_they_fell_due() {
    let second = Operation {
        step: "read the list".into(),
        ..look(1)
    };
    let elsewhere = Operation {
        setting: None,
        ..look(2)
    };
    let measures = Measures::of(&[elsewhere, second, look(3), look(0)]);
    let steps: Vec<_> = measures
        .steps()
        .iter()
        .map(|one| {
            (
                &*one.step,
                one.setting.is_some(),
                one.tally().outcomes.answered,
            )
        })
        .collect();
    let expected = [
        ("open the alert", true, 2),
        ("read the list", true, 1),
        ("open the alert", false, 1),
    ];
    assert_eq!(steps, expected);
}

/// One that the Spine answered with an error, after 2 ms.
fn failed(number: u64) -> Operation {
    Operation {
        outcome: Outcome::Unknown {
            why: WhyUnknown::ServerFailed { status: 503 },
        },
        ..look(number)
    }
}

#[test]
fn outcomes_are_timed_apart_and_an_unknown_one_counts_in_no_time_but_its_own() {
    let refused = |number| Operation {
        outcome: Outcome::Refused {
            status: 403,
            code: None,
        },
        ..late(look(number), 10)
    };
    let all = [
        look(0),
        late(look(1), 5),
        refused(2),
        late(failed(3), 50),
        lost(4),
        unsent(5),
    ];
    let measures = Measures::of(&all);
    let steps = measures.steps();
    let found: Vec<_> = steps[0]
        .by_outcome()
        .map(|(kind, tally)| {
            let longest = [&tally.lateness, &tally.service, &tally.response];
            let longest = longest.map(|times| (times.count(), times.max()));
            (kind, tally.outcomes.due(), longest)
        })
        .collect();
    let expected = [
        (
            OutcomeKind::Answered,
            2,
            [(2, 5_000), (2, 2_000), (2, 7_000)],
        ),
        (
            OutcomeKind::Refused,
            1,
            [(1, 10_000), (1, 2_000), (1, 12_000)],
        ),
        (
            OutcomeKind::Unknown,
            2,
            [(2, 50_000), (1, 2_000), (1, 52_000)],
        ),
        (OutcomeKind::NotSent, 1, [(0, 0), (0, 0), (0, 0)]),
    ];
    assert_eq!(found, expected);
    // What targets are about is what it has always been.
    let (step, total) = (steps[0].tally(), &measures.total);
    assert_eq!(step.outcomes, total.outcomes);
    let pairs = [
        (&step.lateness, &total.lateness, (5, 50_000)),
        (&step.service, &total.service, (3, 2_000)),
        (&step.response, &total.response, (3, 12_000)),
    ];
    for (of_step, of_all, expected) in pairs {
        assert_eq!((of_step.count(), of_step.max()), expected);
        assert_eq!((of_all.count(), of_all.max()), expected);
    }
}

#[test]
fn what_is_measured_apart_by_outcome_adds_up() {
    let of = |number: u64| match number % 5 {
        0 => failed(number),
        1 => unsent(number),
        _ => late(look(number), number % 97),
    };
    let all: Vec<_> = (0..500).map(of).collect();
    let together = Measures::of(&all);
    let mut apart = Measures::of(&all[..200]);
    apart.add(&Measures::of(&all[200..]));
    let figures = |measures: &Measures| -> Vec<_> {
        let steps = measures.steps();
        let parts = steps.iter().flat_map(|step| step.by_outcome());
        parts
            .map(|(kind, tally)| (kind, tally.outcomes, tally.response.curve()))
            .collect()
    };
    assert_eq!(figures(&apart), figures(&together));
    assert_eq!(figures(&together).len(), 3);
}

#[test]
fn figures_are_taken_before_a_run_is_over_only_where_somebody_asks() {
    let recorder = Recorder::in_memory();
    recorder.record(look(0));
    assert!(recorder.measures().is_none());
    let asked = Recorder::in_memory();
    asked.measure(Moment::from_nanos(15 * MS));
    (0..4).for_each(|number| asked.record(look(number)));
    // Due every ten milliseconds: two of them while the run warms up.
    let measures = asked.measures().unwrap();
    assert_eq!(measures.total.outcomes.answered, 2);
    assert_eq!(measures.warm_up.outcomes.answered, 2);
}

#[test]
fn the_spread_of_a_stretch_holds_every_response_in_it() {
    let measures = Measures::of(&[look(0), late(look(1), 5), late(look(2), 5), lost(3)]);
    let stretches = measures.stretches();
    let spread = stretches[0].spread.clone().unwrap();
    let rows: Vec<_> = spread.rows().filter(|(_, count)| *count > 0).collect();
    assert_eq!(rows, [(Spread::row(2_000), 1), (Spread::row(7_000), 2)]);
}

#[test]
fn stretches_count_by_when_operations_fell_due_and_leave_no_gap() {
    let due = |number, ms: u64| Operation {
        due: Moment::from_nanos(ms * MS),
        sent: Moment::from_nanos(ms * MS),
        answered: Some(Moment::from_nanos((ms + 1_500) * MS)),
        ..look(number)
    };
    let measures = Measures::of(&[due(0, 999), due(1, 1_000), due(2, 3_999)]);
    let counts: Vec<_> = measures
        .stretches()
        .iter()
        .map(|one| {
            (
                one.from_s,
                one.to_s,
                one.outcomes.answered,
                one.response.map(|all| all.max),
            )
        })
        .collect();
    let expected = [
        (0, 1, 1, Some(1_500_000)),
        (1, 2, 1, Some(1_500_000)),
        (2, 3, 0, None),
        (3, 4, 1, Some(1_500_000)),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn a_run_of_days_has_no_more_stretches_than_one_of_ten_minutes() {
    let days = Operation {
        due: Moment::from_nanos(200_000_000 * MS),
        ..look(1)
    };
    let stretches = Measures::of(&[look(0), days]).stretches();
    assert!(stretches.len() <= 600, "{}", stretches.len());
    assert!(stretches.windows(2).all(|two| two[0].to_s == two[1].from_s));
}

#[test]
fn what_several_threads_record_is_read_back_from_the_disk_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(directory.path()).unwrap();
    std::thread::scope(|threads| {
        for thread in 0..4 {
            let recorder = &recorder;
            threads.spawn(move || {
                (0..250).for_each(|index| {
                    let worker = u32::try_from(thread % 3).unwrap();
                    recorder.record(Operation {
                        worker,
                        ..look(index * 4 + thread)
                    });
                });
            });
        }
    });
    let counts = recorder.counts();
    let outcomes = OutcomeCounts {
        answered: 1_000,
        ..OutcomeCounts::default()
    };
    assert_eq!(counts.outcomes, outcomes);
    let finished = recorder.finish().unwrap();
    let numbers = finished.operations.iter().map(|one| one.number.0);
    assert!(numbers.eq(0..1_000));
    let again = Recorded::read(&Pieces::one(directory.path().join(HISTORY_FILE))).unwrap();
    assert_eq!(again.operations, finished.operations);
}

#[test]
fn in_memory_the_same_operations_come_back() {
    let recorder = Recorder::in_memory();
    recorder.record(look(1));
    recorder.record(look(0));
    assert_eq!(recorder.finish().unwrap().operations, [look(0), look(1)]);
}

#[test]
fn the_live_times_are_those_of_the_latest_whole_second() {
    let recorder = Recorder::in_memory();
    (0..100).for_each(|number| recorder.record(look(number)));
    assert_eq!(recorder.counts().p50_us, None);
    recorder.record(late(look(100), 500));
    let counts = recorder.counts();
    assert_eq!((counts.p50_us, counts.p99_us), (Some(2_000), Some(2_000)));
    recorder.record(late(look(200), 500));
    assert_eq!(recorder.counts().p50_us, Some(502_000));
}

#[test]
fn a_directory_that_is_not_there_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let error = Recorder::create(&directory.path().join("nowhere")).unwrap_err();
    assert!(matches!(error, RecorderError::Unwritable { .. }));
    assert!(
        error
            .to_string()
            .ends_with("nowhere/history.log: a history must be writable"),
        "{error}"
    );
}

#[test]
fn what_workers_measure_apart_adds_up_to_what_one_would_have_measured() {
    let operation = |number: u64| Operation {
        step: if number.is_multiple_of(3) {
            "one"
        } else {
            "other"
        }
        .into(),
        ..late(look(number * 200), number % 97)
    };
    let together = Recorder::in_memory();
    let apart = Recorder::in_memory();
    together.measure(Moment::ZERO);
    apart.measure(Moment::ZERO);
    for number in 0..1_000_u64 {
        let worker = u32::try_from(number * 7 % 4).unwrap();
        together.record(operation(number));
        apart.record(Operation {
            worker,
            ..operation(number)
        });
    }
    let (together, apart) = (together.measures().unwrap(), apart.measures().unwrap());
    assert_eq!(apart.stretches(), together.stretches());
    assert_eq!(apart.duration(), together.duration());
    assert_eq!(
        (apart.due_last, apart.sent_last),
        (together.due_last, together.sent_last)
    );
    assert_eq!(apart.steps().len(), 2);
    for (one, other) in apart.steps().into_iter().zip(together.steps()) {
        assert_eq!(one.step, other.step);
        let (one, other) = (one.tally(), other.tally());
        assert_eq!(one.response.figures(), other.response.figures());
        assert_eq!(one.lateness.curve(), other.lateness.curve());
    }
}
