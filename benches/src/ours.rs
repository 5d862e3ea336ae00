//! The load generator as its users run it: the program, recording to a directory.

use crate::Failure;
use crate::program::{self, OFTEN, Ran, SELDOM, Watch};
use crate::scenario::{Load, Shape};
use crate::scratch::Scratch;
use crate::stub::Stub;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The program.
#[derive(Clone, Debug)]
pub struct Loadgen {
    path: PathBuf,
    /// Whether it judges while the load is on too.
    is_watched: bool,
    options: Vec<String>,
}

/// A run of it.
#[derive(Debug)]
pub struct Run {
    /// The program.
    pub ran: Ran,
    /// What it tells of itself, as `run.json` has it.
    pub record: Value,
    /// Bytes of its directory when it had ended.
    pub written: u64,
}

/// The program is built beside this one.
const BUILD: &str = "cargo build --profile dist -p loadgen";

impl Loadgen {
    /// The one that was built as this program was.
    ///
    /// # Errors
    /// When it was not built.
    pub fn beside() -> Result<Self, Failure> {
        let path = std::env::current_exe()?.with_file_name("loadgen");
        if !path.is_file() {
            let path = path.display();
            return Err(format!("{path} must be there: {BUILD}").into());
        }
        Ok(Self {
            path,
            is_watched: false,
            options: Vec::new(),
        })
    }

    /// The same, judging while the load is on too, as it does for somebody who looks on.
    #[must_use]
    pub fn watched(self) -> Self {
        Self {
            is_watched: true,
            ..self
        }
    }

    /// The same, with options besides those that are needed.
    #[must_use]
    pub fn with(self, options: Vec<String>) -> Self {
        Self { options, ..self }
    }

    /// Runs a load against the stub, to its end and verdict; the directory is removed.
    ///
    /// # Errors
    /// When the program does not run, or leaves no record.
    pub fn run(&self, load: Load, stub: &Stub) -> Result<Run, Failure> {
        let scratch = Scratch::new()?;
        let (scenario, out) = (scratch.file("load.toml"), scratch.path().join("run"));
        std::fs::write(&scenario, load.text())?;
        let mut command = Command::new(&self.path);
        command.arg("run").arg(&scenario).arg("--out").arg(&out);
        command.args(["--target", &format!("http://{}", stub.address)]);
        if !self.is_watched {
            command.arg("--quiet");
        }
        command.args(&self.options);
        let watch = Watch {
            now: &|| stub.now(),
            every: match load.shape {
                Shape::Users(_) => OFTEN,
                Shape::Rate { .. } => SELDOM,
            },
            within: Duration::from_secs((2 * load.seconds + 60).into()),
        };
        let ran = program::run(command, watch)?;
        let record = std::fs::read(out.join("run.json"));
        let record =
            record.map_err(|_| format!("loadgen must run, it says: {}", ran.complained))?;
        let mut written = 0;
        for file in std::fs::read_dir(&out)? {
            written += file?.metadata()?.len();
        }
        Ok(Run {
            ran,
            record: serde_json::from_slice(&record)?,
            written,
        })
    }
}

impl Run {
    /// The response time from due that so many per cent did not exceed, in milliseconds: `p50`, `p90`, `p99` or `p999`.
    pub fn response(&self, percentile: &str) -> Option<f64> {
        let times = self.record.get("times")?.get("response")?;
        let micros = times.get(format!("{percentile}_us"))?.as_f64()?;
        Some(micros / 1_000.0)
    }

    /// How many requests it did not send.
    pub fn not_sent(&self) -> u64 {
        let schedule = self.record.get("schedule");
        let not_sent = schedule.and_then(|schedule| schedule.get("not_sent")?.as_u64());
        not_sent.unwrap_or(0)
    }
}
