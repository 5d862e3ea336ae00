//! The nouns of CP-IS: numbers, people, organisations, plans, accesses, notifications.
//!
//! Everything here is a value that has been checked once, at the edge, and is trusted ever after. Nothing here decides anything,
//! reads a clock or does I/O: the crate is `no_std`.
#![no_std]

extern crate alloc;

mod access;
mod code;
mod demographics;
mod nhs_number;
mod notification;
mod organisation;
mod patient;
mod plan;
mod refusal;
mod requirement;
mod role;
mod text;
mod time;
mod trace;
mod viewer;

pub use access::{Access, AccessId, AccessIdError, Attempt, DecisionKind, Door, Intent, View};
pub use code::{
    ActivityCode, AuthorityCode, JobRoleCode, LocalChildId, OrganisationCode, RoleId, UploadId,
    UserId,
};
pub use demographics::{
    Address, AddressKey, BirthPlace, Coded, Contact, ContactPreference, Language, Mark, Period,
    PersonName, Registration, Removal, Suppliers, Telecom, TelecomKind,
};
pub use nhs_number::{NhsNumber, NhsNumberError};
pub use notification::{Notification, NotificationId};
pub use organisation::{
    CareSetting, CareSettingError, JobRole, LocalAuthority, Organisation, UsualActivity,
};
pub use patient::{Gender, GenderError, Patient, PatientStatus};
pub use plan::{Plan, PlanId, PlanKind, PlanKindError};
pub use refusal::Refusal;
pub use requirement::{RequirementGroup, RequirementId, RequirementIdError};
pub use role::{Role, User};
pub use text::Text;
pub use time::{Timestamp, TimestampError};
pub use trace::{TraceId, TraceIdError};
pub use viewer::{Device, Viewer};
