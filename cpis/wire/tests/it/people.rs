//! The people, plans and accesses that the bodies are about.

use chrono::NaiveDate;
use cpis_vocabulary::{
    AccessId, Address, Device, Gender, JobRole, LocalAuthority, NhsNumber, Patient, PatientStatus,
    PersonName, Plan, PlanId, PlanKind, Telecom, Timestamp, View, Viewer,
};
use cpis_wire::fhir::{Base, ShownPlan};
use std::sync::Arc;

pub(crate) fn base() -> Base {
    Base::new("http://127.0.0.1:8700/cpis/FHIR/R4/")
}

pub(crate) fn pds_base() -> Base {
    Base::new("http://127.0.0.1:8700/personal-demographics/FHIR/R4")
}

pub(crate) fn at() -> Timestamp {
    Timestamp::parse("2026-03-02T09:00:00.125Z").unwrap()
}

pub(crate) fn child() -> NhsNumber {
    NhsNumber::from_stem(999_000_001).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn authority(code: &str, name: &str, office: Option<&str>) -> Arc<LocalAuthority> {
    Arc::new(LocalAuthority {
        code: code.into(),
        name: name.into(),
        emergency_phone: "01632 960001".into(),
        office_phone: office.map(Into::into),
    })
}

pub(crate) fn plans() -> Vec<Plan> {
    let fairhaven = authority("ZT01", "FAIRHAVEN COUNCIL", Some("01632 960002"));
    let hollow = authority("ZT02", "HOLLOW-ON-SEA - WITH ITS ISLANDS", None);
    vec![
        plan(1, PlanKind::Cpp, "2026-01-01", None, &fairhaven),
        plan(2, PlanKind::Lac, "2020-02-29", Some("2099-12-31"), &hollow),
        plan(
            0xfedc_ba98_7654_3210,
            PlanKind::Ucpp,
            "2025-12-24",
            Some("2026-04-01"),
            &fairhaven,
        ),
    ]
}

fn plan(
    id: u64,
    kind: PlanKind,
    start: &str,
    end: Option<&str>,
    authority: &Arc<LocalAuthority>,
) -> Plan {
    Plan {
        id: PlanId::new(id),
        kind,
        start: day(start),
        end: end.map(day),
        authority: authority.clone(),
        local_id: None,
        upload: "1".into(),
    }
}

/// The plans as they go out: the second ends on the 18th birthday, not when its authority said.
pub(crate) fn shown(plans: &[Plan]) -> Vec<ShownPlan<'_>> {
    plans
        .iter()
        .map(|plan| ShownPlan {
            plan,
            end: plan.end.map(|end| end.min(day("2031-05-17"))),
        })
        .collect()
}

pub(crate) fn viewer(role_id: &str, name: &str) -> Arc<Viewer> {
    Arc::new(Viewer {
        user_id: "999000000101".into(),
        user_name: name.into(),
        role_id: role_id.into(),
        job_role: JobRole {
            code: "R8001".into(),
            name: "Nurse Access Role".into(),
        },
        organisation_code: "ZT9A1".into(),
        organisation_name: "Fairhaven Emergency Department".into(),
        device: None,
    })
}

/// Newest first: a nurse twice, a device without role profile between, and a namesake who claims the nurse's role profile.
pub(crate) fn views() -> Vec<View> {
    let nurse = viewer("999000000201", "Ruth O'Hare");
    let device = Arc::new(Viewer {
        device: Some(Device {
            id: "200000000999".into(),
        }),
        ..(*viewer("", "Duty Manager")).clone()
    });
    let again = Arc::new((*nurse).clone());
    let other = viewer("999000000201", "Ruth Ohare");
    [(4, again), (3, device), (2, other), (1, nurse)]
        .into_iter()
        .map(|(number, viewer)| View {
            access: AccessId::new(0xacce_0000 + number),
            at: Timestamp::from_millis(
                at().millis() - 90_000 * (5 - i64::try_from(number).unwrap()),
            ),
            viewer,
            trace: None,
        })
        .collect()
}

pub(crate) fn patient() -> Patient {
    Patient {
        number: child(),
        status: PatientStatus::Ordinary,
        name: Some(PersonName {
            prefix: Some("Miss".into()),
            given: vec!["Zoë Anne".into(), "Mary".into()],
            family: "O'Reilly-Kociński".into(),
        }),
        previous_names: vec![],
        gender: Some(Gender::Female),
        birth_date: Some(day("2013-05-17")),
        death_date: None,
        birth_order: Some(2),
        address: Some(Address {
            lines: vec!["Flat 1".into(), "2 Harbour Row".into(), "Fairhaven".into()],
            postcode: "ZZ99 3AB".into(),
        }),
        previous_addresses: vec![],
        telecom: vec![
            Telecom::HomePhone("01632 960123".into()),
            Telecom::MobilePhone("07700 900123".into()),
            Telecom::Email("zoe@example.com".into()),
        ],
        practice: Some("ZT123".into()),
    }
}

pub(crate) fn deceased() -> Patient {
    Patient {
        number: NhsNumber::from_stem(999_000_003).unwrap(),
        death_date: Some(day("2025-11-30")),
        previous_names: vec![PersonName {
            prefix: None,
            given: vec![],
            family: "Reilly".into(),
        }],
        previous_addresses: vec![Address {
            lines: vec![],
            postcode: "ZZ99 3AA".into(),
        }],
        ..patient()
    }
}

pub(crate) fn restricted() -> Patient {
    Patient {
        status: PatientStatus::Restricted,
        ..patient()
    }
}

pub(crate) fn bare() -> Patient {
    Patient {
        number: NhsNumber::from_stem(999_000_004).unwrap(),
        status: PatientStatus::Ordinary,
        name: None,
        previous_names: vec![],
        gender: None,
        birth_date: None,
        death_date: None,
        birth_order: None,
        address: None,
        previous_addresses: vec![],
        telecom: vec![],
        practice: None,
    }
}
