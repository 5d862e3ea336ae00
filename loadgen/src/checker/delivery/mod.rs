//! What the authorities received: nothing phantom, nothing missing, nothing twice, nothing to the wrong one. ASN-1, 2, 5, 6, 7, 8.

mod content;
mod ended;
pub(super) mod ids;
mod uploads;

use super::accesses::Recorded;
use super::explain::{Trace, culprit, has_right, offence};
use super::register::{During, Within};
use super::rules::{
    ALT_2, ALT_9, ASN_1, ASN_2, ASN_5, ASN_6, ASN_7, ASN_8, ASN_9, ENV_2, IDN_3, SRC_9,
};
use super::{Case, Checker, Finding, NewAuthority, Tallies};
use crate::history::{Kind, Notice, Operation, Unscheduled};
use cpis_vocabulary::RequirementId;

/// Judges what the authorities received.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delivery;

impl Checker for Delivery {
    fn rules(&self) -> &[RequirementId] {
        &[
            ASN_1, ASN_2, ASN_5, ASN_6, ASN_8, ASN_9, SRC_9, IDN_3, ALT_2, ENV_2,
        ]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        if !case.world.authorities_asked {
            if case
                .operations
                .iter()
                .any(|operation| operation.kind == Kind::OpenAlert)
            {
                for rule in self.rules() {
                    tallies.doubted(*rule, "nobody asked the authorities what they received");
                }
            }
            return;
        }
        count(case, tallies);
        ids::judge(case, tallies);
        ended::judge(case, tallies);
        for notice in &case.accesses.phantoms {
            phantom(case, notice, tallies);
        }
        for access in case
            .accesses
            .recorded
            .iter()
            .filter(|access| !access.notices.is_empty())
        {
            judge_access(case, access, true, tallies);
        }
    }
}

fn count(case: &Case<'_>, tallies: &mut Tallies) {
    let mut headers = 0;
    let mut harmless = 0;
    for operation in &case.operations {
        match operation.kind {
            Kind::OpenAlert => headers += usize::from(operation.unscheduled != Unscheduled::Absent),
            Kind::Overview | Kind::Search { .. } => harmless += 1,
            Kind::ReadPatient
            | Kind::ReadList
            | Kind::LogOn { .. }
            | Kind::Revoke { .. }
            | Kind::AdvanceClock { .. }
            | Kind::ChangePatient { .. }
            | Kind::AddPlan { .. }
            | Kind::DeletePlan { .. } => {}
        }
    }
    tallies.examined(ASN_6, headers);
    tallies.examined(SRC_9, harmless);
    tallies.examined(ASN_1, case.notices.len().max(case.accesses.recorded.len()));
    tallies.examined(ASN_2, case.notices.len());
    if case.world.tenants.are_several() {
        tallies.examined(ENV_2, case.notices.len());
    }
    tallies.examined(
        ASN_5,
        case.accesses
            .recorded
            .iter()
            .filter(|access| !access.notices.is_empty())
            .count(),
    );
}

/// ENV-2: a notification of an access that was made in another tenant.
fn of_another_tenant(case: &Case<'_>, notice: &Notice, access: &Operation) -> Finding {
    let summary = "an authority of one tenant was told of an access in another";
    let there = &access.tenant;
    line(Finding::new(ENV_2, Some(case.key.child), summary), notice).operation(
        access,
        format!("access {} in tenant {there}", notice.access),
    )
}

/// A notification whose access nobody was answered with and nobody waits for.
pub(super) fn phantom(case: &Case<'_>, notice: &Notice, tallies: &mut Tallies) {
    let elsewhere = case.world.given(case.key.tenant, notice.access);
    if let Some(other) = elsewhere.filter(|other| other.child != Some(case.key.child)) {
        tallies.found(
            line(
                Finding::new(
                    ASN_2,
                    Some(case.key.child),
                    "a notification names another child than its access was about",
                ),
                notice,
            )
            .operation(&other, format!("access {}", notice.access)),
        );
        return;
    }
    if let Some(other) = case.world.given_elsewhere(case.key.tenant, notice.access) {
        tallies.found(of_another_tenant(case, notice, &other));
        return;
    }
    let trace = Trace {
        user: Some(&notice.user),
        name: None,
        organisation: Some(&notice.organisation),
        at: notice.at,
    };
    match culprit(case, trace) {
        None => tallies.found(line(
            Finding::new(
                ASN_1,
                Some(case.key.child),
                "an authority was told of an access that nobody attempted",
            ),
            notice,
        )),
        Some(operation) => {
            let (rule, because) = offence(case, &operation);
            let finding = line(
                Finding::new(
                    rule,
                    Some(case.key.child),
                    format!("an authority was told of what is no notifying access: {because}"),
                ),
                notice,
            )
            .operation(&operation, "the operation behind it");
            if rule != ASN_1 && !has_right(case, &operation) {
                tallies.found(finding.also(ASN_1));
            }
            tallies.found(finding);
        }
    }
}

