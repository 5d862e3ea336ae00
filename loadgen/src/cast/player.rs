use crate::history::{Activity, Caller};
use cpis_vocabulary::{CareSetting, JobRoleCode, OrganisationCode, RoleId, Text, UserId};
use std::sync::Arc;

/// Somebody who can log on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Player {
    /// The number on the smartcard.
    pub user: UserId,
    /// The passcode.
    pub passcode: Text,
    /// Given name and family name.
    pub name: Text,
    /// The roles to choose from.
    pub posts: Vec<Post>,
}

/// A role of a player.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Post {
    /// The role profile.
    pub role: RoleId,
    /// The organisation.
    pub organisation: OrganisationCode,
    /// The organisation's name.
    pub organisation_name: Text,
    /// What kind of care it gives, where that is known.
    pub setting: Option<CareSetting>,
    /// The job role.
    pub job_role: JobRoleCode,
    /// The job role's name.
    pub job_role_name: Text,
    /// Which of the two activities it holds.
    pub activity: Activity,
}

/// A player in one of their roles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Who.
    pub player: Arc<Player>,
    /// In which role.
    pub post: Post,
    /// The same, as the history tells it.
    pub caller: Arc<Caller>,
}

impl Place {
    /// A player in one of their roles.
    pub fn new(player: Arc<Player>, post: Post) -> Self {
        let caller = Arc::new(Caller {
            user: player.user.clone(),
            user_name: player.name.clone(),
            role: post.role.clone(),
            job_role: post.job_role.clone(),
            job_role_name: post.job_role_name.clone(),
            organisation: post.organisation.clone(),
            organisation_name: post.organisation_name.clone(),
            activity: post.activity,
        });
        Self {
            player,
            post,
            caller,
        }
    }

    /// Whether an access from here notifies, all else being right.
    pub fn notifies(&self) -> bool {
        matches!(self.post.activity, Activity::Notifying | Activity::Both)
    }
}
