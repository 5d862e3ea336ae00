use super::{
    ReadError,
    bundle::{check_type, searchset},
    own_care_teams, required,
    shapes::{Concept, ContactPoint, Period, Reference},
    text::Str,
};
use crate::system;
use chrono::NaiveDate;
use cpis_vocabulary::{NhsNumber, PlanId, PlanKind, Timestamp};
use serde::Deserialize;
use std::borrow::Cow;

/// The answer to `CareTeam?…`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CareTeams<'a> {
    /// How many plans there are.
    pub total: usize,
    /// When the Spine answered.
    pub at: Option<Timestamp>,
    /// The plans, in their order.
    pub plans: Vec<ReadPlan<'a>>,
}

/// A plan as a viewer is shown it. ALT-4.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadPlan<'a> {
    /// Its id.
    pub id: PlanId,
    /// The child that it is said to belong to.
    pub child: Option<NhsNumber>,
    /// Its kind.
    pub kind: PlanKind,
    /// The first day.
    pub start: NaiveDate,
    /// The last day, where one is shown.
    pub end: Option<NaiveDate>,
    /// The authority's code.
    pub authority: Cow<'a, str>,
    /// The authority's name.
    pub authority_name: Cow<'a, str>,
    /// The emergency duty telephone number.
    pub emergency: Cow<'a, str>,
    /// The office hours telephone number, where there is one.
    pub office: Option<Cow<'a, str>>,
}

/// Reads the answer to `CareTeam?…`.
///
/// # Errors
/// Says what the contract requires and the body has not.
pub fn read_care_teams(body: &[u8]) -> Result<CareTeams<'_>, ReadError> {
    match own_care_teams::read(body) {
        Some(found) => Ok(found),
        None => read_in_any_shape(body),
    }
}

/// The general reader: members in any order, unknown ones passed over.
pub(super) fn read_in_any_shape(body: &[u8]) -> Result<CareTeams<'_>, ReadError> {
    let found = searchset::<CareTeam<'_>>(body)?;
    let plans = found
        .matches
        .into_iter()
        .map(|entry| entry.resource.plan())
        .collect::<Result<_, _>>()?;
    Ok(CareTeams {
        total: found.total,
        at: found.at,
        plans,
    })
}

#[derive(Debug, Deserialize)]
struct CareTeam<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    category: Vec<Concept<'a>>,
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    subject: Option<Reference<'a>>,
    #[serde(borrow, default)]
    period: Option<Period<'a>>,
    #[serde(borrow, default, rename = "managingOrganization")]
    managing_organization: Vec<Reference<'a>>,
    #[serde(borrow, default)]
    telecom: Vec<ContactPoint<'a>>,
}

impl<'a> CareTeam<'a> {
    fn plan(self) -> Result<ReadPlan<'a>, ReadError> {
        check_type(&self.resource_type, "CareTeam")?;
        let (start, end) = required(self.period, "CareTeam.period")?.days()?;
        let (authority, authority_name) = authority(self.name)?;
        if let Some(managing) = self
            .managing_organization
            .iter()
            .find_map(|organisation| organisation.value_in(system::ODS_ORGANISATION))
            .filter(|code| ***code != *authority)
        {
            return Err(ReadError::new(format!(
                "CareTeam.name and managingOrganization name one authority, they name {authority:?} and {:?}",
                &**managing
            )));
        }
        let (emergency, office) = phones(self.telecom)?;
        Ok(ReadPlan {
            id: plan_id(self.id)?,
            child: self.subject.unwrap_or_default().child()?,
            kind: kind(&self.category)?,
            start,
            end,
            authority,
            authority_name,
            emergency,
            office,
        })
    }
}

/// A plan's id.
pub(super) fn plan_id(id: Option<Str<'_>>) -> Result<PlanId, ReadError> {
    let id = required(id, "id")?;
    id.parse()
        .map_err(|_| ReadError::new("a plan's id has sixteen hexadecimal digits"))
}

/// The kind that a category names by its SNOMED code.
pub(super) fn kind(category: &[Concept<'_>]) -> Result<PlanKind, ReadError> {
    let codes: Vec<&str> = category
        .iter()
        .flat_map(|concept| &concept.coding)
        .filter(|coding| coding.system.as_deref() == Some(system::SNOMED))
        .filter_map(|coding| coding.code.as_deref())
        .collect();
    match *codes {
        ["342191000000101"] => Ok(PlanKind::Cpp),
        ["764841000000100"] => Ok(PlanKind::Lac),
        ["818901000000100"] => Ok(PlanKind::Ucpp),
        _ => Err(ReadError::new(format!(
            "category is one SNOMED code of the three kinds of plan, it is {codes:?}"
        ))),
    }
}

type CodeAndName<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Code and name in `SFD1 - SHEFFIELD CITY COUNCIL`.
pub(super) fn authority(name: Option<Str<'_>>) -> Result<CodeAndName<'_>, ReadError> {
    let form =
        || ReadError::new("CareTeam.name is a code, \" - \" and a name, it has another form");
    match required(name, "CareTeam.name")?.0 {
        Cow::Borrowed(text) => {
            let (code, name) = text.split_once(" - ").ok_or_else(form)?;
            Ok((code.into(), name.into()))
        }
        Cow::Owned(text) => {
            let (code, name) = text.split_once(" - ").ok_or_else(form)?;
            Ok((code.to_owned().into(), name.to_owned().into()))
        }
    }
}

type Phones<'a> = (Cow<'a, str>, Option<Cow<'a, str>>);

/// The emergency duty number, exactly one, and the office number, at most one.
pub(super) fn phones(telecom: Vec<ContactPoint<'_>>) -> Result<Phones<'_>, ReadError> {
    let (mut emergency, mut office) = (None, None);
    for point in telecom {
        let slot = match point.used.as_deref() {
            Some("mobile") => &mut emergency,
            Some("work") => &mut office,
            Some(_) | None => continue,
        };
        if point.system.as_deref() != Some("phone") {
            return Err(ReadError::new(
                "telecom is of system phone, one is of another",
            ));
        }
        let number = required(point.value, "telecom.value")?.0;
        if slot.replace(number).is_some() {
            return Err(ReadError::new(
                "telecom has one number of each use, one use comes twice",
            ));
        }
    }
    Ok((required(emergency, "telecom with use mobile")?, office))
}
