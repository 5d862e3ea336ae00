//! Runs compared.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use reports::compare::{Comparison, Conclusion, Settings, Side, SideError, compare, table};
use reports::{Pace, RunRecord, Summary};

use crate::example;

/// A run like the example, its times `slow` per cent of the example's, begun in this minute.
pub(crate) fn run(minute: usize, slow: u64) -> RunRecord {
    let mut record = example::upheld();
    record.started_at = format!("2026-03-02T18:{minute:02}:00Z");
    let steps = record.by_step.iter_mut().map(|step| &mut step.times);
    for times in steps.chain([&mut record.times]) {
        times.response = times.response.map(|s| Summary {
            p50_us: s.p50_us * slow / 100,
            p90_us: s.p90_us * slow / 100,
            p99_us: s.p99_us * slow / 100,
            max_us: s.max_us * slow / 100,
            ..s
        });
    }
    record
}

/// Runs made in turn: those of A begin in even minutes.
pub(crate) fn side(name: &str, slow: &[u64]) -> Side {
    let first = usize::from(name == "b");
    let runs = slow.iter().enumerate().map(|(i, slow)| {
        (
            PathBuf::from(format!("{name}{}", i + 1)),
            run(2 * i + first, *slow),
        )
    });
    Side::of(runs.collect()).unwrap()
}

pub(crate) fn compared(a: &[u64], b: &[u64]) -> Comparison {
    compare(&side("a", a), &side("b", b), Settings::default(), false)
}

#[test]
fn enough_runs_tell_a_change_from_noise() {
    let rows: [(&[u64], &[u64], Conclusion); 5] = [
        (&[100, 102, 99, 101], &[101, 100, 102, 99], Conclusion::Same),
        (
            &[100, 102, 99, 101],
            &[120, 123, 119, 121],
            Conclusion::Worse,
        ),
        (
            &[120, 123, 119, 121],
            &[100, 102, 99, 101],
            Conclusion::Better,
        ),
        // Surely slower, by less than the threshold.
        (
            &[100, 100, 100, 100],
            &[103, 103, 103, 103],
            Conclusion::Same,
        ),
        // Much slower on the whole, but not beyond the noise.
        (
            &[100, 180, 99, 101],
            &[170, 100, 172, 168],
            Conclusion::Same,
        ),
    ];
    for (a, b, conclusion) in rows {
        let comparison = compared(a, b);
        assert_eq!(
            comparison.conclusion, conclusion,
            "{a:?} {b:?}: {}",
            comparison.sentence
        );
    }
}

#[test]
fn single_runs_tell_only_what_is_twice_as_much() {
    let rows = [
        (100, 100, Conclusion::Same),
        (100, 180, Conclusion::Same),
        (100, 200, Conclusion::Worse),
        (200, 100, Conclusion::Better),
    ];
    for (a, b, conclusion) in rows {
        let comparison = compared(&[a], &[b]);
        assert_eq!(comparison.conclusion, conclusion, "{a} to {b}");
        let text = table(&comparison);
        assert!(text.contains("noise cannot be told from change"), "{text}");
    }
}

#[test]
fn three_runs_on_each_side_tell_a_change_to_whoever_takes_a_chance_of_ten_percent() {
    let (a, b) = (side("a", &[100, 102, 99]), side("b", &[120, 123, 119]));
    for (significance_percent, conclusion) in [(5.0, Conclusion::Same), (10.0, Conclusion::Worse)] {
        let settings = Settings {
            significance_percent,
            ..Settings::default()
        };
        let comparison = compare(&a, &b, settings, false);
        assert_eq!(
            comparison.conclusion, conclusion,
            "{significance_percent} %"
        );
    }
}

#[test]
fn a_step_alone_makes_a_side_worse_only_with_runs_enough_for_as_many_steps() {
    let slow_step = |number: usize| {
        let runs = (0..number).map(|i| {
            let mut record = run(2 * i + 1, 100 + u64::try_from(i).unwrap());
            for step in record.by_step.iter_mut().filter(|one| one.step == "log on") {
                step.times.response = step.times.response.map(|s| Summary {
                    p50_us: s.p50_us * 3,
                    p90_us: s.p90_us * 3,
                    p99_us: s.p99_us * 3,
                    ..s
                });
            }
            (PathBuf::from(format!("b{i}")), record)
        });
        let b = Side::of(runs.collect()).unwrap();
        let slow: Vec<u64> = (100..).take(number).collect();
        compare(&side("a", &slow), &b, Settings::default(), false).conclusion
    };
    assert_eq!(slow_step(1), Conclusion::Same);
    assert_eq!(slow_step(6), Conclusion::Worse);
}

#[test]
fn the_table_of_a_change() {
    insta::assert_snapshot!(table(&compared(
        &[100, 102, 99, 101],
        &[120, 123, 119, 121]
    )));
}

#[test]
fn who_calls_runs_the_same_says_how_much_they_differ_by_themselves() {
    let sentence = compared(&[100, 102, 99, 101], &[101, 100, 102, 99]).sentence;
    let noise = "The noise of all operations: response p50 ±1.5 %, response p90 ±1.5 %, response p99 ±1.5 %.";
    assert!(sentence.ends_with(noise), "{sentence}");
}

#[test]
fn the_table_of_single_runs() {
    insta::assert_snapshot!(table(&compared(&[100], &[110])));
}

