use crate::{AuthorityCode, JobRoleCode, OrganisationCode, Text};
use core::fmt;

/// A health-care organisation from which patients are looked up. IDN-1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organisation {
    /// Its ODS code.
    pub code: OrganisationCode,
    /// Its name.
    pub name: Text,
    /// What kind of care it gives.
    pub setting: CareSetting,
}

/// A job role with its national code. IDN-1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobRole {
    /// The national code, for example `R8001`.
    pub code: JobRoleCode,
    /// Its name, for example `Nurse Access Role`.
    pub name: Text,
}

/// A local authority that uploads plans and is told of accesses. ALT-4, ASN-5.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalAuthority {
    /// Its code.
    pub code: AuthorityCode,
    /// Its name.
    pub name: Text,
    /// The emergency duty telephone number; every authority has one.
    pub emergency_phone: Text,
    /// The office hours telephone number, where it gave one.
    pub office_phone: Option<Text>,
}

/// Where care is given, and so whether a look at the alert usually notifies. DAT-6.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CareSetting {
    /// Emergency department.
    EmergencyDepartment,
    /// Walk-in centre.
    WalkInCentre,
    /// Minor injury unit.
    MinorInjuryUnit,
    /// GP out of hours.
    GpOutOfHours,
    /// NHS 111.
    Nhs111,
    /// Ambulance.
    Ambulance,
    /// Maternity.
    Maternity,
    /// Paediatric ward with direct admission.
    PaediatricWard,
    /// Primary care: a GP practice.
    PrimaryCare,
    /// Child and adolescent mental health services.
    Camhs,
    /// Sexual health.
    SexualHealth,
    /// 0–19 services: school nurses and health visitors.
    Services0To19,
    /// Community paediatrics.
    CommunityPaediatrics,
    /// Dentistry.
    Dentistry,
}

/// Which activity the roles of a care setting usually hold. DAT-6.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UsualActivity {
    /// Unscheduled care: a look notifies.
    Unscheduled,
    /// Scheduled care: a look is silent.
    Scheduled,
}

/// A text that names no care setting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a care setting is one of: emergency department, walk-in centre, minor injury unit, GP out of hours, 111, ambulance, \
         maternity, paediatric ward, primary care, CAMHS, sexual health, 0-19 services, community paediatrics, dentistry"
)]
pub struct CareSettingError;

impl CareSetting {
    /// Every care setting, unscheduled ones first.
    pub const ALL: [Self; 14] = [
        Self::EmergencyDepartment,
        Self::WalkInCentre,
        Self::MinorInjuryUnit,
        Self::GpOutOfHours,
        Self::Nhs111,
        Self::Ambulance,
        Self::Maternity,
        Self::PaediatricWard,
        Self::PrimaryCare,
        Self::Camhs,
        Self::SexualHealth,
        Self::Services0To19,
        Self::CommunityPaediatrics,
        Self::Dentistry,
    ];

    /// Its name, as scenarios and reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmergencyDepartment => "emergency department",
            Self::WalkInCentre => "walk-in centre",
            Self::MinorInjuryUnit => "minor injury unit",
            Self::GpOutOfHours => "GP out of hours",
            Self::Nhs111 => "111",
            Self::Ambulance => "ambulance",
            Self::Maternity => "maternity",
            Self::PaediatricWard => "paediatric ward",
            Self::PrimaryCare => "primary care",
            Self::Camhs => "CAMHS",
            Self::SexualHealth => "sexual health",
            Self::Services0To19 => "0-19 services",
            Self::CommunityPaediatrics => "community paediatrics",
            Self::Dentistry => "dentistry",
        }
    }

    /// Whether its care is scheduled.
    pub const fn usual_activity(self) -> UsualActivity {
        match self {
            Self::EmergencyDepartment
            | Self::WalkInCentre
            | Self::MinorInjuryUnit
            | Self::GpOutOfHours
            | Self::Nhs111
            | Self::Ambulance
            | Self::Maternity
            | Self::PaediatricWard => UsualActivity::Unscheduled,
            Self::PrimaryCare
            | Self::Camhs
            | Self::SexualHealth
            | Self::Services0To19
            | Self::CommunityPaediatrics
            | Self::Dentistry => UsualActivity::Scheduled,
        }
    }
}

impl core::str::FromStr for CareSetting {
    type Err = CareSettingError;

    /// Reads the name, in any letter case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or(CareSettingError)
    }
}

impl fmt::Display for CareSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
