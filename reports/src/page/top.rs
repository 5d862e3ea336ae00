//! What a reader must see first: the verdict, what limits it, the figures.

use crate::convert::real;
use crate::record::{
    Doubt, Pace, Probe, RuleVerdict, RunRecord, Stretch, Summary, Switch, Verdict,
};
use crate::words;

/// Whether the figures are about the Spine: what a reader has to know before anything else.
#[derive(Debug)]
pub(super) struct Validity {
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) heading: &'static str,
    pub(super) text: String,
}

/// Something that limits what the figures below mean.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) heading: &'static str,
    pub(crate) text: String,
    /// The same in several points.
    pub(crate) points: Vec<String>,
    pub(crate) switches: Vec<On>,
}

/// A fault or a deliberate rule break, and when it was on where that is known.
#[derive(Debug)]
pub(crate) struct On {
    pub(crate) switch: Switch,
    pub(crate) when: String,
}

/// So many times of a fault are told; its shades in the charts show the others.
const TIMES: usize = 3;

impl On {
    fn of(switch: &Switch) -> Self {
        let at = |ms: u64| words::length(ms.saturating_mul(1_000));
        let time = |span: &Stretch| {
            if span.from_ms == span.to_ms {
                format!("at {}", at(span.from_ms))
            } else {
                format!("from {} to {}", at(span.from_ms), at(span.to_ms))
            }
        };
        let mut times: Vec<String> = switch.spans.iter().take(TIMES).map(time).collect();
        let more = switch.spans.len().saturating_sub(TIMES);
        if more > 0 {
            times.push(format!("and {more} times more"));
        }
        Self {
            switch: switch.clone(),
            when: times.join(", "),
        }
    }
}

/// A figure with its name.
#[derive(Debug)]
pub(super) struct Tile {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) remark: String,
}

impl Tile {
    fn new(label: &'static str, value: impl Into<String>, remark: impl Into<String>) -> Self {
        Self {
            label,
            value: value.into(),
            remark: remark.into(),
        }
    }
}

/// The verdict on the generator.
pub(super) fn validity(record: &RunRecord) -> Validity {
    let schedule = &record.schedule;
    let measured = format!(
        "{} of the due rate sent, late by {} at p99, {} not sent.",
        words::percent(schedule.achieved_percent),
        figure(record.times.lateness.as_ref(), |t| t.p99_us),
        words::count(schedule.not_sent)
    );
    match (&schedule.pace, schedule.due) {
        (Pace::FellBehind { reason }, _) => Validity {
            class: "inconclusive",
            // The sign for what is inconclusive reads as a missing letter at this size.
            sign: "missed",
            heading: "The generator could not keep to its schedule",
            text: format!(
                "{} The times and rates below say nothing about the Spine.",
                words::sentence(reason)
            ),
        },
        (Pace::KeptUp, 0) => Validity {
            class: "untried",
            sign: "untried",
            heading: "Nothing was measured",
            text: "No operation was due.".to_owned(),
        },
        (Pace::KeptUp, _) => Validity {
            class: "upheld",
            sign: "upheld",
            heading: "Valid measurement",
            text: format!("The generator kept to its schedule: {measured}"),
        },
    }
}

/// How many rules came to this verdict.
pub(super) fn rules(record: &RunRecord, verdict: Verdict) -> u64 {
    let of = record
        .verdicts
        .iter()
        .filter(|rule| rule.verdict == verdict);
    u64::try_from(of.count()).unwrap_or(u64::MAX)
}

pub(super) fn notices(record: &RunRecord) -> Vec<Notice> {
    let mut notices: Vec<Notice> = record.doubt.iter().map(doubt).collect();
    let mut on = |heading, text: &str, switches: &[Switch]| {
        if !switches.is_empty() {
            notices.push(Notice {
                heading,
                text: text.to_owned(),
                points: Vec::new(),
                switches: switches.iter().map(On::of).collect(),
            });
        }
    };
    on(
        "Deliberate rule breaks were on",
        "The Spine was told to break rules. Findings are expected.",
        &record.bugs,
    );
    on(
        "Faults were on",
        "Answers were disturbed on purpose.",
        &record.faults,
    );
    notices
}

/// What is known of a run whose Spine was lost, and what is not.
fn doubt(doubt: &Doubt) -> Notice {
    Notice {
        heading: "The Spine was lost",
        text: words::sentence(&doubt.reason),
        points: vec![
            format!("Known: {}", doubt.known),
            format!("Not known: {}", doubt.unknown),
        ],
        switches: Vec::new(),
    }
}

