//! The keys of the language: what each takes, whether it must be there, and what it means.
//!
//! The reader knows from here which keys exist, and the schema and the page on the language are generated from here.

mod load;
mod measure;
mod reading;
mod run;

pub(super) use self::load::{ARRIVALS, CHILDREN, GROUP, PHASE};
pub(super) use self::measure::{FAULT, STOP, TARGET, TARGETS};
pub(super) use self::reading::READING;
pub(super) use self::run::{CLOCK, LIMITS, POPULATION, PROBES, SCENARIO, SCRIPT, SEARCH};

/// One table of the file.
#[derive(Debug)]
pub(super) struct Section {
    /// Its key; empty for the file itself.
    pub(super) name: &'static str,
    /// What a key of it is called: "`x` is not …".
    pub(super) noun: &'static str,
    /// What it says.
    pub(super) about: &'static str,
    pub(super) keys: &'static [Key],
}

/// One key of a section.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    pub(super) unless_said: Unless,
    /// A value, as TOML.
    pub(super) example: &'static str,
    pub(super) means: &'static str,
}

/// What happens without the key.
#[derive(Debug)]
pub(super) enum Unless {
    /// It must be there.
    Refused,
    /// It is taken to be this, as TOML.
    Default(&'static str),
    /// In words.
    Otherwise(&'static str),
}

/// What a key takes.
#[derive(Debug)]
pub(super) enum Takes {
    Text,
    Whole {
        least: u32,
        most: u32,
    },
    Seed,
    Rate,
    Duration,
    Share,
    Times,
    Day,
    Instant,
    Word(&'static [&'static str]),
    Rules,
    Steps,
    Probes,
    CareSettings,
    Flag,
    /// A time of the run, zero included.
    Offset,
    Rates,
    Curve,
    ThinkTime,
    /// Names of scripts, and weights.
    Mix,
    Zipf,
    Metric,
    /// A time, a share or a rate.
    Amount,
    Window,
    FailIf,
    Shard,
    Numbers,
    Tenant,
    Section(&'static Section),
    Sections(&'static Section),
}

pub(super) const fn key(
    name: &'static str,
    takes: Takes,
    unless_said: Unless,
    example: &'static str,
    means: &'static str,
) -> Key {
    Key {
        name,
        takes,
        unless_said,
        example,
        means,
    }
}

pub(super) const SHAPES: [&str; 10] = [
    "constant",
    "ramp",
    "poisson",
    "steps",
    "burst",
    "spike",
    "replay",
    "users",
    "shared-iterations",
    "iterations-per-user",
];
pub(super) const CLOCKS: [&str; 4] = ["system", "frozen", "shifted", "scaled"];
pub(super) const RANGES: [&str; 2] = ["999", "9xx"];
pub(super) const ON_FULL: [&str; 3] = ["drop", "queue", "grow"];

/// Most scripts of one scenario, and most steps of one script; the same for groups, phases, targets and faults.
pub(super) const LIST_MAX: usize = 100;
/// Most rates of a shape in steps, and most points of a replayed curve.
pub(super) const RATES_MAX: usize = 10_000;
/// Most arrivals that a scenario names.
pub(super) const NUMBERS_MAX: usize = 10_000;
/// The longest title, in characters.
pub(super) const TITLE_MAX: usize = 120;
pub(super) const WEIGHT_MAX: u32 = 1_000_000;

impl Section {
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The file itself and its tables, in the order of the page.
    pub(super) fn all() -> impl Iterator<Item = &'static Self> {
        core::iter::once(&SCENARIO).chain(SCENARIO.keys.iter().filter_map(Key::section))
    }

    /// Whether there may be several of it.
    pub(super) fn is_list(&self) -> bool {
        SCENARIO
            .key(self.name)
            .is_some_and(|key| matches!(key.takes, Takes::Sections(_)))
    }
}

impl Key {
    /// The table that it takes, or those.
    pub(super) const fn section(&self) -> Option<&'static Section> {
        match self.takes {
            Takes::Section(section) | Takes::Sections(section) => Some(section),
            Takes::Text
            | Takes::Whole { .. }
            | Takes::Seed
            | Takes::Rate
            | Takes::Duration
            | Takes::Share
            | Takes::Times
            | Takes::Day
            | Takes::Instant
            | Takes::Word(_)
            | Takes::Rules
            | Takes::Steps
            | Takes::Probes
            | Takes::CareSettings
            | Takes::Flag
            | Takes::Offset
            | Takes::Rates
            | Takes::Curve
            | Takes::ThinkTime
            | Takes::Mix
            | Takes::Zipf
            | Takes::Metric
            | Takes::Amount
            | Takes::Window
            | Takes::FailIf
            | Takes::Shard
            | Takes::Numbers
            | Takes::Tenant => None,
        }
    }
}
