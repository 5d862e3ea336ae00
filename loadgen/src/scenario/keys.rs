//! The keys of the language: what each takes, whether it must be there, and what it means.
//!
//! The reader knows from here which keys exist, and the schema and the page on the language are generated from here.

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
    Whole { least: u32, most: u32 },
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
    Section(&'static Section),
    Sections(&'static Section),
}

use Takes as T;
use Unless::{Default, Otherwise, Refused};

const fn key(
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

pub(super) const SHAPES: [&str; 3] = ["constant", "ramp", "poisson"];
pub(super) const CLOCKS: [&str; 4] = ["system", "frozen", "shifted", "scaled"];
pub(super) const RANGES: [&str; 2] = ["999", "9xx"];
pub(super) const ON_FULL: [&str; 1] = ["drop"];

/// Most scripts of one scenario, and most steps of one script.
pub(super) const LIST_MAX: usize = 100;
/// The longest title, in characters.
pub(super) const TITLE_MAX: usize = 120;
pub(super) const WEIGHT_MAX: u32 = 1_000_000;

#[rustfmt::skip]
pub(super) static SCENARIO: Section = Section {
    name: "",
    noun: "a key of a scenario",
    about: "The run itself.",
    keys: &[
        key("title", T::Text, Refused, "\"Monday morning\"", "what reports call the run, at most 120 characters"),
        key("proves", T::Rules, Refused, "[\"ASN-3\", \"ASN-4\"]", "the rules the run is judged by; an empty list measures only"),
        key("seed", T::Seed, Default("1"), "20260302", "what every draw of the run comes from; `--seed` beats it"),
        key("duration", T::Duration, Otherwise("as long as the ramp, else 1 min"), "\"1 min\"", "how long arrivals come, on the machine's clock; `--duration` beats it"),
        key("population", T::Section(&POPULATION), Otherwise("all defaults"), "", "the people"),
        key("clock", T::Section(&CLOCK), Otherwise("all defaults"), "", "the clock of the Spine"),
        key("arrivals", T::Section(&ARRIVALS), Refused, "shape = \"constant\"", "when script runs and probes are due"),
        key("care_settings", T::CareSettings, Default("{ \"emergency department\" = 1 }"), "{ ambulance = 3, 111 = 2 }", "where the viewers work: names and weights"),
        key("children", T::Section(&CHILDREN), Otherwise("all defaults"), "", "which children the scripts meet"),
        key("search", T::Section(&SEARCH), Otherwise("all defaults"), "", "how searches are judged"),
        key("script", T::Sections(&SCRIPT), Refused, "steps = [\"open the alert\"]", "what an ordinary arrival does"),
        key("probes", T::Section(&PROBES), Otherwise("no probes"), "", "arrivals that aim at the edges of rules"),
        key("limits", T::Section(&LIMITS), Otherwise("all defaults"), "", "what the generator allows itself and the Spine"),
        key("targets", T::Section(&TARGETS), Otherwise("no targets"), "", "what the Spine is measured against"),
    ],
};

#[rustfmt::skip]
pub(super) static POPULATION: Section = Section {
    name: "population",
    noun: "a dial of the population",
    about: "The synthetic people. With `--target` they must be the people of that Spine: the same figures, the same seed.",
    keys: &[
        key("patients", T::Whole { least: 1, most: 90_909_087 }, Default("100_000"), "1_000_000", "how many; the range 999 holds 909091"),
        key("seed", T::Seed, Default("1"), "1", "the seed the people are drawn from, as in `mock-spine serve --seed`; the run's own seed does not change them"),
        key("range", T::Word(&RANGES), Default("\"999\""), "\"9xx\"", "where their NHS numbers lie"),
        key("reference_date", T::Day, Default("2026-03-02"), "2026-03-02", "the day ages and plans are counted from"),
        key("users", T::Whole { least: 40, most: 50_000 }, Default("1_200"), "1_200", "how many people can log on"),
        key("children_with_plans", T::Share, Otherwise("as the population has it: 1.8 %"), "\"5 %\"", "children with a displayable plan on that day, at most 20 %"),
    ],
};

#[rustfmt::skip]
pub(super) static CLOCK: Section = Section {
    name: "clock",
    noun: "a setting of the clock",
    about: "The clock of the Spine, set before the first request. Anything but `system` needs a control port.",
    keys: &[
        key("mode", T::Word(&CLOCKS), Default("\"system\""), "\"frozen\"", "the machine's, standing until moved, running from another instant, or running at another rate"),
        key("now", T::Instant, Otherwise("refused unless the mode is `system`"), "2026-03-02T09:00:00Z", "where it starts"),
        key("rate", T::Times, Otherwise("refused when the mode is `scaled`"), "\"60 times\"", "how many times as fast as the machine's"),
    ],
};

#[rustfmt::skip]
pub(super) static ARRIVALS: Section = Section {
    name: "arrivals",
    noun: "a key of the arrivals",
    about: "An open model: an arrival is due whatever the Spine answers. One arrival is one script run or one probe.",
    keys: &[
        key("shape", T::Word(&SHAPES), Refused, "\"ramp\"", "`constant` takes `rate`; `ramp` takes `from`, `to`, `over`; `poisson` takes either and scatters"),
        key("rate", T::Rate, Otherwise("refused when the shape is `constant`"), "\"50 per second\"", "how many arrivals"),
        key("from", T::Rate, Otherwise("refused when the shape is `ramp`"), "\"50 per second\"", "how many at the start"),
        key("to", T::Rate, Otherwise("refused when the shape is `ramp`"), "\"400 per second\"", "how many after `over`, and until the run ends"),
        key("over", T::Duration, Otherwise("refused when the shape is `ramp`"), "\"2 min\"", "how long the climb takes; a shorter run cuts it off"),
    ],
};

#[rustfmt::skip]
pub(super) static CHILDREN: Section = Section {
    name: "children",
    noun: "a dial of the children",
    about: "Which children the scripts meet. Probes always take a child with a displayable plan.",
    keys: &[
        key("with_alert", T::Share, Default("\"100 %\""), "\"2 %\"", "script runs about a child with a displayable plan; 2 % is what England would see"),
        key("hot", T::Whole { least: 0, most: 1_000_000 }, Default("0"), "40", "how many of those are looked at again and again"),
        key("hot_share", T::Share, Otherwise("50 % when there are hot ones"), "\"50 %\"", "script runs about a child with an alert that take a hot one"),
    ],
};

#[rustfmt::skip]
pub(super) static SEARCH: Section = Section {
    name: "search",
    noun: "a setting of the searches",
    about: "How searches are judged. It takes people who are known: a population of the figures above.",
    keys: &[
        key("verified", T::Share, Default("\"10 %\""), "\"10 %\"", "the searches whose answers are compared, patient by patient, with the whole population when the run is over"),
    ],
};

#[rustfmt::skip]
pub(super) static SCRIPT: Section = Section {
    name: "script",
    noun: "a key of a script",
    about: "What an ordinary arrival does. There may be several; each arrival takes one, by weight.",
    keys: &[
        key("name", T::Text, Otherwise("`script 1`, `script 2`, …"), "\"triage\"", "what reports call it"),
        key("weight", T::Whole { least: 1, most: WEIGHT_MAX }, Default("1"), "9", "its part of the sum of weights"),
        key("steps", T::Steps, Refused, "[\"log on as any ambulance\", \"open the alert\"]", "what happens, in order; the steps are listed below"),
        key("care_settings", T::CareSettings, Otherwise("the scenario's"), "{ maternity = 1 }", "where its viewers work"),
    ],
};

#[rustfmt::skip]
pub(super) static PROBES: Section = Section {
    name: "probes",
    noun: "a setting of the probes",
    about: "Small experiments at the edges of rules, inside the same load.",
    keys: &[
        key("share", T::Share, Refused, "\"25 %\"", "the budget: probes among all arrivals"),
        key("kinds", T::Probes, Otherwise("every kind that aims at a rule of `proves` and that the clock allows"), "[\"two-users\"]", "which kinds, taken in turn; they are listed below"),
    ],
};

#[rustfmt::skip]
pub(super) static LIMITS: Section = Section {
    name: "limits",
    noun: "a limit",
    about: "What the generator allows itself and the Spine.",
    keys: &[
        key("in_flight", T::Whole { least: 1, most: 100_000 }, Default("500"), "500", "requests without an answer at one time, at most"),
        key("answer_within", T::Duration, Default("\"2 s\""), "\"2 s\"", "a request unanswered for longer counts as unknown"),
        key("on_full", T::Word(&ON_FULL), Default("\"drop\""), "\"drop\"", "a request due when all slots are busy is recorded as not sent, never queued"),
        key("settle_within", T::Duration, Default("\"10 s\""), "\"10 s\"", "how long after the last answer notifications may still arrive"),
        key("achieved_at_least", T::Share, Default("\"95 %\""), "\"95 %\"", "below this share of the arrivals due the generator could not keep up"),
        key("lateness_p99", T::Duration, Default("\"100 ms\""), "\"100 ms\"", "above this p99 of sent − due the generator could not keep up"),
    ],
};

#[rustfmt::skip]
pub(super) static TARGETS: Section = Section {
    name: "targets",
    noun: "a target",
    about: "What the Spine is measured against. Response times count from when a request was due.",
    keys: &[
        key("p50_from_due", T::Duration, Otherwise("no target"), "\"20 ms\"", "the median response time"),
        key("p90_from_due", T::Duration, Otherwise("no target"), "\"50 ms\"", "of 90 % of responses"),
        key("p95_from_due", T::Duration, Otherwise("no target"), "\"100 ms\"", "of 95 % of responses"),
        key("p99_from_due", T::Duration, Otherwise("no target"), "\"250 ms\"", "of 99 % of responses"),
        key("p999_from_due", T::Duration, Otherwise("no target"), "\"1 s\"", "of 99.9 % of responses"),
        key("errors_at_most", T::Share, Otherwise("no target"), "\"0.1 %\"", "requests without an answer, or with a 5xx"),
        key("not_sent_at_most", T::Share, Otherwise("no target"), "\"0 %\"", "requests not sent because all slots were busy"),
    ],
};

#[rustfmt::skip]
impl Section {
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The file itself and its tables, in the order of the page.
    pub(super) fn all() -> impl Iterator<Item = &'static Self> {
        core::iter::once(&SCENARIO).chain(SCENARIO.keys.iter().filter_map(|key| match key.takes {
            T::Section(section) | T::Sections(section) => Some(section),
            T::Text
            | T::Whole { .. }
            | T::Seed
            | T::Rate
            | T::Duration
            | T::Share
            | T::Times
            | T::Day
            | T::Instant
            | T::Word(_)
            | T::Rules
            | T::Steps
            | T::Probes
            | T::CareSettings => None,
        }))
    }
}
