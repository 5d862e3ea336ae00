use alloc::string::String;
use chrono::TimeDelta;
use cpis_vocabulary::ActivityCode;

/// Every reading of a rule that the public record leaves open, and every number in one.
///
/// [`Policy::default`] is the rulebook's reading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// The activity that views and notifies. IDN-3.
    pub notifying_activity: ActivityCode,
    /// The activity that views silently. IDN-3.
    pub silent_activity: ActivityCode,
    /// What a role that holds both does. IDN-3.
    pub both_activities: BothActivities,
    /// How long an access token lives. IDN-5.
    pub token_life: TimeDelta,
    /// Which clock stamps the ID token. IDN-5.
    pub id_token_clock: IdTokenClock,
    /// How far a widened search goes. SRC-5.
    pub widen: Widen,
    /// Days for which a CPP or LAC is shown after its end. ALT-5.
    pub days_after_end: u16,
    /// Days for which a UCPP is shown after the due date. ALT-5.
    pub days_after_due_date: u16,
    /// Whose midnight ends a day. ALT-5, CLK-3.
    pub day_zone: DayZone,
    /// How many previous views are listed. VIEW-2.
    pub views_listed: u16,
    /// Whether a repeated access is recorded. VIEW-3.
    pub record_repeats: RecordRepeats,
    /// Whether the HL7 V3 answer ends with the viewer's own access. VIEW-4.
    pub hl7v3_lists_own_access: bool,
    /// How long a TraceID stands for the same access. VIEW-7.
    pub trace_life: TimeDelta,
    /// The window in which a repeated access is not notified again. ASN-3.
    pub window: TimeDelta,
    /// Which access holds the window open. ASN-3.
    pub anchor: Anchor,
    /// Whether an authority that is new to an open window is told at once. ASN-5.
    pub new_authority: NewAuthority,
    /// How long notifications are gathered before they are sent; zero sends at once. ASN-8.
    pub delivery_interval: TimeDelta,
}

/// What a role with both activities does. IDN-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BothActivities {
    /// It notifies: a look that tells too much does less harm than one that tells nobody.
    Notify,
    /// It is silent.
    Silent,
}

/// Which clock stamps `iat` and `exp` of an ID token. IDN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IdTokenClock {
    /// The machine's, which clients compare with their own.
    Machine,
    /// The mock's.
    Mock,
}

/// How far "widen search" goes. SRC-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Widen {
    /// Soundex, swapped names, previous names.
    Basic,
    /// Double metaphone and edit distance too.
    Extended,
}

/// Whose midnight ends a civil day. ALT-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayZone {
    /// Europe/London.
    London,
    /// UTC: for suppliers who want to see what goes wrong.
    Utc,
}

/// Whether an access that repeats a notified one enters the list. VIEW-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordRepeats {
    /// Every access is recorded.
    EveryAccess,
    /// Only notified ones are.
    NotifiedOnly,
}

/// Which access opens the window. ASN-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The last notified one: a busy department is heard of at least daily.
    Notified,
    /// The last one of any kind: the window slides.
    LastAccess,
}

/// Whether an authority whose plan appears inside an open window waits. ASN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewAuthority {
    /// The next access that notifies tells it.
    Wait,
    /// The next access tells it, and it alone.
    Notify,
}

/// Why a policy cannot be served.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PolicyError {
    /// One code for both activities.
    #[error("`notifying_activity` and `silent_activity` must differ, both are {0}")]
    SameActivity(String),
    /// A length of time of nothing or less, where there must be some.
    #[error("`{0}` must be longer than nothing")]
    NotPositive(&'static str),
    /// A length of time below zero, where there may be none.
    #[error("`{0}` must not be below zero")]
    Negative(&'static str),
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            notifying_activity: ActivityCode::from("B0107"),
            silent_activity: ActivityCode::from("B0170"),
            both_activities: BothActivities::Notify,
            token_life: TimeDelta::seconds(3_600),
            id_token_clock: IdTokenClock::Machine,
            widen: Widen::Basic,
            days_after_end: 364,
            days_after_due_date: 28,
            day_zone: DayZone::London,
            views_listed: 25,
            record_repeats: RecordRepeats::EveryAccess,
            hl7v3_lists_own_access: true,
            trace_life: TimeDelta::seconds(60),
            window: TimeDelta::hours(24),
            anchor: Anchor::Notified,
            new_authority: NewAuthority::Wait,
            delivery_interval: TimeDelta::zero(),
        }
    }
}

impl Policy {
    /// Checks that the settings can be served together. IDN-3: equal codes refuse to start.
    ///
    /// # Errors
    /// Names the setting and what it must be.
    pub fn check(&self) -> Result<(), PolicyError> {
        if self.notifying_activity == self.silent_activity {
            return Err(PolicyError::SameActivity(
                self.silent_activity.as_str().into(),
            ));
        }
        for (name, length) in [("token_life", self.token_life), ("window", self.window)] {
            if length <= TimeDelta::zero() {
                return Err(PolicyError::NotPositive(name));
            }
        }
        for (name, length) in [
            ("trace_life", self.trace_life),
            ("delivery_interval", self.delivery_interval),
        ] {
            if length < TimeDelta::zero() {
                return Err(PolicyError::Negative(name));
            }
        }
        Ok(())
    }
}
