//! Whether the Spine reads the rules as it is going to be judged, where its control port tells.

use super::ExecuteError;
use crate::checker::{Anchor, BothActivities, NewAuthority, Reading, Record};
use crate::control::Control;
use crate::words::quoted;
use chrono::Days;
use cpis_wire::control::{
    AnchorName, BothName, DayZoneName, IsoDuration, NewAuthorityName, RepeatsName, SettingsItem,
};

/// The settings that no judge here can read otherwise, and how it does.
const NOTIFYING: &str = "B0107";
const SILENT: &str = "B0170";

/// Refuses a Spine whose settings are others: an honest one would be accused.
pub(super) async fn check(reading: &Reading, control: &Control) -> Result<(), ExecuteError> {
    let Some(settings) = control.settings().await? else {
        return Ok(());
    };
    let apart: Vec<String> = told(&settings)
        .differences(reading)
        .into_iter()
        .map(|(name, spine, judged)| {
            let set = quoted(&format!("reading.{name}={spine}"));
            format!(
                "its `{name}` is {spine}, the scenario's `reading.{name}` is {judged} (--set {set})"
            )
        })
        .chain(fixed(&settings))
        .collect();
    if apart.is_empty() {
        Ok(())
    } else {
        Err(ExecuteError::OtherReading(apart.join("; ")))
    }
}

/// The settings that a scenario cannot have.
fn fixed(settings: &SettingsItem) -> impl Iterator<Item = String> {
    let zone = match settings.day_zone {
        DayZoneName::London => "london",
        DayZoneName::Utc => "utc",
    };
    [
        (
            "notifying_activity",
            settings.notifying_activity.as_str(),
            NOTIFYING,
        ),
        ("silent_activity", settings.silent_activity.as_str(), SILENT),
        ("day_zone", zone, "london"),
    ]
    .into_iter()
    .filter(|(_, spine, judged)| spine != judged)
    .map(|(name, spine, judged)| {
        format!("its `{name}` is {spine}, every run is judged by {judged}")
    })
    .collect::<Vec<_>>()
    .into_iter()
}

/// The reading that settings amount to.
fn told(settings: &SettingsItem) -> Reading {
    let millis = |length: IsoDuration| length.length().num_milliseconds();
    Reading {
        anchor: match settings.anchor {
            AnchorName::Notified => Anchor::Notified,
            AnchorName::LastAccess => Anchor::LastAccess,
        },
        record: match settings.record_repeats {
            RepeatsName::EveryAccess => Record::EveryAccess,
            RepeatsName::NotifiedOnly => Record::NotifiedOnly,
        },
        both: match settings.both_activities {
            BothName::Notify => BothActivities::Notify,
            BothName::Silent => BothActivities::Silent,
        },
        new_authority: match settings.new_authority {
            NewAuthorityName::Wait => NewAuthority::Wait,
            NewAuthorityName::Notify => NewAuthority::Notify,
        },
        token_life_s: u32::try_from(settings.token_life.length().num_seconds()).unwrap_or(u32::MAX),
        window_ms: millis(settings.window),
        list_length: usize::from(settings.views_listed),
        merge_ms: millis(settings.trace_life),
        days_after_end: Days::new(settings.days_after_end.into()),
        days_after_due: Days::new(settings.days_after_due_date.into()),
        ..Reading::default()
    }
}
