//! `reports compare`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use reports::compare::{Comparison, Settings, Side, compare, page, table};

use crate::Failure;

/// What the command says about itself.
pub(crate) const AFTER_HELP: &str = "\
A side is the directory of a run, a directory of such directories, or several of either with commas between them:
  reports compare before after
  reports compare runs/a1,runs/a2,runs/a3,runs/a4 runs/b1,runs/b2,runs/b3,runs/b4
Make the runs in turn (A, B, A, B, ...), four or more on each side: the exact rank-sum test shows nothing at 5 % with fewer. With fewer,
noise cannot be told from change, and only a change of --unrepeated thresholds counts, and that of all operations together.

Compared are p50, p90 and p99 of the response time from due, of all operations and of each step; operations settled per second; the
achieved rate; errors (unknown or not sent) and refusals. One figure worse makes B worse, whatever the others are.

Exit codes:
  0  the same, as far as these runs can tell
 20  worse
 21  better
 22  not comparable: another scenario, arrivals, population or machine, a generator that fell behind, or a broken rule
  1  the outcome could not be written
  2  the command line is wrong, or a run record could not be read";

/// Which runs to compare, and what counts as a change.
#[derive(Debug, Args)]
pub(crate) struct Sides {
    /// The runs to compare with.
    a: String,
    /// The runs that are better or worse.
    b: String,
    /// The least change of a time or a rate that matters.
    #[arg(long, value_name = "PERCENT", default_value = "5%", value_parser = percent, env = "REPORTS_THRESHOLD")]
    threshold: f64,
    /// The least change of the share of errors or refusals that matters, in percentage points.
    #[arg(long, value_name = "POINTS", default_value = "0.1", value_parser = percent, env = "REPORTS_THRESHOLD_POINTS")]
    threshold_points: f64,
    /// The chance of calling a figure changed that is not.
    #[arg(long, value_name = "PERCENT", default_value = "5%", value_parser = significance, env = "REPORTS_SIGNIFICANCE")]
    significance: f64,
    /// With too few runs for the test, how many thresholds a change must have.
    #[arg(long, value_name = "TIMES", default_value = "20", value_parser = factor, env = "REPORTS_UNREPEATED")]
    unrepeated: f64,
    /// Compare what is not comparable.
    #[arg(long, env = "REPORTS_ANYWAY")]
    anyway: bool,
    /// Write the outcome to a file as well: to FILE.html as a page, to FILE.json as JSON; may be given several times.
    #[arg(long, value_name = "FILE", env = "REPORTS_OUT", value_parser = Paper::parse)]
    out: Vec<Paper>,
    /// Write the outcome as JSON instead of a table.
    #[arg(long, env = "REPORTS_JSON")]
    json: bool,
}

impl Sides {
    /// Compares, tells the outcome, and hands back its exit code.
    pub(crate) fn compare(&self) -> Result<u8, Failure> {
        let read = |side: &str| Side::read(side).map_err(|error| (2, error.into()));
        let (a, b) = (read(&self.a)?, read(&self.b)?);
        let settings = Settings {
            threshold_percent: self.threshold,
            threshold_points: self.threshold_points,
            significance_percent: self.significance,
            unrepeated_factor: self.unrepeated,
        };
        let comparison = compare(&a, &b, settings, self.anyway);
        let mut text = if self.json {
            json(&comparison)?
        } else {
            table(&comparison)
        };
        for (place, paper) in self.out.iter().enumerate() {
            let path = paper.write(&comparison)?;
            if !self.json {
                let gap = if place == 0 { "\n" } else { "" };
                text.extend([gap, &path, "\n"]);
            }
        }
        std::io::stdout()
            .write_all(text.as_bytes())
            .map_err(|error| (1, error.into()))?;
        Ok(comparison.conclusion.exit_code())
    }
}

/// A file to write, and what as: its ending says.
#[derive(Debug, Clone)]
enum Paper {
    Page(PathBuf),
    Json(PathBuf),
}

impl Paper {
    fn parse(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("html" | "htm") => Ok(Self::Page(path)),
            Some("json") => Ok(Self::Json(path)),
            Some(_) | None => Err(format!(
                "a file that ends in `.html` (a page) or `.json` is required, this is `{text}`"
            )),
        }
    }

    /// Writes the file and hands back what it is and where.
    fn write(&self, comparison: &Comparison) -> Result<String, Failure> {
        let (path, what, text) = match self {
            Self::Page(path) => (path, "page", page(comparison)),
            Self::Json(path) => (path, "json", json(comparison)?),
        };
        reports::write_file(path, &text).map_err(|error| (1, error.into()))?;
        Ok(format!("{what}  {}", path.display()))
    }
}

fn json(comparison: &Comparison) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(comparison).map_err(|error| (1, error.into()))?;
    Ok(text + "\n")
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let value: Option<f64> = number.parse().ok();
    value
        .filter(|value| *value > 0.0 && *value <= 1_000.0)
        .ok_or_else(|| {
            format!(
                "a share above 0 and up to 1000 is required, for example `5%`, this is `{text}`"
            )
        })
}

fn significance(text: &str) -> Result<f64, String> {
    percent(text)
        .ok()
        .filter(|value| *value <= 50.0)
        .ok_or_else(|| {
            format!(
                "a chance above 0 and up to 50 % is required, for example `5%`, this is `{text}`"
            )
        })
}

fn factor(text: &str) -> Result<f64, String> {
    let value: Option<f64> = text.trim().parse().ok();
    value
        .filter(|value| (1.0..=1_000.0).contains(value))
        .ok_or_else(|| {
            format!("a number from 1 to 1000 is required, for example `20`, this is `{text}`")
        })
}
