use super::{
    ReadError,
    bundle::{check_type, searchset},
    required,
    shapes::{Concept, Reference},
    text::Str,
};
use crate::system;
use cpis_vocabulary::{AccessId, NhsNumber, Timestamp};
use serde::Deserialize;
use std::borrow::Cow;

/// The answer to `AuditEvent?…`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEvents<'a> {
    /// How many accesses are listed.
    pub total: usize,
    /// When the Spine answered.
    pub at: Option<Timestamp>,
    /// The accesses, in their order.
    pub accesses: Vec<ReadAccess<'a>>,
}

/// A previous view. VIEW-1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadAccess<'a> {
    /// Its id.
    pub id: AccessId,
    /// When it took effect.
    pub recorded: Timestamp,
    /// The child that it is said to belong to.
    pub child: Option<NhsNumber>,
    /// The viewer's role profile, where the door gave one.
    pub role_id: Option<Cow<'a, str>>,
    /// Who looked, where the PractitionerRole was included.
    pub viewer: Option<ReadViewer<'a>>,
}

/// Who looked, in which job role, from where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadViewer<'a> {
    /// The user.
    pub user_id: Cow<'a, str>,
    /// The user's name.
    pub user_name: Cow<'a, str>,
    /// The job role's code.
    pub role_code: Cow<'a, str>,
    /// The job role's name.
    pub role_name: Cow<'a, str>,
    /// The organisation's code.
    pub organisation_code: Cow<'a, str>,
    /// The organisation's name.
    pub organisation_name: Cow<'a, str>,
}

/// Reads the answer to `AuditEvent?…`, with or without `_include`.
///
/// # Errors
/// Says what the contract requires and the body has not. If any PractitionerRole is included, every access must find its own.
pub fn read_audit_events(body: &[u8]) -> Result<AuditEvents<'_>, ReadError> {
    let found = searchset::<Listed<'_>>(body)?;
    let viewers = found
        .included
        .into_iter()
        .map(Listed::viewer)
        .collect::<Result<Vec<_>, _>>()?;
    let accesses = found
        .matches
        .into_iter()
        .map(|entry| entry.resource.access(&viewers))
        .collect::<Result<_, _>>()?;
    Ok(AuditEvents {
        total: found.total,
        at: found.at,
        accesses,
    })
}

/// An AuditEvent or a PractitionerRole.
#[derive(Debug, Deserialize)]
struct Listed<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    recorded: Option<Str<'a>>,
    #[serde(borrow, default)]
    agent: Vec<Agent<'a>>,
    #[serde(borrow, default)]
    entity: Vec<Entity<'a>>,
    #[serde(borrow, default)]
    practitioner: Option<Reference<'a>>,
    #[serde(borrow, default)]
    organization: Option<Reference<'a>>,
    #[serde(borrow, default)]
    code: Vec<Concept<'a>>,
}

#[derive(Debug, Deserialize)]
struct Agent<'a> {
    #[serde(borrow, default)]
    who: Reference<'a>,
    #[serde(default)]
    requestor: bool,
}

#[derive(Debug, Deserialize)]
struct Entity<'a> {
    #[serde(borrow, default)]
    what: Reference<'a>,
}

impl<'a> Listed<'a> {
    fn access(
        self,
        viewers: &[(Cow<'a, str>, ReadViewer<'a>)],
    ) -> Result<ReadAccess<'a>, ReadError> {
        check_type(&self.resource_type, "AuditEvent")?;
        let id = required(self.id, "AuditEvent.id")?;
        let id = id
            .parse::<AccessId>()
            .map_err(|reason| ReadError::new(reason.to_string()))?;
        let recorded = Timestamp::parse(&required(self.recorded, "AuditEvent.recorded")?)
            .map_err(|reason| ReadError::new(reason.to_string()))?;
        let mut child = None;
        for entity in &self.entity {
            child = child.or(entity.what.child()?);
        }
        let requestor = self.agent.into_iter().find(|agent| agent.requestor);
        let who = required(requestor, "AuditEvent.agent with requestor true")?.who;
        Ok(ReadAccess {
            id,
            recorded,
            child,
            role_id: who
                .value_in(system::SDS_ROLE_PROFILE)
                .map(|value| value.0.clone()),
            viewer: viewer_of(&who, viewers)?,
        })
    }

    /// The id and the viewer of a PractitionerRole.
    fn viewer(self) -> Result<(Cow<'a, str>, ReadViewer<'a>), ReadError> {
        check_type(&self.resource_type, "PractitionerRole")?;
        let id = required(self.id, "PractitionerRole.id")?.0;
        let practitioner = required(self.practitioner, "PractitionerRole.practitioner")?;
        let organisation = required(self.organization, "PractitionerRole.organization")?;
        let coding = required(
            self.code
                .into_iter()
                .flat_map(|concept| concept.coding)
                .next(),
            "PractitionerRole.code",
        )?;
        let (user_id, user_name) = identified(practitioner, system::SDS_USER)?;
        let (organisation_code, organisation_name) =
            identified(organisation, system::ODS_ORGANISATION)?;
        let viewer = ReadViewer {
            user_id,
            user_name,
            role_code: required(coding.code, "PractitionerRole.code.coding.code")?.0,
            role_name: required(coding.display, "PractitionerRole.code.coding.display")?.0,
            organisation_code,
            organisation_name,
        };
        Ok((id, viewer))
    }
}

fn viewer_of<'a>(
    who: &Reference<'a>,
    viewers: &[(Cow<'a, str>, ReadViewer<'a>)],
) -> Result<Option<ReadViewer<'a>>, ReadError> {
    if viewers.is_empty() {
        return Ok(None);
    }
    let id = who
        .address
        .as_deref()
        .and_then(|reference| reference.strip_prefix("PractitionerRole/"));
    viewers
        .iter()
        .find(|(known, _)| Some(&**known) == id)
        .map(|(_, viewer)| Some(viewer.clone()))
        .ok_or_else(|| {
            ReadError::new("an AuditEvent's PractitionerRole is included, one of them is not")
        })
}

/// Identifier and display of a reference.
fn identified<'a>(
    reference: Reference<'a>,
    system: &str,
) -> Result<(Cow<'a, str>, Cow<'a, str>), ReadError> {
    let value = required(reference.value_in(system), system)?.0.clone();
    Ok((value, required(reference.display, "display")?.0))
}
