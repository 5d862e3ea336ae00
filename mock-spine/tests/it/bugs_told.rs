//! Bug modes of what is told and refused, each against what an honest Spine does. ASN-2, ASN-8, ASN-9, VIEW-1, IDN-4, SRC-1, SRC-6.

use crate::bench::{AUDIT_EVENT, Bench, CARE_TEAM, PATIENT, REQUEST_ID, by_identifier};
use crate::control::walk;
use cpis_population::{Case, UserKind};
use cpis_vocabulary::PlanKind;
use mock_spine::bugs::Bug;
use serde_json::Value;

/// What a bench shows without a bug mode and with it.
fn both<T>(id: &str, show: impl Fn(&Bench) -> T) -> (T, T) {
    let shown = |on: &[Bug]| {
        let bench = Bench::new();
        bench.tenant().bugs.set(on);
        show(&bench)
    };
    (shown(&[]), shown(&[Bug::by_id(id).expect("a bug mode")]))
}

/// The notifications of a look at a child.
fn told(bench: &Bench, case: Case) -> Vec<Value> {
    let token = bench.log_on(UserKind::Notifying);
    let child = bench.case(case);
    bench.ask(&token, &by_identifier(CARE_TEAM, child));
    walk(bench, &format!("/notifications?nhs_number={child}"), 10)
}

#[test]
fn a_notification_is_told_wrong_in_one_thing() {
    for (bug, member) in [
        ("notice-codes-for-names", "org_name"),
        ("notice-codes-for-names", "role_name"),
        ("notice-without-local-id", "local_id"),
        ("notice-of-another-upload", "upload"),
        ("notice-ids-shared", "id"),
    ] {
        let case = Case::TwoKinds;
        let (right, wrong) = both(bug, |bench| told(bench, case).swap_remove(0));
        assert_ne!(right[member], wrong[member], "{bug}");
        assert_eq!(right["access"], wrong["access"], "{bug}");
    }
}

#[test]
fn an_ended_plan_tells_nobody() {
    let count = |case| both("ended-plan-silent", |bench| told(bench, case).len());
    assert_eq!(count(Case::Ended(PlanKind::Cpp, 1)), (1, 0));
    assert_eq!(count(Case::TwoKinds), (1, 1), "one of two goes on");
}

#[test]
fn a_list_gives_a_code_where_a_name_belongs() {
    let (right, wrong) = both("list-code-for-name", |bench| {
        let case = Case::Open;
        told(bench, case);
        let token = bench.log_on(UserKind::Silent);
        let include = "&_include=AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass%7CASSIGNED";
        let target = by_identifier(AUDIT_EVENT, bench.case(case)) + include;
        let list = bench.ask(&token, &target).json();
        let entries = list["entry"].as_array().unwrap().iter();
        let mut roles = entries
            .map(|entry| &entry["resource"])
            .filter(|resource| resource["resourceType"] == "PractitionerRole");
        let organisation = roles.next().unwrap()["organization"].clone();
        let is_code = organisation["display"] == organisation["identifier"]["value"];
        (organisation["identifier"]["value"].clone(), is_code)
    });
    assert_eq!(right.0, wrong.0);
    assert_eq!((right.1, wrong.1), (false, true));
}

#[test]
fn the_order_of_checks_at_the_cpis_door_is_another() {
    let bad =
        format!("{CARE_TEAM}?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990000001");
    for (bug, kind, is_known, flag, status) in [
        (
            "headers-before-token",
            UserKind::Notifying,
            false,
            "maybe",
            (401, 400),
        ),
        (
            "activity-before-headers",
            UserKind::Neither,
            true,
            "maybe",
            (400, 403),
        ),
        (
            "number-before-activity",
            UserKind::Neither,
            true,
            "true",
            (403, 400),
        ),
    ] {
        let ask = |bench: &Bench| {
            let token = bench.log_on(kind);
            let headers = [
                (
                    "Authorization",
                    if is_known {
                        token.as_str()
                    } else {
                        "Bearer of-nobody"
                    },
                ),
                ("X-Request-ID", REQUEST_ID),
                ("IsUnscheduledAccessEvent", flag),
            ];
            bench.get(&bad, &headers).status
        };
        assert_eq!(both(bug, ask), status, "{bug}");
    }
}

