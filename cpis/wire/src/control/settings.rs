use super::{IsoDuration, text};
use serde::{Deserialize, Serialize};

/// `GET /settings`: how a tenant reads the rules where the public record leaves them open. Bug modes do not show in it.
///
/// What a newer mock tells besides is passed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SettingsItem {
    /// Which access holds the window open. ASN-3.
    pub anchor: AnchorName,
    /// Which accesses are recorded. VIEW-3.
    pub record_repeats: RepeatsName,
    /// What a role with both activities does. IDN-3.
    pub both_activities: BothName,
    /// When an authority that is new to an open window is told. ASN-5.
    pub new_authority: NewAuthorityName,
    /// The activity that views and notifies. IDN-3.
    pub notifying_activity: String,
    /// The activity that views silently. IDN-3.
    pub silent_activity: String,
    /// How long an access token lives. IDN-5.
    #[serde(with = "text")]
    pub token_life: IsoDuration,
    /// The window in which a repeated access is not notified again. ASN-3.
    #[serde(with = "text")]
    pub window: IsoDuration,
    /// How many previous views are listed. VIEW-2.
    pub views_listed: u16,
    /// How long a TraceID stands for the same access. VIEW-7.
    #[serde(with = "text")]
    pub trace_life: IsoDuration,
    /// Days for which a CPP or LAC is shown after its end. ALT-5.
    pub days_after_end: u16,
    /// Days for which a UCPP is shown after the due date. ALT-5.
    pub days_after_due_date: u16,
    /// Whose midnight ends a day. ALT-5, CLK-3.
    pub day_zone: DayZoneName,
}

/// Which access holds the window open, by its name in settings. ASN-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnchorName {
    /// The last notified one.
    Notified,
    /// The last one of any kind.
    LastAccess,
}

/// Which accesses are recorded, by its name in settings. VIEW-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatsName {
    /// All of them.
    EveryAccess,
    /// Those that notified.
    NotifiedOnly,
}

/// What a role with both activities does, by its name in settings. IDN-3.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BothName {
    /// It notifies.
    Notify,
    /// It is silent.
    Silent,
}

/// When an authority that is new to an open window is told, by its name in settings. ASN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewAuthorityName {
    /// By the next access that notifies.
    Wait,
    /// By the next access.
    Notify,
}

/// Whose midnight ends a day, by its name in settings. ALT-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayZoneName {
    /// That of Europe/London.
    London,
    /// That of UTC.
    Utc,
}
