//! What a notification says of the access: who looked, in which role, from where, and when. ASN-2.

use super::line;
use crate::checker::accesses::Recorded;
use crate::checker::rules::{ASN_2, CLK_2};
use crate::checker::{Case, Finding, Tallies};
use crate::history::{Caller, Kind, Notice, Outcome};

/// Judges every notification about an access.
pub(super) fn judge(case: &Case<'_>, access: &Recorded<'_>, tallies: &mut Tallies) {
    for notice in &access.notices {
        let about = |summary: String| {
            let finding = Finding::new(ASN_2, Some(case.key.child), summary);
            line(finding, notice).operation(access.operation, format!("access {}", access.id))
        };
        if let Some(caller) = nearest(case, access, notice) {
            for (what, found, required) in differing(notice, caller) {
                tallies.found(about(format!(
                    "a notification names the {what} {found}, the access was by {required}"
                )));
            }
        }
        if notice.at < access.from || notice.at > access.to {
            tallies.found(about(
                "a notification's date and time lie outside the access".to_owned(),
            ));
        } else if let Some(stamp) = access.told_stamp().filter(|stamp| *stamp != notice.at) {
            let finding = about(
                "a notification gives another instant than the answer to the access".to_owned(),
            );
            let finding = finding.note("Required", stamp.to_string());
            tallies.found(finding.also(CLK_2));
            tallies.found(finding);
        }
    }
}

/// What a notification says, what the access was by: all that differs.
fn differing<'a>(notice: &'a Notice, caller: &'a Caller) -> Vec<(&'static str, &'a str, &'a str)> {
    let told = [
        ("user", notice.user.as_str(), caller.user.as_str()),
        ("name", &*notice.user_name, &*caller.user_name),
        (
            "job role",
            notice.job_role.as_str(),
            caller.job_role.as_str(),
        ),
        (
            "job role's name",
            &*notice.job_role_name,
            &*caller.job_role_name,
        ),
        (
            "organisation",
            notice.organisation.as_str(),
            caller.organisation.as_str(),
        ),
        (
            "organisation's name",
            &*notice.organisation_name,
            &*caller.organisation_name,
        ),
    ];
    let differs = |(_, found, required): &(&str, &str, &str)| found != required;
    told.into_iter().filter(differs).collect()
}

/// Who looked. Of an access that nobody was answered, whoever of that user and organisation it can have been fits best: a user may
/// have several roles at one organisation, and ask in each.
fn nearest<'a>(
    case: &'a Case<'_>,
    access: &'a Recorded<'_>,
    notice: &Notice,
) -> Option<&'a Caller> {
    let own = access.caller()?;
    if access.was_answered {
        return Some(own);
    }
    let unanswered = case.operations.iter().filter(|operation| {
        operation.kind == Kind::OpenAlert && matches!(operation.outcome, Outcome::Unknown { .. })
    });
    let callers = unanswered.filter_map(|operation| operation.caller.as_deref());
    let mut fit = callers
        .filter(|caller| caller.user == own.user && caller.organisation == own.organisation)
        .filter(|caller| differing(notice, caller).is_empty());
    fit.next().or(Some(own))
}
