//! Targets: the short keys, the tables, and the sentences.

use core::time::Duration;

use super::groups::listed_sections;
use super::values::{Title, text};
use crate::scenario::fail_if::{Metric, read_setting};
use crate::scenario::keys::{TARGET, TARGETS};
use crate::scenario::nearest::{listed, nearest};
use crate::scenario::parts::{Probes, Script};
use crate::scenario::quantity::{Percentile, Share, show_duration, show_offset};
use crate::scenario::reader::{Quantity, Reader};
use crate::scenario::target::{Aim, Bound, Fate, Point, Relation, Selection, Span, Target, Window};
use crate::scenario::tree::Value;

/// The short keys of times, and which percentile each is.
const TIMES: [(&str, Percentile); 5] = [
    ("p50_from_due", Percentile::hundred_thousandths(50_000)),
    ("p90_from_due", Percentile::hundred_thousandths(90_000)),
    ("p95_from_due", Percentile::hundred_thousandths(95_000)),
    ("p99_from_due", Percentile::hundred_thousandths(99_000)),
    ("p999_from_due", Percentile::hundred_thousandths(99_900)),
];

const SHARES: [(&str, Fate); 2] = [
    ("errors_at_most", Fate::Error),
    ("not_sent_at_most", Fate::NotSent),
];

/// Every target; `duration` is absent where it is a mistake of its own.
pub(super) fn targets(
    file: &Reader<'_>,
    (scripts, probes): (&[Script], Option<&Probes>),
    duration: Option<Duration>,
) -> Vec<Target> {
    let mut targets = short(file);
    for section in listed_sections(file, &TARGET) {
        let target = one(&section);
        if let Some(target) = &target {
            check_step(&section, target, (scripts, probes));
            check_window(&section, target, duration);
        }
        targets.extend(target);
    }
    targets
}

fn short(file: &Reader<'_>) -> Vec<Target> {
    let section = file.section(&TARGETS);
    let times = TIMES.map(|(key, percentile)| (key, percentile, section.optional(key)));
    note_crossed(&section, &times);
    let times = times.into_iter().filter_map(|(_, percentile, most)| {
        Some(Aim::Time {
            span: Span::Response,
            point: Point::Percentile(percentile),
            bound: at_most(most?),
        })
    });
    let shares = SHARES.into_iter().filter_map(|(key, fate)| {
        let bound = at_most(section.optional::<Share>(key)?);
        Some(Aim::Share { fate, bound })
    });
    let everything = |aim| Target {
        aim,
        of: Selection::default(),
    };
    times.chain(shares).map(everything).collect()
}

const fn at_most<T>(amount: T) -> Bound<T> {
    Bound {
        relation: Relation::AtMost,
        amount,
    }
}

/// A lower percentile cannot be allowed more than a higher one.
fn note_crossed(section: &Reader<'_>, times: &[(&str, Percentile, Option<Duration>)]) {
    let said: Vec<(&str, Duration)> = times
        .iter()
        .filter_map(|(key, _, target)| Some((*key, (*target)?)))
        .collect();
    for ((low, less), (high, more)) in said.iter().zip(said.iter().skip(1)) {
        if less > more {
            let wanted = format!(
                "it cannot exceed `{high}`, which is \"{}\"",
                show_duration(*more)
            );
            section.wrong(low, &wanted);
        }
    }
}

/// One table.
fn one(section: &Reader<'_>) -> Option<Target> {
    if section.has("fail_if") {
        for key in section
            .section
            .keys
            .iter()
            .filter(|key| key.name != "fail_if")
        {
            if section.has(key.name) {
                let text = format!(
                    "`target.{}` does not stand beside `fail_if`, which says all",
                    key.name
                );
                section.note_at(key.name, text);
            }
        }
        return section.optional("fail_if");
    }
    let metric = section.required::<Metric>("metric");
    let of = Selection {
        step: section
            .optional("of")
            .map(|Title(step)| step.to_lowercase()),
        setting: section
            .optional::<Setting>("setting")
            .map(|Setting(setting)| setting),
        window: section.optional("window"),
    };
    let aim = match (section.has("at_most"), section.has("at_least")) {
        (true, false) => bounded(section, metric, "at_most", Relation::AtMost),
        (false, true) => bounded(section, metric, "at_least", Relation::AtLeast),
        (false, false) => {
            section.missing("at_most");
            None
        }
        (true, true) => {
            let text = "`target.at_least` and `target.at_most` are two targets, write two tables";
            section.note_at("at_least", text.to_owned());
            None
        }
    };
    aim.map(|aim| Target { aim, of })
}

fn bounded(
    section: &Reader<'_>,
    metric: Option<Metric>,
    key: &str,
    relation: Relation,
) -> Option<Aim> {
    let amount = text(&section.entry(key)?.node.value).unwrap_or_default();
    match metric?.bounded(relation, amount) {
        Ok(aim) => Some(aim),
        Err(wanted) => {
            section.wrong(key, &wanted);
            None
        }
    }
}

/// A step that no script has is a slip: its target would be about nothing.
fn check_step(
    section: &Reader<'_>,
    target: &Target,
    (scripts, probes): (&[Script], Option<&Probes>),
) {
    let Some(step) = &target.of.step else { return };
    let steps = scripts.iter().flat_map(|script| &script.steps);
    let mut known: Vec<String> = steps.map(|step| step.name().to_owned()).collect();
    // Who has not logged on does so first, without a step of its own.
    known.push("log on".to_owned());
    let kinds = probes.into_iter().flat_map(|probes| &probes.kinds);
    known.extend(kinds.map(|kind| format!("probe {kind}")));
    known.sort();
    known.dedup();
    if known.contains(step) {
        return;
    }
    let hint = match nearest(step, &known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("there are {}", listed(&known, '"')),
    };
    let key = if section.has("fail_if") {
        "fail_if"
    } else {
        "of"
    };
    section.note_at(
        key,
        format!("\"{step}\" is not a step of this scenario, {hint}"),
    );
}

fn check_window(section: &Reader<'_>, target: &Target, duration: Option<Duration>) {
    let (Some(window), Some(duration)) = (target.of.window, duration) else {
        return;
    };
    if window.from >= duration {
        let key = if section.has("fail_if") {
            "fail_if"
        } else {
            "window"
        };
        let text = format!(
            "the window begins at {}, when the run has ended: it lasts {}",
            show_offset(window.from),
            show_duration(duration)
        );
        section.note_at(key, text);
    }
}

/// A care setting, by any of its names.
struct Setting(cpis_vocabulary::CareSetting);

impl Quantity for Setting {
    fn read(value: &Value) -> Result<Self, String> {
        read_setting(text(value).unwrap_or_default()).map(Self)
    }
}

impl Quantity for Metric {
    fn read(value: &Value) -> Result<Self, String> {
        Self::read(text(value).unwrap_or_default())
    }
}

impl Quantity for Window {
    fn read(value: &Value) -> Result<Self, String> {
        Self::read(text(value).unwrap_or_default())
    }
}

impl Quantity for Target {
    fn read(value: &Value) -> Result<Self, String> {
        Self::read_fail_if(text(value).unwrap_or_default())
    }
}
