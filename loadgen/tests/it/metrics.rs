//! The figures that Prometheus reads while a run goes on.

use crate::made::runtime;
use clap::Parser;
use cpis_vocabulary::Timestamp;
use loadgen::command::{Arguments, Asking, Command, Output, RunArguments, run};
use loadgen::executor::{Driving, Setup, execute};
use loadgen::exit_code::Failure;
use loadgen::metrics::{Address, Latest};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command as Program;
use std::sync::atomic::{AtomicBool, Ordering};

/// Two steps in two care settings, probes, a warm-up, and more requests than there is room for.
const SCENARIO: &str = r#"
title = "a \"quoted\" run"
proves = ["VIEW-1", "ASN-3", "ASN-4"]
population = { patients = 5_000, users = 200 }
limits = { in_flight = 20 }
probes = { share = "10 %", kinds = ["repeat-inside-window", "two-users"] }
care_settings = { "emergency department" = 1, camhs = 1 }
[[phase]]
duration = "500 ms"
warm_up = true
arrivals = { shape = "constant", rate = "40 per second" }
[[phase]]
duration = "2 s"
arrivals = { shape = "burst", size = 60, every = "200 ms" }
[[script]]
steps = ["open the alert", "read the list"]
"#;

type Figures = BTreeMap<String, String>;

fn ask(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn scrape(address: SocketAddr) -> String {
    let answer = ask(address, "GET /metrics").unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let kind = "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert!(head.contains(kind), "{head}");
    body.to_owned()
}

/// Name and labels with their value.
fn figures(text: &str) -> Figures {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let value = |line: &str| {
        let (name, value) = line.rsplit_once(' ').unwrap();
        (name.to_owned(), value.to_owned())
    };
    lines.map(value).collect()
}

/// The value of a figure that has to be there.
fn of<'f>(figures: &'f Figures, name: &str) -> &'f str {
    let value = figures.get(name);
    value.unwrap_or_else(|| panic!("{name} among {:#?}", figures.keys()))
}

