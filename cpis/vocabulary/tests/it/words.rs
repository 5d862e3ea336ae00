//! IDN-1, IDN-4, ALT-3, DAT-6: the field's words, as they are read and written.

use cpis_vocabulary::{
    CareSetting, DecisionKind, Door, Gender, NhsNumber, PatientStatus, PlanKind, Refusal,
    RequirementGroup, User, UserId, UsualActivity,
};
use std::collections::HashSet;

/// ALT-3: three kinds of plan.
#[test]
fn every_kind_of_plan_is_read_as_it_is_written() {
    fn check(kind: PlanKind, abbreviation: &str, name: &str) {
        assert_eq!((kind.as_str(), kind.name()), (abbreviation, name));
        assert_eq!(abbreviation.parse(), Ok(kind));
    }
    check(PlanKind::Cpp, "CPP", "Child Protection Plan");
    check(PlanKind::Lac, "LAC", "Looked After Child");
    check(PlanKind::Ucpp, "UCPP", "Unborn Child Protection Plan");
    assert_eq!(PlanKind::ALL.len(), 3);
    for unknown in ["", "cpp", "CPP ", "Looked After Child"] {
        let refusal = unknown.parse::<PlanKind>().expect_err(unknown);
        assert_eq!(
            refusal.to_string(),
            "a kind of plan is one of CPP, LAC and UCPP"
        );
    }
}

#[test]
fn every_gender_is_read_as_it_is_written() {
    for gender in Gender::ALL {
        assert_eq!(gender.as_str().parse(), Ok(gender));
    }
    for unknown in ["", "Male", "m", "female "] {
        assert!(unknown.parse::<Gender>().is_err(), "{unknown:?}");
    }
}

/// DAT-6: eight unscheduled settings, six scheduled ones.
#[test]
fn a_care_setting_says_whether_its_care_is_scheduled() {
    fn check(setting: CareSetting, activity: UsualActivity) {
        assert_eq!(setting.usual_activity(), activity, "{setting}");
        assert_eq!(setting.to_string().parse(), Ok(setting));
        assert_eq!(setting.as_str().to_uppercase().parse(), Ok(setting));
        assert_eq!(format!(" {setting} ").parse(), Ok(setting));
    }
    for (place, setting) in CareSetting::ALL.into_iter().enumerate() {
        let activity = if place < 8 {
            UsualActivity::Unscheduled
        } else {
            UsualActivity::Scheduled
        };
        check(setting, activity);
    }
    let refusal = "spa"
        .parse::<CareSetting>()
        .expect_err("no setting")
        .to_string();
    for setting in CareSetting::ALL {
        assert!(
            refusal.contains(setting.as_str()),
            "{refusal:?} names {setting}"
        );
    }
}

/// VIEW-1: suppressed accesses are recorded, silent and refused ones are not.
#[test]
fn a_decision_says_whether_it_is_recorded() {
    fn check(decision: DecisionKind, name: &str, recorded: bool) {
        assert_eq!(
            (decision.as_str(), decision.is_recorded()),
            (name, recorded)
        );
    }
    check(DecisionKind::Notified, "notified", true);
    check(DecisionKind::Suppressed, "suppressed", true);
    check(DecisionKind::Silent, "silent", false);
    check(DecisionKind::None, "none", false);
    check(DecisionKind::Refused, "refused", false);
}

#[test]
fn names_are_not_shared() {
    fn check(what: &str, names: &[&str]) {
        let distinct: HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{what}: {names:?}");
    }
    check(
        "doors",
        &[Door::Web, Door::Fhir, Door::Hl7v3, Door::Smsp].map(Door::as_str),
    );
    check(
        "groups",
        &RequirementGroup::ALL.map(RequirementGroup::as_str),
    );
    check("settings", &CareSetting::ALL.map(CareSetting::as_str));
    let by = NhsNumber::parse("9000000009").expect("valid");
    check(
        "statuses",
        &[
            PatientStatus::Ordinary,
            PatientStatus::Restricted,
            PatientStatus::Superseded { by },
            PatientStatus::Invalidated,
        ]
        .map(PatientStatus::as_str),
    );
}

/// IDN-1: codes are opaque, compared byte by byte.
#[test]
fn codes_are_taken_as_they_stand() {
    let id = UserId::new(" aB1 ");
    assert_eq!((id.as_str(), id.to_string().as_str()), (" aB1 ", " aB1 "));
    assert_ne!(UserId::from("ab1"), UserId::from("AB1"));
}

#[test]
fn a_user_is_called_by_both_names() {
    let user = User {
        id: UserId::from("910000000001"),
        given_name: "Anwen".into(),
        family_name: "O'Hara-Ng".into(),
        passcode: "1234".into(),
        roles: Vec::new(),
    };
    assert_eq!(&*user.name(), "Anwen O'Hara-Ng");
}

/// IDN-4, ENV-4: a refusal names what is missing and never a patient.
#[test]
fn a_refusal_is_a_sentence_without_a_patients_number() {
    fn check(refusal: &Refusal, sentence: &str) {
        assert_eq!(refusal.to_string(), sentence);
    }
    check(
        &Refusal::Anonymous(vec!["user id".into(), "organisation name".into()]),
        "an access names who looks, in which role and from where; missing: user id, organisation name",
    );
    check(
        &Refusal::MissingHeader("X-Request-ID"),
        "X-Request-ID header is required, the request has none",
    );
    check(
        &Refusal::BadHeader {
            header: "TraceID",
            required: "must be a UUID",
        },
        "TraceID header must be a UUID",
    );
    let bad = NhsNumber::parse("9000000000").expect_err("check digit");
    check(&Refusal::BadNumber(bad), "Invalid NHS number");
    assert!(!format!("{:?}", Refusal::BadNumber(bad)).contains("900000000"));
}
