use crate::{golden, people};
use cpis_wire::{
    fhir::{audit_event_bundle, care_team_bundle},
    read::{
        read_audit_events, read_care_teams, read_flags, read_outcome, read_patient,
        read_patient_search,
    },
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

#[test]
fn the_golden_bodies_are_understood() {
    insta::assert_debug_snapshot!(
        "care_teams",
        read_care_teams(&golden::bytes("care-team/three-plans.json")).unwrap()
    );
    insta::assert_debug_snapshot!(
        "audit_events",
        read_audit_events(&golden::bytes("audit-event/with-roles.json")).unwrap()
    );
    insta::assert_debug_snapshot!(
        "flags",
        read_flags(&golden::bytes("flag/three-plans.json")).unwrap()
    );
    insta::assert_debug_snapshot!(
        "patient",
        read_patient(&golden::bytes("patient/ordinary.json")).unwrap()
    );
    insta::assert_debug_snapshot!(
        "patient_search",
        read_patient_search(&golden::bytes("patient/search.json")).unwrap()
    );
}

/// ALT-4.
#[test]
fn care_team_and_flag_tell_the_same_plans() {
    let care_teams = golden::bytes("care-team/three-plans.json");
    let flags = golden::bytes("flag/three-plans.json");
    assert_eq!(
        read_care_teams(&care_teams).unwrap().plans,
        read_flags(&flags).unwrap().plans
    );
}

/// ALT-9.
#[test]
fn nothing_held_is_read_as_nothing() {
    assert_eq!(
        read_care_teams(&golden::bytes("care-team/none.json"))
            .unwrap()
            .total,
        0
    );
    assert_eq!(
        read_audit_events(&golden::bytes("audit-event/none.json"))
            .unwrap()
            .total,
        0
    );
    assert_eq!(
        read_flags(&golden::bytes("flag/none.json")).unwrap().total,
        0
    );
}

#[test]
fn without_the_roles_an_access_has_its_id_and_time() {
    let body = golden::bytes("audit-event/plain.json");
    let found = read_audit_events(&body).unwrap();
    let views = people::views();
    assert_eq!(found.total, views.len());
    for (access, view) in found.accesses.iter().zip(&views) {
        assert_eq!(access.id, view.access);
        assert_eq!(access.recorded, view.at);
        assert_eq!(access.child, Some(people::child()));
        assert_eq!(access.viewer, None);
    }
}

#[test]
fn members_may_come_in_any_order_and_be_more() {
    fn turned(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let mut reversed = Map::new();
                reversed.insert("zzz".into(), json!([{"new": null}]));
                for (name, value) in members.into_iter().rev() {
                    reversed.insert(name, turned(value));
                }
                Value::Object(reversed)
            }
            Value::Array(items) => Value::Array(items.into_iter().map(turned).collect()),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
        }
    }
    fn again(name: &str) -> Vec<u8> {
        let value = serde_json::from_slice(&golden::bytes(name)).unwrap();
        serde_json::to_vec(&turned(value)).unwrap()
    }
    let (file, body) = (
        golden::bytes("care-team/three-plans.json"),
        again("care-team/three-plans.json"),
    );
    assert_eq!(read_care_teams(&body), read_care_teams(&file));
    let (file, body) = (
        golden::bytes("flag/three-plans.json"),
        again("flag/three-plans.json"),
    );
    assert_eq!(read_flags(&body), read_flags(&file));
    let (file, body) = (
        golden::bytes("audit-event/with-roles.json"),
        again("audit-event/with-roles.json"),
    );
    assert_eq!(read_audit_events(&body), read_audit_events(&file));
}

