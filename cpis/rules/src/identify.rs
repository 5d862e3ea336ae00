use crate::{BothActivities, Policy};
use alloc::{sync::Arc, vec::Vec};
use cpis_vocabulary::{
    ActivityCode, Device, Intent, JobRole, JobRoleCode, OrganisationCode, Refusal, Role, RoleId,
    Text, User, UserId, Viewer,
};

/// What a role may do with CP-IS information. IDN-3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Activity {
    /// It views and notifies.
    Notifying,
    /// It views silently.
    Silent,
}

/// What a role with these activities may do; nothing without one of the two codes. IDN-3.
///
/// Only the codes that are listed count, not those that another may include.
pub fn activity(codes: &[ActivityCode], policy: &Policy) -> Option<Activity> {
    let notifying = codes.contains(&policy.notifying_activity);
    let silent = codes.contains(&policy.silent_activity);
    match (notifying, silent, policy.both_activities) {
        (true, true, BothActivities::Silent) | (false, true, _) => Some(Activity::Silent),
        (true, true, BothActivities::Notify) | (true, false, _) => Some(Activity::Notifying),
        (false, false, _) => None,
    }
}

/// What an access means, from the role's activity and the `IsUnscheduledAccessEvent` header. ASN-6.
///
/// An absent header means that the access is unscheduled. A silent role stays silent, whatever the header says.
pub fn intent(activity: Activity, is_unscheduled: Option<bool>) -> Intent {
    match (activity, is_unscheduled) {
        (Activity::Notifying, None | Some(true)) => Intent::Notify,
        (Activity::Notifying, Some(false)) | (Activity::Silent, _) => Intent::Silent,
    }
}

/// The role in which a user acts. IDN-2.
///
/// # Errors
/// A user with several roles has to choose; nobody can choose a role that is not their own.
pub fn choose_role(user: &User, chosen: Option<&RoleId>) -> Result<Arc<Role>, Refusal> {
    match (chosen, user.roles.as_slice()) {
        (Some(id), roles) => roles
            .iter()
            .find(|role| role.id == *id)
            .cloned()
            .ok_or(Refusal::NotYourRole),
        (None, [only]) => Ok(Arc::clone(only)),
        (None, _) => Err(Refusal::NoRoleChosen),
    }
}

/// Who somebody claims to be, before anything has been checked. IDN-4.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Claim {
    /// The user's id; for a device, the responsible person's, where given.
    pub user_id: Option<UserId>,
    /// The user's, or the responsible person's, name.
    pub user_name: Option<Text>,
    /// The role profile, where there is one.
    pub role_id: Option<RoleId>,
    /// The job role's code.
    pub job_role_code: Option<JobRoleCode>,
    /// The job role's name.
    pub job_role_name: Option<Text>,
    /// The organisation's code.
    pub organisation_code: Option<OrganisationCode>,
    /// The organisation's name.
    pub organisation_name: Option<Text>,
    /// The device, where one asks.
    pub device: Option<Text>,
}

/// Turns a claim into a viewer, or says what is missing. IDN-4.
///
/// A person needs a user id and a name, a device an id of its own and the name of a responsible person; both need a job role and an
/// organisation, each with code and name. A device without a user id is its own user: its accesses repeat each other (ASN-3).
///
/// # Errors
/// [`Refusal::Anonymous`] lists everything that is missing, in the order above.
pub fn identify(claim: Claim) -> Result<Viewer, Refusal> {
    let device = claim.device.filter(|id| !id.trim().is_empty());
    let user_id = claim
        .user_id
        .filter(|id| !id.as_str().trim().is_empty())
        .or_else(|| device.as_deref().map(UserId::from));
    let user_name = text(claim.user_name);
    let job_role_code = claim
        .job_role_code
        .filter(|code| !code.as_str().trim().is_empty());
    let job_role_name = text(claim.job_role_name);
    let organisation_code = claim
        .organisation_code
        .filter(|code| !code.as_str().trim().is_empty());
    let organisation_name = text(claim.organisation_name);
    let mut missing: Vec<Text> = Vec::new();
    for (name, absent) in [
        ("user id", user_id.is_none()),
        ("name", user_name.is_none()),
        ("job role code", job_role_code.is_none()),
        ("job role name", job_role_name.is_none()),
        ("organisation code", organisation_code.is_none()),
        ("organisation name", organisation_name.is_none()),
    ] {
        if absent {
            missing.push(name.into());
        }
    }
    match (
        user_id,
        user_name,
        job_role_code,
        job_role_name,
        organisation_code,
        organisation_name,
    ) {
        (
            Some(user_id),
            Some(user_name),
            Some(code),
            Some(name),
            Some(organisation_code),
            Some(organisation_name),
        ) => Ok(Viewer {
            user_id,
            user_name,
            role_id: claim.role_id.unwrap_or_else(|| RoleId::from("")),
            job_role: JobRole { code, name },
            organisation_code,
            organisation_name,
            device: device.map(|id| Device { id }),
        }),
        _ => Err(Refusal::Anonymous(missing)),
    }
}

fn text(claimed: Option<Text>) -> Option<Text> {
    claimed.filter(|text| !text.trim().is_empty())
}
