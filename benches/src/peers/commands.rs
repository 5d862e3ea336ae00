//! How each peer is called.

use super::reported as read;
use super::{Arguments, Asked, Bars, CONNECTIONS, Peer};

/// All of them, those of which a ratio is asked for first.
pub const PEERS: [Peer; 12] = [
    Peer {
        name: "wrk",
        program: "wrk",
        install: "apt install wrk",
        bars: Some(Bars::of(0.80, 1.10, 1.0)),
        arguments: wrk,
        reported: None,
    },
    Peer {
        name: "oha",
        program: "oha",
        install: "cargo install oha --locked",
        bars: Some(Bars::of(1.2, 1.7, 0.69)),
        arguments: |asked| Some(oha(asked)),
        reported: Some(read::oha),
    },
    Peer {
        name: "goose",
        program: "goose-peer",
        install: "cargo install --path benches/peers/goose",
        bars: Some(Bars::of(3.4, 4.8, 0.23)),
        arguments: goose,
        reported: Some(read::goose),
    },
    Peer {
        name: "k6",
        program: "k6",
        install: "https://grafana.com/docs/k6/latest/set-up/install-k6/",
        bars: Some(Bars::of(8.0, 11.0, 0.09)),
        arguments: k6,
        reported: Some(read::k6),
    },
    Peer {
        name: "locust FastHttpUser",
        program: "locust",
        install: "pip install locust",
        bars: Some(Bars::of(17.0, 25.0, 0.043)),
        arguments: |asked| locust(asked, "FastLook"),
        reported: Some(read::locust),
    },
    Peer {
        name: "locust HttpUser",
        program: "locust",
        install: "pip install locust",
        bars: None,
        arguments: |asked| locust(asked, "Look"),
        reported: Some(read::locust),
    },
    Peer {
        name: "h2load",
        program: "h2load",
        install: "apt install nghttp2-client",
        bars: None,
        arguments: |asked| Some(h2load(asked)),
        reported: Some(read::h2load),
    },
    Peer {
        name: "bombardier",
        program: "bombardier",
        install: "go install github.com/codesenberg/bombardier@latest",
        bars: None,
        arguments: |asked| Some(bombardier(asked)),
        reported: Some(read::bombardier),
    },
    Peer {
        name: "autocannon",
        program: "autocannon",
        install: "npm install --global autocannon",
        bars: None,
        arguments: |asked| Some(autocannon(asked)),
        reported: Some(read::autocannon),
    },
    Peer {
        name: "hey",
        program: "hey",
        install: "apt install hey",
        bars: None,
        arguments: |asked| Some(hey(asked)),
        reported: Some(read::hey),
    },
    Peer {
        name: "vegeta",
        program: "vegeta",
        install: "go install github.com/tsenart/vegeta/v12@latest",
        bars: None,
        arguments: vegeta,
        reported: None,
    },
    Peer {
        name: "oha, latency corrected",
        program: "oha",
        install: "cargo install oha --locked",
        bars: None,
        arguments: oha_corrected,
        reported: Some(read::oha),
    },
];

/// Words with blanks between them; none of them has one.
fn words(line: &str) -> Arguments {
    let words = line.split_whitespace().map(str::to_owned);
    (words.collect(), Vec::new())
}

/// One connection's part of a rate.
fn each(rate: u32) -> f64 {
    f64::from(rate) / f64::from(CONNECTIONS)
}

fn wrk(asked: &Asked<'_>) -> Option<Arguments> {
    let Asked { url, seconds, .. } = asked;
    // wrk2 has a rate; wrk has not.
    if asked.rate.is_some() {
        return None;
    }
    Some(words(&format!("-t1 -c{CONNECTIONS} -d{seconds}s {url}")))
}

fn oha(asked: &Asked<'_>) -> Arguments {
    let Asked { url, seconds, .. } = asked;
    let rate = asked
        .rate
        .map_or(String::new(), |rate| format!("-q {rate}"));
    words(&format!(
        "--no-tui --output-format json -c {CONNECTIONS} -z {seconds}s {rate} {url}"
    ))
}

/// Only where there is a rate that it can count from.
fn oha_corrected(asked: &Asked<'_>) -> Option<Arguments> {
    asked.rate?;
    let (mut arguments, environment) = oha(asked);
    arguments.insert(0, "--latency-correction".to_owned());
    Some((arguments, environment))
}

