//! FHIR R4 bodies, written straight onto a buffer.

mod audit_event;
mod bundle;
mod capability;
mod care_team;
mod flag;
mod patient;
mod patient_bundle;
mod practitioner_role;
mod reference;

pub use audit_event::audit_event_bundle;
pub use bundle::{Base, restamp};
pub use capability::capability_statement;
pub use care_team::{ShownPlan, care_team_bundle};
pub use flag::{FLAG_CODE, flag_bundle};
pub use patient::{etag, patient};
pub use patient_bundle::{PatientMatch, patient_bundle};
