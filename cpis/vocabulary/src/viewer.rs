use crate::{JobRole, OrganisationCode, RoleId, Text, UserId};

/// Who looks, in which role, from where: what an access has to name. IDN-4, VIEW-1, ASN-2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Viewer {
    /// The user; for a device, the responsible person where one is named by id, else the device.
    pub user_id: UserId,
    /// The viewer's name.
    pub user_name: Text,
    /// The role profile, where the door carries one.
    pub role_id: RoleId,
    /// The job role chosen at log-on.
    pub job_role: JobRole,
    /// The organisation's code.
    pub organisation_code: OrganisationCode,
    /// The organisation's name.
    pub organisation_name: Text,
    /// The device that asked on the person's behalf, if one did.
    pub device: Option<Device>,
}

/// A system that looks without a user at the screen, such as NHS 111's. IDN-4.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// The accredited system's id (ASID).
    pub id: Text,
}
