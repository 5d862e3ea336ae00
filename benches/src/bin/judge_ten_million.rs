//! How long it takes to judge a history of ten million operations from its files, and how much memory.
//!
//! `judge_ten_million write DIR [OPERATIONS]` writes an honest history and its ledger, `judge_ten_million judge DIR` judges them:
//! two programs, so that the memory of one is not counted for the other. `judge_ten_million online DIR` feeds the same history to
//! the judge of a run that goes on, and `memory OPERATIONS` judges a history in memory, twenty times.

use benches::Failure;
use benches::honest::{Event, Everybody, history, tell};
use loadgen::checker::{Files, Judge, LedgerFrom, Reading, Truth, Verdict, judge_files};
use loadgen::history::{HistoryReader, HistoryWriter, Pieces};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const OPERATIONS: u64 = 10_000_000;

/// So many operations are about some children before others come: an hour of a busy Spine.
const TOGETHER: u64 = 2_400_000;

const HISTORY: &str = "history.log";
const LEDGER: &str = "ledger.log";

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", directory] => write(Path::new(directory), OPERATIONS),
        ["write", directory, operations] => write(Path::new(directory), operations.parse()?),
        ["judge", directory] => judge(Path::new(directory)),
        ["online", directory] => online(Path::new(directory)),
        ["memory", operations] => memory(operations.parse()?),
        _ => Err(
            "write DIR [OPERATIONS], judge DIR, online DIR or memory OPERATIONS is required".into(),
        ),
    }
}

fn write(directory: &Path, operations: u64) -> Result<(), Failure> {
    std::fs::create_dir_all(directory)?;
    let create = |name| File::create(directory.join(name)).map(BufWriter::new);
    let mut history = HistoryWriter::begin(create(HISTORY)?)?;
    let mut ledger = HistoryWriter::begin(create(LEDGER)?)?;
    ledger.write_asked()?;
    let mut failed = Ok(());
    tell(operations, TOGETHER, &mut |event| {
        let written = match event {
            Event::Operation(operation) => history.write(&operation),
            Event::Notice(notice) => ledger.write_notice(&notice),
            Event::FinalList(list) => ledger.write_final_list(&list),
        };
        if failed.is_ok() {
            failed = written;
        }
    });
    failed?;
    history.finish()?;
    ledger.finish()?;
    let bytes = std::fs::metadata(directory.join(HISTORY))?.len();
    let each = bytes / operations.max(1);
    say(&format!(
        "{operations} operations, {bytes} bytes, {each} each"
    ))
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what is measured"
)]
fn judge(directory: &Path) -> Result<(), Failure> {
    let (history, ledger) = (Pieces::one(directory.join(HISTORY)), directory.join(LEDGER));
    let files = Files {
        history: &history,
        ledger: LedgerFrom::File(&ledger),
    };
    let begin = Instant::now();
    let judged = judge_files(truth(), files, &mut ())?;
    let took = begin.elapsed();
    for rule in judged.tallies.rules() {
        if matches!(judged.tallies.verdict(rule), Verdict::Broken { .. }) {
            return Err(format!("an honest history is accused of breaking {rule}").into());
        }
    }
    report(judged.operations, took.as_micros())
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what is measured"
)]
fn online(directory: &Path) -> Result<(), Failure> {
    let file = File::open(directory.join(HISTORY))?;
    let mut judge = Judge::new(truth());
    let (mut operations, mut held) = (0, 0);
    let begin = Instant::now();
    for operation in HistoryReader::open(BufReader::with_capacity(1 << 18, file))? {
        let operation = operation?;
        let ended = operation.ended();
        judge.take(operation);
        operations += 1;
        // As a run does it: now and then, not after each operation.
        if operations % 1_000 == 0 {
            judge.watermark(ended);
            held = held.max(judge.held());
        }
    }
    judge.finish();
    let took = begin.elapsed();
    if judge.tallies().findings_total() > 0 {
        return Err("an honest history is accused".into());
    }
    say(&format!("{held} operations held at most"))?;
    report(operations, took.as_micros())
}

/// The judge alone, over a history that is in memory.
#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what is measured"
)]
fn memory(operations: u64) -> Result<(), Failure> {
    const TIMES: u64 = 20;
    let honest = history(operations);
    let (before, begin) = (on_core(), Instant::now());
    for _ in 0..TIMES {
        loadgen::checker::judge(truth(), &honest.history, &honest.ledger);
    }
    let took = begin.elapsed();
    let judged = u128::from(TIMES) * u128::try_from(honest.history.len())?;
    let nanos = on_core()
        .zip(before)
        .map_or(0, |(after, before)| after - before);
    let each = judged * 1_000_000_000 / u128::from(nanos.max(1));
    say(&format!(
        "{judged} operations in {} ms: {each} a second of the core",
        took.as_millis()
    ))
}

fn truth() -> Truth<'static> {
    Truth {
        reading: Reading::default(),
        people: &Everybody,
    }
}

fn report(operations: u64, micros: u128) -> Result<(), Failure> {
    let rate = u128::from(operations) * 1_000_000 / micros.max(1);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name| status.lines().find(|line: &&str| line.starts_with(name));
    let most = line("VmHWM:").unwrap_or("VmHWM: unknown");
    let millis = micros / 1_000;
    // Other programs may be busy meanwhile: the time on a core says more than the time that passed.
    let each = u128::from(operations) * 1_000_000_000 / u128::from(on_core().unwrap_or(1));
    say(&format!(
        "{operations} operations in {millis} ms: {rate} a second, {each} a second of the core; {most}"
    ))
}

/// How long this program has been on a core, in nanoseconds.
fn on_core() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

fn say(text: &str) -> Result<(), Failure> {
    Ok(writeln!(io::stdout(), "{text}")?)
}
