//! The windows that were open when the run began: what the authorities had been told before it. ASN-3.

use super::accesses::Recorded;
use super::rules::ASN_3;
use super::{Anchor, Beginning, Case, Finding, NewAuthority, Tallies};
use chrono::TimeDelta;
use cpis_vocabulary::{OrganisationCode, Timestamp, UserId};

/// A notified access of before the run, of one child.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Earlier {
    /// Who looked.
    pub user: UserId,
    /// At which organisation.
    pub organisation: OrganisationCode,
    /// When it took effect.
    pub at: Timestamp,
}

/// Whether a window of before the run may cover an access: certainly not, where it is known which were open.
pub(super) fn may_cover(case: &Case<'_>, access: &Recorded<'_>) -> bool {
    let reading = &case.world.truth.reading;
    if reading.beginning != Beginning::Used {
        return false;
    }
    // What slides with every access goes by accesses that nobody was told of.
    let known = match reading.anchor {
        Anchor::Notified => known(case),
        Anchor::LastAccess => None,
    };
    match (known, access.caller()) {
        (Some(known), Some(caller)) => of_key(known, &caller.user, &caller.organisation)
            .iter()
            .any(|one| {
                one.at <= access.to && access.from.millis() < one.at.millis() + reading.window_ms
            }),
        (_, _) => access.from.millis() < case.span.0.millis() + reading.window_ms,
    }
}

/// Whether windows of before the run may be open that nobody knows.
pub(super) fn is_unknown(case: &Case<'_>) -> bool {
    case.world.truth.reading.beginning == Beginning::Used && known(case).is_none()
}

/// Finds the notified accesses that lie in a window of before the run.
pub(super) fn told_again(
    case: &Case<'_>,
    (user, organisation): (&UserId, &OrganisationCode),
    notified: &[&Recorded<'_>],
    tallies: &mut Tallies,
) {
    let reading = &case.world.truth.reading;
    // An authority that appears inside a window of before may have to be told by an access that opens none.
    if reading.new_authority == NewAuthority::Notify {
        return;
    }
    for before in of_key(known(case).unwrap_or_default(), user, organisation) {
        let ends = before.at.millis() + reading.window_ms;
        let inside =
            |access: &&&Recorded<'_>| access.from >= before.at && access.to.millis() < ends;
        let Some(access) = notified.iter().find(inside) else {
            continue;
        };
        let summary =
            "an access was notified within the window of one that was notified before the run";
        let hours = TimeDelta::milliseconds(reading.window_ms).num_hours();
        tallies.found(
            Finding::new(ASN_3, Some(case.key.child), summary)
                .line(
                    before.at.to_string(),
                    user.as_str(),
                    "a notified access of before the run, as the authorities' inboxes have it",
                )
                .operation(access.operation, "notified again")
                .note(
                    "Required",
                    format!("exactly one notified access in each window of {hours} h, half open"),
                ),
        );
    }
}

/// What the child's authorities had been told when the run began; nothing where nobody knows.
fn known<'c>(case: &'c Case<'_>) -> Option<&'c [Earlier]> {
    let truth = &case.world.truth;
    let tenant = case.world.tenants.name(case.key.tenant);
    truth.people.earlier(tenant, case.key.child)
}

/// Those of one user at one organisation, found in steps that halve: a child may have very many.
fn of_key<'e>(
    known: &'e [Earlier],
    user: &UserId,
    organisation: &OrganisationCode,
) -> &'e [Earlier] {
    let key = (user, organisation);
    let from = known.partition_point(|one| (&one.user, &one.organisation) < key);
    let to = known.partition_point(|one| (&one.user, &one.organisation) <= key);
    known.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accesses_of_one_user_at_one_organisation_are_found_among_all() {
        let one = |user: &str, organisation: &str, at| Earlier {
            user: user.into(),
            organisation: organisation.into(),
            at: Timestamp::from_millis(at),
        };
        let mut known = vec![
            one("2", "XED01", 5),
            one("1", "XED02", 9),
            one("1", "XED01", 7),
            one("1", "XED01", 3),
        ];
        known.sort_unstable();
        for (user, organisation, expected) in [
            ("1", "XED01", vec![3, 7]),
            ("1", "XED02", vec![9]),
            ("2", "XED01", vec![5]),
            ("2", "XED02", vec![]),
            ("0", "XED01", vec![]),
        ] {
            let found = of_key(&known, &user.into(), &organisation.into());
            let instants: Vec<i64> = found.iter().map(|one| one.at.millis()).collect();
            assert_eq!(instants, expected, "{user} at {organisation}");
        }
    }
}
