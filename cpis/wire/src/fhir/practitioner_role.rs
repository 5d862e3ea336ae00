use super::reference;
use crate::{digits, json::Json, system};
use cpis_vocabulary::{View, Viewer};
use std::sync::Arc;

/// The viewers of one page of accesses, each once, each with the id of its PractitionerRole.
///
/// A viewer is one role of one user under one name: the id is the role profile's id. Where the door gave no role profile, or one
/// that FHIR does not take as an id, or two viewers claim the same one, a digest of all that is told of the viewer makes the id.
#[derive(Debug)]
pub(super) struct Viewers<'a> {
    each: Vec<(&'a Arc<Viewer>, Id<'a>)>,
}

/// The id of a PractitionerRole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Id<'a> {
    /// The role profile's id.
    Profile(&'a str),
    /// A digest of the viewer.
    Digest(u64),
}

impl Id<'_> {
    /// Appends the id.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Profile(id) => out.extend_from_slice(id.as_bytes()),
            Self::Digest(digest) => {
                out.extend_from_slice(b"viewer-");
                digits::hexadecimal(out, digest);
            }
        }
    }
}

impl<'a> Viewers<'a> {
    /// The viewers of these accesses, in the order of their first appearance.
    pub(super) fn of(views: impl Iterator<Item = &'a View>) -> Self {
        let mut viewers = Self { each: Vec::new() };
        for view in views {
            if viewers.find(&view.viewer).is_none() {
                let id = viewers.new_id(&view.viewer);
                viewers.each.push((&view.viewer, id));
            }
        }
        viewers
    }

    /// The id under which a viewer of the page stands.
    pub(super) fn id(&self, viewer: &'a Arc<Viewer>) -> Id<'a> {
        self.find(viewer)
            .unwrap_or_else(|| Id::Digest(digest(viewer)))
    }

    /// Every viewer with its id.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a Viewer, Id<'a>)> {
        self.each.iter().map(|(viewer, id)| (&***viewer, *id))
    }

    fn find(&self, viewer: &Arc<Viewer>) -> Option<Id<'a>> {
        self.each
            .iter()
            .find(|(known, _)| Arc::ptr_eq(known, viewer) || known == &viewer)
            .map(|(_, id)| *id)
    }

    fn new_id(&self, viewer: &'a Viewer) -> Id<'a> {
        let profile = Id::Profile(viewer.role_id.as_str());
        if is_fhir_id(viewer.role_id.as_str()) && self.each.iter().all(|(_, id)| *id != profile) {
            profile
        } else {
            Id::Digest(digest(viewer))
        }
    }
}

/// Writes the members of a PractitionerRole: who looked, in which job role, from where. VIEW-1.
pub(super) fn practitioner_role(json: &mut Json<'_>, viewer: &Viewer, id: Id<'_>) {
    json.member("resourceType", "PractitionerRole");
    json.key("id").quoted(|out| id.write(out));
    if !viewer.role_id.as_str().is_empty() {
        json.key("identifier").array(|json| {
            json.object(|json| {
                reference::identifier(json, system::SDS_ROLE_PROFILE, viewer.role_id.as_str());
            });
        });
    }
    json.key("practitioner");
    reference::by_identifier(
        json,
        "Practitioner",
        system::SDS_USER,
        viewer.user_id.as_str(),
        Some(&viewer.user_name),
    );
    json.key("organization");
    reference::organisation(
        json,
        viewer.organisation_code.as_str(),
        &viewer.organisation_name,
    );
    json.key("code").array(|json| {
        json.object(|json| {
            json.key("coding").array(|json| {
                json.object(|json| {
                    json.member("system", system::JOB_ROLE);
                    json.member("code", viewer.job_role.code.as_str());
                    json.member("display", &viewer.job_role.name);
                });
            });
        });
    });
}

fn is_fhir_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

/// FNV-1a over everything that is told of the viewer, with a byte between that no text holds.
fn digest(viewer: &Viewer) -> u64 {
    let device = viewer.device.as_ref().map_or("", |device| &*device.id);
    let told = [
        viewer.user_id.as_str(),
        &viewer.user_name,
        viewer.role_id.as_str(),
        viewer.job_role.code.as_str(),
        &viewer.job_role.name,
        viewer.organisation_code.as_str(),
        &viewer.organisation_name,
        device,
    ];
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for byte in told
        .iter()
        .flat_map(|text| text.bytes().chain(core::iter::once(0xff)))
    {
        digest = (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    digest
}
