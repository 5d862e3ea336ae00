//! Whether one set of runs is better or worse than another, or the same, and how much of a change could have been seen.
//!
//! The figures of the runs of one side are held against those of the other with the exact rank-sum test, which asks nothing of how
//! they are distributed. A change counts when it is no chance *and* not below a threshold. Where there are too few runs for the test,
//! only a change of all operations together counts, and only one beyond a multiple of the threshold.

mod because;
mod explain;
mod figures;
mod judge;
mod kind;
mod objections;
mod page;
mod ranks;
mod sides;
mod table;
mod view;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Serialize;

use crate::record::RunRecord;
use figures::Value;
use judge::Measured;
pub use kind::{Change, Kind, Unit};
pub use page::page;
pub use sides::{Side, SideError};
pub use table::table;

/// What counts as a change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Settings {
    /// The least change of a time or a rate that matters, in percent, above zero.
    pub threshold_percent: f64,
    /// The least change of a share of errors or refusals that matters, in percentage points, above zero.
    pub threshold_points: f64,
    /// The chance of calling a figure changed that is not, in percent, above zero.
    pub significance_percent: f64,
    /// With too few runs for the test, so many thresholds are needed; at least one.
    pub unrepeated_factor: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold_percent: 5.0,
            threshold_points: 0.1,
            significance_percent: 5.0,
            unrepeated_factor: 20.0,
        }
    }
}

impl Settings {
    fn threshold(&self, kind: Kind) -> f64 {
        match kind.unit() {
            Unit::Percent => self.threshold_percent,
            Unit::Points => self.threshold_points,
        }
    }
}

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The version of this format.
    pub schema: Schema,
    /// Whether B is better or worse than A.
    pub conclusion: Conclusion,
    /// Why, as a sentence that stands alone.
    pub sentence: String,
    /// What was asked for.
    pub settings: Settings,
    /// The runs of A, in the order given.
    pub a: Vec<Compared>,
    /// The runs of B, in the order given.
    pub b: Vec<Compared>,
    /// Why the runs should not be compared, as sentences.
    pub objections: Vec<String>,
    /// What to bear in mind, as sentences.
    pub cautions: Vec<String>,
    /// The figures, those of all operations first; empty where the runs were not compared.
    pub figures: Vec<Figure>,
    /// The figures that some run did not measure, or on too few operations.
    pub left_out: Vec<LeftOut>,
}

/// The version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Schema {
    /// The first version.
    #[serde(rename = "comparison/1")]
    Comparison1,
}

/// Whether B is better or worse than A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// No figure has changed, as far as these runs can tell.
    Same,
    /// At least one figure is worse, whatever the others are.
    Worse,
    /// At least one figure is better and none is worse.
    Better,
    /// The runs cannot be compared.
    NotComparable,
}

impl Conclusion {
    /// The exit code of the command: 0, 20, 21 or 22.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Same => 0,
            Self::Worse => 20,
            Self::Better => 21,
            Self::NotComparable => 22,
        }
    }
}

/// One run of a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// Its directory, as it was given.
    pub directory: String,
    /// When it started, RFC 3339.
    pub started_at: String,
    /// Its seed.
    pub seed: u64,
    /// What it is called.
    pub title: String,
    /// The scenario's file and its digest.
    pub scenario: String,
    /// When its operations fell due.
    pub arrivals: String,
    /// The machine that generated the load.
    pub machine: String,
    /// The Spine that was asked.
    pub spine: String,
    /// The version of the generator.
    pub version: String,
    /// What it came to by itself, as a sentence.
    pub outcome: String,
}

/// A figure of both sides.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Figure {
    /// Of which step, or `all operations`.
    pub of: String,
    /// Which figure.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: String,
    /// In the runs of A, in their order.
    pub a: Vec<f64>,
    /// In the runs of B, in their order.
    pub b: Vec<f64>,
    /// The middle of those of A.
    pub median_a: f64,
    /// The middle of those of B.
    pub median_b: f64,
    /// The unit of the next three.
    pub change_unit: Unit,
    /// The typical change: the median of the changes from each run of A to each run of B.
    pub change: f64,
    /// How far a run lies from the median of its own side at most, though nothing changed; absent where no side has two runs.
    pub noise: Option<f64>,
    /// Between which changes the true one lies, but for the chance in the settings; absent with too few runs.
    pub interval: Option<[f64; 2]>,
    /// The chance of such a difference where nothing has changed; absent with too few runs.
    pub p: Option<f64>,
    /// The verdict.
    pub verdict: Change,
}

impl Figure {
    /// Whether it is the same in every run.
    fn is_constant(&self) -> bool {
        let mut bits = self.a.iter().chain(&self.b).map(|value| value.to_bits());
        bits.next()
            .is_none_or(|first| bits.all(|other| other == first))
    }
}