#[test]
fn errors_count_in_points() {
    let mut b = run(1, 100);
    b.outcomes.unknown += 600;
    b.outcomes.answered -= 600;
    let b = Side::of(vec![(PathBuf::from("b"), b)]).unwrap();
    let comparison = compare(&side("a", &[100]), &b, Settings::default(), false);
    assert_eq!(comparison.conclusion, Conclusion::Worse);
    assert!(
        comparison
            .sentence
            .contains("errors of all operations: 0.10 % to 2.59 %"),
        "{}",
        comparison.sentence
    );
}

#[test]
fn what_is_not_comparable_is_refused_with_a_sentence_and_compared_anyway() {
    type Spoil = fn(&mut RunRecord);
    let rows: [(Spoil, &str); 7] = [
        (
            |run| run.scenario.digest = "sha256:0".to_owned(),
            "Runs that are compared must run one scenario: a1 has",
        ),
        (
            |run| run.schedule.arrivals = "none".to_owned(),
            "must have the same arrivals",
        ),
        (
            |run| run.population.patients = 7,
            "must be about the same population",
        ),
        (|run| run.machine.cores = 64, "must be made on one machine"),
        (
            |run| {
                run.schedule.pace = Pace::FellBehind {
                    reason: "it was late".to_owned(),
                }
            },
            "in b it did not: it was late.",
        ),
        (
            |run| run.verdicts = example::broken().verdicts,
            "in b ASN-3 is broken.",
        ),
        (
            |run| run.outcomes = reports::Outcomes::default(),
            "in b none was due.",
        ),
    ];
    for (spoil, sentence) in rows {
        let mut record = run(1, 100);
        spoil(&mut record);
        let b = Side::of(vec![(PathBuf::from("b"), record)]).unwrap();
        let refused = compare(&side("a", &[100]), &b, Settings::default(), false);
        assert_eq!(refused.conclusion, Conclusion::NotComparable, "{sentence}");
        assert!(refused.sentence.contains(sentence), "{}", refused.sentence);
        assert!(refused.figures.is_empty(), "{sentence}");
        let anyway = compare(&side("a", &[100]), &b, Settings::default(), true);
        assert_ne!(anyway.conclusion, Conclusion::NotComparable, "{sentence}");
        assert!(table(&anyway).contains("Not comparable: "), "{sentence}");
    }
}

#[test]
fn what_to_bear_in_mind_is_said() {
    let caution = |a: &Side, b: &Side| compare(a, b, Settings::default(), false).cautions.join(" ");
    let (a, b) = (side("a", &[100, 101]), side("b", &[100, 102]));
    assert_eq!(caution(&a, &b), "");
    assert!(caution(&a, &a).contains("a1 stands on both sides"));
    let late = [(40, 100), (41, 102)].map(|(minute, slow)| (PathBuf::from("c"), run(minute, slow)));
    assert!(caution(&a, &Side::of(late.into()).unwrap()).contains("Make them in turn"));
    let mut other = run(1, 100);
    other.generator.seed = 7;
    other.generator.version = "0.2.0".to_owned();
    other.faults = example::broken().faults;
    let said = caution(
        &side("a", &[100]),
        &Side::of(vec![(PathBuf::from("d"), other)]).unwrap(),
    );
    for part in [
        "different seeds",
        "0.1.0, 0.2.0",
        "In d faults were on: lost-reply.",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_side_is_a_run_or_a_directory_of_runs_or_several_with_commas() {
    let parent = tempfile::tempdir().unwrap();
    let at = |name: &str| parent.path().join(name);
    for name in ["one", "many/1", "many/2", "many/3"] {
        reports::write_all(&run(0, 100), &at(name)).unwrap();
    }
    let path = |name: &str| at(name).display().to_string();
    let rows = [
        (path("one"), 1),
        (path("many"), 3),
        (format!("{},{}", path("one"), path("many/2")), 2),
        (format!("{}, {}", path("many"), path("one")), 4),
    ];
    for (text, runs) in rows {
        let side = Side::read(&text).unwrap();
        let comparison = compare(&side, &side, Settings::default(), false);
        assert_eq!(comparison.a.len(), runs, "{text}");
    }
    std::fs::create_dir(at("empty")).unwrap();
    assert!(matches!(
        Side::read(&path("empty")),
        Err(SideError::NoRun(_))
    ));
    assert!(matches!(
        Side::read(&path("nowhere")),
        Err(SideError::Unreadable(_))
    ));
    assert!(matches!(Side::read(""), Err(SideError::Nothing)));
}

#[test]
fn the_exit_code_says_which() {
    let parent = tempfile::tempdir().unwrap();
    let write = |name: &str, record: &RunRecord| {
        reports::write_all(record, &parent.path().join(name)).unwrap();
    };
    write("as-it-was", &run(0, 100));
    write("again", &run(1, 101));
    write("slow", &run(2, 300));
    write("broken", &example::broken());
    let rows: [(&[&str], i32); 7] = [
        (&["as-it-was", "again"], 0),
        (&["as-it-was", "slow"], 20),
        (&["slow", "as-it-was"], 21),
        (&["as-it-was", "broken"], 22),
        (&["as-it-was", "nowhere"], 2),
        (&["as-it-was", "slow", "--threshold", "20%"], 0),
        (&["as-it-was", "slow", "--threshold", "a lot"], 2),
    ];
    for (arguments, code) in rows {
        let output = command(parent.path(), arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
    }
    let output = command(parent.path(), &["as-it-was", "slow", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], "comparison/1");
    assert_eq!(json["conclusion"], "worse");
    assert_eq!(json["figures"][0]["kind"], "response_p50");
    assert_eq!(json["figures"][0]["change"], 200.0);
}

pub(crate) fn command(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_reports"))
        .arg("compare")
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}
