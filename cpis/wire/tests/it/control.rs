use crate::people;
use cpis_vocabulary::{
    AccessId, Attempt, DecisionKind, Door, Notification, NotificationId, PatientStatus, PlanKind,
    Refusal, TraceId,
};
use cpis_wire::control::{
    AccessFilter, AccessItem, Advance, BugItem, BugsOn, Change, ChangedPatient, ClockItem,
    ClockMode, ClockSetting, ControlError, CreatedPlan, Faults, FormMistake, FoundItem,
    NearMissItem, NewPlan, NewTenant, NotificationFilter, NotificationItem, Page, PageQuery,
    PatientFilter, PatientItem, PlanItem, SearchAnswer, SearchForm, SearchOutcome, SetClock,
    StatusName, TenantItem, UserFilter, read,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, sync::Arc};

/// The item as it goes over the wire; it has to come back.
fn sent<T: Serialize + DeserializeOwned + PartialEq + Debug>(item: &T) -> String {
    let body = serde_json::to_string(item).unwrap();
    assert_eq!(&read::<T>(body.as_bytes()).unwrap(), item);
    body
}

fn patient_item() -> PatientItem {
    let plans = people::plans();
    let items = plans.iter().map(|plan| PlanItem::of(plan, true)).collect();
    PatientItem::of(&people::patient(), items)
}

fn attempt() -> Attempt {
    Attempt {
        id: AccessId::new(7),
        at: people::at(),
        child: Some(people::child()),
        viewer: Some(people::viewer("999000000201", "Ruth O'Hare")),
        door: Door::Hl7v3,
        request: Some(TraceId::from_bits(2)),
        trace: Some(TraceId::from_bits(1)),
        decision: DecisionKind::Suppressed,
        repeats: Some(AccessId::new(6)),
        refusal: None,
    }
}

#[test]
fn items_go_out_as_the_contract_names_them_and_come_back() {
    let mut told = String::new();
    let mut tell = |body: String| {
        told.push_str(&body);
        told.push('\n');
    };
    tell(sent(&Page {
        items: vec![patient_item()],
        next: Some("c".into()),
    }));
    let superseded = cpis_vocabulary::Patient {
        status: PatientStatus::Superseded {
            by: people::child(),
        },
        ..people::bare()
    };
    tell(sent(&PatientItem::of(&superseded, vec![])));
    tell(sent(&AccessItem::of(&attempt())));
    tell(sent(&AccessItem::of(&Attempt {
        child: None,
        viewer: None,
        trace: None,
        decision: DecisionKind::Refused,
        repeats: None,
        refusal: Some(Arc::new(Refusal::NoToken)),
        ..attempt()
    })));
    let notification = Notification {
        id: NotificationId {
            access: AccessId::new(7),
            authority: "ZT01".into(),
        },
        at: people::at(),
        child: people::child(),
        viewer: people::viewer("999000000201", "Ruth O'Hare"),
        local_id: Some("L-1".into()),
        upload: "42".into(),
    };
    tell(sent(&NotificationItem::of(
        &notification,
        Some(people::at()),
        None,
    )));
    tell(sent(&ClockItem {
        mode: ClockMode::Scaled,
        now: people::at(),
        rate: Some(60.0),
    }));
    tell(sent(&CreatedPlan {
        id: people::plans()[2].id,
    }));
    tell(sent(&BugItem {
        id: "window-23h".into(),
        rule: "ASN-3".into(),
        text: "the window closes an hour early".into(),
        on: false,
    }));
    tell(sent(&TenantItem {
        id: "class-7".into(),
        training_live: true,
    }));
    tell(sent(&ControlError::field("by", "a sentence")));
    insta::assert_snapshot!(told);
}

