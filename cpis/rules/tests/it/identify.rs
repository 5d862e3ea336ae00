//! IDN-2, IDN-3, IDN-4, ASN-6: who looks, and what that means.

use cpis_rules::{
    Activity, BothActivities, Claim, Policy, activity, choose_role, identify, intent,
};
use cpis_vocabulary::{
    ActivityCode, CareSetting, Intent, JobRole, JobRoleCode, Organisation, OrganisationCode,
    Refusal, Role, RoleId, User, UserId,
};
use std::sync::Arc;

fn codes(codes: &[&str]) -> Vec<ActivityCode> {
    codes.iter().copied().map(ActivityCode::from).collect()
}

/// IDN-3: B0107 notifies, B0170 is silent, neither sees nothing, both is a setting.
#[test]
fn a_role_may_do_what_its_activities_say() {
    fn check(row: &str, held: &[&str], policy: &Policy, expected: Option<Activity>) {
        assert_eq!(activity(&codes(held), policy), expected, "{row}: {held:?}");
    }
    let notify = Policy::default();
    let silent = Policy {
        both_activities: BothActivities::Silent,
        ..Policy::default()
    };
    for policy in [&notify, &silent] {
        check("notifying", &["B0107"], policy, Some(Activity::Notifying));
        check("silent", &["B0170"], policy, Some(Activity::Silent));
        check("none", &[], policy, None);
        check("others", &["B0264", "B0011"], policy, None);
        check(
            "one among others",
            &["B0264", "B0107", "B0011"],
            policy,
            Some(Activity::Notifying),
        );
        check("twice", &["B0170", "B0170"], policy, Some(Activity::Silent));
        check("lower case is another code", &["b0107"], policy, None);
        check("so is one with a space", &["B0107 "], policy, None);
        check("so is half a code", &["B01"], policy, None);
    }
    for both in [["B0107", "B0170"], ["B0170", "B0107"]] {
        check("both", &both, &notify, Some(Activity::Notifying));
        check(
            "both, set to silent",
            &both,
            &silent,
            Some(Activity::Silent),
        );
    }
    let swapped = Policy {
        notifying_activity: ActivityCode::from("B0170"),
        silent_activity: ActivityCode::from("B0107"),
        ..Policy::default()
    };
    check(
        "swapped codes",
        &["B0107"],
        &swapped,
        Some(Activity::Silent),
    );
    check(
        "swapped codes",
        &["B0170"],
        &swapped,
        Some(Activity::Notifying),
    );
    let other = Policy {
        notifying_activity: ActivityCode::from("B9999"),
        ..Policy::default()
    };
    check(
        "another code",
        &["B9999"],
        &other,
        Some(Activity::Notifying),
    );
    check("the usual one is no longer one", &["B0107"], &other, None);
}

/// ASN-6: the header matrix.
#[test]
fn the_header_can_silence_and_never_make_loud() {
    fn check(activity: Activity, header: Option<bool>, expected: Intent) {
        assert_eq!(
            intent(activity, header),
            expected,
            "{activity:?}, {header:?}"
        );
    }
    check(Activity::Notifying, None, Intent::Notify);
    check(Activity::Notifying, Some(true), Intent::Notify);
    check(Activity::Notifying, Some(false), Intent::Silent);
    check(Activity::Silent, None, Intent::Silent);
    check(Activity::Silent, Some(true), Intent::Silent);
    check(Activity::Silent, Some(false), Intent::Silent);
}

fn user(roles: &[&str]) -> User {
    User {
        id: UserId::from("910000000001"),
        given_name: "Anwen".into(),
        family_name: "Test".into(),
        passcode: "1234".into(),
        roles: roles.iter().copied().map(role).collect(),
    }
}

fn role(id: &str) -> Arc<Role> {
    Arc::new(Role {
        id: RoleId::from(id),
        organisation: Arc::new(Organisation {
            code: OrganisationCode::from("ED1"),
            name: "Fictional hospital".into(),
            setting: CareSetting::EmergencyDepartment,
        }),
        job_role: JobRole {
            code: JobRoleCode::from("R8001"),
            name: "Nurse Access Role".into(),
        },
        activities: codes(&["B0107"]),
    })
}

/// IDN-2: one role needs no choice, several do, and nobody borrows another's.
#[test]
fn a_user_acts_in_one_role() {
    fn check(row: &str, roles: &[&str], chosen: Option<&str>, expected: &Result<&str, Refusal>) {
        let found = choose_role(&user(roles), chosen.map(RoleId::from).as_ref());
        let found = found.map(|role| role.id.to_string());
        assert_eq!(&found.as_deref().map_err(Clone::clone), expected, "{row}");
    }
    check("one role", &["1"], None, &Ok("1"));
    check("one role, named", &["1"], Some("1"), &Ok("1"));
    check(
        "one role, another's named",
        &["1"],
        Some("2"),
        &Err(Refusal::NotYourRole),
    );
    check(
        "several, none chosen",
        &["1", "2"],
        None,
        &Err(Refusal::NoRoleChosen),
    );
    check("several, the first", &["1", "2"], Some("1"), &Ok("1"));
    check("several, the last", &["1", "2"], Some("2"), &Ok("2"));
    check(
        "several, another's named",
        &["1", "2"],
        Some("3"),
        &Err(Refusal::NotYourRole),
    );
    check(
        "an empty name is no choice of theirs",
        &["1"],
        Some(""),
        &Err(Refusal::NotYourRole),
    );
    check("no roles", &[], None, &Err(Refusal::NoRoleChosen));
    check(
        "no roles, one named",
        &[],
        Some("1"),
        &Err(Refusal::NotYourRole),
    );
}

