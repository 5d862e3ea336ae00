use super::{
    ReadError, ReadPlan,
    bundle::{check_type, searchset},
    care_team::{authority, kind, phones, plan_id},
    required,
    shapes::{Concept, ContactPoint, Period, Reference},
    text::Str,
};
use cpis_vocabulary::Timestamp;
use serde::Deserialize;

/// The answer to `Flag?…`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flags<'a> {
    /// How many flags there are.
    pub total: usize,
    /// When the Spine answered.
    pub at: Option<Timestamp>,
    /// The plan that each flag leads to, in their order.
    pub plans: Vec<ReadPlan<'a>>,
}

/// Reads the answer to `Flag?…`: each Flag, the `CarePlan` it points to, and that one's CareTeam.
///
/// # Errors
/// Says what the contract requires and the body has not.
pub fn read_flags(body: &[u8]) -> Result<Flags<'_>, ReadError> {
    let found = searchset::<Part<'_>>(body)?;
    let plans = found
        .matches
        .iter()
        .map(|entry| entry.resource.plan(&found.included))
        .collect::<Result<_, _>>()?;
    Ok(Flags {
        total: found.total,
        at: found.at,
        plans,
    })
}

/// A Flag, a `CarePlan` or a CareTeam.
#[derive(Debug, Deserialize)]
struct Part<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    extension: Vec<Extension<'a>>,
    #[serde(borrow, default)]
    subject: Option<Reference<'a>>,
    #[serde(borrow, default)]
    category: Vec<Concept<'a>>,
    #[serde(borrow, default)]
    period: Option<Period<'a>>,
    #[serde(borrow, default, rename = "careTeam")]
    care_team: Vec<Reference<'a>>,
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    telecom: Vec<ContactPoint<'a>>,
}

#[derive(Debug, Deserialize)]
struct Extension<'a> {
    #[serde(borrow, default)]
    url: Option<Str<'a>>,
    #[serde(borrow, default, rename = "valueReference")]
    value_reference: Option<Reference<'a>>,
}

const FLAG_DETAIL: &str = "http://hl7.org/fhir/StructureDefinition/flag-detail";

impl<'a> Part<'a> {
    fn plan(&self, included: &[Self]) -> Result<ReadPlan<'a>, ReadError> {
        check_type(&self.resource_type, "Flag")?;
        let detail = self
            .extension
            .iter()
            .filter(|extension| extension.url.as_deref() == Some(FLAG_DETAIL))
            .find_map(|extension| extension.value_reference.as_ref());
        let care_plan = follow(detail, "CarePlan", included)?;
        let care_team = follow(care_plan.care_team.first(), "CareTeam", included)?;
        let period = required(care_plan.period.as_ref(), "CarePlan.period")?;
        let (start, end) = period.days()?;
        let (authority, authority_name) = authority(care_team.name.clone())?;
        let (emergency, office) = phones(care_team.telecom.clone())?;
        let subject = self.subject.as_ref().or(care_plan.subject.as_ref());
        Ok(ReadPlan {
            id: plan_id(care_plan.id.clone())?,
            child: subject.map_or(Ok(None), Reference::child)?,
            kind: kind(&care_plan.category)?,
            start,
            end,
            authority,
            authority_name,
            emergency,
            office,
        })
    }
}

/// The included resource that a reference leads to.
fn follow<'r, 'a>(
    reference: Option<&Reference<'a>>,
    kind: &str,
    included: &'r [Part<'a>],
) -> Result<&'r Part<'a>, ReadError> {
    let id = reference
        .and_then(|reference| reference.address.as_deref())
        .and_then(|reference| reference.strip_prefix(kind)?.strip_prefix('/'));
    let id = required(id, &format!("a reference to a {kind}"))?;
    included
        .iter()
        .find(|resource| &*resource.resource_type == kind && resource.id.as_deref() == Some(id))
        .ok_or_else(|| ReadError::new(format!("the {kind} referred to is included, it is not")))
}