/// A care team bundle with one thing changed, and what is said of it.
#[test]
fn what_the_contract_requires_is_missed() {
    let mut told = String::new();
    for (pointer, change) in [
        ("/resourceType", json!("Patient")),
        ("/type", json!("collection")),
        ("/total", json!(2)),
        ("/total", Value::Null),
        ("/timestamp", json!("yesterday")),
        ("/entry/0/resource/resourceType", json!("CarePlan")),
        ("/entry/0/resource/id", json!("one")),
        ("/entry/0/resource/period/start", json!("2026-1-1")),
        ("/entry/0/resource/period/start", Value::Null),
        ("/entry/0/resource/category/0/coding/0/code", json!("1")),
        ("/entry/0/resource/name", json!("FAIRHAVEN COUNCIL")),
        ("/entry/0/resource/name", json!("ZT99 - FAIRHAVEN COUNCIL")),
        ("/entry/0/resource/telecom/0/use", json!("work")),
        ("/entry/0/resource/telecom/1/use", json!("home")),
        ("/entry/0/resource/telecom/0/use", json!("home")),
        ("/entry/0/resource/telecom/0/system", json!("fax")),
        (
            "/entry/0/resource/subject/identifier/value",
            json!("9000000000"),
        ),
        ("/entry/0/search/mode", json!("include")),
        ("/entry/0/search/mode", json!("outcome")),
        ("/entry/0/resource", json!([])),
    ] {
        let mut value: Value =
            serde_json::from_slice(&golden::bytes("care-team/three-plans.json")).unwrap();
        *value.pointer_mut(pointer).unwrap() = change.clone();
        let body = serde_json::to_vec(&value).unwrap();
        let verdict =
            read_care_teams(&body).map_or_else(|error| error.to_string(), |_| "read".to_owned());
        writeln!(told, "{pointer} {change}\n  {verdict}").unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_access_whose_role_is_not_there_is_missed() {
    let mut value: Value =
        serde_json::from_slice(&golden::bytes("audit-event/with-roles.json")).unwrap();
    let who = "/entry/0/resource/agent/0/who/reference";
    *value.pointer_mut(who).unwrap() = json!("PractitionerRole/nobody");
    let body = serde_json::to_vec(&value).unwrap();
    insta::assert_snapshot!(
        read_audit_events(&body).unwrap_err(),
        @"an AuditEvent's PractitionerRole is included, one of them is not"
    );
}

fn read_everything(body: &[u8]) {
    let _ = read_care_teams(body);
    let _ = read_audit_events(body);
    let _ = read_flags(body);
    let _ = read_outcome(body);
    let _ = read_patient(body);
    let _ = read_patient_search(body);
}

const BODIES: [&str; 6] = [
    "care-team/three-plans.json",
    "audit-event/with-roles.json",
    "flag/three-plans.json",
    "patient/ordinary.json",
    "patient/search.json",
    "outcome/Forbidden.json",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..400)) {
        read_everything(&body);
    }

    #[test]
    fn a_damaged_body_is_read_or_refused(
        which in 0..BODIES.len(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut body = golden::bytes(BODIES[which]);
        for (place, byte) in places {
            let at = place.index(body.len());
            body[at] = byte;
        }
        if is_cut {
            body.truncate(cut.index(body.len()));
        }
        read_everything(&body);
    }

    #[test]
    fn whatever_is_shown_is_read(count in 0_usize..4, twice in any::<bool>()) {
        let plans = people::plans();
        let shown: Vec<_> = people::shown(&plans).into_iter().take(count).collect();
        let mut body = Vec::new();
        care_team_bundle(&mut body, &people::base(), people::child(), people::at(), &shown);
        let found = read_care_teams(&body).unwrap();
        prop_assert_eq!(found.total, shown.len());
        for (read, shown) in found.plans.iter().zip(&shown) {
            prop_assert_eq!(read.id, shown.plan.id);
            prop_assert_eq!(read.kind, shown.plan.kind);
            prop_assert_eq!(read.start, shown.plan.start);
            prop_assert_eq!(read.end, shown.end);
            prop_assert_eq!(&*read.authority, shown.plan.authority.code.as_str());
            prop_assert_eq!(&*read.emergency, &*shown.plan.authority.emergency_phone);
            prop_assert_eq!(read.office.as_deref(), shown.plan.authority.office_phone.as_deref());
        }
        let views = people::views();
        let mut body = Vec::new();
        audit_event_bundle(&mut body, &people::base(), people::child(), people::at(), views.iter().take(count), twice);
        let found = read_audit_events(&body).unwrap();
        prop_assert_eq!(found.total, count.min(views.len()));
        for (read, view) in found.accesses.iter().zip(&views) {
            prop_assert_eq!(read.id, view.access);
            prop_assert_eq!(read.viewer.is_some(), twice);
            if let Some(viewer) = &read.viewer {
                prop_assert_eq!(&*viewer.user_name, &*view.viewer.user_name);
            }
        }
    }
}