fn goose(asked: &Asked<'_>) -> Option<Arguments> {
    let Asked { url, seconds, .. } = asked;
    let host = url.strip_suffix(crate::stub::PATH)?;
    let rate = asked
        .rate
        .map_or(String::new(), |rate| format!("--throttle-requests {rate}"));
    Some(words(&format!(
        "--host {host} --users {CONNECTIONS} --increase-rate {CONNECTIONS} --run-time {seconds}s {rate}"
    )))
}

fn k6(asked: &Asked<'_>) -> Option<Arguments> {
    let script = asked.scratch.file("look.js");
    std::fs::write(&script, include_str!("../../peers/look.js")).ok()?;
    let summary = asked.scratch.file("summary.json");
    let (mut arguments, mut environment) = words("run --quiet --summary-trend-stats");
    let rest = ["p(50),p(90),p(99),p(99.9)", "--summary-export", &summary];
    arguments.extend(rest.map(str::to_owned));
    arguments.push(script);
    environment.push(("LOOK_URL", asked.url.to_owned()));
    environment.push(("LOOK_SECONDS", asked.seconds.to_string()));
    environment.push(("LOOK_USERS", CONNECTIONS.to_string()));
    environment.extend(asked.rate.map(|rate| ("LOOK_RATE", rate.to_string())));
    Some((arguments, environment))
}

fn locust(asked: &Asked<'_>, user: &str) -> Option<Arguments> {
    let script = asked.scratch.file("locustfile.py");
    std::fs::write(&script, include_str!("../../peers/locustfile.py")).ok()?;
    let Asked { url, seconds, .. } = asked;
    let host = url.strip_suffix(crate::stub::PATH)?;
    let (arguments, mut environment) = words(&format!(
        "--locustfile {script} --headless --json --skip-log-setup --host {host} \
         --users {CONNECTIONS} --spawn-rate {CONNECTIONS} --run-time {seconds}s {user}"
    ));
    environment.extend(
        asked
            .rate
            .map(|rate| ("LOOK_RATE_EACH", each(rate).to_string())),
    );
    Some((arguments, environment))
}

fn h2load(asked: &Asked<'_>) -> Arguments {
    let Asked { url, seconds, .. } = asked;
    // Only where somebody will read it: the log slows it down.
    let rate = asked.rate.map_or(String::new(), |rate| {
        let log = asked.scratch.file("requests.log");
        format!("--rps {} --log-file {log}", each(rate))
    });
    words(&format!(
        "--h1 -t1 -c{CONNECTIONS} -D {seconds} {rate} {url}"
    ))
}

fn bombardier(asked: &Asked<'_>) -> Arguments {
    let Asked { url, seconds, .. } = asked;
    let rate = asked
        .rate
        .map_or(String::new(), |rate| format!("-r {rate}"));
    words(&format!(
        "-c {CONNECTIONS} -d {seconds}s {rate} --latencies --print r --format json {url}"
    ))
}

fn autocannon(asked: &Asked<'_>) -> Arguments {
    let Asked { url, seconds, .. } = asked;
    let rate = asked
        .rate
        .map_or(String::new(), |rate| format!("-R {rate}"));
    words(&format!(
        "--json -c {CONNECTIONS} -d {seconds} {rate} {url}"
    ))
}

fn hey(asked: &Asked<'_>) -> Arguments {
    let Asked { url, seconds, .. } = asked;
    let rate = asked
        .rate
        .map_or(String::new(), |rate| format!("-q {} -o csv", each(rate)));
    words(&format!("-c {CONNECTIONS} -z {seconds}s {rate} {url}"))
}

fn vegeta(asked: &Asked<'_>) -> Option<Arguments> {
    let Asked { url, seconds, .. } = asked;
    let targets = asked.scratch.file("targets");
    std::fs::write(&targets, format!("GET {url}\n")).ok()?;
    let output = asked.scratch.file("results");
    // Without a rate the workers are those who wait.
    let rate = asked.rate.unwrap_or(0);
    Some(words(&format!(
        "attack -targets {targets} -output {output} -duration {seconds}s -rate {rate} \
         -workers {CONNECTIONS} -max-workers {CONNECTIONS} -connections {CONNECTIONS}"
    )))
}