fn person() -> Claim {
    Claim {
        user_id: Some("910000000001".into()),
        user_name: Some("Anwen Test".into()),
        role_id: Some("1".into()),
        job_role_code: Some("R8001".into()),
        job_role_name: Some("Nurse Access Role".into()),
        organisation_code: Some("ED1".into()),
        organisation_name: Some("Fictional hospital".into()),
        device: None,
    }
}

fn check_missing(row: &str, claim: Claim, missing: &[&str]) {
    let expected = Refusal::Anonymous(missing.iter().map(|item| (*item).into()).collect());
    assert_eq!(identify(claim).map(drop), Err(expected), "{row}");
}

/// IDN-4: each item alone, absent or blank.
#[test]
fn a_claim_is_refused_with_the_one_thing_that_it_lacks() {
    type Omit = fn(&mut Claim, Option<&str>);
    let rows: [(&str, Omit); 7] = [
        ("user id", |claim, blank| {
            claim.user_id = blank.map(UserId::from);
        }),
        ("name", |claim, blank| {
            claim.user_name = blank.map(Into::into);
        }),
        ("job role code", |claim, blank| {
            claim.job_role_code = blank.map(Into::into);
        }),
        ("job role name", |claim, blank| {
            claim.job_role_name = blank.map(Into::into);
        }),
        ("organisation code", |claim, blank| {
            claim.organisation_code = blank.map(Into::into);
        }),
        ("organisation name", |claim, blank| {
            claim.organisation_name = blank.map(Into::into);
        }),
        ("user id", |claim, blank| {
            claim.user_id = None;
            claim.device = blank.map(Into::into);
        }),
    ];
    for blank in [None, Some(""), Some(" "), Some("\t\n")] {
        for (missing, omit) in rows {
            let mut claim = person();
            omit(&mut claim, blank);
            check_missing(&format!("{missing}: {blank:?}"), claim, &[missing]);
        }
    }
}

/// IDN-4: an access that cannot say who looks is told everything that it lacks, in order.
#[test]
fn a_claim_is_refused_with_everything_that_it_lacks() {
    let everything = [
        "user id",
        "name",
        "job role code",
        "job role name",
        "organisation code",
        "organisation name",
    ];
    let device = || Some("200000000117".into());
    let role = Some("1".into());
    check_missing("nothing at all", Claim::default(), &everything);
    let claim = Claim {
        role_id: role,
        ..Claim::default()
    };
    check_missing("a role alone", claim, &everything);
    let claim = Claim {
        device: device(),
        ..Claim::default()
    };
    check_missing("a device alone", claim, &everything[1..]);
    let claim = Claim {
        device: device(),
        user_id: None,
        user_name: None,
        ..person()
    };
    check_missing("a device without responsible person", claim, &["name"]);
    let claim = Claim {
        user_name: None,
        organisation_name: None,
        ..person()
    };
    check_missing("two things", claim, &["name", "organisation name"]);
}

/// IDN-4: a device is its own user unless a responsible person is named by id.
#[test]
fn a_viewer_is_a_person_or_a_device_with_a_responsible_person() {
    fn check(row: &str, claim: Claim, user_id: &str, device: Option<&str>, role_id: &str) {
        let viewer = identify(claim).expect(row);
        assert_eq!(viewer.user_id, UserId::from(user_id), "{row}");
        assert_eq!(
            viewer.device.as_ref().map(|device| &*device.id),
            device,
            "{row}"
        );
        assert_eq!(viewer.role_id, RoleId::from(role_id), "{row}");
        assert_eq!(&*viewer.user_name, "Anwen Test", "{row}");
        assert_eq!(viewer.job_role.code, JobRoleCode::from("R8001"), "{row}");
        assert_eq!(&*viewer.job_role.name, "Nurse Access Role", "{row}");
        assert_eq!(
            viewer.organisation_code,
            OrganisationCode::from("ED1"),
            "{row}"
        );
        assert_eq!(&*viewer.organisation_name, "Fictional hospital", "{row}");
    }
    let device = Claim {
        device: Some("200000000117".into()),
        ..person()
    };
    check("a person", person(), "910000000001", None, "1");
    check(
        "no role profile",
        Claim {
            role_id: None,
            ..person()
        },
        "910000000001",
        None,
        "",
    );
    check(
        "a device for a person with an id",
        device.clone(),
        "910000000001",
        Some("200000000117"),
        "1",
    );
    check(
        "a device for a named person",
        Claim {
            user_id: None,
            ..device.clone()
        },
        "200000000117",
        Some("200000000117"),
        "1",
    );
    check(
        "a blank user id is none",
        Claim {
            user_id: Some(" ".into()),
            ..device
        },
        "200000000117",
        Some("200000000117"),
        "1",
    );
    check(
        "a blank device is none",
        Claim {
            device: Some(" ".into()),
            ..person()
        },
        "910000000001",
        None,
        "1",
    );
}
