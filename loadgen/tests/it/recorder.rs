use crate::made::{MS, late, look, lost, unsent};
use loadgen::history::{Kind, Moment, Operation, Outcome};
use loadgen::measure::{Distribution, OutcomeCounts};
use loadgen::recorder::{HISTORY_FILE, Recorded, Recorder, RecorderError};
use loadgen::schedule::{Stream, draw};

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
    let total = Recorded::of(all).measures.total;
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
    let measures = Recorded::of(vec![elsewhere, second, look(3), look(0)]).measures;
    let steps: Vec<_> = measures
        .steps()
        .iter()
        .map(|one| {
            (
                &*one.step,
                one.setting.is_some(),
                one.tally.outcomes.answered,
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

#[test]
fn stretches_count_by_when_operations_fell_due_and_leave_no_gap() {
    let due = |number, ms: u64| Operation {
        due: Moment::from_nanos(ms * MS),
        sent: Moment::from_nanos(ms * MS),
        answered: Some(Moment::from_nanos((ms + 1_500) * MS)),
        ..look(number)
    };
    let measures = Recorded::of(vec![due(0, 999), due(1, 1_000), due(2, 3_999)]).measures;
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
    let stretches = Recorded::of(vec![look(0), days]).measures.stretches();
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
    let again = Recorded::read(&directory.path().join(HISTORY_FILE)).unwrap();
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
    for number in 0..1_000_u64 {
        let worker = u32::try_from(number * 7 % 4).unwrap();
        together.record(operation(number));
        apart.record(Operation {
            worker,
            ..operation(number)
        });
    }
    let (together, apart) = (together.measures(), apart.measures());
    assert_eq!(apart.stretches(), together.stretches());
    assert_eq!(apart.duration(), together.duration());
    assert_eq!(
        (apart.due_last, apart.sent_last),
        (together.due_last, together.sent_last)
    );
    assert_eq!(apart.steps().len(), 2);
    for (one, other) in apart.steps().into_iter().zip(together.steps()) {
        assert_eq!(one.step, other.step);
        assert_eq!(one.tally.response.figures(), other.tally.response.figures());
        assert_eq!(one.tally.lateness.curve(), other.tally.lateness.curve());
    }
}
