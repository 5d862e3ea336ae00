//! The table of keys says what the reader does.

use super::keys::{Key, Section, Takes, Unless};
use super::{Override, Scenario};

const PLAIN: &str = "title = \"T\"
proves = [\"ASN-4\"]
[arrivals]
shape = \"constant\"
rate = \"1 per second\"
[[script]]
steps = [\"open the alert\"]
";

/// What a key needs beside it.
fn companions(section: &Section, key: &Key) -> &'static str {
    match (section.name, key.name) {
        ("arrivals", "shape" | "from" | "to" | "over") => {
            "arrivals={shape=\"ramp\",from=\"1 per second\",to=\"2 per second\",over=\"3 s\"}"
        }
        ("clock", "mode" | "now") => "clock={mode=\"frozen\",now=2026-03-02T09:00:00Z}",
        ("clock", "rate") => "clock={mode=\"scaled\",now=2026-03-02T09:00:00Z,rate=\"2 times\"}",
        ("children", "hot_share") => "children={hot=1}",
        ("probes", "kinds") => "probes={share=\"1 %\"}",
        ("population", "patients") => "population={range=\"9xx\"}",
        _ => "seed=1",
    }
}

fn path(section: &Section, key: &Key) -> String {
    match section.name {
        "" => key.name.to_owned(),
        "script" => format!("script.1.{}", key.name),
        name => format!("{name}.{}", key.name),
    }
}

fn with(section: &Section, key: &Key, value: &str) -> Result<Scenario, String> {
    let said = Override::set(&format!("{}={value}", path(section, key)));
    let options = [Override::set(companions(section, key)), said];
    Scenario::parse(PLAIN, "x.toml", &options).map_err(|mistakes| mistakes.to_string())
}

#[test]
fn every_example_is_accepted() {
    for section in Section::all() {
        for key in section.keys {
            if !matches!(key.takes, Takes::Section(_) | Takes::Sections(_)) {
                with(section, key, key.example).unwrap();
            }
        }
    }
}

#[test]
fn every_default_is_what_a_scenario_without_the_key_has() {
    let plain = Scenario::parse(PLAIN, "x.toml", &[]);
    let mut compared = 0;
    for section in Section::all() {
        for key in section.keys {
            let Unless::Default(value) = key.unless_said else {
                continue;
            };
            let path = path(section, key);
            let said = Override::set(&format!("{path}={value}"));
            assert_eq!(
                Scenario::parse(PLAIN, "x.toml", &[said]),
                plain,
                "{path} = {value}"
            );
            compared += 1;
        }
    }
    assert!(compared >= 15, "{compared}");
}

#[test]
fn every_key_is_read() {
    for section in Section::all() {
        for key in section.keys {
            let path = path(section, key);
            let read = with(section, key, "{ nonsense = 1 }");
            assert!(read.is_err(), "{path} accepts anything");
        }
    }
}
