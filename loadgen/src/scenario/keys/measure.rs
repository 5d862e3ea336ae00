//! What the Spine is measured against, when to stop, and what goes wrong on purpose.

use super::Takes as T;
use super::Unless::{Default, Otherwise, Refused};
use super::{Section, key};
use crate::scenario::fault::{DOORS, FAULTS, POINTS};

#[rustfmt::skip]
pub(in crate::scenario) static TARGETS: Section = Section {
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
pub(in crate::scenario) static TARGET: Section = Section {
    name: "target",
    noun: "a key of a target",
    about: "One more target: a metric, of which requests, and a bound. `loadgen run --fail-if \"p99 from due > 250 ms\"` adds one from the command line.",
    keys: &[
        key("metric", T::Metric, Otherwise("refused without `fail_if`"), "\"p99.9 from due\"", "`p50`, `p99.9`, `mean` or `longest`, each with `from due`, `from sent` or `lateness`; or `errors`, `refused`, `not sent`, `achieved rate`"),
        key("of", T::Text, Otherwise("every step"), "\"open the alert\"", "the requests of one step, or of one kind of probe: `probe two-users`"),
        key("setting", T::Text, Otherwise("every care setting"), "\"ambulance\"", "the requests made in one care setting"),
        key("window", T::Window, Otherwise("all but the warm-up"), "\"10 s to 50 s\"", "the requests due in a stretch of the run"),
        key("at_most", T::Amount, Otherwise("refused without `at_least`"), "\"250 ms\"", "a time, a share or a rate, as the metric is one"),
        key("at_least", T::Amount, Otherwise("refused without `at_most`"), "\"20 ms\"", "the same, from below"),
        key("fail_if", T::FailIf, Otherwise("the keys above"), "\"p99 from due of open the alert for ambulance in 10 s to 50 s > 250 ms\"", "instead of all the other keys: the sentence that `--fail-if` takes"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static STOP: Section = Section {
    name: "stop",
    noun: "a reason to stop",
    about: "When the run ends before its time. What was under way is waited for, and everything is judged.",
    keys: &[
        key("on_broken_rule", T::Flag, Default("false"), "true", "as soon as a rule of `proves` is seen broken, in the answers or in the inboxes of the authorities, which are looked into about once a second; what takes the final lists or the whole history is seen at the end"),
        key("on_hopeless_target", T::Flag, Default("false"), "true", "as soon as a target cannot be met any more"),
    ],
};

#[rustfmt::skip]
pub(in crate::scenario) static FAULT: Section = Section {
    name: "fault",
    noun: "a key of a fault",
    about: "What goes wrong on purpose, and when, by the times of the run. The generator drops connections, retries and duplicates by itself; the rest is asked of the control port.",
    keys: &[
        key("what", T::Word(&FAULTS), Refused, "\"stall\"", "what goes wrong"),
        key("from", T::Offset, Default("\"0 s\""), "\"10 s\"", "when it begins, of what lasts"),
        key("to", T::Offset, Otherwise("the end of the run"), "\"20 s\"", "when it ends, of what lasts"),
        key("at", T::Offset, Otherwise("refused of `drop connections` and `clock jump`"), "\"15 s\"", "when it happens, of what does not last"),
        key("every", T::Duration, Otherwise("once"), "\"30 s\"", "from each time to the next, until the run ends; at least 100 ms"),
        key("point", T::Word(&POINTS), Otherwise("`after commit before reply`"), "\"before commit\"", "when in the life of a request the Spine is disturbed"),
        key("share", T::Share, Default("\"100 %\""), "\"5 %\"", "how many requests it happens to"),
        key("for", T::Duration, Otherwise("refused of `stall` and `drip`"), "\"800 ms\"", "how long a stall is, or a dripping body takes"),
        key("up_to", T::Duration, Otherwise("every stall is as long"), "\"2 s\"", "the longest stall; `for` is then the shortest"),
        key("status", T::Whole { least: 408, most: 503 }, Otherwise("refused of `error`"), "503", "the status of an error: 408, 429, 500 or 503"),
        key("door", T::Word(&DOORS), Otherwise("every door"), "\"care-team\"", "only requests at this door"),
        key("path", T::Text, Otherwise("every path"), "\"/cpis\"", "only requests whose path begins so"),
        key("times", T::Whole { least: 1, most: 1_000_000_000 }, Otherwise("for ever"), "1", "how often it may happen in all, each time it begins"),
        key("by", T::Duration, Otherwise("refused of `clock jump`"), "\"1 h\"", "how far the Spine's clock jumps, forward"),
    ],
};
