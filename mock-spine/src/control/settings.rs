//! How the rules are read where the public record leaves them open.

use super::{Answer, Call};
use crate::edge;
use cpis_rules::{Anchor, BothActivities, DayZone, NewAuthority, Policy, RecordRepeats};
use cpis_wire::control::{
    AnchorName, BothName, DayZoneName, IsoDuration, NewAuthorityName, RepeatsName, SettingsItem,
};

/// `GET /settings`: those that the tenant was set up with; a bug mode breaks them and does not show.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn show(call: &Call<'_>) -> Answer {
    call.nothing()?;
    Ok(edge::json(200, &item(&call.tenant.policy)))
}

fn item(policy: &Policy) -> SettingsItem {
    SettingsItem {
        anchor: match policy.anchor {
            Anchor::Notified => AnchorName::Notified,
            Anchor::LastAccess => AnchorName::LastAccess,
        },
        record_repeats: match policy.record_repeats {
            RecordRepeats::EveryAccess => RepeatsName::EveryAccess,
            RecordRepeats::NotifiedOnly => RepeatsName::NotifiedOnly,
        },
        both_activities: match policy.both_activities {
            BothActivities::Notify => BothName::Notify,
            BothActivities::Silent => BothName::Silent,
        },
        new_authority: match policy.new_authority {
            NewAuthority::Wait => NewAuthorityName::Wait,
            NewAuthority::Notify => NewAuthorityName::Notify,
        },
        notifying_activity: policy.notifying_activity.as_str().to_owned(),
        silent_activity: policy.silent_activity.as_str().to_owned(),
        token_life: IsoDuration::new(policy.token_life),
        window: IsoDuration::new(policy.window),
        views_listed: policy.views_listed,
        trace_life: IsoDuration::new(policy.trace_life),
        days_after_end: policy.days_after_end,
        days_after_due_date: policy.days_after_due_date,
        day_zone: match policy.day_zone {
            DayZone::London => DayZoneName::London,
            DayZone::Utc => DayZoneName::Utc,
        },
    }
}
