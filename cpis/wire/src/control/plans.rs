use super::text;
use chrono::NaiveDate;
use cpis_vocabulary::{Plan, PlanId, PlanKind};
use serde::{Deserialize, Serialize};

/// A plan, as `GET /patients` lists it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// Its id.
    #[serde(with = "text")]
    pub id: PlanId,
    /// Its kind.
    #[serde(with = "text")]
    pub kind: PlanKind,
    /// The first day.
    #[serde(with = "text")]
    pub start: NaiveDate,
    /// The last day as the authority gave it.
    #[serde(default, with = "text::optional")]
    pub end: Option<NaiveDate>,
    /// The authority's code.
    pub authority: String,
    /// Whether it is displayable as of the clock. ALT-5.
    pub displayable: bool,
}

impl PlanItem {
    /// The item for a plan.
    pub fn of(plan: &Plan, displayable: bool) -> Self {
        Self {
            id: plan.id,
            kind: plan.kind,
            start: plan.start,
            end: plan.end,
            authority: plan.authority.code.as_str().to_owned(),
            displayable,
        }
    }
}

/// `POST /patients/{n}/plans`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    /// Its kind.
    #[serde(with = "text")]
    pub kind: PlanKind,
    /// The first day.
    #[serde(with = "text")]
    pub start: NaiveDate,
    /// The last day; a UCPP needs one (ALT-6).
    #[serde(default, with = "text::optional")]
    pub end: Option<NaiveDate>,
    /// The authority's code.
    pub authority: String,
    /// The authority's own id for the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_id: Option<String>,
}

/// The answer to `POST /patients/{n}/plans`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatedPlan {
    /// The id it was given.
    #[serde(with = "text")]
    pub id: PlanId,
}
