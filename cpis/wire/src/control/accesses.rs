use super::text;
use cpis_vocabulary::{AccessId, Attempt, DecisionKind, Door, NhsNumber, Timestamp, TraceId};
use serde::{Deserialize, Serialize};

/// An attempt to open an alert, as the ledger lists it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessItem {
    /// Its id; of a recorded access, the one in `X-Spine-Access`.
    #[serde(with = "text")]
    pub id: AccessId,
    /// When it was decided.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// The child, if the number could be read.
    #[serde(default, with = "text::optional")]
    pub nhs_number: Option<NhsNumber>,
    /// The user, if that could be told.
    pub user_id: Option<String>,
    /// The organisation, if that could be told.
    pub org_code: Option<String>,
    /// The role profile, if that could be told.
    pub role_id: Option<String>,
    /// The caller's own identity for the request: its `X-Request-ID`.
    #[serde(default, with = "text::optional")]
    pub request: Option<TraceId>,
    /// The caller's own identity for it: its `TraceID`.
    #[serde(default, with = "text::optional")]
    pub trace: Option<TraceId>,
    /// Through which interface.
    #[serde(with = "text")]
    pub door: Door,
    /// What became of it.
    #[serde(with = "text")]
    pub decision: DecisionKind,
    /// Why, where that is not plain from the decision.
    pub reason: Option<String>,
}

impl AccessItem {
    /// The item for an attempt.
    pub fn of(attempt: &Attempt) -> Self {
        let viewer = attempt.viewer.as_deref();
        Self {
            id: attempt.id,
            at: attempt.at,
            nhs_number: attempt.child,
            user_id: viewer.map(|viewer| viewer.user_id.as_str().to_owned()),
            org_code: viewer.map(|viewer| viewer.organisation_code.as_str().to_owned()),
            role_id: viewer.map(|viewer| viewer.role_id.as_str().to_owned()),
            request: attempt.request,
            trace: attempt.trace,
            door: attempt.door,
            decision: attempt.decision,
            reason: reason(attempt),
        }
    }
}

/// Why an attempt came to what it came to, with the rule; a notified access needs no reason.
fn reason(attempt: &Attempt) -> Option<String> {
    match attempt.decision {
        DecisionKind::Notified => None,
        DecisionKind::Suppressed => attempt
            .repeats
            .map(|notified| format!("ASN-3: it repeats the notified access {notified}")),
        DecisionKind::Silent => {
            Some("IDN-3, ASN-6: a silent access is not recorded and tells nobody".to_owned())
        }
        DecisionKind::None => {
            Some("ALT-9: no plan is displayable, so there is nothing to record or tell".to_owned())
        }
        DecisionKind::Refused => attempt.refusal.as_ref().map(ToString::to_string),
    }
}