/// The same of a count.
fn count(figures: &Figures, name: &str) -> u64 {
    of(figures, name).parse().unwrap()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn only_grows(name: &str) -> bool {
    let name = name.split('{').next().unwrap();
    ["_total", "_bucket", "_count", "_sum"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn arguments(scenario: &Path, out: &Path) -> RunArguments {
    let words = ["loadgen", "run", "--quiet", "--out"].map(Path::new);
    let words = words.into_iter().chain([out, scenario]);
    let Command::Run(arguments) = Arguments::parse_from(words).command else {
        panic!("it is not `loadgen run`");
    };
    *arguments
}

/// What was scraped while the run went on, and when its load was over; and the run's record.
fn run_and_scrape(workers: u32) -> (Vec<String>, String, Value) {
    let directory = tempfile::tempdir().unwrap();
    let scenario = directory.path().join("scenario.toml");
    std::fs::write(&scenario, SCENARIO).unwrap();
    let out = directory.path().join("out");
    let address = Address::keep("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = address.url();
    let at = url.strip_prefix("http://").unwrap();
    let at: SocketAddr = at.strip_suffix("/metrics").unwrap().parse().unwrap();
    let driving = Driving {
        workers: workers.try_into().unwrap(),
        watch: true,
        ..Driving::default()
    };
    let asking = Asking {
        command: vec!["loadgen".to_owned()],
        now: Timestamp::from_millis(0),
    };
    let mut output = Output {
        to: &mut Vec::new(),
        colour: false,
    };
    let (mut seen, mut last) = (Vec::new(), String::new());
    run(
        &arguments(&scenario, &out),
        asking,
        &mut output,
        |scenario, recorder| {
            let serving = address.serve(Latest::of(scenario, recorder)).unwrap();
            let is_over = AtomicBool::new(false);
            let executed = std::thread::scope(|threads| {
                let scraping = threads.spawn(|| {
                    let mut seen = vec![scrape(at)];
                    while !is_over.load(Ordering::SeqCst) {
                        seen.push(scrape(at));
                    }
                    seen
                });
                let executed =
                    runtime().block_on(execute(scenario, &Setup::OwnMock, driving, recorder));
                is_over.store(true, Ordering::SeqCst);
                seen = scraping.join().unwrap();
                executed
            });
            serving.load_is_over();
            last = scrape(at);
            executed.map_err(|error| Failure::ours(&error))
        },
    )
    .unwrap();
    assert!(TcpStream::connect(at).is_err(), "nobody answers any more");
    let record = std::fs::read_to_string(out.join("run.json")).unwrap();
    (seen, last, serde_json::from_str(&record).unwrap())
}

#[test]
fn what_only_grows_never_falls_while_a_run_goes_on_and_ends_at_the_figures_of_its_record() {
    for workers in [1, 2] {
        let (seen, last, record) = run_and_scrape(workers);
        let mut before = Figures::new();
        let mut stages = BTreeSet::new();
        for text in seen.iter().chain([&last]) {
            let now = figures(text);
            for (name, value) in &before {
                let later = of(&now, name);
                assert!(
                    !only_grows(name) || number(later) >= number(value),
                    "{name}: {later} < {value}"
                );
            }
            let is_now = |(name, value): &(&String, &String)| {
                name.starts_with("loadgen_run_stage{") && *value == "1"
            };
            stages.extend(now.iter().filter(is_now).map(|(name, _)| name.clone()));
            before = now;
        }
        let stage = |name: &str| format!("loadgen_run_stage{{stage=\"{name}\"}}");
        for name in ["load", "judging"] {
            assert!(stages.contains(&stage(name)), "{name}: {stages:?}");
        }
        agree(&before, &record);
    }
}

/// Whether the last figures are those of the record.
fn agree(figures: &Figures, record: &Value) {
    let mut rows: Vec<(String, u64)> = Vec::new();
    let mut row = |name: String, kept: &Value| rows.push((name, kept.as_u64().unwrap()));
    for step in record["steps"].as_array().unwrap() {
        let setting = step["setting"].as_str();
        let setting = setting.map_or(String::new(), |setting| format!(",setting=\"{setting}\""));
        let labels = format!("step={}{setting}", step["step"]);
        let outcomes = &step["outcomes"];
        for outcome in ["answered", "refused", "unknown", "not_sent"] {
            let name = format!("requests_total{{{labels},outcome=\"{outcome}\"}}");
            row(name, &outcomes[outcome]);
        }
        if let Some(response) = step["times"]["response"].as_object() {
            let count = &response["count"];
            row(format!("response_seconds_count{{{labels}}}"), count);
            row(
                format!("response_seconds_bucket{{le=\"+Inf\",{labels}}}"),
                count,
            );
        }
    }
    for probe in record["probes"].as_array().unwrap() {
        for (figure, kept) in [("due", "planned"), ("run", "run"), ("reached", "reached")] {
            let name = format!("probes_{figure}_total{{kind={}}}", probe["name"]);
            row(name, &probe[kept]);
        }
    }
    let schedule = &record["schedule"];
    row("requests_due_total".to_owned(), &schedule["due"]);
    row("requests_sent_total".to_owned(), &schedule["sent"]);
    row("requests_dropped_total".to_owned(), &schedule["not_sent"]);
    row("lateness_seconds_count".to_owned(), &schedule["sent"]);
    let warm_up = &record["warm_up"]["outcomes"]["answered"];
    row(
        "warm_up_requests_total{outcome=\"answered\"}".to_owned(),
        warm_up,
    );
    rows.push(("arrivals_total".to_owned(), 620));
    rows.push(("requests_in_flight".to_owned(), 0));
    for rule in ["VIEW-1", "ASN-3", "ASN-4"] {
        rows.push((format!("findings_total{{rule=\"{rule}\"}}"), 0));
    }
    for (name, kept) in rows {
        assert_eq!(count(figures, &format!("loadgen_{name}")), kept, "{name}");
    }
    // There was a warm-up, and more came than there was room for.
    assert!(warm_up.as_u64() > Some(0) && schedule["not_sent"].as_u64() > Some(0));
    assert_eq!(of(figures, "loadgen_run_planned_seconds"), "2.5");
    assert_eq!(of(figures, "loadgen_run_remaining_seconds"), "0.0");
    for name in [
        "process_cpu_seconds_total",
        "loadgen_worker_busy_seconds_total{worker=\"0\"}",
    ] {
        assert!(number(of(figures, name)) > 0.0, "{name}");
    }
    let mut infos = figures
        .keys()
        .filter(|name| name.starts_with("loadgen_run_info{"));
    let info = infos.next().unwrap();
    assert!(info.contains(r#"scenario="a \"quoted\" run""#), "{info}");
}

#[test]
fn every_figure_says_what_it_is_and_in_which_unit() {
    let (_, text, _) = run_and_scrape(1);
    assert!(text.ends_with("# EOF\n"));
    let about = |word: &str| -> BTreeMap<&str, &str> {
        let start = format!("# {word} ");
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix(start.as_str()));
        lines.map(|line| line.split_once(' ').unwrap()).collect()
    };
    let (helps, kinds, units) = (about("HELP"), about("TYPE"), about("UNIT"));
    assert_eq!(
        helps.keys().collect::<Vec<_>>(),
        kinds.keys().collect::<Vec<_>>()
    );
    let endings = |kind: &str| match kind {
        "counter" => vec!["_total"],
        "histogram" => vec!["_bucket", "_count", "_sum"],
        "info" => vec!["_info"],
        _ => vec![""],
    };
    for name in figures(&text).keys() {
        let name = name.split('{').next().unwrap();
        let is_of = |(family, kind): &(&&str, &&str)| {
            let rest = name.strip_prefix(**family);
            rest.is_some_and(|rest| endings(kind).contains(&rest))
        };
        assert!(
            kinds.iter().any(|family| is_of(&family)),
            "{name} has no type"
        );
    }
    for (family, unit) in &units {
        assert!(family.ends_with(unit), "{family} is in {unit}");
    }
    let seconds = kinds.keys().filter(|family| family.ends_with("_seconds"));
    assert!(seconds.clone().count() > 6);
    seconds.for_each(|family| assert_eq!(units[family], "seconds"));
    for (rule, text) in helps {
        assert!(text.len() > 5 && !text.ends_with('.'), "{rule}: {text}");
    }
    let ten_digits = |name: &str| {
        let digits = name.split(|c: char| !c.is_ascii_digit());
        digits.into_iter().any(|digits| digits.len() >= 10)
    };
    for name in figures(&text).keys() {
        assert!(!ten_digits(name), "ENV-4: {name}");
    }
}

fn loadgen(arguments: &[&str]) -> (i32, String) {
    let mut program = Program::new(env!("CARGO_BIN_EXE_loadgen"));
    program.env_remove("LOADGEN_METRICS");
    let output = program.args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

#[test]
fn an_address_that_is_none_or_taken_is_told_before_anything_is_run() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let directory = tempfile::tempdir().unwrap();
    let scenario = directory.path().join("scenario.toml");
    std::fs::write(&scenario, SCENARIO).unwrap();
    let out = directory.path().join("out");
    let (scenario, out) = (scenario.to_str().unwrap(), out.to_str().unwrap());
    for (address, said) in [
        (
            taken.as_str(),
            format!(
                "--metrics takes an address of this machine that nobody else listens on, {taken} is none: "
            ),
        ),
        (
            "9464",
            "invalid value '9464' for '--metrics <ADDRESS>'".to_owned(),
        ),
        (
            "192.0.2.1:9464",
            "nobody else listens on, 192.0.2.1:9464 is none: ".to_owned(),
        ),
    ] {
        let (code, err) = loadgen(&["run", scenario, "--out", out, "--metrics", address]);
        assert_eq!(code, 2, "{address}: {err}");
        assert!(err.contains(&said), "{address}: {err}");
        assert!(!Path::new(out).exists(), "{address}: nothing was recorded");
    }
    let (code, err) = loadgen(&["run", scenario, "--dry-run", "--metrics", &taken]);
    assert_eq!((code, err.as_str()), (0, ""), "a dry run tells no figures");
}

#[test]
fn whoever_asks_for_something_else_is_told_where_the_figures_are() {
    let scenario = loadgen::scenario::Scenario::parse(SCENARIO, "a.toml", &[]).unwrap();
    let recorder = loadgen::recorder::Recorder::in_memory().into();
    let address = Address::keep("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = address.url();
    let at = &url["http://".len()..url.len() - "/metrics".len()];
    let at: SocketAddr = at.parse().unwrap();
    let _serving = address.serve(Latest::of(&scenario, &recorder)).unwrap();
    for (request, status, said) in [
        ("GET /", "404", "the figures are at /metrics\n"),
        ("GET /metrics/a", "404", "the figures are at /metrics\n"),
        (
            "POST /metrics",
            "405",
            "the figures are read with GET, this is POST\n",
        ),
        ("HEAD /metrics", "200", "\r\n\r\n"),
        (
            "GET /metrics?a=b",
            "200",
            "loadgen_run_stage{stage=\"preparing\"} 1\n",
        ),
    ] {
        let answer = ask(at, request).unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}: {answer}"
        );
        let is_so = answer.ends_with(said) || request.contains('?') && answer.contains(said);
        assert!(is_so, "{request}: {answer}");
    }
}