/// A figure that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Of which step, or `all operations`.
    pub of: String,
    /// Which figure.
    pub kind: Kind,
}

/// The JSON schema of a [`Comparison`], as text.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Comparison);
    format!("{:#}\n", schema.as_value())
}

/// Compares two sides.
///
/// Figures of all operations are each tested at the significance of the settings; those of steps, which are many, so that of the
/// changes told no more than that share is expected to be none. `anyway` compares what should not be compared.
pub fn compare(a: &Side, b: &Side, settings: Settings, anyway: bool) -> Comparison {
    let objections = objections::objections(a, b);
    let mut comparison = Comparison {
        schema: Schema::Comparison1,
        conclusion: Conclusion::NotComparable,
        sentence: String::new(),
        settings,
        a: a.compared(),
        b: b.compared(),
        cautions: objections::cautions(a, b),
        objections,
        figures: Vec::new(),
        left_out: Vec::new(),
    };
    if comparison.objections.is_empty() || anyway {
        fill(&mut comparison, a, b);
    }
    if !comparison.figures.is_empty() {
        let has = |change| comparison.figures.iter().any(|one| one.verdict == change);
        comparison.conclusion = match (has(Change::Worse), has(Change::Better)) {
            (true, _) => Conclusion::Worse,
            (false, true) => Conclusion::Better,
            (false, false) => Conclusion::Same,
        };
    }
    comparison.sentence = explain::sentence(&comparison);
    comparison
}

fn fill(comparison: &mut Comparison, a: &Side, b: &Side) {
    let (a, b) = (a.records(), b.records());
    let together: Vec<&RunRecord> = a.iter().chain(&b).copied().collect();
    let all = figures::OF_ALL.map(|kind| (figures::ALL, kind));
    let steps = figures::steps(&together);
    let steps = steps
        .into_iter()
        .flat_map(|step| figures::OF_A_STEP.map(|kind| (step, kind)));
    let mut family = Vec::new();
    for (of, kind) in all.into_iter().chain(steps) {
        let values = |side: &[&RunRecord]| -> Option<Vec<Value>> {
            side.iter()
                .map(|run| figures::value(run, of, kind))
                .collect()
        };
        let (Some(from), Some(to)) = (values(&a), values(&b)) else {
            let of = of.to_owned();
            comparison.left_out.push(LeftOut { of, kind });
            continue;
        };
        let measured = judge::measure(kind, [&from, &to], &comparison.settings);
        comparison
            .figures
            .push(figure(of, kind, [&from, &to], &measured));
        family.push(measured);
    }
    decide(comparison, &family);
}

fn figure(of: &str, kind: Kind, [a, b]: [&[Value]; 2], measured: &Measured) -> Figure {
    let values = |side: &[Value]| -> Vec<f64> { side.iter().map(|one| one.value).collect() };
    let middle = |side: &[Value]| {
        let mut sorted = values(side);
        sorted.sort_by(f64::total_cmp);
        judge::median(&sorted)
    };
    Figure {
        of: of.to_owned(),
        kind,
        unit: kind.measured_in().to_owned(),
        a: values(a),
        b: values(b),
        median_a: middle(a),
        median_b: middle(b),
        change_unit: kind.unit(),
        change: measured.change,
        noise: measured.noise,
        interval: measured.interval,
        p: measured.p,
        verdict: Change::Same,
    }
}

/// The verdicts, now that all figures are known.
fn decide(comparison: &mut Comparison, measured: &[Measured]) {
    let settings = comparison.settings;
    let alpha = settings.significance_percent / 100.0;
    let (all, steps): (Vec<_>, Vec<_>) = comparison
        .figures
        .iter_mut()
        .zip(measured)
        .partition(|(figure, _)| figure.of == figures::ALL);
    for (figure, one) in all {
        // Steps are not asked here: they are many, each with few operations, so that single runs of the same differ twofold.
        let real = one.p.map_or(one.beyond_bound, |p| p <= alpha);
        figure.verdict = judge::change(figure.kind, one, real, &settings);
    }
    // Without a share of errors that is nothing everywhere, of which there are many, and which no test could ever tell apart.
    let steps: Vec<_> = steps
        .into_iter()
        .filter(|(figure, _)| !figure.is_constant())
        .collect();
    let chances: Vec<f64> = steps.iter().map(|(_, one)| one.p.unwrap_or(1.0)).collect();
    let found = judge::discoveries(&chances, alpha);
    for ((figure, one), found) in steps.into_iter().zip(found) {
        figure.verdict = judge::change(figure.kind, one, found, &settings);
    }
}
