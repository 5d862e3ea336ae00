//! How the rules are read where the public record leaves them open: the settings of `mock-spine`, by their own names.

use super::Takes as T;
use super::Unless::Default;
use super::{Section, key};
use crate::checker::{Anchor, BothActivities, NewAuthority, Record};

#[rustfmt::skip]
pub(in crate::scenario) static READING: Section = Section {
    name: "reading",
    noun: "a setting of the reading",
    about: "How the rules are read where the public record leaves them open, by the names of the mock's settings. The run is judged by it, its own mock is set so, and a Spine whose control port tells other settings is refused.",
    keys: &[
        key("anchor", T::Word(&Anchor::WORDS), Default("\"notified\""), "\"last_access\"", "which access holds the window open: the last notified one, or the last of any kind (ASN-3)"),
        key("record_repeats", T::Word(&Record::WORDS), Default("\"every_access\""), "\"notified_only\"", "whether an access that repeats a notified one enters the list (VIEW-3)"),
        key("both_activities", T::Word(&BothActivities::WORDS), Default("\"notify\""), "\"silent\"", "what a role with both activities does (IDN-3)"),
        key("new_authority", T::Word(&NewAuthority::WORDS), Default("\"wait\""), "\"notify\"", "whether an authority whose plan appears inside an open window waits for the next access that notifies, or is told by the next one (ASN-5)"),
        key("token_life", T::Duration, Default("\"1 h\""), "\"10 min\"", "how long an access token lives, in whole seconds (IDN-5)"),
        key("window", T::Duration, Default("\"24 h\""), "\"12 h\"", "the window in which a repeated access is not notified again, in whole milliseconds (ASN-3)"),
        key("views_listed", T::Whole { least: 1, most: 100 }, Default("25"), "20", "how many previous views are listed (VIEW-2)"),
        key("trace_life", T::Duration, Default("\"60 s\""), "\"10 s\"", "how long a TraceID stands for the same access, in whole milliseconds (VIEW-7)"),
        key("days_after_end", T::Whole { least: 0, most: 36_500 }, Default("364"), "365", "days for which a CPP or LAC is shown after its end (ALT-5)"),
        key("days_after_due_date", T::Whole { least: 0, most: 36_500 }, Default("28"), "42", "days for which a UCPP is shown after the due date (ALT-5)"),
    ],
};