#[test]
fn pds_refuses_in_another_way_or_not_at_all() {
    let born = "birthdate=eq2015-03-02";
    for (bug, target, right, wrong) in [
        (
            "malformed-number-unknown",
            "/9990000001".to_owned(),
            "INVALID_RESOURCE_ID",
            "RESOURCE_NOT_FOUND",
        ),
        (
            "unknown-number-withdrawn",
            "/9111231130".to_owned(),
            "RESOURCE_NOT_FOUND",
            "INVALIDATED_RESOURCE",
        ),
        (
            "search-minimum-unchecked",
            "?family=Zzxnobody".to_owned(),
            "MISSING_VALUE",
            "",
        ),
        (
            "search-early-wildcard",
            format!("?family=*Zzxnobody&{born}"),
            "INVALID_VALUE",
            "",
        ),
        (
            "search-ignores-unknown",
            format!("?family=Zzxnobody&{born}&surname=A"),
            "ADDITIONAL_PROPERTIES",
            "",
        ),
        (
            "search-limit-lowered",
            format!("?family=Zzxnobody&{born}&_max-results=51"),
            "INVALID_VALUE",
            "",
        ),
        (
            "search-minimum-first",
            "?family=Zzxnobody&gender=girl".to_owned(),
            "INVALID_VALUE",
            "MISSING_VALUE",
        ),
    ] {
        let ask = |bench: &Bench| {
            let token = bench.log_on(UserKind::Notifying);
            let answer = bench.ask(&token, &format!("{PATIENT}{target}"));
            if answer.status == 200 {
                String::new()
            } else {
                answer.code()
            }
        };
        let expected = (right.to_owned(), wrong.to_owned());
        assert_eq!(both(bug, ask), expected, "{bug}");
    }
}

#[test]
fn a_parameter_of_a_search_is_passed_over() {
    let criterion = |bug| match bug {
        "search-ignores-exact" => "_fuzzy-match=true&_exact-match=true",
        "search-ignores-reach" => "phone=0",
        "search-ignores-death" => "death-date=eq1900-01-01",
        _ => "_max-results=2",
    };
    for bug in [
        "search-ignores-exact",
        "search-ignores-reach",
        "search-ignores-death",
    ] {
        let total = |bench: &Bench| {
            let population = bench.tenant().people.population();
            let index = population.index(bench.case(Case::Open)).unwrap();
            let patient = population.patient(index);
            let name = patient.name.unwrap();
            // Family and given name in each other's place are alike, and not the same.
            let (family, given) = if bug == "search-ignores-exact" {
                (&name.given[0], &name.family)
            } else {
                (&name.family, &name.given[0])
            };
            let born = patient.birth_date.unwrap();
            let query = format!(
                "family={family}&given={given}&birthdate={born}&{}",
                criterion(bug)
            );
            let token = bench.log_on(UserKind::Notifying);
            let answer = bench.ask(&token, &format!("{PATIENT}?{query}"));
            answer.json()["total"].as_u64()
        };
        let (right, wrong) = both(bug, total);
        assert_eq!(right, Some(0), "{bug}");
        assert!(wrong >= Some(1), "{bug}: {wrong:?}");
    }
}

#[test]
fn an_application_may_ask_for_several() {
    let ask = |bench: &Bench| {
        let token = bench.application();
        let query = "family=Zzxnobody&birthdate=eq2015-03-02&_max-results=2";
        bench.ask(&token, &format!("{PATIENT}?{query}")).status
    };
    assert_eq!(both("application-unlimited", ask), (403, 200));
}
