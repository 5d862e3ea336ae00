//! Finding a patient.
