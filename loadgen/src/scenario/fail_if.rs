//! Targets as sentences: `p99 from due of open the alert in 10 s to 50 s > 250 ms` is what must not be.

use cpis_vocabulary::CareSetting;

use super::quantity::{Percentile, Rate, Share, read_duration, read_offset};
use super::sentence::care_setting;
use super::target::{Aim, Bound, Fate, Point, Relation, Selection, Span, Target, Window};

/// What is measured, without how much it may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Metric {
    Time { span: Span, point: Point },
    Share(Fate),
    Rate,
}

const EXAMPLE: &str = "for example \"p99 from due > 250 ms\"";

impl Target {
    /// Reads the sentence of `--fail-if`: a metric; `of` a step, `for` a care setting, `in` a window, each where wanted; and what
    /// it must not be: `>`, `>=`, `<` or `<=` an amount.
    ///
    /// # Errors
    /// When one of these is missing or unknown.
    pub fn read_fail_if(sentence: &str) -> Result<Self, String> {
        let (at, relation, sign) = comparison(sentence)
            .ok_or_else(|| format!("a comparison is needed, one of >, >=, < and <=, {EXAMPLE}"))?;
        let (what, rest) = sentence.split_at(at);
        let amount = rest.get(sign..).unwrap_or_default();
        let (metric, of) = read_metric_of(what)?;
        let aim = metric.bounded(relation, amount)?;
        Ok(Self { aim, of })
    }
}

/// Where the comparison stands, what holds where it does not, and how long it is.
fn comparison(sentence: &str) -> Option<(usize, Relation, usize)> {
    let at = sentence.find(['<', '>'])?;
    let signs = [
        (">=", Relation::Below),
        ("<=", Relation::Above),
        (">", Relation::AtMost),
        ("<", Relation::AtLeast),
    ];
    let rest = sentence.get(at..)?;
    let (sign, relation) = signs.into_iter().find(|(sign, _)| rest.starts_with(sign))?;
    Some((at, relation, sign.len()))
}

fn read_metric_of(text: &str) -> Result<(Metric, Selection), String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (rest, window) = match words.rsplit_once(" in ") {
        Some((rest, window)) => (rest, Some(Window::read(window)?)),
        None => (words.as_str(), None),
    };
    let (rest, setting) = match rest.rsplit_once(" for ") {
        Some((rest, setting)) => (rest, Some(read_setting(setting)?)),
        None => (rest, None),
    };
    let (metric, step) = match rest.split_once(" of ") {
        Some((metric, step)) => (metric, Some(step.to_lowercase())),
        None => (rest, None),
    };
    let of = Selection {
        step,
        setting,
        window,
    };
    Ok((Metric::read(metric)?, of))
}

pub(super) fn read_setting(text: &str) -> Result<CareSetting, String> {
    care_setting(text).ok_or_else(|| {
        let known = CareSetting::ALL.map(CareSetting::as_str);
        format!(
            "\"{text}\" is not a care setting, known are {}",
            super::nearest::listed(&known, '"')
        )
    })
}

impl Metric {
    /// Reads `p99.9 from due`, `mean from sent`, `longest lateness`, `errors`, `refused`, `not sent`, `achieved rate`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let words = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        match words.as_str() {
            "errors" => return Ok(Self::Share(Fate::Error)),
            "refused" => return Ok(Self::Share(Fate::Refused)),
            "not sent" => return Ok(Self::Share(Fate::NotSent)),
            "achieved rate" => return Ok(Self::Rate),
            _ => {}
        }
        let wanted = || {
            format!(
                "a metric is a percentile, \"mean\" or \"longest\" with \"from due\", \"from sent\" or \"lateness\", or \
                 \"errors\", \"refused\", \"not sent\" or \"achieved rate\"; \"{words}\" is none, for example \"p99 from due\" is one"
            )
        };
        let (point, span) = words.split_once(' ').ok_or_else(wanted)?;
        let span = match span {
            "from due" => Span::Response,
            "from sent" => Span::Service,
            "lateness" => Span::Lateness,
            _ => return Err(wanted()),
        };
        let point = match point {
            "mean" => Point::Mean,
            "longest" => Point::Longest,
            percentile => Point::Percentile(Percentile::read(percentile).ok_or_else(wanted)?),
        };
        Ok(Self::Time { span, point })
    }

    /// The aim, with an amount of the metric's kind.
    pub(super) fn bounded(self, relation: Relation, amount: &str) -> Result<Aim, String> {
        Ok(match self {
            Self::Time { span, point } => Aim::Time {
                span,
                point,
                bound: Bound {
                    relation,
                    amount: read_duration(amount)?,
                },
            },
            Self::Share(fate) => Aim::Share {
                fate,
                bound: Bound {
                    relation,
                    amount: Share::read(amount)?,
                },
            },
            Self::Rate => Aim::Rate(Bound {
                relation,
                amount: Rate::read(amount)?,
            }),
        })
    }
}

impl Window {
    /// Reads `10 s to 50 s`.
    ///
    /// # Errors
    /// When it is not two times of the run, the earlier one first.
    pub fn read(text: &str) -> Result<Self, String> {
        let wanted = || {
            "a window is two times of the run, the earlier one first, for example \"10 s to 50 s\""
                .to_owned()
        };
        let (from, to) = text.split_once(" to ").ok_or_else(wanted)?;
        let (from, to) = (read_offset(from)?, read_offset(to)?);
        if from >= to {
            return Err(wanted());
        }
        Ok(Self { from, to })
    }
}
