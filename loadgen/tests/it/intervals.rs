//! The times of a run by interval, as other tools read them.

use crate::made::{at, late, look, lost, unsent};
use loadgen::assemble::Intervals;
use loadgen::history::{Moment, Operation};
use loadgen::measure::Measures;

/// Tag, start and length of each interval of seconds, in the order of the log.
fn intervals(operations: &[Operation]) -> Vec<(String, String, String)> {
    let mut all = lines(operations);
    all.retain(|(tag, ..)| !tag.contains('/'));
    all
}

/// Tag, start and length of each interval, in the order of the log.
fn lines(operations: &[Operation]) -> Vec<(String, String, String)> {
    let directory = tempfile::tempdir().unwrap();
    let mut written = Intervals::create(directory.path(), "A test", at()).unwrap();
    for one in operations {
        written.take(one);
    }
    written.finish(&Measures::of(operations)).unwrap();
    let text = std::fs::read_to_string(directory.path().join("run.hlog")).unwrap();
    assert!(text.starts_with("#A test\n"), "{text}");
    assert!(text.contains("#[StartTime: 1772442000.000 "), "{text}");
    let lines = text.lines().filter(|line| !line.starts_with(['#', '"']));
    lines
        .map(|line| {
            let (tag, rest) = match line.strip_prefix("Tag=") {
                Some(tagged) => tagged.split_once(',').unwrap(),
                None => ("", line),
            };
            let mut columns = rest.split(',').map(str::to_owned);
            (
                tag.to_owned(),
                columns.next().unwrap(),
                columns.next().unwrap(),
            )
        })
        .collect()
}

#[test]
fn each_second_has_the_response_of_all_operations_and_of_each_step_and_the_generators_own_times() {
    // Due every 10 ms: two seconds and a half.
    let operations: Vec<_> = (0..250).map(look).collect();
    let step = operations[0].step.replace(' ', "-");
    let mut expected = Vec::new();
    for second in ["0.000", "1.000", "2.000"] {
        for tag in ["", "lateness", &step, "service"] {
            expected.push((tag.to_owned(), second.to_owned(), "1.000".to_owned()));
        }
    }
    expected.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    assert_eq!(intervals(&operations), expected);
}

#[test]
fn what_was_not_answered_has_no_response_and_what_was_not_sent_has_no_lateness() {
    let tags = |operations: &[Operation]| -> Vec<String> {
        intervals(operations)
            .into_iter()
            .map(|(tag, ..)| tag)
            .collect()
    };
    assert_eq!(tags(&[unsent(0)]), Vec::<String>::new());
    assert_eq!(tags(&[lost(0)]), ["lateness"]);
    assert_eq!(tags(&[late(look(0), 20)]).len(), 4);
}

#[test]
fn a_straggler_of_a_second_that_is_written_counts_in_the_next_that_is_not() {
    let due = |number, second: u64| {
        let mut operation = look(number);
        let later = Moment::from_nanos(second * 1_000_000_000);
        (operation.due, operation.sent, operation.answered) = (later, later, Some(later));
        operation
    };
    let operations = [due(0, 0), due(1, 3), due(2, 70), due(3, 1)];
    let all = intervals(&operations).into_iter();
    let starts: Vec<_> = all
        .filter(|(tag, ..)| tag.is_empty())
        .map(|(_, start, _)| start)
        .collect();
    assert_eq!(starts, ["0.000", "3.000", "4.000", "70.000"]);
}

#[test]
fn each_step_setting_and_outcome_has_its_times_over_the_whole_run() {
    // Due every 10 ms, the last in the second second.
    let mut operations: Vec<_> = (0..150).map(look).collect();
    operations.extend([lost(150), unsent(151)]);
    let all = lines(&operations);
    let whole: Vec<_> = all
        .iter()
        .filter(|(tag, ..)| tag.contains('/'))
        .map(|(tag, start, length)| (tag.as_str(), start.as_str(), length.as_str()))
        .collect();
    let expected = [
        "answered/lateness",
        "answered/service",
        "answered/response",
        "unknown/lateness",
    ]
    .map(|of| format!("open-the-alert/emergency-department/{of}"));
    let expected: Vec<_> = expected
        .iter()
        .map(|tag| (tag.as_str(), "0.000", "2.000"))
        .collect();
    assert_eq!(whole, expected);
    assert_eq!(all[all.len() - 4..].len(), whole.len(), "they stand last");
}
