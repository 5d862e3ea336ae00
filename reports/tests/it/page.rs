//! The page, without its style sheet and charts, as a whole; then what every page keeps.

use std::collections::HashSet;

use reports::compare::page;
use reports::html;

use crate::{compared, example};

#[test]
fn the_page_of_a_run_that_broke_a_rule() {
    insta::assert_snapshot!(words(&html(&example::broken())));
}

#[test]
fn the_page_of_a_run_in_which_every_rule_was_upheld() {
    insta::assert_snapshot!(words(&html(&example::upheld())));
}

#[test]
fn the_page_of_a_run_in_which_nothing_happened() {
    insta::assert_snapshot!(words(&html(&example::empty())));
}

#[test]
fn a_late_generator_is_told_before_any_figure() {
    let page = html(&example::late());
    let late = page
        .find("The generator could not keep to its schedule")
        .unwrap();
    assert!(late < page.find("id=\"summary\"").unwrap());
    assert!(page.find("fell behind").unwrap() < page.find("id=\"latency\"").unwrap());
}

#[test]
fn a_rule_that_was_to_be_proved_and_never_tried_is_not_folded_away() {
    let mut record = example::broken();
    let untried = |page: &str| page.find("class=\"untried-rules\"").unwrap();
    let page = html(&record);
    assert!(page.find("LA-4").unwrap() > untried(&page));
    for rule in &mut record.verdicts {
        rule.proves = true;
    }
    record.verdicts[0].verdict = reports::Verdict::NotExercised;
    record.verdicts[0].proves = false;
    let page = html(&record);
    let rules = page.find("id=\"rules\"").unwrap();
    assert!((rules..untried(&page)).contains(&page.find("LA-4").unwrap()));
}

#[test]
fn code_and_emphasis_of_a_rule_are_set_and_escaped() {
    let mut record = example::broken();
    record.verdicts[2].text = "`a <b>` and *c <d>*, 2 * 3".to_owned();
    let page = html(&record);
    assert!(page.contains("<code>a &#60;b&#62;</code> and <em>c &#60;d&#62;</em>, 2 * 3"));
}

#[test]
fn a_record_without_names_and_sums_still_gives_a_page() {
    let mut record = example::broken();
    record.by_step.clear();
    for rule in &mut record.verdicts {
        rule.name = None;
    }
    let page = html(&record);
    assert!(page.contains("Never zero, never two"));
    assert!(page.contains("<td class=\"setting\">GP out of hours</td>"));
}

#[test]
fn the_verdict_comes_first() {
    for page in every() {
        let verdict = page.find("id=\"verdict\"").unwrap();
        assert!(
            page.match_indices("<h2")
                .all(|(at, _)| at + "<h2 ".len() >= verdict)
        );
    }
}

/// ENV-1.
#[test]
fn a_page_says_at_its_head_and_foot_that_its_data_is_synthetic() {
    for page in every() {
        let says: Vec<_> = page
            .match_indices("<strong>Simulator, synthetic data.</strong>")
            .collect();
        assert_eq!(says.len(), 2);
        assert!(says[0].0 < page.find("<h1>").unwrap());
        assert!(page.contains("@bottom-left { content: \"Simulator, synthetic data\""));
    }
}

#[test]
fn a_page_asks_for_nothing_from_anywhere() {
    for page in every() {
        for foreign in [
            "<script",
            "<link",
            "<img",
            "<iframe",
            "@import",
            "src=",
            "javascript:",
        ] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        assert!(
            page.match_indices("url(")
                .all(|(at, _)| page[at..].starts_with("url(#"))
        );
        assert!(
            page.match_indices("href=\"")
                .all(|(at, _)| page[at..].starts_with("href=\"#")
                    || page[at..].starts_with("href=\"findings/"))
        );
    }
}

