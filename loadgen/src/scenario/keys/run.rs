//! The run itself: everything but the load and its measures.

use super::Takes as T;
use super::Unless::{Default, Otherwise, Refused};
use super::load::{ARRIVALS, CHILDREN, GROUP, PHASE};
use super::measure::{FAULT, STOP, TARGET, TARGETS};
use super::reading::READING;
use super::{CLOCKS, ON_FULL, RANGES, Section, WEIGHT_MAX, key};

#[rustfmt::skip]
pub(in crate::scenario) static SCENARIO: Section = Section {
    name: "",
    noun: "a key of a scenario",
    about: "The run itself.",
    keys: &[
        key("title", T::Text, Refused, "\"Monday morning\"", "what reports call the run, at most 120 characters"),
        key("proves", T::Rules, Refused, "[\"ASN-3\", \"ASN-4\"]", "the rules the run is judged by; an empty list measures only"),
        key("seed", T::Seed, Default("1"), "20260302", "what every draw of the run comes from; `--seed` beats it"),
        key("shard", T::Shard, Default("\"1/1\""), "\"2/4\"", "which part of the arrivals and users this generator takes, of how many; `--shard` beats it"),
        key("only", T::Numbers, Otherwise("all of them"), "[3, 17]", "the numbers of the arrivals that are made, as `loadgen shrink` finds them and `--dry-run` shows them, and of the script runs of users, who begin with the first of theirs"),
        key("duration", T::Duration, Otherwise("as long as its shape, else 1 min"), "\"1 min\"", "how long arrivals come, on the machine's clock; `--duration` beats it; phases have their own"),
        key("population", T::Section(&POPULATION), Otherwise("all defaults"), "", "the people"),
        key("clock", T::Section(&CLOCK), Otherwise("all defaults"), "", "the clock of the Spine"),
        key("reading", T::Section(&READING), Otherwise("all defaults"), "", "how the rules are read where the public record leaves them open"),
        key("arrivals", T::Section(&ARRIVALS), Otherwise("refused without phases or groups"), "shape = \"constant\"", "when script runs and probes are due"),
        key("phase", T::Sections(&PHASE), Otherwise("one, of `[arrivals]`"), "name = \"warm up\"", "stretches of time, one after the other, each with arrivals of its own"),
        key("group", T::Sections(&GROUP), Otherwise("one, of `[arrivals]` or the phases"), "name = \"night shift\"", "several populations of users at once"),
        key("care_settings", T::CareSettings, Default("{ \"emergency department\" = 1 }"), "{ ambulance = 3, 111 = 2 }", "where the viewers work: names and weights"),
        key("children", T::Section(&CHILDREN), Otherwise("all defaults"), "", "which children the scripts meet"),
        key("search", T::Section(&SEARCH), Otherwise("all defaults"), "", "how searches are judged"),
        key("script", T::Sections(&SCRIPT), Refused, "steps = [\"open the alert\"]", "what an ordinary arrival does"),
        key("probes", T::Section(&PROBES), Otherwise("no probes"), "", "arrivals that aim at the edges of rules"),
        key("limits", T::Section(&LIMITS), Otherwise("all defaults"), "", "what the generator allows itself and the Spine"),
        key("targets", T::Section(&TARGETS), Otherwise("no targets"), "", "what the Spine is measured against"),
        key("target", T::Sections(&TARGET), Otherwise("no others"), "metric = \"p99 from due\"", "more targets: any percentile, any step, any stretch of the run"),
        key("stop", T::Section(&STOP), Otherwise("all defaults"), "", "when the run ends before its time"),
        key("fault", T::Sections(&FAULT), Otherwise("none"), "what = \"stall\"", "what goes wrong on purpose, and when"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static POPULATION: Section = Section {
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
pub(in crate::scenario) static CLOCK: Section = Section {
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
pub(in crate::scenario) static SEARCH: Section = Section {
    name: "search",
    noun: "a setting of the searches",
    about: "How searches are judged. It takes people who are known: a population of the figures above.",
    keys: &[
        key("verified", T::Share, Default("\"10 %\""), "\"10 %\"", "the searches whose answers are compared, patient by patient, with the whole population when the run is over"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static SCRIPT: Section = Section {
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
pub(in crate::scenario) static PROBES: Section = Section {
    name: "probes",
    noun: "a setting of the probes",
    about: "Small experiments at the edges of rules, inside the same load.",
    keys: &[
        key("share", T::Share, Refused, "\"25 %\"", "the budget: probes among all arrivals"),
        key("kinds", T::Probes, Otherwise("every kind that aims at a rule of `proves` and that the clock allows"), "[\"two-users\"]", "which kinds, taken in turn; they are listed below"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static LIMITS: Section = Section {
    name: "limits",
    noun: "a limit",
    about: "What the generator allows itself and the Spine.",
    keys: &[
        key("in_flight", T::Whole { least: 1, most: 100_000 }, Default("500"), "500", "slots: requests without an answer at one time, at most"),
        key("answer_within", T::Duration, Default("\"2 s\""), "\"2 s\"", "a request unanswered for longer counts as unknown"),
        key("on_full", T::Word(&ON_FULL), Default("\"drop\""), "\"drop\"", "what becomes of a request due when all slots are busy: `drop` records it as not sent; `queue` sends it late, as its lateness then shows; `grow` adds slots up to `grow_to`"),
        key("grow_to", T::Whole { least: 1, most: 100_000 }, Otherwise("refused when `on_full` is `grow`"), "2_000", "requests without an answer at one time when slots are added, at most"),
        key("settle_within", T::Duration, Default("\"10 s\""), "\"10 s\"", "how long after the last answer notifications may still arrive"),
        key("achieved_at_least", T::Share, Default("\"95 %\""), "\"95 %\"", "below this share of the arrivals due the generator could not keep up"),
        key("lateness_p99", T::Duration, Default("\"100 ms\""), "\"100 ms\"", "above this p99 of sent − due the generator could not keep up"),
        key("dropped_at_most", T::Share, Otherwise("what `achieved_at_least` leaves"), "\"1 %\"", "above this share of the requests due that were not sent, because all slots were busy, the generator could not keep up"),
        key("busy_at_most", T::Share, Default("\"90 %\""), "\"90 %\"", "above this share of a core for a worker, in its busiest 10 s, the generator could not keep up; asked where every phase is open"),
    ],
};
