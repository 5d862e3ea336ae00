use super::{ReadError, bundle::check_type, required, shapes::Concept, text::Str};
use crate::system;
use serde::Deserialize;
use std::borrow::Cow;

/// What an `OperationOutcome` says, by its first issue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome<'a> {
    /// `error`, `information`, ….
    pub severity: Cow<'a, str>,
    /// FHIR's own code, for example `forbidden`.
    pub issue: Cow<'a, str>,
    /// The Spine's code, for example `ACCESS_DENIED`.
    pub code: Cow<'a, str>,
    /// The Spine's code in words.
    pub display: Option<Cow<'a, str>>,
    /// What exactly.
    pub diagnostics: Option<Cow<'a, str>>,
}

/// Reads an `OperationOutcome`.
///
/// # Errors
/// Says what the contract requires and the body has not.
pub fn read_outcome(body: &[u8]) -> Result<Outcome<'_>, ReadError> {
    let outcome: OperationOutcome<'_> =
        serde_json::from_slice(body).map_err(|error| ReadError::json(&error))?;
    check_type(&outcome.resource_type, "OperationOutcome")?;
    let issue = required(outcome.issue.into_iter().next(), "OperationOutcome.issue")?;
    let coding = issue
        .details
        .unwrap_or_default()
        .coding
        .into_iter()
        .find(|coding| coding.system.as_deref() == Some(system::SPINE_ERROR));
    let coding = required(coding, "issue.details.coding of the Spine")?;
    Ok(Outcome {
        severity: required(issue.severity, "issue.severity")?.0,
        issue: required(issue.code, "issue.code")?.0,
        code: required(coding.code, "issue.details.coding.code")?.0,
        display: coding.display.map(|text| text.0),
        diagnostics: issue.diagnostics.map(|text| text.0),
    })
}

#[derive(Debug, Deserialize)]
struct OperationOutcome<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
    #[serde(borrow, default)]
    issue: Vec<Issue<'a>>,
}

#[derive(Debug, Deserialize)]
struct Issue<'a> {
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    code: Option<Str<'a>>,
    #[serde(borrow, default)]
    details: Option<Concept<'a>>,
    #[serde(borrow, default)]
    diagnostics: Option<Str<'a>>,
}
