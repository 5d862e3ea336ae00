use super::{
    bundle::{self, Base, Mode},
    practitioner_role::{Id, Viewers, practitioner_role},
    reference,
};
use crate::{digits, json::Json, system};
use cpis_vocabulary::{NhsNumber, Timestamp, View, Viewer};

/// Writes the answer to `AuditEvent?patient:identifier=…`: one AuditEvent for each access, in the order given. VIEW-1, VIEW-2.
///
/// With `include`, each viewer's PractitionerRole follows once, after every AuditEvent and not counted in `total`. The caller gives
/// the accesses newest first and no more than are listed.
pub fn audit_event_bundle<'a>(
    out: &mut Vec<u8>,
    base: &Base,
    child: NhsNumber,
    at: Timestamp,
    views: impl Iterator<Item = &'a View> + Clone,
    include: bool,
) {
    let viewers = Viewers::of(views.clone());
    let search = |out: &mut Vec<u8>| {
        out.extend_from_slice(b"AuditEvent?");
        bundle::by_identifier(out, child);
        if include {
            out.extend_from_slice(b"&_include=AuditEvent:entity-type=");
            out.extend_from_slice(system::ROLE_CLASS.as_bytes());
            out.extend_from_slice(b"%7CASSIGNED");
        }
    };
    bundle::searchset(out, base, at, views.clone().count(), search, |json| {
        for view in views {
            let id = |out: &mut Vec<u8>| digits::hexadecimal(out, view.access.number());
            bundle::entry(json, base, "AuditEvent", id, Mode::Match, |json| {
                audit_event(json, base, child, view, viewers.id(&view.viewer));
            });
        }
        if include {
            for (viewer, id) in viewers.iter() {
                let write_id = |out: &mut Vec<u8>| id.write(out);
                bundle::entry(
                    json,
                    base,
                    "PractitionerRole",
                    write_id,
                    Mode::Include,
                    |json| practitioner_role(json, viewer, id),
                );
            }
        }
    });
}

const TYPE: &str = concat!(
    r#""type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest","#,
    r#""display":"RESTful Operation"},"#,
    r#""subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"search","display":"search"}],"#,
    r#""action":"R""#
);

const PATIENT: &str = concat!(
    r#""type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"1","#,
    r#""display":"Person"},"#,
    r#""role":{"system":"http://terminology.hl7.org/CodeSystem/object-role","code":"1","#,
    r#""display":"Patient"}"#
);

const ASSIGNED: &str = concat!(
    r#""type":{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleClass","code":"ASSIGNED","#,
    r#""display":"assigned entity"}"#
);

const OBSERVER: &str = concat!(
    r#""observer":{"type":"Device","identifier":{"system":"https://fhir.nhs.uk/Id/product-id","#,
    r#""value":"mock-spine"},"display":"Mock Spine"},"#,
    r#""type":[{"system":"http://terminology.hl7.org/CodeSystem/security-source-type","code":"4","#,
    r#""display":"Application Server"}]"#
);

fn audit_event(json: &mut Json<'_>, base: &Base, child: NhsNumber, view: &View, id: Id<'_>) {
    json.member("resourceType", "AuditEvent");
    json.key("id").hexadecimal(view.access.number());
    json.verbatim(TYPE);
    json.key("recorded").instant(view.at);
    json.key("agent").array(|json| {
        json.object(|json| {
            json.key("who");
            assigned(json, &view.viewer, id);
            json.key("requestor").boolean(true);
        });
        json.object(|json| {
            json.key("who");
            device(json, &view.viewer);
            json.key("requestor").boolean(false);
        });
    });
    json.key("source").object(|json| {
        json.key("site")
            .quoted(|out| out.extend_from_slice(base.escaped()));
        json.verbatim(OBSERVER);
    });
    json.key("entity").array(|json| {
        json.object(|json| {
            json.key("what");
            reference::patient(json, child);
            json.verbatim(PATIENT);
        });
        json.object(|json| {
            json.key("what");
            assigned(json, &view.viewer, id);
            json.verbatim(ASSIGNED);
        });
    });
}

/// The viewer's PractitionerRole, by reference and by identifier; the role profile's, or the user's where the door carries none.
fn assigned(json: &mut Json<'_>, viewer: &Viewer, id: Id<'_>) {
    json.object(|json| {
        json.key("reference").quoted(|out| {
            out.extend_from_slice(b"PractitionerRole/");
            id.write(out);
        });
        json.member("type", "PractitionerRole");
        json.key("identifier").object(|json| {
            if viewer.role_id.as_str().is_empty() {
                reference::identifier(json, system::SDS_USER, viewer.user_id.as_str());
            } else {
                reference::identifier(json, system::SDS_ROLE_PROFILE, viewer.role_id.as_str());
            }
        });
    });
}

/// The system through which the viewer looked: the accredited system that asked, else the service itself.
fn device(json: &mut Json<'_>, viewer: &Viewer) {
    match &viewer.device {
        Some(device) => {
            reference::by_identifier(json, "Device", system::SPINE_ASID, &device.id, None);
        }
        None => reference::by_identifier(json, "Device", system::PRODUCT, "cp-is", Some("CP-IS")),
    }
}
