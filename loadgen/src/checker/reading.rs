use crate::scenario::{show_duration, show_offset};
use chrono::{Days, NaiveDate};
use core::time::Duration;

/// How the rules are read where the public record is silent; it mirrors the settings of the Spine under test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The rolling window, in milliseconds. ASN-3.
    pub window_ms: i64,
    /// What opens a window. ASN-3.
    pub anchor: Anchor,
    /// Who is told of an authority that appears inside an open window. ASN-5.
    pub new_authority: NewAuthority,
    /// Which accesses enter the list. VIEW-3.
    pub record: Record,
    /// The longest list. VIEW-2.
    pub list_length: usize,
    /// What a role with both activities does. IDN-3.
    pub both: BothActivities,
    /// The days after the end of a CPP or LAC on which it is still shown. ALT-5.
    pub days_after_end: Days,
    /// The days after the due date on which a UCPP is still shown. ALT-5.
    pub days_after_due: Days,
    /// Within how many milliseconds a repeated trace id is the same access. VIEW-7.
    pub merge_ms: i64,
    /// How long a token lives, in seconds, where the log-on did not tell. IDN-5.
    pub token_life_s: u32,
    /// By how many milliseconds the Spine's clock may differ from the client's knowledge of it; zero for a frozen clock.
    pub tolerance_ms: i64,
    /// What the Spine held when the run began.
    pub beginning: Beginning,
}

/// What opens a window. ASN-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The last notified access.
    Notified,
    /// The last access, notified or not.
    LastAccess,
}

/// When an authority that appears inside an open window is told. ASN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewAuthority {
    /// By the next access that notifies.
    Wait,
    /// By the next access.
    Notify,
}

/// Which accesses enter the list. VIEW-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
    /// Every access.
    EveryAccess,
    /// Notified ones only.
    NotifiedOnly,
}

/// What a role with both activities does. IDN-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BothActivities {
    /// It notifies.
    Notify,
    /// It is silent.
    Silent,
}

/// What the Spine held when the run began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beginning {
    /// No accesses: it was started or reset for the run.
    Fresh,
    /// Perhaps windows and lists of earlier use.
    Used,
}

/// The words of a choice, as settings have them.
macro_rules! words {
    ($($choice:ident: $($variant:ident $word:literal),*;)*) => {$(
        impl $choice {
            /// Its words in settings, the rulebook's own reading first.
            pub const WORDS: [&str; 2] = [$($word),*];

            /// Its word in settings.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// What a word in settings names.
            pub fn named(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

words! {
    Anchor: Notified "notified", LastAccess "last_access";
    Record: EveryAccess "every_access", NotifiedOnly "notified_only";
    BothActivities: Notify "notify", Silent "silent";
    NewAuthority: Wait "wait", Notify "notify";
}

impl Reading {
    /// Every setting of the rules: its name, and its value as a scenario has it. What a run finds out by itself is none.
    pub fn settings(&self) -> [(&'static str, String); 10] {
        let millis = |length: i64| Duration::from_millis(u64::try_from(length).unwrap_or(0));
        [
            ("anchor", self.anchor.word().to_owned()),
            ("record_repeats", self.record.word().to_owned()),
            ("both_activities", self.both.word().to_owned()),
            ("new_authority", self.new_authority.word().to_owned()),
            (
                "token_life",
                show_duration(Duration::from_secs(self.token_life_s.into())),
            ),
            ("window", show_duration(millis(self.window_ms))),
            ("views_listed", self.list_length.to_string()),
            ("trace_life", show_offset(millis(self.merge_ms))),
            ("days_after_end", count(self.days_after_end).to_string()),
            (
                "days_after_due_date",
                count(self.days_after_due).to_string(),
            ),
        ]
    }

    /// The settings that differ from those of another reading: the name, the value here and the value there.
    pub fn differences(&self, other: &Self) -> Vec<(&'static str, String, String)> {
        let pairs = self.settings().into_iter().zip(other.settings());
        pairs
            .filter(|((_, here), (_, there))| here != there)
            .map(|((name, here), (_, there))| (name, here, there))
            .collect()
    }
}

/// How many days these are: `Days` does not tell, but a calendar does.
pub(crate) fn count(days: Days) -> u64 {
    let from = NaiveDate::default();
    let to = from.checked_add_days(days).unwrap_or(NaiveDate::MAX);
    u64::try_from((to - from).num_days()).unwrap_or(0)
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            window_ms: 24 * 60 * 60 * 1_000,
            anchor: Anchor::Notified,
            new_authority: NewAuthority::Wait,
            record: Record::EveryAccess,
            list_length: 25,
            both: BothActivities::Notify,
            days_after_end: Days::new(364),
            days_after_due: Days::new(28),
            merge_ms: 60_000,
            token_life_s: 3_600,
            tolerance_ms: 0,
            beginning: Beginning::Fresh,
        }
    }
}
