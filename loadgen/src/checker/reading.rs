use chrono::Days;

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
