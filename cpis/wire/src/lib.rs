//! Bytes to nouns and back: FHIR, OperationOutcomes, the control port.
