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
    assert_eq!(rows.headers().unwrap().len(), 37);
    assert_eq!(rows.records().map(Result::unwrap).count(), 1 + 1 + 5 + 60);
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