/// An access of which authorities were told; `is_all` says that nobody may be told of it any more.
pub(super) fn judge_access(
    case: &Case<'_>,
    access: &Recorded<'_>,
    is_all: bool,
    tallies: &mut Tallies,
) {
    if !access.is_rightful {
        let (rule, because) = offence(case, access.operation);
        let finding = told(
            Finding::new(
                rule,
                Some(case.key.child),
                format!("an authority was told although {because}"),
            ),
            access,
        );
        tallies.found(finding.also(ASN_1));
        if rule != ASN_1 {
            tallies.found(finding);
        }
        return;
    }
    content::judge(case, access, tallies);
    uploads::judge(case, access, tallies);
    authorities(case, access, is_all, tallies);
}

/// ASN-5: exactly one entry for every authority with a plan to show, none for others.
fn authorities(case: &Case<'_>, access: &Recorded<'_>, is_all: bool, tallies: &mut Tallies) {
    let reading = &case.world.truth.reading;
    let at = when(access);
    let mut concerned = case.register.authorities();
    for notice in &access.notices {
        if !concerned.contains(&&notice.authority) {
            concerned.push(&notice.authority);
        }
    }
    for authority in concerned {
        let entries: Vec<&&Notice> = access
            .notices
            .iter()
            .filter(|notice| notice.authority == *authority)
            .collect();
        let distinct = entries
            .iter()
            .enumerate()
            .filter(|(place, notice)| {
                entries
                    .iter()
                    .take(*place)
                    .all(|other| other.id != notice.id)
            })
            .count();
        let shown = case.register.shown_of(authority, at);
        let summary = match (shown, distinct) {
            (_, 2..) => format!("authority {authority} received {distinct} entries for one access"),
            (During::Never, 1) => {
                format!("authority {authority} was told and has no plan to show for this child")
            }
            (During::Always, 0) if is_all && reading.new_authority == NewAuthority::Wait => {
                format!("authority {authority} has a plan to show and was not told, another was")
            }
            (_, 0 | 1) => continue,
        };
        let finding = told(Finding::new(ASN_5, Some(case.key.child), summary), access);
        if distinct > 1 {
            tallies.found(finding.also(ASN_7));
        }
        if distinct == 0 && ended::has_only_ended(case, Some(authority), at) {
            tallies.found(finding.also(ASN_9));
        }
        if case.register.any_shown(at) == During::Never {
            tallies.found(finding.also(ALT_9));
        }
        tallies.found(finding);
    }
}

/// When an access took effect, by both clocks.
fn when(access: &Recorded<'_>) -> Within {
    Within {
        sent: access.sent,
        ended: access.ended,
        from: access.stamp.unwrap_or(access.from),
        to: access.stamp.unwrap_or(access.to),
    }
}

/// Adds an access and every entry about it.
fn told(finding: Finding, access: &Recorded<'_>) -> Finding {
    access.notices.iter().fold(
        finding.operation(access.operation, format!("access {}", access.id)),
        |finding, notice| line(finding, notice),
    )
}

/// Adds a notification.
fn line(finding: Finding, notice: &Notice) -> Finding {
    let finding = finding.names(&notice.user, &notice.organisation);
    finding.lasts((notice.at, notice.at)).line(
        notice.at.to_string(),
        format!("authority {}", notice.authority),
        format!(
            "received {}: access {} by user {} at {}",
            notice.id, notice.access, notice.user, notice.organisation
        ),
    )
}
