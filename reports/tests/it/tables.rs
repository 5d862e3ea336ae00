//! The figures and the verdicts for other programs.

use reports::{csv, junit};
use roxmltree::Document;

use crate::example;

#[test]
fn the_figures_of_a_run() {
    insta::assert_snapshot!(csv(&example::broken()));
}

#[test]
fn the_figures_of_a_run_in_which_nothing_happened() {
    insta::assert_snapshot!(csv(&example::empty()));
}

#[test]
fn every_row_is_as_long_as_the_header() {
    let text = csv(&example::broken());
    let mut rows = ::csv::Reader::from_reader(text.as_bytes());
    assert_eq!(rows.headers().unwrap().len(), 41);
    let rows = rows
        .records()
        .map(Result::unwrap)
        .map(|row| row[0].to_owned());
    let mut kinds = std::collections::BTreeMap::<String, u32>::new();
    for kind in rows {
        *kinds.entry(kind).or_default() += 1;
    }
    let expected = [
        ("bucket", 60),
        ("outcome", 3 + 2 + 2 + 2 + 3 + 3),
        ("server", 4 * 61),
        ("server_growth", 4),
        ("step", 5),
        ("total", 1),
        ("warm_up", 1),
    ];
    assert_eq!(
        kinds
            .iter()
            .map(|(kind, count)| (kind.as_str(), *count))
            .collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn the_verdicts_of_a_run_that_broke_a_rule() {
    insta::assert_snapshot!(junit(&example::broken()));
}

#[test]
fn the_verdicts_of_a_run_in_which_every_rule_was_upheld() {
    insta::assert_snapshot!(junit(&example::upheld()));
}

#[test]
fn the_verdicts_of_a_run_whose_generator_was_late() {
    insta::assert_snapshot!(junit(&example::late()));
}

#[test]
fn a_suite_counts_its_cases_and_no_two_have_one_name() {
    for record in [
        example::broken(),
        example::upheld(),
        example::late(),
        example::empty(),
    ] {
        let text = junit(&record);
        let document = Document::parse(&text).unwrap();
        let mut names = std::collections::HashSet::new();
        let mut all = [0; 4];
        for suite in document
            .descendants()
            .filter(|node| node.has_tag_name("testsuite"))
        {
            let cases: Vec<_> = suite
                .children()
                .filter(|node| node.has_tag_name("testcase"))
                .collect();
            let with = |name| {
                cases
                    .iter()
                    .filter(|case| case.children().any(|node| node.has_tag_name(name)))
                    .count()
            };
            let counted = [cases.len(), with("failure"), with("error"), with("skipped")];
            let said = |node: roxmltree::Node<'_, '_>| {
                ["tests", "failures", "errors", "skipped"]
                    .map(|name| node.attribute(name).unwrap().parse::<usize>().unwrap())
            };
            assert_eq!(said(suite), counted, "{text}");
            all = std::array::from_fn(|i| all[i] + counted[i]);
            for case in &cases {
                let name = (case.attribute("classname"), case.attribute("name"));
                assert_eq!(name.0, suite.attribute("name"));
                assert!(names.insert(name), "{name:?} is there twice");
            }
            let stamp = suite.attribute("timestamp").unwrap();
            assert_eq!(
                stamp, "2026-03-02T18:00:00",
                "schemas want it without a zone"
            );
        }
        let root = document.root_element();
        let said = ["tests", "failures", "errors", "skipped"]
            .map(|name| root.attribute(name).unwrap().parse::<usize>().unwrap());
        assert_eq!(said, all);
    }
}

#[test]
fn every_failure_and_error_has_a_kind_and_a_message() {
    let text = junit(&example::broken());
    let document = Document::parse(&text).unwrap();
    let wrong = document
        .descendants()
        .filter(|node| node.has_tag_name("failure") || node.has_tag_name("error"));
    let kinds: Vec<_> = wrong
        .inspect(|node| assert!(!node.attribute("message").unwrap().is_empty()))
        .map(|node| node.attribute("type").unwrap())
        .collect();
    assert_eq!(kinds, ["broken", "inconclusive", "missed"]);
}

#[test]
fn every_figure_of_the_table_is_a_number_to_a_spreadsheet() {
    let text = csv(&example::broken());
    let mut rows = ::csv::Reader::from_reader(text.as_bytes());
    let heads = rows.headers().unwrap().clone();
    for row in rows.records().map(Result::unwrap) {
        for (head, cell) in heads.iter().zip(row.iter()) {
            let is_text = ["row", "step", "setting", "outcome", "metric", "unit"].contains(&head);
            let is_number = match head {
                "value" => cell.is_empty() || cell.parse::<f64>().is_ok_and(f64::is_finite),
                _ => cell.bytes().all(|byte| byte.is_ascii_digit()),
            };
            assert!(is_text || is_number, "{head}: {cell}");
        }
    }
}

#[test]
fn inconclusive_is_an_error_only_where_the_scenario_proves_the_rule() {
    for (proves, element) in [(true, "error"), (false, "skipped")] {
        let mut record = example::broken();
        record.verdicts.retain(|rule| rule.id == "ASN-7");
        record.verdicts[0].proves = proves;
        let text = junit(&record);
        let document = Document::parse(&text).unwrap();
        let case = document
            .descendants()
            .find(|node| node.has_tag_name("testcase"))
            .unwrap();
        assert!(
            case.children().any(|node| node.has_tag_name(element)),
            "{text}"
        );
    }
}

#[test]
fn a_rule_that_was_to_be_proved_and_stayed_open_is_an_error_of_the_build() {
    let rows = [
        (reports::Verdict::Inconclusive, true, "<error "),
        (reports::Verdict::Inconclusive, false, "<skipped "),
        (reports::Verdict::NotExercised, true, "<error "),
        (reports::Verdict::NotExercised, false, "<skipped "),
    ];
    for (verdict, proves, element) in rows {
        let mut record = example::upheld();
        record.verdicts[0].verdict = verdict;
        record.verdicts[0].proves = proves;
        let document = junit(&record);
        let found = ["<error ", "<skipped ", "<failure "].map(|name| document.contains(name));
        let expected = ["<error ", "<skipped ", "<failure "].map(|name| name == element);
        assert_eq!(found, expected, "{verdict:?}, proves: {proves}");
    }
}