#[test]
fn no_template_leaves_text_unescaped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let folders = ["", "/sections", "/compared"].map(|part| format!("{folder}{part}"));
    for entry in folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
    {
        let path = entry.unwrap().path();
        if path.is_file() {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(
                !text.contains("|safe") && !text.contains("| safe"),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn every_id_is_given_once_and_every_reference_finds_its_id() {
    for page in every() {
        let ids = attributes(&page, " id=\"");
        let known: HashSet<_> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "an id is given twice: {ids:?}");
        let labels = attributes(&page, "aria-labelledby=\"");
        let targets = attributes(&page, "href=\"#");
        for id in labels.iter().chain(&targets).flat_map(|ids| ids.split(' ')) {
            assert!(known.contains(id), "nothing has the id {id}");
        }
    }
}

#[test]
fn every_picture_that_speaks_has_a_title_and_every_table_a_caption() {
    for page in every() {
        assert_eq!(
            page.matches("role=\"img\"").count(),
            page.matches("<title id=").count()
        );
        assert_eq!(
            page.matches("<table").count(),
            page.matches("<caption").count()
        );
        assert!(!page.contains("<th>"));
    }
}

#[test]
fn no_figure_of_a_page_is_infinite_or_no_number() {
    for page in every() {
        for wrong in ["NaN", "inf ", "inf\"", "inf<", "-inf"] {
            assert!(!page.contains(wrong), "{wrong}");
        }
    }
}

#[test]
fn text_can_be_read_in_light_and_in_dark() {
    let style = include_str!("../../templates/style.css");
    for (i, scheme) in style.split(":root {").skip(1).take(2).enumerate() {
        let colour = |name: &str| {
            let value = scheme.split(&format!("--{name}: #")).nth(1).unwrap();
            luminance(&value[..6])
        };
        let pairs = [
            ("ink", "ground"),
            ("soft", "ground"),
            ("ink", "raised"),
            ("good", "ground"),
            ("bad", "ground"),
            ("open", "ground"),
            ("none", "ground"),
            ("good", "good-ground"),
            ("bad", "bad-ground"),
            ("open", "open-ground"),
            ("soft", "good-ground"),
            ("soft", "bad-ground"),
            ("soft", "open-ground"),
            ("soft", "none-ground"),
            ("none", "none-ground"),
            ("soft", "raised"),
            ("link", "ground"),
        ];
        for (text, ground) in pairs {
            check_contrast(4.5, (text, colour(text)), (ground, colour(ground)), i);
        }
        for mark in [
            "answered", "unknown", "not-sent", "response", "service", "lateness",
        ] {
            check_contrast(3.0, (mark, colour(mark)), ("ground", colour("ground")), i);
        }
        // The runs of a comparison, on the band of the noise.
        for mark in ["response", "service", "ink", "soft"] {
            let ground = ("none-ground", colour("none-ground"));
            check_contrast(3.0, (mark, colour(mark)), ground, i);
        }
    }
}

fn check_contrast(least: f64, a: (&str, f64), b: (&str, f64), scheme: usize) {
    let ratio = (a.1.max(b.1) + 0.05) / (a.1.min(b.1) + 0.05);
    assert!(
        ratio >= least,
        "{} on {} has {ratio:.2} in scheme {scheme}",
        a.0,
        b.0
    );
}

/// The relative luminance of WCAG 2.
fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

/// The pages of runs and of comparisons.
fn every() -> Vec<String> {
    let runs = [
        example::upheld(),
        example::broken(),
        example::empty(),
        example::late(),
    ];
    let runs = runs.iter().map(html);
    runs.chain(compared::every().iter().map(page)).collect()
}

fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split(name)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

/// The page without style sheet, pictures and blank lines.
pub(crate) fn words(page: &str) -> String {
    let page = without(&without(page, "<style", "</style>"), "<svg", "</svg>");
    let lines: Vec<_> = page
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines.join("\n")
}

fn without(page: &str, from: &str, to: &str) -> String {
    let mut parts = page.split(from);
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once(to).unwrap().1)
}

#[test]
fn what_a_run_is_worth_stands_before_its_verdict() {
    let rows = [
        (example::upheld(), "Valid measurement."),
        (
            example::late(),
            "The generator could not keep to its schedule.",
        ),
        (example::empty(), "Nothing was measured."),
    ];
    for (record, heading) in rows {
        let page = html(&record);
        let validity = page.find(heading).expect(heading);
        assert!(validity < page.find("id=\"verdict\"").unwrap(), "{heading}");
    }
}

#[test]
fn the_warm_up_and_the_metrics_of_the_spine_are_shown_where_there_are_any() {
    let with = html(&example::upheld());
    let without = html(&example::empty());
    for part in [
        "Warm-up, measured apart",
        "class=\"warm\"",
        "What it counted while the load was on",
        "spark-line\"",
    ] {
        assert!(with.contains(part), "{part}");
        assert!(!without.contains(part), "{part}");
    }
}

#[test]
fn a_run_says_why_its_spine_told_nothing_of_itself() {
    let mut record = example::upheld();
    record.server.clear();
    assert!(html(&record).contains("no metrics were read from its control port"));
    record.target.control = None;
    assert!(html(&record).contains("the run had no control port"));
}

#[test]
fn an_outcome_has_a_row_only_where_there_were_several() {
    let rows = |page: &str| {
        page.matches("<tr class=\"part\"><th scope=\"row\">refused")
            .count()
    };
    let mut record = example::upheld();
    assert!(rows(&html(&record)) > 0);
    assert!(html(&record).contains("each stands below by itself"));
    record.by_outcome.clear();
    for step in record.steps.iter_mut().chain(&mut record.by_step) {
        step.by_outcome.clear();
    }
    assert_eq!(rows(&html(&record)), 0);
    assert!(!html(&record).contains("each stands below by itself"));
}

#[test]
fn the_page_of_a_long_run_is_not_much_longer_than_that_of_a_short_one() {
    let short = example::upheld();
    let mut long = short.clone();
    long.over_time = (0..600)
        .map(|second| reports::Bucket {
            from_ms: second * 1_000,
            to_ms: second * 1_000 + 1_000,
            ..short.over_time[usize::try_from(second).unwrap() % 60].clone()
        })
        .collect();
    let [short, long] = [short, long].map(|record| html(&record).len());
    assert!(long < short + 120_000, "{short} and {long} bytes");
}
