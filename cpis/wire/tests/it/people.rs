//! The people, plans and accesses that the bodies are about.

use chrono::NaiveDate;
use cpis_vocabulary::{
    AccessId, Address, AddressKey, BirthPlace, Coded, Contact, ContactPreference, Device, Gender,
    JobRole, Language, LocalAuthority, Mark, NhsNumber, Patient, PatientStatus, Period, PersonName,
    Plan, PlanId, PlanKind, Registration, Removal, Suppliers, Telecom, TelecomKind, Timestamp,
    View, Viewer,
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

fn since(start: &str) -> Mark {
    Mark {
        id: None,
        period: Some(Period {
            start: day(start),
            end: None,
        }),
    }
}

fn coded(code: &str, display: &str) -> Coded {
    Coded {
        code: code.into(),
        display: display.into(),
    }
}

/// Somebody whose record leaves nothing out.
pub(crate) fn patient() -> Patient {
    let lines = vec!["Flat 1".into(), "2 Harbour Row".into(), "Fairhaven".into()];
    Patient {
        name: Some(PersonName {
            prefix: Some("Miss".into()),
            mark: since("2013-05-17"),
            ..PersonName::new(
                vec!["Zoë Anne".into(), "Mary".into()],
                "O'Reilly-Kociński".into(),
            )
        }),
        gender: Some(Gender::Female),
        birth_date: Some(day("2013-05-17")),
        birth_order: Some(2),
        birth_place: Some(BirthPlace {
            city: "Fairhaven".into(),
            district: None,
            country: "GBR".into(),
        }),
        address: Some(Address {
            mark: since("2013-05-17"),
            ..Address::new(lines, "ZZ99 3AB".into())
        }),
        temporary_address: Some(Address {
            description: Some("Respite Care Address".into()),
            keys: vec![
                AddressKey::Paf("00012345".into()),
                AddressKey::Uprn("100012345678".into()),
            ],
            ..Address::new(vec!["3 Harbour Row".into()], "ZZ99 3AD".into())
        }),
        telecom: vec![
            Telecom::new(TelecomKind::HomePhone, "01632 960123"),
            Telecom::new(TelecomKind::MobilePhone, "07700 900123"),
            Telecom::new(TelecomKind::Email, "zoe@example.com"),
            Telecom::new(TelecomKind::Textphone, "01632 960124"),
        ],
        contacts: vec![Contact {
            phone: "07700 900124".into(),
            mark: Mark::default(),
        }],
        practice: Some(Registration::new("ZT123")),
        managing_organisation: Some(Registration::new("ZT124")),
        suppliers: Suppliers {
            pharmacy: Some("ZT125".into()),
            dispenser: Some("ZT126".into()),
            appliances: Some("ZT127".into()),
        },
        language: Some(Language {
            language: coded("pl", "Polish"),
            interpreter: false,
        }),
        contact_preference: Some(ContactPreference {
            written_format: Some(coded("11", "Large print")),
            method: None,
            times: Some("In the \"morning\"".into()),
        }),
        removal: Some(Removal {
            reason: coded("EMB", "Embarkation"),
            period: Period {
                start: day("2026-02-01"),
                end: None,
            },
        }),
        ..Patient::bare(child())
    }
}

/// Somebody who has died, and whose name and address were others before.
pub(crate) fn deceased() -> Patient {
    let mut patient = patient();
    for mark in [
        patient.name.as_mut().map(|name| &mut name.mark),
        patient.address.as_mut().map(|home| &mut home.mark),
    ] {
        *mark.unwrap() = Mark::default();
    }
    Patient {
        number: NhsNumber::from_stem(999_000_003).unwrap(),
        version: 12,
        death_date: Some(day("2025-11-30")),
        previous_names: vec![PersonName::new(vec![], "Reilly".into())],
        previous_addresses: vec![Address::new(vec![], "ZZ99 3AA".into())],
        ..patient
    }
}

pub(crate) fn restricted() -> Patient {
    Patient {
        status: PatientStatus::Restricted,
        version: 3,
        ..patient()
    }
}

pub(crate) fn bare() -> Patient {
    Patient::bare(NhsNumber::from_stem(999_000_004).unwrap())
}
