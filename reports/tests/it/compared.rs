//! The page of a comparison.

use std::fs;
use std::path::PathBuf;

use reports::compare::{Comparison, Settings, Side, compare, page};

use crate::compare::{command, compared, run, side};
use crate::{example, page as run_page};

/// A comparison of each kind: tested, changed, of single runs, refused, and refused but made.
pub(crate) fn every() -> Vec<Comparison> {
    let broken = || {
        let runs = vec![(PathBuf::from("b1"), example::broken())];
        Side::of(runs).unwrap()
    };
    let against_broken =
        |anyway| compare(&side("a", &[100]), &broken(), Settings::default(), anyway);
    vec![
        compared(&[100, 102, 99, 101], &[120, 123, 119, 121]),
        compared(&[120, 123, 119, 121], &[100, 102, 99, 101]),
        compared(&[100, 102, 99, 101], &[101, 100, 102, 99]),
        compared(&[100], &[9_000]),
        against_broken(false),
        against_broken(true),
    ]
}

#[test]
fn the_page_of_a_change() {
    let comparison = compared(&[100, 102, 99, 101], &[120, 123, 119, 121]);
    insta::assert_snapshot!(run_page::words(&page(&comparison)));
}

#[test]
fn the_page_of_runs_that_cannot_be_compared() {
    insta::assert_snapshot!(run_page::words(&page(&every()[4])));
}

#[test]
fn the_verdict_stands_on_top_and_says_its_exit_code_and_what_to_do() {
    let rows = [
        ("B is worse than A", "Exit code 20: worse"),
        ("B is better than A", "Exit code 21: better"),
        ("No change was shown", "Exit code 0: the same"),
        ("B is worse than A", "Exit code 20: worse"),
        ("Not comparable", "Exit code 22: not comparable"),
    ];
    for (comparison, (heading, exit)) in every().iter().zip(rows) {
        let page = page(comparison);
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
        let verdict = at(&format!("<h2 id=\"verdict\">{heading}</h2>"));
        assert!(verdict < at(exit), "{heading}");
        assert!(at(exit) < at("<b>Next:</b>"), "{heading}");
        let first = page.find("class=\"glance\"").unwrap_or(page.len());
        assert!(at("<b>Next:</b>") < first, "{heading}");
    }
}

#[test]
fn every_figure_shows_each_run_as_a_dot_the_noise_and_where_a_change_counts() {
    let page = page(&every()[0]);
    let pictures = page.matches("class=\"chart wide\"").count();
    // Those of the legend are drawn once.
    assert_eq!(
        page.matches("class=\"dot-a\"").count(),
        1 + 2 * 4 * pictures
    );
    assert_eq!(
        page.matches("class=\"dot-b\"").count(),
        1 + 2 * 4 * pictures
    );
    assert_eq!(
        page.matches("class=\"noise-band\"").count(),
        1 + 2 * pictures
    );
    for text in ["÷1.05", "×1.05", "a1: 1.00 ms", "(95 % interval ×"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn what_was_not_compared_is_told_with_its_reason() {
    let refused = page(&every()[4]);
    let anyway = page(&every()[5]);
    assert!(refused.contains("Why they cannot be compared"));
    assert!(anyway.contains("Compared although not comparable"));
    for page in [refused, anyway] {
        assert!(page.contains("in b1 ASN-3 is broken."));
    }
    let mut short = run(0, 100);
    for step in &mut short.by_step {
        step.times.response = None;
    }
    let short = Side::of(vec![(PathBuf::from("b1"), short)]).unwrap();
    let page = page(&compare(
        &side("a", &[100]),
        &short,
        Settings::default(),
        false,
    ));
    assert!(page.contains("Left out, since not every run measured them on enough operations"));
}

#[test]
fn the_outcome_is_written_as_its_file_ends_and_the_exit_code_stays() {
    let parent = tempfile::tempdir().unwrap();
    for (name, slow) in [("before", 100), ("after", 300)] {
        reports::write_all(&run(0, slow), &parent.path().join(name)).unwrap();
    }
    let run = |out: &[&str]| {
        let mut arguments = vec!["before", "after"];
        arguments.extend(out.iter().flat_map(|out| ["--out", out]));
        command(parent.path(), &arguments)
    };
    let read = |name: &str| fs::read_to_string(parent.path().join(name)).unwrap();

    let both = run(&["new/outcome.html", "outcome.json"]);
    assert_eq!(both.status.code(), Some(20), "{both:?}");
    assert!(read("new/outcome.html").starts_with("<!DOCTYPE html>"));
    let json: serde_json::Value = serde_json::from_str(&read("outcome.json")).unwrap();
    assert_eq!(json["conclusion"], "worse");
    let said = String::from_utf8(both.stdout).unwrap();
    assert!(
        said.ends_with("page  new/outcome.html\njson  outcome.json\n"),
        "{said}"
    );

    let wrong = run(&["outcome.pdf"]);
    assert_eq!(wrong.status.code(), Some(2), "{wrong:?}");
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(
        said.contains("a file that ends in `.html` (a page) or `.json`"),
        "{said}"
    );

    let nowhere = run(&["before/run.json/outcome.html"]);
    assert_eq!(nowhere.status.code(), Some(1), "{nowhere:?}");
}
