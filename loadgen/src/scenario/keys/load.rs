//! Who comes, when, and whom they look at.

use super::Takes as T;
use super::Unless::{Default, Otherwise, Refused};
use super::{SHAPES, Section, key};

#[rustfmt::skip]
pub(in crate::scenario) static ARRIVALS: Section = Section {
    name: "arrivals",
    noun: "a key of the arrivals",
    about: "The first seven shapes are open: an arrival is due whatever the Spine answers, and is one script run or one probe. The last three are closed: each user runs one script after the other, and a slow Spine is asked less.",
    keys: &[
        key("shape", T::Word(&SHAPES), Refused, "\"ramp\"", "`constant` takes `rate`; `ramp` takes `from`, `to`, `over`; `steps` takes `rates`, `each`; `spike` takes `base`, `peak`, `at`, `for`; `replay` takes `curve`; `poisson` takes the keys of any of these and scatters; `burst` takes `size`, `every`; `users` takes `users`; `shared-iterations` and `iterations-per-user` take `users`, `iterations`"),
        key("rate", T::Rate, Otherwise("refused when the shape is `constant`"), "\"50 per second\"", "how many arrivals"),
        key("from", T::Rate, Otherwise("refused when the shape is `ramp`"), "\"50 per second\"", "how many at the start"),
        key("to", T::Rate, Otherwise("refused when the shape is `ramp`"), "\"400 per second\"", "how many after `over`, and until the run ends"),
        key("over", T::Duration, Otherwise("refused when the shape is `ramp`, or users change"), "\"2 min\"", "how long the climb takes; a shorter run cuts it off"),
        key("rates", T::Rates, Otherwise("refused when the shape is `steps`"), "[\"50 per second\", \"100 per second\"]", "one rate after the other; the last one stays"),
        key("each", T::Duration, Otherwise("refused when the shape is `steps`"), "\"30 s\"", "how long each of `rates` stays"),
        key("size", T::Whole { least: 1, most: 1_000_000 }, Otherwise("refused when the shape is `burst`"), "200", "how many arrive at one instant; the first burst is at the start"),
        key("every", T::Duration, Otherwise("refused when the shape is `burst`"), "\"10 s\"", "from one burst to the next"),
        key("base", T::Rate, Otherwise("refused when the shape is `spike`"), "\"50 per second\"", "how many before and after the spike; may be zero"),
        key("peak", T::Rate, Otherwise("refused when the shape is `spike`"), "\"800 per second\"", "how many inside the spike"),
        key("at", T::Offset, Otherwise("refused when the shape is `spike`"), "\"20 s\"", "when the spike begins"),
        key("for", T::Duration, Otherwise("refused when the shape is `spike`"), "\"5 s\"", "how long the spike lasts"),
        key("curve", T::Curve, Otherwise("refused when the shape is `replay`"), "[[\"0 s\", \"10 per second\"], [\"60 s\", \"40 per second\"]]", "points of a recorded rate, joined by straight lines; the last rate stays"),
        key("users", T::Whole { least: 0, most: 100_000 }, Otherwise("refused when the shape is closed"), "50", "how many users, each with one script run at a time"),
        key("users_to", T::Whole { least: 0, most: 100_000 }, Otherwise("as many throughout"), "200", "how many users after `over`; only of the shape `users`"),
        key("iterations", T::Whole { least: 1, most: 1_000_000_000 }, Otherwise("refused when the shape counts iterations"), "1_000", "script runs: of all users together, or of each"),
        key("think_time", T::ThinkTime, Otherwise("none"), "\"2 s on average\"", "what a user waits between two script runs: `2 s`, `2 s on average`, `1 s to 3 s`"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static PHASE: Section = Section {
    name: "phase",
    noun: "a key of a phase",
    about: "Phases follow each other without gap, each with arrivals of its own. A scenario, or a group, has either phases or `arrivals`, never both.",
    keys: &[
        key("name", T::Text, Otherwise("`phase 1`, `phase 2`, …"), "\"warm up\"", "what reports call it"),
        key("duration", T::Duration, Otherwise("as long as its shape, else 1 min"), "\"30 s\"", "how long it lasts"),
        key("arrivals", T::Section(&ARRIVALS), Refused, "shape = \"constant\"", "as `[arrivals]`; times count from the start of the phase"),
        key("warm_up", T::Flag, Default("false"), "true", "what is due before the last warm-up ends is in no figure and no target; the rules are judged all the same. Warm-up comes first"),
        key("scripts", T::Mix, Otherwise("the group's, else all, by their weights"), "{ triage = 3, transfer = 1 }", "which scripts are run: names and weights"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static GROUP: Section = Section {
    name: "group",
    noun: "a key of a group",
    about: "Several populations of users at once, each with a load, scripts and care settings of its own.",
    keys: &[
        key("name", T::Text, Otherwise("`group 1`, `group 2`, …"), "\"night shift\"", "what reports call it"),
        key("starts", T::Offset, Default("\"0 s\""), "\"30 s\"", "when its first arrivals come, from the start of the run"),
        key("arrivals", T::Section(&ARRIVALS), Otherwise("refused without phases"), "shape = \"constant\"", "as `[arrivals]`, for the scenario's `duration`"),
        key("phase", T::Sections(&PHASE), Otherwise("one, of `arrivals`"), "name = \"warm up\"", "as `[[phase]]`, written `[[group.phase]]`"),
        key("scripts", T::Mix, Otherwise("all, by their weights"), "{ triage = 3, transfer = 1 }", "which scripts its users run: names and weights"),
        key("care_settings", T::CareSettings, Otherwise("the scenario's"), "{ maternity = 1 }", "where its viewers work"),
        key("children", T::Section(&CHILDREN), Otherwise("the scenario's"), "", "as `[children]`"),
        key("tenant", T::Tenant, Otherwise("the one that the Spine's address names"), "\"evening-class\"", "the tenant that it works in, with the same people and a clock of its own: made before the run and deleted after it, which takes a control port (ENV-2)"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static CHILDREN: Section = Section {
    name: "children",
    noun: "a dial of the children",
    about: "Which children the scripts meet. Probes always take a child with a displayable plan.",
    keys: &[
        key("with_alert", T::Share, Default("\"100 %\""), "\"2 %\"", "script runs about a child with a displayable plan; 2 % is what England would see"),
        key("hot", T::Whole { least: 0, most: 1_000_000 }, Default("0"), "40", "how many of those are looked at again and again"),
        key("hot_share", T::Share, Otherwise("50 % when there are hot ones"), "\"50 %\"", "script runs about a child with an alert that take a hot one"),
        key("zipf", T::Zipf, Otherwise("all alike but the hot ones"), "1.1", "instead of hot ones: the child of rank r is met in proportion to 1 / r to this power"),
    ],
};
