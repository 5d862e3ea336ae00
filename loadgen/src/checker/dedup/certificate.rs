use super::super::accesses::Recorded;
use super::super::finding::{Bar, Lane, Mark, TimeLine};
use super::super::rules::ASN_3;
use super::super::{Case, Finding};
use super::{Account, Contradiction, Key};
use chrono::TimeDelta;
use cpis_vocabulary::Timestamp;

/// The contradiction as a certificate that can be checked by hand.
pub(super) fn of(
    case: &Case<'_>,
    key: &Key<'_, '_>,
    contradiction: &Contradiction,
    account: Account,
) -> Finding {
    let shown = shown(key, contradiction);
    let window = TimeDelta::milliseconds(case.world.truth.reading.window_ms);
    let mut finding = Finding::new(ASN_3, Some(case.key.child), summary(contradiction));
    for (access, was_notified) in &shown {
        finding = finding.operation(access.operation, described(access, *was_notified));
    }
    finding.time_line = time_line(&shown, window);
    finding
        .note(
            "Required",
            format!(
                "exactly one notified access in each window of {} h, half open",
                window.num_hours()
            ),
        )
        .note("Inbox", inbox(contradiction))
        .note("Instants", instants(account))
}

const fn summary(contradiction: &Contradiction) -> &'static str {
    match contradiction {
        Contradiction::TwoNotified { .. } => {
            "two accesses of one user to one child at one organisation were both notified within the window"
        }
        Contradiction::NoneNotified { .. } => {
            "an access opened a new window and no authority was told"
        }
        Contradiction::Squeeze { .. } => {
            "no choice of instants lets every suppressed access lie in a window and no two notified ones in the same"
        }
    }
}

/// What the authorities' inboxes add to it.
const fn inbox(contradiction: &Contradiction) -> &'static str {
    match contradiction {
        Contradiction::NoneNotified { .. } => {
            "the authorities' inboxes hold no other notification of this user, organisation and child near it"
        }
        Contradiction::TwoNotified { .. } | Contradiction::Squeeze { .. } => {
            "the notifications were found in the authorities' inboxes"
        }
    }
}

const fn instants(account: Account) -> &'static str {
    match account {
        Account::Intervals => "from the client's intervals alone",
        Account::Stamps => "by the Spine's own stamps, which lie inside the client's intervals",
    }
}

/// The accesses that contradict the rule together, as they were sent, each with whether it was notified.
fn shown<'c, 'a>(
    key: &Key<'c, 'a>,
    contradiction: &Contradiction,
) -> Vec<(&'c Recorded<'a>, bool)> {
    let (notified, suppressed) = match contradiction {
        Contradiction::TwoNotified { earlier, later } => (vec![*earlier, *later], Vec::new()),
        Contradiction::NoneNotified {
            suppressed,
            before,
            after,
        } => (
            before.iter().chain(after).copied().collect(),
            vec![*suppressed],
        ),
        Contradiction::Squeeze {
            notified,
            suppressed,
        } => (notified.clone(), suppressed.clone()),
    };
    let notified = notified.iter().filter_map(|at| key.notified.get(*at));
    let suppressed = suppressed.iter().filter_map(|at| key.suppressed.get(*at));
    let mut shown: Vec<_> = notified
        .map(|access| (*access, true))
        .chain(suppressed.map(|access| (*access, false)))
        .collect();
    shown.sort_by_key(|(access, _)| (access.from, access.sent));
    shown
}

fn described(access: &Recorded<'_>, was_notified: bool) -> String {
    let stamp = access
        .stamp
        .map_or_else(String::new, |stamp| format!(", stamped {stamp}"));
    let fate = if was_notified {
        "notified"
    } else {
        "recorded, nobody told"
    };
    let authorities: Vec<&str> = access
        .notices
        .iter()
        .map(|notice| notice.authority.as_str())
        .collect();
    if authorities.is_empty() {
        format!("access {}{stamp}: {fate}", access.id)
    } else {
        format!(
            "access {}{stamp}: {fate} to {}",
            access.id,
            authorities.join(", ")
        )
    }
}

fn time_line(shown: &[(&Recorded<'_>, bool)], window: TimeDelta) -> Option<TimeLine> {
    let origin = shown
        .iter()
        .map(|(access, _)| access.stamp.unwrap_or(access.from))
        .min()?;
    let lane = |label: &str, wanted: bool, mark: Mark| Lane {
        label: label.to_owned(),
        bars: shown
            .iter()
            .filter(|(_, was_notified)| *was_notified == wanted)
            .map(|(access, _)| Bar {
                from: access.stamp.unwrap_or(access.from),
                to: access.stamp.unwrap_or(access.to),
                label: access.id.to_string(),
                mark: if access.was_answered {
                    mark
                } else {
                    Mark::Unknown
                },
            })
            .collect(),
    };
    let windows = shown
        .iter()
        .filter(|(_, was_notified)| *was_notified)
        .map(|(access, _)| {
            let from: Timestamp = access.stamp.unwrap_or(access.from);
            Bar {
                from,
                to: from.plus(window),
                label: "window".to_owned(),
                mark: Mark::Window,
            }
        })
        .collect();
    let nobody_told = shown.iter().any(|(_, was_notified)| !was_notified);
    Some(TimeLine {
        origin,
        lanes: vec![
            Lane {
                label: "windows".to_owned(),
                bars: windows,
            },
            lane(
                "notified",
                true,
                if nobody_told {
                    Mark::Operation
                } else {
                    Mark::Wrong
                },
            ),
            lane("nobody told", false, Mark::Wrong),
        ],
    })
}
