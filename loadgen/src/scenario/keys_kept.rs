//! The table of keys says what the reader does.

use super::keys::{CLOCK, Key, Section, Takes, Unless};
use super::{Override, Scenario};

/// A scenario with every table that a key may stand in, but those that exclude each other.
const PLAIN: &str = "title = \"T\"
proves = [\"ASN-4\"]
[arrivals]
shape = \"constant\"
rate = \"1 per second\"
[[script]]
name = \"triage\"
steps = [\"open the alert\"]
[[script]]
name = \"transfer\"
steps = [\"open the alert\"]
[[target]]
metric = \"p99 from due\"
at_most = \"1 s\"
[[fault]]
what = \"stall\"
for = \"10 ms\"
";

const PHASE: &str = "[{ arrivals = { shape = \"constant\", rate = \"1 per second\" } }, \
                     { arrivals = { shape = \"constant\", rate = \"1 per second\" } }]";

/// What a key needs beside it.
fn companions(section: &Section, key: &Key) -> &'static str {
    match (section.name, key.name) {
        ("arrivals", "shape" | "from" | "to" | "over") => {
            "arrivals={shape=\"ramp\",from=\"1 per second\",to=\"2 per second\",over=\"3 s\"}"
        }
        ("arrivals", "rates" | "each") => {
            "arrivals={shape=\"steps\",rates=[\"1 per second\"],each=\"3 s\"}"
        }
        ("arrivals", "size" | "every") => "arrivals={shape=\"burst\",size=2,every=\"3 s\"}",
        ("arrivals", "base" | "peak" | "at" | "for") => {
            "arrivals={shape=\"spike\",base=\"1 per second\",peak=\"2 per second\",at=\"1 s\",for=\"3 s\"}"
        }
        ("arrivals", "curve") => "arrivals={shape=\"replay\",curve=[[\"0 s\",\"1 per second\"]]}",
        ("arrivals", "users" | "users_to" | "think_time") => {
            "arrivals={shape=\"users\",users=2,users_to=3,over=\"1 s\"}"
        }
        ("arrivals", "iterations") => "arrivals={shape=\"shared-iterations\",users=2,iterations=3}",
        ("clock", "mode" | "now") => "clock={mode=\"frozen\",now=2026-03-02T09:00:00Z}",
        ("clock", "rate") => "clock={mode=\"scaled\",now=2026-03-02T09:00:00Z,rate=\"2 times\"}",
        ("children", "hot_share") => "children={hot=1}",
        ("probes", "kinds") => "probes={share=\"1 %\"}",
        ("population", "patients") => "population={range=\"9xx\"}",
        ("limits", "grow_to") => "limits={on_full=\"grow\"}",
        ("limits", "on_full") => "limits={}",
        ("target", "at_least") => "target=[{metric=\"p99 from due\"}]",
        ("target", "fail_if") => "target=[{}]",
        ("fault", "at") => "fault=[{what=\"drop connections\"}]",
        ("fault", "by") => "fault=[{what=\"clock jump\",at=\"1 s\"}]",
        ("fault", "status") => "fault=[{what=\"error\"}]",
        ("fault", "every") => "fault=[{what=\"drop connections\",at=\"1 s\"}]",
        _ => "seed=1",
    }
}

/// `triage` and `transfer` are what the examples of mixes and targets are about.
fn text(section: &Section) -> String {
    let load = PLAIN.find("[arrivals]").unwrap()..PLAIN.find("[[script]]").unwrap();
    let phases = format!("phase = {PHASE}\n");
    let groups = format!("group = [{{ phase = {PHASE} }}]\n");
    let mut text = PLAIN.to_owned();
    match section.name {
        "phase" => text.replace_range(load, &phases),
        "group" => text.replace_range(load, &groups),
        _ => {}
    }
    text
}

fn path(section: &Section, key: &Key) -> String {
    match section.name {
        "" => key.name.to_owned(),
        name if section.is_list() => format!("{name}.1.{}", key.name),
        name => format!("{name}.{}", key.name),
    }
}

fn with(section: &Section, key: &Key, value: &str) -> Result<Scenario, String> {
    let said = Override::set(&format!("{}={value}", path(section, key)));
    let mut options = vec![Override::set(companions(section, key))];
    match (section.name, key.name) {
        // What excludes the key.
        ("group", "arrivals") => options.push(Override::set("group=[{}]")),
        ("fault", "by") => {
            let moved = companions(&CLOCK, &CLOCK.keys[0]);
            options.push(Override::set(moved));
        }
        _ => {}
    }
    options.push(said);
    Scenario::parse(&text(section), "x.toml", &options).map_err(|mistakes| mistakes.to_string())
}

#[test]
fn every_example_is_accepted() {
    for section in Section::all() {
        for key in section.keys {
            if !matches!(key.takes, Takes::Section(_) | Takes::Sections(_)) {
                let read = with(section, key, key.example);
                assert!(read.is_ok(), "{} {}: {read:?}", section.name, key.name);
            }
        }
    }
}

#[test]
fn every_default_is_what_a_scenario_without_the_key_has() {
    let mut compared = 0;
    for section in Section::all() {
        for key in section.keys {
            let Unless::Default(value) = key.unless_said else {
                continue;
            };
            let path = path(section, key);
            let (text, said) = (text(section), Override::set(&format!("{path}={value}")));
            let plain = Scenario::parse(&text, "x.toml", &[]);
            assert_eq!(
                Scenario::parse(&text, "x.toml", &[said]),
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
