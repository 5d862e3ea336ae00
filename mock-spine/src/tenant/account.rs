use cpis_rules::{Claim, choose_role, identify};
use cpis_vocabulary::{Refusal, Role, User, Viewer};
use std::sync::Arc;

/// A user with the viewers that their roles make of them: what an access needs is ready before it comes.
#[derive(Debug)]
pub struct Account {
    /// The user.
    pub user: Arc<User>,
    viewers: Vec<Arc<Viewer>>,
}

impl Account {
    /// The account of a user.
    ///
    /// # Errors
    /// When one of the roles does not name all that an access has to name (IDN-4).
    pub fn new(user: Arc<User>) -> Result<Self, Refusal> {
        let viewers = user
            .roles
            .iter()
            .map(|role| viewer(&user, role).map(Arc::new))
            .collect::<Result<_, _>>()?;
        Ok(Self { user, viewers })
    }

    /// The role in which the user acts, and who they are in it. IDN-2.
    ///
    /// # Errors
    /// As [`choose_role`].
    pub fn choose(&self, chosen: Option<&str>) -> Result<(Arc<Role>, Arc<Viewer>), Refusal> {
        let mut ids = self.user.roles.iter().map(|role| &role.id);
        let chosen = chosen
            .map(|text| {
                ids.find(|id| id.as_str() == text)
                    .ok_or(Refusal::NotYourRole)
            })
            .transpose()?;
        let role = choose_role(&self.user, chosen)?;
        let viewer = self.viewers.iter().find(|viewer| viewer.role_id == role.id);
        viewer
            .map(|viewer| (role, Arc::clone(viewer)))
            .ok_or(Refusal::NotYourRole)
    }
}

fn viewer(user: &User, role: &Role) -> Result<Viewer, Refusal> {
    identify(Claim {
        user_id: Some(user.id.clone()),
        user_name: Some(user.name()),
        role_id: Some(role.id.clone()),
        job_role_code: Some(role.job_role.code.clone()),
        job_role_name: Some(role.job_role.name.clone()),
        organisation_code: Some(role.organisation.code.clone()),
        organisation_name: Some(role.organisation.name.clone()),
        device: None,
    })
}