#[test]
fn the_contracts_own_examples_are_read() {
    let set: SetClock = read(br#"{"mode": "frozen", "now": "2026-03-02T09:00:00Z"}"#).unwrap();
    let nine = people::at().plus(chrono::TimeDelta::milliseconds(-125));
    assert_eq!(set.setting(), Ok(ClockSetting::Frozen(Some(nine))));
    let advance: Advance = read(br#"{"by": "PT24H"}"#).unwrap();
    assert_eq!(advance.by.length(), chrono::TimeDelta::hours(24));
    let plan: NewPlan =
        read(br#"{"kind": "CPP", "start": "2026-01-01", "end": null, "authority": "ZT01"}"#)
            .unwrap();
    assert_eq!(
        (plan.kind, plan.end, plan.local_id),
        (PlanKind::Cpp, None, None)
    );
    let bugs: BugsOn = read(br#"{"on": ["window-23h"]}"#).unwrap();
    assert_eq!(bugs.on, ["window-23h"]);
    let tenant: NewTenant = read(br#"{"id": "class-7"}"#).unwrap();
    assert!(!tenant.training_live);
}

#[test]
fn a_change_of_a_patient_tells_leaving_from_taking_away() {
    let change: ChangedPatient =
        read(br#"{"birth_date": null, "gender": "other", "status": "restricted"}"#).unwrap();
    assert_eq!(change.birth_date, Change::Clear);
    assert_eq!(change.gender, Change::Set(cpis_vocabulary::Gender::Other));
    assert_eq!(change.status, Some(StatusName::Restricted));
    assert_eq!(change.family, Change::Keep);
    assert_eq!(
        change.birth_date.apply(Some(people::day("2020-01-01"))),
        None
    );
    assert_eq!(Change::Keep.apply(Some(1)), Some(1));
    let nothing: ChangedPatient = read(br#"{"family": null, "postcode": null}"#).unwrap();
    assert_eq!(nothing.family.clone().kept(false), Ok(None));
    assert!(nothing.family.kept(true).is_err());
    assert_eq!(Change::Set(1).kept(true), Ok(Some(1)));
    sent(&change);
    assert_eq!(sent(&ChangedPatient::default()), "{}");
}

fn refused<T: DeserializeOwned + Debug>(body: &str) -> String {
    let error = read::<T>(body.as_bytes()).unwrap_err();
    format!("{body}\n  {:?}: {}\n", error.field, error.error)
}

#[test]
fn a_slip_is_named_with_its_field() {
    let told = [
        refused::<SetClock>(r#"{"mode":"frozen","nwo":"2026-03-02T09:00:00Z"}"#),
        refused::<SetClock>(r#"{"mode":"stopped"}"#),
        refused::<SetClock>(r#"{"now":"2026-03-02T09:00:00Z"}"#),
        refused::<SetClock>(r#"{"mode":"frozen","now":"2026-03-02 09:00"}"#),
        refused::<SetClock>(r#"{"mode":"frozen","mode":"system"}"#),
        refused::<SetClock>(r#"{"mode":"frozen""#),
        refused::<SetClock>("[]"),
        refused::<SetClock>(""),
        refused::<SetClock>(r#"{"mode":"system"} {}"#),
        refused::<Advance>(r#"{"by":"P1M"}"#),
        refused::<Advance>(r#"{"by":24}"#),
        refused::<NewPlan>(r#"{"kind":"cpp","start":"2026-01-01","authority":"ZT01"}"#),
        refused::<NewPlan>(r#"{"kind":"CPP","start":"2026-1-1","authority":"ZT01"}"#),
        refused::<NewPlan>(r#"{"kind":"CPP","start":"2026-01-01","end":"","authority":"ZT01"}"#),
        refused::<NewPlan>(r#"{"kind":"CPP","start":"2026-01-01"}"#),
        refused::<ChangedPatient>(r#"{"birthdate":"2020-01-01"}"#),
        refused::<ChangedPatient>(r#"{"gender":"f"}"#),
        refused::<ChangedPatient>(r#"{"given":null}"#),
        refused::<ChangedPatient>(r#"{"plans":null}"#),
        refused::<ChangedPatient>(r#"{"status":null}"#),
        refused::<Faults>(r#"{"faults":[{"at":"before_commit","action":"explode"}]}"#),
    ]
    .concat();
    insta::assert_snapshot!(told);
}

fn set_clock(
    mode: ClockMode,
    has_now: bool,
    rate: Option<f64>,
) -> Result<ClockSetting, ControlError> {
    SetClock {
        mode,
        now: has_now.then(people::at),
        rate,
    }
    .setting()
}

/// CLK-1.
#[test]
fn a_clock_is_set_with_what_its_mode_needs() {
    use ClockMode::{Frozen, Scaled, Shifted, System};
    let now = people::at();
    for (mode, has_now, rate, expected) in [
        (System, false, None, Ok(ClockSetting::System)),
        (System, true, None, Err("now")),
        (Frozen, true, None, Ok(ClockSetting::Frozen(Some(now)))),
        (Frozen, false, None, Ok(ClockSetting::Frozen(None))),
        (Frozen, true, Some(2.0), Err("rate")),
        (Shifted, true, None, Ok(ClockSetting::Shifted(Some(now)))),
        (Shifted, false, None, Ok(ClockSetting::Shifted(None))),
        (
            Scaled,
            true,
            Some(60.0),
            Ok(ClockSetting::Scaled {
                now: Some(now),
                rate: 60.0,
            }),
        ),
        (
            Scaled,
            false,
            Some(0.5),
            Ok(ClockSetting::Scaled {
                now: None,
                rate: 0.5,
            }),
        ),
        (Scaled, true, None, Err("rate")),
        (Scaled, true, Some(0.0), Err("rate")),
        (Scaled, true, Some(f64::NAN), Err("rate")),
        (Scaled, true, Some(1e7), Err("rate")),
    ] {
        let found = set_clock(mode, has_now, rate).map_err(|error| error.field.unwrap());
        assert_eq!(
            found,
            expected.map_err(str::to_owned),
            "{mode:?} {has_now} {rate:?}"
        );
    }
}

/// ENV-3.
#[test]
fn faults_are_checked_before_they_happen() {
    for (fault, expected) in [
        (
            r#"{"at":"before_commit","action":"stall","for":"PT0.5S"}"#,
            None,
        ),
        (
            r#"{"at":"after_commit_before_reply","action":"drop_reply","share":0.25,"times":3}"#,
            None,
        ),
        (
            r#"{"at":"before_commit","action":"error","status":503,"path":"/cpis"}"#,
            None,
        ),
        (
            r#"{"at":"between_delivery_and_ack","action":"abort"}"#,
            None,
        ),
        (
            r#"{"at":"before_commit","action":"stall"}"#,
            Some("faults[0].for"),
        ),
        (
            r#"{"at":"before_commit","action":"abort","for":"PT1S"}"#,
            Some("faults[0].for"),
        ),
        (
            r#"{"at":"before_commit","action":"error","status":418}"#,
            Some("faults[0].status"),
        ),
        (
            r#"{"at":"before_commit","action":"abort","status":503}"#,
            Some("faults[0].status"),
        ),
        (
            r#"{"at":"before_commit","action":"abort","share":0}"#,
            Some("faults[0].share"),
        ),
        (
            r#"{"at":"between_delivery_and_ack","action":"drop_reply"}"#,
            Some("faults[0].action"),
        ),
        (
            r#"{"at":"before_commit","action":"abort","status":418}"#,
            Some("faults[0].status"),
        ),
        (
            r#"{"at":"before_commit","action":"stall","for":"PT1S","up_to":"PT2S","door":"care-team"}"#,
            None,
        ),
        (
            r#"{"at":"before_commit","action":"stall","for":"PT2S","up_to":"PT1S"}"#,
            Some("faults[0].up_to"),
        ),
        (
            r#"{"at":"before_commit","action":"drip","for":"PT1S","up_to":"PT2S"}"#,
            Some("faults[0].up_to"),
        ),
        (
            r#"{"at":"between_delivery_and_ack","action":"garble"}"#,
            Some("faults[0].action"),
        ),
    ] {
        let faults: Faults = read(format!(r#"{{"faults":[{fault}]}}"#).as_bytes()).unwrap();
        let found = faults.check().err().and_then(|error| error.field);
        assert_eq!(found.as_deref(), expected, "{fault}");
        sent(&faults);
    }
}

#[test]
fn lists_take_their_filters_and_nothing_else() {
    let n = people::child();
    let patients =
        PatientFilter::parse("displayable=true&kind=LAC&limit=20&status=restricted&cursor=a%20b");
    assert_eq!(
        patients,
        Ok(PatientFilter {
            displayable: Some(true),
            kind: Some(PlanKind::Lac),
            status: Some(StatusName::Restricted),
            page: PageQuery {
                limit: 20,
                cursor: Some("a b".into())
            },
            ..PatientFilter::default()
        })
    );
    let notifications =
        NotificationFilter::parse(&format!("nhs_number={n}&authority=ZT01")).unwrap();
    assert_eq!(notifications.nhs_number, Some(n));
    assert_eq!(notifications.authority.as_deref(), Some("ZT01"));
    assert_eq!(
        UserFilter::parse("activity=B0107")
            .unwrap()
            .activity
            .as_deref(),
        Some("B0107")
    );
    assert_eq!(AccessFilter::parse("").unwrap().page.limit, 100);
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("kind=lac", "kind"),
        ("displayable=1", "displayable"),
        ("nhs_number=9000000000", "nhs_number"),
        ("kind=LAC&kind=CPP", "kind"),
        ("dispayable=true", "dispayable"),
    ] {
        let error = PatientFilter::parse(query).unwrap_err();
        assert_eq!(error.field.as_deref(), Some(field), "{query}: {error}");
    }
}

#[test]
fn a_form_and_what_it_finds_go_out_and_come_back() {
    let form = SearchForm {
        surname: Some("Smi*".into()),
        widen: Some("no".into()),
        ..SearchForm::default()
    };
    sent(&form);
    assert_eq!(
        read::<SearchForm>(br#"{"gender": null}"#).unwrap(),
        SearchForm::default()
    );
    assert!(read::<SearchForm>(br#"{"family": "Smith"}"#).is_err());
    let restricted = cpis_vocabulary::Patient {
        status: PatientStatus::Restricted,
        ..people::patient()
    };
    let near = NearMissItem::of(&restricted, "surname", None, 2);
    let answer = SearchAnswer {
        outcome: SearchOutcome::Shown,
        items: vec![
            FoundItem::of(&people::patient(), 0.95),
            FoundItem::of(&restricted, 1.0),
        ],
        near_misses: Some(vec![near]),
    };
    sent(&answer);
    assert!(answer.items[0].postcode.is_some());
    assert_eq!(answer.items[1].postcode, None, "SRC-7");
    let mistake = |field: &str| FormMistake {
        field: field.to_owned(),
        accepts: "a word".to_owned(),
        found: "it is empty".to_owned(),
    };
    for (mistakes, expected) in [
        (vec![mistake("a")], "a takes a word; it is empty"),
        (
            vec![mistake("a"), mistake("b")],
            "a takes a word; it is empty; there is one more mistake",
        ),
        (
            vec![mistake("a"), mistake("b"), mistake("c")],
            "a takes a word; it is empty; there are 2 more mistakes",
        ),
    ] {
        let error = ControlError::form(mistakes);
        sent(&error);
        assert_eq!(error.error, expected);
        assert_eq!(error.field.as_deref(), Some("a"));
    }
    assert_eq!(
        sent(&ControlError::new("no")),
        r#"{"error":"no","field":null}"#
    );
}
