//! What a client reads in the Spine's answers.
//!
//! Members may come in any order and unknown ones are passed over; what the contract promises is required. Texts are borrowed from
//! the body wherever they stand there as they are.

mod audit_event;
mod bundle;
mod care_team;
mod flag;
mod outcome;
mod own_care_teams;
mod patient;
mod shapes;
mod text;
mod whereabouts;

pub use audit_event::{AuditEvents, ReadAccess, ReadViewer, read_audit_events};
pub use care_team::{CareTeams, ReadPlan, read_care_teams};
pub use flag::{Flags, read_flags};
pub use outcome::{Outcome, read_outcome};
pub use patient::{FoundPatient, PatientSearch, ReadPatient, read_patient, read_patient_search};

/// Why a body is not what the contract promises: what is required, then what was found.
///
/// It may repeat parts of the body, so it belongs into a report, not into a log.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(String);

impl ReadError {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// The error of a body that is not even the JSON that was expected.
    fn json(error: &serde_json::Error) -> Self {
        Self(format!("a FHIR resource in JSON is required: {error}"))
    }
}

#[cfg(test)]
use care_team::read_in_any_shape;

/// The value of a member that must be there.
fn required<T>(value: Option<T>, member: &str) -> Result<T, ReadError> {
    value.ok_or_else(|| ReadError::new(format!("{member} is required, the body has none")))
}
