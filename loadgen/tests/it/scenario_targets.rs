//! Targets as tables and as sentences, and what is told about those that are none.

use loadgen::scenario::{Override, Scenario, Target};

const PLAIN: &str = "title = \"T\"\nproves = []\n[arrivals]\nshape = \"constant\"\nrate = \"1 per second\"\n\
                     [[script]]\nsteps = [\"open the alert\"]\n";

fn said(sentence: &str) -> String {
    match Scenario::parse(PLAIN, "x.toml", &[Override::fail_if(sentence)]) {
        Ok(scenario) => scenario
            .targets
            .iter()
            .map(Target::to_string)
            .collect::<Vec<_>>()
            .join("; "),
        Err(mistakes) => mistakes.to_string(),
    }
}

#[test]
fn a_sentence_says_what_must_not_be() {
    let rows = [
        ("p99 from due > 250 ms", "p99 response at most 250 ms"),
        ("p99.95 from sent >= 1 s", "p99.95 service below 1 s"),
        ("longest lateness > 1 s", "longest lateness at most 1 s"),
        ("mean from due>3 ms", "mean response at most 3 ms"),
        ("errors > 1 %", "errors at most 1 %"),
        ("not sent > 0 %", "not sent at most 0 %"),
        ("refused >= 5 %", "refused below 5 %"),
        (
            "achieved rate < 100 per second",
            "rate at least 100 per second",
        ),
        ("achieved rate <= 100/s", "rate above 100 per second"),
        (
            "p50 from due of Open the alert for NHS 111 in 0 s to 50 s > 20 ms",
            "p50 response of \"open the alert\" for 111 from 0 s to 50 s at most 20 ms",
        ),
    ];
    for (sentence, wanted) in rows {
        assert_eq!(said(sentence), wanted, "{sentence}");
    }
}

#[test]
fn a_sentence_that_is_none_is_told_with_its_option() {
    let rows = [
        (
            "p99 from due",
            "a comparison is needed, one of >, >=, < and <=, for example \"p99 from due > 250 ms\"",
        ),
        (
            "p99 from due > 250",
            "a duration needs a unit, for example \"90 s\"",
        ),
        (
            "errors > 3 ms",
            "a share needs a percent sign, for example \"25 %\"",
        ),
        (
            "p99 from due for moon base > 1 s",
            "\"moon base\" is not a care setting, known are \"emergency department\"",
        ),
        (
            "p99 from due in 5 s > 1 s",
            "a window is two times of the run, the earlier one first",
        ),
        (
            "p100 from due > 1 s",
            "a metric is a percentile, \"mean\" or \"longest\" with",
        ),
        (
            "speed > 1 s",
            "\"speed\" is none, for example \"p99 from due\" is one",
        ),
    ];
    for (sentence, wanted) in rows {
        let found = said(sentence);
        let place = format!("--fail-if {sentence}: ");
        assert!(
            found.starts_with(&place) && found.contains(wanted),
            "{found}"
        );
    }
    assert_eq!(
        said("p99 from due of open the alarm > 1 s"),
        "--fail-if p99 from due of open the alarm > 1 s: \"open the alarm\" is not a step of this scenario, did you mean \
         \"open the alert\"?"
    );
}

#[test]
fn a_table_says_the_same_in_keys() {
    let table = "[[target]]\nmetric = \"p99.9 from due\"\nof = \"open the alert\"\nsetting = \"ambulance\"\n\
                 window = \"10 s to 50 s\"\nat_most = \"250 ms\"\n[[target]]\nmetric = \"achieved rate\"\nat_least = \"2/s\"\n";
    let scenario = Scenario::parse(&format!("{PLAIN}{table}"), "x.toml", &[]).unwrap();
    let sentence = "p99.9 from due of open the alert for ambulance in 10 s to 50 s > 250 ms";
    assert_eq!(scenario.targets[0], Target::read_fail_if(sentence).unwrap());
    assert_eq!(
        scenario.targets[1].to_string(),
        "rate at least 2 per second"
    );
}