pub(super) fn tiles(record: &RunRecord) -> Vec<Tile> {
    let outcomes = &record.outcomes;
    let due = outcomes.due();
    let part = |label, count, meaning: &str| {
        let remark = match due {
            0 => meaning.to_owned(),
            _ => format!("{}, {meaning}", words::share(count, due)),
        };
        Tile::new(label, words::count(count), remark)
    };
    let response = record.times.response;
    let time = |of: fn(&Summary) -> u64| figure(response.as_ref(), of);
    vec![
        verdicts(record),
        Tile::new(
            "Operations due",
            words::count(due),
            format!("arrivals {}", record.schedule.arrivals),
        ),
        rate(record),
        Tile::new(
            "Response, p99",
            time(|t| t.p99_us),
            format!(
                "from due to answered; p50 {}, longest {}",
                time(|t| t.p50_us),
                time(|t| t.max_us)
            ),
        ),
        part("Answered", outcomes.answered, "as asked"),
        part("Refused", outcomes.refused, "never happened"),
        part("Unknown", outcomes.unknown, "may have happened"),
        part("Not sent", outcomes.not_sent, "no free slot when due"),
    ]
}

/// How many rules were upheld, of how many that were to be.
fn verdicts(record: &RunRecord) -> Tile {
    let [upheld, broken] = [Verdict::Upheld, Verdict::Broken].map(|verdict| rules(record, verdict));
    let count = |is: fn(&&RuleVerdict) -> bool| {
        u64::try_from(record.verdicts.iter().filter(is).count()).unwrap_or(u64::MAX)
    };
    let to_prove = count(|rule| rule.proves);
    let open = count(|rule| {
        rule.proves && matches!(rule.verdict, Verdict::Inconclusive | Verdict::NotExercised)
    });
    Tile::new(
        "Rules upheld",
        words::count(upheld),
        format!("{to_prove} to be proved: {broken} broken, {open} left open"),
    )
}

/// Operations answered or refused per second, without the warm-up.
fn rate(record: &RunRecord) -> Tile {
    let outcomes = &record.outcomes;
    let settled = outcomes.answered.saturating_add(outcomes.refused);
    let warm_ms = record.warm_up.as_ref().map_or(0, |warm| warm.until_ms);
    let ms = record.duration_ms.saturating_sub(warm_ms);
    let value = match (settled, ms) {
        (0, _) | (_, 0) => words::NOTHING.to_owned(),
        (_, _) => words::rate(1e3 * real(settled) / real(ms)),
    };
    Tile::new(
        "Settled per second",
        value,
        format!(
            "answered or refused; {} of the due rate was sent",
            words::percent(record.schedule.achieved_percent)
        ),
    )
}

/// The probes in one line.
#[derive(Debug)]
pub(super) struct Probes {
    pub(super) text: String,
    /// Whether all that were planned reached their edge.
    pub(super) reached: bool,
}

pub(super) fn probes(record: &RunRecord) -> Probes {
    let sum = |of: fn(&Probe) -> u64| record.probes.iter().map(of).fold(0, u64::saturating_add);
    let [planned, run, reached] = [
        sum(|one| one.planned),
        sum(|one| one.run),
        sum(|one| one.reached),
    ];
    let kinds = u64::try_from(record.probes.len()).unwrap_or(u64::MAX);
    Probes {
        text: format!(
            "{}: {} planned, {} run, {} reached their edge",
            words::counted(kinds, "kind of probe", "kinds of probes"),
            words::count(planned),
            words::count(run),
            words::count(reached)
        ),
        reached: record.probes.iter().all(|one| one.reached >= one.planned),
    }
}

fn figure(times: Option<&Summary>, of: fn(&Summary) -> u64) -> String {
    times.map_or_else(
        || words::NOTHING.to_owned(),
        |times| words::duration(of(times)),
    )
}

pub(super) fn schedule(record: &RunRecord) -> Vec<Tile> {
    let schedule = &record.schedule;
    let late = |of: fn(&Summary) -> u64| figure(record.times.lateness.as_ref(), of);
    vec![
        Tile::new(
            "Due",
            words::count(schedule.due),
            format!("arrivals {}", schedule.arrivals),
        ),
        Tile::new(
            "Sent",
            words::count(schedule.sent),
            words::share(schedule.sent, schedule.due),
        ),
        Tile::new(
            "Not sent",
            words::count(schedule.not_sent),
            "no free slot when due",
        ),
        Tile::new(
            "Achieved rate",
            words::percent(schedule.achieved_percent),
            "of the rate of falling due",
        ),
        Tile::new("Lateness, p50", late(|t| t.p50_us), "from due to sent"),
        Tile::new(
            "Lateness, p99",
            late(|t| t.p99_us),
            format!("longest {}", late(|t| t.max_us)),
        ),
        Tile::new(
            "In flight, most",
            words::count(schedule.in_flight_max),
            "at one time",
        ),
    ]
}
