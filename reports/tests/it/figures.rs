//! The pictures, each in one of its layouts.

use reports::html;

use crate::example;

#[test]
fn the_curves_by_percentile() {
    insta::assert_snapshot!(picture("percentiles-wide"));
}

#[test]
fn the_response_time_while_the_run_went_on() {
    insta::assert_snapshot!(picture("response-narrow"));
}

#[test]
fn the_operations_per_second() {
    insta::assert_snapshot!(picture("throughput-wide"));
}

#[test]
fn the_outcomes_by_step() {
    insta::assert_snapshot!(picture("outcomes-wide"));
}

#[test]
fn the_time_line_of_two_notifications() {
    insta::assert_snapshot!(picture("line-2-0-wide"));
}

#[test]
fn the_time_line_of_a_race() {
    insta::assert_snapshot!(picture("line-2-1-narrow"));
}

fn picture(id: &str) -> String {
    let page = html(&example::broken());
    let found = page
        .split("<svg")
        .find(|part| part.contains(&format!("id=\"{id}-title\"")));
    let inside = found.unwrap().split("</svg>").next().unwrap();
    format!("<svg{inside}</svg>\n")
}
