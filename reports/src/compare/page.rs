//! A comparison as a page, in the look of a run's.

use askama::Template;

use super::explain::{is_tested, left_out, needed, reading, unmoved, weight};
use super::table::{count, is_listed, plain};
use super::view::{View, view};
use super::{Change, Compared, Comparison, Conclusion, Figure, figures};
use crate::page::{Banner, Notice, command_line};
use crate::prose::Span;
use crate::words;

/// A comparison as a page: one file, no script, no network.
pub fn page(comparison: &Comparison) -> String {
    Page::of(comparison).to_string()
}

#[derive(Debug, Template)]
#[template(path = "comparison.html")]
struct Page<'a> {
    comparison: &'a Comparison,
    title: &'a str,
    /// How many runs each side has, in words.
    numbers: [String; 2],
    banner: Banner,
    notices: Vec<Notice>,
    runs: Vec<Run<'a>>,
    of_all: Vec<View<'a>>,
    steps: Vec<Step<'a>>,
    /// What stands in the table at the top: the figures of all operations, and the largest changes of steps.
    glance: Vec<&'a Figure>,
    /// How many more of steps changed.
    more: usize,
    asides: Vec<String>,
    reading: Vec<String>,
    heads: [String; 5],
    /// In percent.
    confidence: String,
    circumstances: Vec<(&'static str, String)>,
    command: String,
}

/// One run of either side.
#[derive(Debug)]
struct Run<'a> {
    side: &'static str,
    run: &'a Compared,
}

/// The figures of one step.
#[derive(Debug)]
struct Step<'a> {
    name: &'a str,
    /// What became of it, in words.
    summary: String,
    /// How many figures it has.
    of: usize,
    open: bool,
    views: Vec<View<'a>>,
}

impl<'a> Page<'a> {
    fn of(comparison: &'a Comparison) -> Self {
        let listed = || comparison.figures.iter().filter(|one| is_listed(one));
        let of_all = listed().filter(|one| one.of == figures::ALL);
        let view = |(i, figure)| view(comparison, figure, &format!("figure-{i}"));
        let (glance, more) = glance(comparison);
        let confidence = plain(100.0 - comparison.settings.significance_percent);
        let interval = format!("{confidence} % interval");
        let first = comparison.a.first();
        Self {
            comparison,
            title: first.map_or("", |run| &run.title),
            numbers: [&comparison.a, &comparison.b]
                .map(|runs| words::counted(count(runs.len()), "run", "runs")),
            banner: banner(comparison),
            notices: notices(comparison),
            runs: in_order(comparison),
            of_all: of_all.enumerate().map(view).collect(),
            steps: steps(comparison),
            glance,
            more,
            asides: [unmoved(comparison), left_out(&comparison.left_out)]
                .into_iter()
                .flatten()
                .collect(),
            reading: if comparison.figures.is_empty() {
                Vec::new()
            } else {
                reading(comparison)
            },
            heads: ["A", "B", "Change", &interval, "Noise"].map(str::to_owned),
            confidence,
            circumstances: first.map_or_else(Vec::new, circumstances),
            command: command(comparison),
        }
    }
}

fn banner(comparison: &Comparison) -> Banner {
    let (class, sign, heading, word) = match comparison.conclusion {
        Conclusion::Same => ("untried", "same", "No change was shown", "the same"),
        Conclusion::Worse => ("broken", "broken", "B is worse than A", "worse"),
        Conclusion::Better => ("upheld", "upheld", "B is better than A", "better"),
        Conclusion::NotComparable => (
            "inconclusive",
            "inconclusive",
            "Not comparable",
            "not comparable",
        ),
    };
    Banner {
        class,
        sign,
        heading: heading.to_owned(),
        sentence: comparison.sentence.clone(),
        exit: format!("Exit code {}: {word}", comparison.conclusion.exit_code()),
        next: next(comparison),
    }
}

/// What to do with such an outcome.
fn next(comparison: &Comparison) -> String {
    let more = needed(&comparison.settings).filter(|_| !is_tested(comparison));
    match (comparison.conclusion, more) {
        (Conclusion::NotComparable, _) if comparison.objections.is_empty() => {
            "Make longer runs: a percentile needs ten operations beyond it.".to_owned()
        }
        (Conclusion::NotComparable, _) => {
            "Make the runs again without what is listed below, or compare them with `--anyway`."
                .to_owned()
        }
        (_, Some(runs)) => format!(
            "Make {runs} runs or more on each side, in turn (A, B, A, B, …): then noise can be told from change."
        ),
        (Conclusion::Worse, None) => {
            "See below which figures are worse, and in the pages of their runs when and in which step.".to_owned()
        }
        (Conclusion::Better | Conclusion::Same, None) => {
            "See below how large a change could have gone unseen: the interval of each figure says."
                .to_owned()
        }
    }
}

