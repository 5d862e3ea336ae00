//! Names that want to break out of their string.

use crate::people;
use cpis_vocabulary::{PersonName, View, Viewer};
use cpis_wire::{
    fhir::{self, Base, ShownPlan, audit_event_bundle, care_team_bundle, flag_bundle},
    read::{read_audit_events, read_care_teams, read_flags, read_patient},
};
use proptest::prelude::*;
use std::sync::Arc;

const HOSTILE: [&str; 5] = [
    "\"},{\"resourceType\":\"Patient",
    "back\\slash\\\"",
    "line\nfeed\r\ttab\u{8}\u{c}\u{0}",
    "</script><script>alert(1)</script>",
    "Ĺöñg 名前 \u{202e}\u{2028}🦉 O'Brien",
];

fn check(name: &str) {
    plans_keep_their_authority(name);
    views_keep_their_viewer(name);
    patients_keep_their_name(name);
}

fn plans_keep_their_authority(name: &str) {
    let mut plan = people::plans().remove(0);
    plan.authority = people::authority("ZT01", name, Some(name));
    let shown = [ShownPlan {
        plan: &plan,
        end: None,
    }];
    let base = Base::new(name);
    let mut body = Vec::new();
    care_team_bundle(&mut body, &base, people::child(), people::at(), &shown);
    let found = read_care_teams(&body).unwrap();
    assert_eq!(found.plans[0].authority_name, name);
    assert_eq!(found.plans[0].office.as_deref(), Some(name));
    let mut body = Vec::new();
    flag_bundle(&mut body, &base, people::child(), people::at(), &shown);
    assert_eq!(read_flags(&body).unwrap().plans[0], found.plans[0]);
}

fn views_keep_their_viewer(name: &str) {
    let viewer = Arc::new(Viewer {
        organisation_name: name.into(),
        ..(*people::viewer(name, name)).clone()
    });
    let view = View {
        viewer,
        ..people::views().remove(0)
    };
    let mut body = Vec::new();
    let views = [view];
    audit_event_bundle(
        &mut body,
        &people::base(),
        people::child(),
        people::at(),
        views.iter(),
        true,
    );
    let found = read_audit_events(&body).unwrap();
    let viewer = found.accesses[0].viewer.as_ref().unwrap();
    assert_eq!(viewer.user_name, name);
    assert_eq!(viewer.organisation_name, name);
}

fn patients_keep_their_name(name: &str) {
    let mut patient = people::patient();
    patient.name = Some(PersonName {
        prefix: Some(name.into()),
        ..PersonName::new(vec![name.into()], name.into())
    });
    let mut body = Vec::new();
    fhir::patient(&mut body, &patient);
    let found = read_patient(&body).unwrap();
    assert_eq!(found.family.as_deref(), Some(name));
    assert_eq!(found.given, [name]);
}

/// ALT-4, VIEW-1.
#[test]
fn a_hostile_name_is_a_name() {
    for name in HOSTILE {
        check(name);
    }
}

proptest! {
    #[test]
    fn any_name_is_a_name(name in any::<String>()) {
        check(&name);
    }
}
