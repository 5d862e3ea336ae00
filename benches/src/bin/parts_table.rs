//! What `cargo bench -p benches` measured, as a table in Markdown: each part beside the baseline of the same run.

use benches::Failure;
use clap::Parser;
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Prints what criterion has measured, with ratios to the baselines.
#[derive(Debug, Parser)]
struct Cli {
    /// Where criterion keeps its measurements
    #[arg(default_value = "target/criterion")]
    from: PathBuf,
}

/// A part that was measured.
struct Part {
    /// The benchmark's file.
    group: String,
    /// What was measured.
    name: String,
    /// The median time of one, in nanoseconds.
    nanos: f64,
    /// How many things one measurement does.
    elements: f64,
}

const BASELINE: &str = "baseline";

fn main() -> Result<(), Failure> {
    let mut parts = Vec::new();
    collect(&Cli::parse().from, &mut parts)?;
    parts.sort_by(|one, other| (&one.group, &one.name).cmp(&(&other.group, &other.name)));
    let head = "| part | what | time | a second | times the baseline |\n| --- | --- | ---: | ---: | ---: |\n";
    let rows: String = parts.iter().map(|part| row(part, &parts)).collect();
    Ok(write!(std::io::stdout(), "{head}{rows}")?)
}

fn row(part: &Part, parts: &[Part]) -> String {
    let ratio = baseline(parts, part).map(|base| part.nanos / base.nanos);
    let ratio = ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
    let rate = part.elements * 1e9 / part.nanos;
    let (group, name, time) = (&part.group, &part.name, time(part.nanos));
    format!("| {group} | {name} | {time} | {rate:.0} | {ratio} |\n")
}

/// Walks down to every `new` folder, where the last measurement lies.
fn collect(folder: &Path, parts: &mut Vec<Part>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        if path.ends_with("new") {
            parts.extend(part(&path)?);
        } else {
            collect(&path, parts)?;
        }
    }
    Ok(())
}

fn part(folder: &Path) -> Result<Option<Part>, Failure> {
    let read = |name| -> Result<Value, Failure> {
        Ok(serde_json::from_slice(&fs::read(folder.join(name))?)?)
    };
    let (named, measured) = (read("benchmark.json")?, read("estimates.json")?);
    let id = named.get("full_id").and_then(Value::as_str);
    let nanos = measured.pointer("/median/point_estimate");
    let elements = named
        .pointer("/throughput/Elements")
        .and_then(Value::as_f64);
    let found = id.and_then(|id| id.split_once('/'));
    Ok(found
        .zip(nanos.and_then(Value::as_f64))
        .map(|((group, name), nanos)| Part {
            group: group.to_owned(),
            name: name.to_owned(),
            nanos,
            elements: elements.unwrap_or(1.0),
        }))
}

/// The baseline of the same file whose name begins alike.
fn baseline<'p>(parts: &'p [Part], part: &Part) -> Option<&'p Part> {
    let alike = |other: &&Part| {
        let pairs = other.name.chars().zip(part.name.chars());
        pairs.take_while(|(one, other)| one == other).count()
    };
    let all = parts.iter().filter(|other| other.group == part.group);
    all.filter(|other| other.name.contains(BASELINE))
        .max_by_key(alike)
}

fn time(nanos: f64) -> String {
    match nanos {
        nanos if nanos < 1e3 => format!("{nanos:.0} ns"),
        nanos if nanos < 1e6 => format!("{:.2} µs", nanos / 1e3),
        nanos => format!("{:.1} ms", nanos / 1e6),
    }
}