fn notices(comparison: &Comparison) -> Vec<Notice> {
    let compared = !comparison.figures.is_empty();
    let heading = if compared {
        "Compared although not comparable"
    } else {
        "Why they cannot be compared"
    };
    let notice = |heading, said: &[String]| Notice {
        heading,
        text: match said {
            [one] => one.clone(),
            _ => String::new(),
        },
        points: match said {
            [_] => Vec::new(),
            many => many.to_vec(),
        },
        switches: Vec::new(),
    };
    [
        (heading, &comparison.objections),
        ("To bear in mind", &comparison.cautions),
    ]
    .into_iter()
    .filter(|(_, said)| !said.is_empty())
    .map(|(heading, said)| notice(heading, said))
    .collect()
}

/// All runs, in the order in which they were made.
fn in_order<'a>(comparison: &'a Comparison) -> Vec<Run<'a>> {
    let side = |side, runs: &'a [Compared]| runs.iter().map(move |run| Run { side, run });
    let mut runs: Vec<_> = side("A", &comparison.a)
        .chain(side("B", &comparison.b))
        .collect();
    runs.sort_by(|one, other| one.run.started_at.cmp(&other.run.started_at));
    runs
}

/// So many figures of steps stand at the top.
const GLANCED: usize = 8;
/// So many steps that changed lie open, and the pictures of the others are folded.
const OPEN: usize = 2;

/// The figures of all operations and the largest changes of steps, and how many more of these there are.
fn glance(comparison: &Comparison) -> (Vec<&Figure>, usize) {
    let listed = comparison.figures.iter().filter(|one| is_listed(one));
    let (mut glance, steps): (Vec<_>, Vec<_>) =
        listed.partition(|figure| figure.of == figures::ALL);
    let changed = steps.into_iter().filter(|one| one.verdict != Change::Same);
    let mut changed: Vec<&Figure> = changed.collect();
    changed.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    let more = changed.len().saturating_sub(GLANCED);
    glance.extend(changed.into_iter().take(GLANCED));
    (glance, more)
}

/// The steps whose figures moved, those with a change first.
fn steps(comparison: &Comparison) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let of_steps = comparison.figures.iter().enumerate();
    let of_steps = of_steps.filter(|(_, one)| one.of != figures::ALL && is_listed(one));
    for (i, figure) in of_steps {
        let view = view(comparison, figure, &format!("of-step-{i}"));
        match steps.last_mut().filter(|step| step.name == figure.of) {
            Some(step) => step.views.push(view),
            None => steps.push(Step {
                name: &figure.of,
                summary: String::new(),
                of: 0,
                open: false,
                views: vec![view],
            }),
        }
    }
    let heaviest = |step: &Step<'_>| {
        let changed = step.views.iter().map(|view| view.figure);
        let changed = changed.filter(|figure| figure.verdict != Change::Same);
        changed.map(weight).fold(0.0, f64::max)
    };
    steps.sort_by(|one, other| heaviest(other).total_cmp(&heaviest(one)));
    for (place, step) in steps.iter_mut().enumerate() {
        let number = |change| {
            let views = step.views.iter();
            views.filter(|view| view.figure.verdict == change).count()
        };
        let (worse, better) = (number(Change::Worse), number(Change::Better));
        step.summary = match (worse, better) {
            (0, 0) => "none changed".to_owned(),
            (worse, 0) => format!("{worse} worse"),
            (0, better) => format!("{better} better"),
            (worse, better) => format!("{worse} worse, {better} better"),
        };
        step.open = place < OPEN && worse + better > 0;
        step.of = step.views.len();
    }
    steps
}

fn circumstances(run: &Compared) -> Vec<(&'static str, String)> {
    vec![
        ("Scenario", run.scenario.clone()),
        ("Arrivals", run.arrivals.clone()),
        ("Machine", run.machine.clone()),
        ("Spine", run.spine.clone()),
        ("Generator", format!("version {}", run.version)),
    ]
}

/// The command that makes the same comparison.
fn command(comparison: &Comparison) -> String {
    let side = |runs: &[Compared]| {
        let names: Vec<&str> = runs.iter().map(|run| run.directory.as_str()).collect();
        names.join(",")
    };
    let settings = &comparison.settings;
    let mut command = vec!["reports".to_owned(), "compare".to_owned()];
    command.extend([side(&comparison.a), side(&comparison.b)]);
    let options = [
        ("--threshold", settings.threshold_percent, "%"),
        ("--threshold-points", settings.threshold_points, ""),
        ("--significance", settings.significance_percent, "%"),
        ("--unrepeated", settings.unrepeated_factor, ""),
    ];
    for (option, value, unit) in options {
        command.extend([option.to_owned(), format!("{}{unit}", plain(value))]);
    }
    if !comparison.objections.is_empty() && !comparison.figures.is_empty() {
        command.push("--anyway".to_owned());
    }
    command_line(&command)
}
