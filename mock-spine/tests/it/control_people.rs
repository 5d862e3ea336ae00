//! People to test with, and changing them. DAT-1, DAT-5, ALT-6, ALT-10.

use crate::bench::{Bench, CARE_TEAM, by_identifier};
use crate::control::{call, done, get, walk};
use cpis_population::{Case, UserKind, sandbox};
use cpis_vocabulary::{NhsNumber, PatientStatus};
use serde_json::Value;
use std::collections::BTreeSet;

/// The numbers that the population itself says a filter is to find.
fn expected(bench: &Bench, status: &str) -> BTreeSet<String> {
    let population = bench.tenant().people.population();
    (0..population.len())
        .filter(|index| population.status(*index).as_str() == status)
        .map(|index| population.number(index).to_string())
        .collect()
}

fn numbers(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .map(|item| item["nhs_number"].as_str().unwrap().to_owned())
        .collect()
}

/// That a walk meets exactly these, each once.
fn check_walk(bench: &Bench, path: &str, limit: usize, expected: &BTreeSet<String>) {
    let met = numbers(&walk(bench, path, limit));
    let different: BTreeSet<_> = met.iter().cloned().collect();
    assert_eq!(met.len(), different.len(), "{path}: somebody is met twice");
    assert_eq!(&different, expected, "{path}");
}

#[test]
fn a_walk_meets_everybody_of_a_status_once() {
    let bench = Bench::new();
    for status in ["ordinary", "restricted", "superseded", "invalidated"] {
        let expected = expected(&bench, status);
        assert!(!expected.is_empty(), "{status}");
        for limit in [7, 1_000] {
            check_walk(
                &bench,
                &format!("/patients?status={status}"),
                limit,
                &expected,
            );
        }
    }
    check_walk(&bench, "/patients", 100, &expected(&bench, "ordinary"));
}

#[test]
fn a_walk_by_plans_meets_whoever_holds_them_on_any_day() {
    let bench = Bench::new();
    for now in [
        "2026-03-02T09:00:00Z",
        "2026-03-03T09:00:00Z",
        "2027-06-01T09:00:00Z",
        "2019-01-01T00:00:00Z",
    ] {
        done(
            &bench,
            "PUT",
            "/clock",
            &format!(r#"{{"mode": "frozen", "now": "{now}"}}"#),
        );
        let all = walk(&bench, "/patients", 1_000);
        let holds = |wanted: &dyn Fn(&Value) -> bool| -> BTreeSet<String> {
            let found = all.iter().filter(|item| wanted(item));
            numbers(&found.cloned().collect::<Vec<_>>())
                .into_iter()
                .collect()
        };
        let any = |item: &Value, wanted: &dyn Fn(&Value) -> bool| {
            item["plans"].as_array().unwrap().iter().any(wanted)
        };
        let shown = |plan: &Value| plan["displayable"] == true;
        check_walk(
            &bench,
            "/patients?displayable=true",
            9,
            &holds(&|item| any(item, &shown)),
        );
        check_walk(
            &bench,
            "/patients?displayable=false",
            500,
            &holds(&|item| !any(item, &shown)),
        );
        for kind in ["CPP", "LAC", "UCPP"] {
            let of_kind = |plan: &Value| plan["kind"] == kind;
            check_walk(
                &bench,
                &format!("/patients?kind={kind}"),
                50,
                &holds(&|item| any(item, &of_kind)),
            );
            let both = |plan: &Value| of_kind(plan) && shown(plan);
            check_walk(
                &bench,
                &format!("/patients?kind={kind}&displayable=true"),
                50,
                &holds(&|item| any(item, &both)),
            );
        }
        let there = |plan: &Value| plan["authority"] == "ZZ004";
        check_walk(
            &bench,
            "/patients?authority=ZZ004",
            5,
            &holds(&|item| any(item, &there)),
        );
    }
}

#[test]
fn whoever_is_given_a_plan_or_added_is_met_once_whatever_is_looked_at_meanwhile() {
    let bench = Bench::new();
    let user = bench.log_on(UserKind::Notifying);
    let population = bench.tenant().people.population();
    let without = |nth: usize| {
        let plain = (100..population.len()).filter(|index| {
            !population.has_plans(*index) && population.status(*index) == PatientStatus::Ordinary
        });
        population.number(plain.step_by(100).nth(nth).unwrap())
    };
    let before: BTreeSet<_> = numbers(&walk(&bench, "/patients?displayable=true", 1_000))
        .into_iter()
        .collect();
    let plan =
        r#"{"kind": "UCPP", "start": "2026-01-01", "end": "2026-06-01", "authority": "ZZ001"}"#;
    let mut expected = before.clone();
    for nth in 0..3 {
        done(
            &bench,
            "POST",
            &format!("/patients/{}/plans", without(nth)),
            plan,
        );
        expected.insert(without(nth).to_string());
    }
    let added = NhsNumber::from_stem(910_000_000).unwrap();
    done(
        &bench,
        "PUT",
        &format!("/patients/{added}"),
        r#"{"family": "Added"}"#,
    );
    done(&bench, "POST", &format!("/patients/{added}/plans"), plan);
    expected.insert(added.to_string());
    let gone = bench.case(Case::Open);
    for plan in get(&bench, &format!("/patients/{gone}"))["plans"]
        .as_array()
        .unwrap()
    {
        let id = plan["id"].as_str().unwrap();
        done(
            &bench,
            "DELETE",
            &format!("/patients/{gone}/plans/{id}"),
            "",
        );
    }
    expected.remove(&gone.to_string());
    let mut met = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(
            &bench,
            &format!("/patients?displayable=true&limit=5{cursor}"),
        );
        let items = page["items"].as_array().unwrap();
        met.extend(numbers(items));
        for number in numbers(items).iter().chain(expected.iter().take(3)) {
            assert_eq!(
                bench.ask(&user, &by_identifier(CARE_TEAM, number)).status,
                200
            );
        }
        match page["next"].as_str() {
            None => break,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
    assert_eq!(
        met.len(),
        expected.len(),
        "somebody is met twice, or not at all"
    );
    assert_eq!(met.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_sandbox_three_are_found_by_number_only() {
    let bench = Bench::new();
    for number in ["9000000009", "9000000025", "9000000033"] {
        assert_eq!(
            numbers(
                get(&bench, &format!("/patients?nhs_number={number}"))["items"]
                    .as_array()
                    .unwrap()
            ),
            [number]
        );
        done(
            &bench,
            "PUT",
            &format!("/patients/{number}"),
            r#"{"family": "Changed"}"#,
        );
    }
    for status in ["ordinary", "restricted"] {
        let met = numbers(&walk(&bench, &format!("/patients?status={status}"), 1_000));
        assert!(
            met.iter().all(|number| number.starts_with("999")),
            "{status}"
        );
    }
}

#[test]
fn people_look_as_the_contract_says() {
    let bench = Bench::new();
    let mut shown = Vec::new();
    for case in [
        Case::TwoAuthorities,
        Case::EndsAfterEighteen,
        Case::RestrictedWithPlan,
        Case::SupersededWithPlan,
        Case::Invalidated,
    ] {
        shown.push(get(&bench, &format!("/patients/{}", bench.case(case))));
    }
    shown.push(get(&bench, "/patients/9000000033"));
    insta::assert_json_snapshot!(shown);
}

#[test]
fn a_patient_is_made_and_changed_field_by_field() {
    let bench = Bench::new();
    let number = NhsNumber::from_stem(920_000_000).unwrap();
    let path = format!("/control/v1/patients/{number}");
    let made = call(
        &bench,
        "PUT",
        &path,
        r#"{"family": " O'Neil ", "given": ["Zoë", "May"], "birth_date": "2010-02-28",
        "gender": "female", "postcode": "zz993ab"}"#,
    );
    assert_eq!(made.status, 201);
    let changed = call(
        &bench,
        "PUT",
        &path,
        r#"{"given": [], "birth_date": null, "gender": "male"}"#,
    );
    assert_eq!(changed.status, 200);
    let nothing = call(&bench, "PUT", &path, "{}");
    assert_eq!((nothing.status, nothing.json()), (200, changed.json()));
    let spelt_otherwise = call(&bench, "PUT", &path, r#"{"postcode": "Zz99 3AB"}"#);
    let of_both = (spelt_otherwise.status, spelt_otherwise.json());
    assert_eq!(of_both, (200, changed.json()), "not even its version");
    assert_eq!(call(&bench, "GET", &path, "").json(), changed.json());
    insta::assert_json_snapshot!([made.json(), changed.json()]);
    done(&bench, "POST", "/reset", "");
    assert_eq!(
        call(&bench, "GET", &path, "").status,
        404,
        "a reset forgets whom it made"
    );
}

#[test]
fn what_is_listed_may_be_sent_back_and_changes_nothing() {
    let bench = Bench::new();
    let bare = NhsNumber::from_stem(920_000_001).unwrap();
    done(&bench, "PUT", &format!("/patients/{bare}"), "{}");
    let population = bench.tenant().people.population();
    let of_cases = Case::all().flat_map(|case| population.cases(case).take(1));
    let mut numbers: Vec<_> = of_cases.map(|index| population.number(index)).collect();
    numbers.extend(sandbox::patients().iter().map(|patient| patient.number));
    for status in ["restricted", "superseded", "invalidated"] {
        let listed = get(&bench, &format!("/patients?status={status}&limit=2"));
        let listed = listed["items"].as_array().unwrap().clone();
        assert!(!listed.is_empty(), "{status}");
        let number = |item: &Value| NhsNumber::parse(item["nhs_number"].as_str().unwrap());
        numbers.extend(listed.iter().map(|item| number(item).unwrap()));
    }
    numbers.push(bare);
    for number in numbers {
        let path = format!("/patients/{number}");
        let record = || bench.tenant().people.find(number).unwrap();
        let (listed, before) = (get(&bench, &path), record());
        let sent_back = done(&bench, "PUT", &path, &listed.to_string());
        assert_eq!(sent_back, listed);
        assert_eq!(record(), before, "{listed}");
    }
}

#[test]
fn another_number_or_other_plans_are_refused_with_what_to_do_instead() {
    let bench = Bench::new();
    let child = bench.case(Case::TwoAuthorities);
    let path = format!("/control/v1/patients/{child}");
    let listed = call(&bench, "GET", &path, "").json();
    let check = |field: &str, value: Value, says: &str| {
        let mut asked = listed.clone();
        asked[field] = value;
        let answer = call(&bench, "PUT", &path, &asked.to_string());
        let refused = answer.json();
        assert_eq!(
            (answer.status, &refused["field"]),
            (400, &Value::from(field))
        );
        assert!(
            refused["error"].as_str().unwrap().contains(says),
            "{refused}"
        );
        assert_eq!(call(&bench, "GET", &path, "").json(), listed, "{field}");
    };
    let plans = listed["plans"].as_array().unwrap();
    assert_eq!(plans.len(), 2);
    let other = bench.case(Case::Open).to_string();
    check("nhs_number", other.into(), "the one in the path");
    check("plans", Value::Array(vec![]), "DELETE");
    check("plans", Value::Array(plans[..1].to_vec()), "DELETE");
    let mut longer = plans.clone();
    longer[0]["start"] = "2001-01-01".into();
    check("plans", Value::Array(longer), "POST");
    let twice = vec![plans[0].clone(), plans[0].clone()];
    check("plans", Value::Array(twice), "POST");
    let mut reversed = plans.clone();
    reversed.reverse();
    reversed[0]["displayable"] = (!plans[1]["displayable"].as_bool().unwrap()).into();
    let mut asked = listed.clone();
    asked["plans"] = Value::Array(reversed);
    let answer = call(&bench, "PUT", &path, &asked.to_string());
    assert_eq!((answer.status, answer.json()), (200, listed));
}

#[test]
fn a_corrected_birth_date_moves_the_eighteenth_birthday_of_a_record_in_use() {
    let bench = Bench::new();
    let child = bench.case(Case::AboutToTurnEighteen);
    let user = bench.log_on(UserKind::Notifying);
    let total = || bench.ask(&user, &by_identifier(CARE_TEAM, child)).json()["total"].as_u64();
    assert_eq!(total(), Some(1));
    let path = format!("/patients/{child}");
    let item = done(&bench, "PUT", &path, r#"{"birth_date": "2000-01-01"}"#);
    assert_eq!(item["plans"][0]["displayable"], false);
    assert_eq!(total(), Some(0));
    done(&bench, "PUT", &path, r#"{"birth_date": null}"#);
    assert_eq!(
        total(),
        Some(1),
        "without a birth date nothing caps the plan"
    );
}

#[test]
fn a_plan_is_shown_from_the_moment_it_is_added_until_it_is_deleted() {
    let bench = Bench::new();
    let user = bench.log_on(UserKind::Notifying);
    let superseded = bench.case(Case::SupersededWithPlan);
    let survivor = bench.case(Case::Survivor);
    let total = |number: NhsNumber| {
        bench.ask(&user, &by_identifier(CARE_TEAM, number)).json()["total"].clone()
    };
    assert_eq!(total(survivor), 1);
    let plan = r#"{"kind": "CPP", "start": "2026-01-01", "end": null, "authority": "ZZ002", "local_id": "L-7"}"#;
    let made = call(
        &bench,
        "POST",
        &format!("/control/v1/patients/{superseded}/plans"),
        plan,
    );
    assert_eq!(made.status, 201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert!(
        u64::from_str_radix(&id, 16).unwrap() >= 1 << 63,
        "{id} cannot be one of the population's"
    );
    assert_eq!((total(survivor), total(superseded)), (2.into(), 2.into()));
    done(&bench, "POST", "/clock/advance", r#"{"by": "PT24H"}"#);
    bench.ask(
        &bench.log_on(UserKind::Notifying),
        &by_identifier(CARE_TEAM, survivor),
    );
    let told = get(
        &bench,
        &format!("/notifications?nhs_number={superseded}&authority=ZZ002"),
    );
    let told = told["items"].as_array().unwrap();
    assert_eq!(
        (told.len(), &told[0]["local_id"], &told[0]["upload"]),
        (1, &"L-7".into(), &"002739677".into())
    );
    let plan = format!("/control/v1/patients/{superseded}/plans/{id}");
    let gone = call(&bench, "DELETE", &plan, "");
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert_eq!(call(&bench, "DELETE", &plan, "").status, 404);
    let left = get(&bench, &format!("/patients/{superseded}"));
    assert_eq!(left["plans"].as_array().unwrap().len(), 1);
}

#[test]
fn many_hands_at_once_lose_nothing() {
    let bench = Bench::new();
    let child = bench.case(Case::Open);
    let before = get(&bench, &format!("/patients/{child}"))["plans"]
        .as_array()
        .unwrap()
        .len();
    std::thread::scope(|scope| {
        for hand in 0..8_u32 {
            let bench = &bench;
            scope.spawn(move || {
                for nth in 1..=10 {
                    let plan = format!(
                        r#"{{"kind": "LAC", "start": "2026-01-01", "authority": "ZZ{:03}"}}"#,
                        hand * 10 + nth
                    );
                    done(bench, "POST", &format!("/patients/{child}/plans"), &plan);
                    done(
                        bench,
                        "PUT",
                        &format!("/patients/{child}"),
                        &format!(r#"{{"given": ["Hand{hand}"]}}"#),
                    );
                    get(bench, "/patients?displayable=true&limit=3");
                    done(bench, "POST", "/clock/advance", r#"{"by": "PT1S"}"#);
                }
            });
        }
    });
    let after = get(&bench, &format!("/patients/{child}"));
    let plans = after["plans"].as_array().unwrap();
    let ids: BTreeSet<_> = plans
        .iter()
        .map(|plan| plan["id"].as_str().unwrap())
        .collect();
    assert_eq!((plans.len(), ids.len()), (before + 80, before + 80));
    assert_eq!(get(&bench, "/clock")["now"], "2026-03-02T09:01:20.000Z");
}

#[test]
fn users_are_found_by_what_one_of_their_roles_has() {
    let bench = Bench::new();
    let all = walk(&bench, "/users", 1_000);
    let has = |role: &Value, activity: &str| {
        role["activities"]
            .as_array()
            .unwrap()
            .iter()
            .any(|held| held == activity)
    };
    let roles = |user: &Value| user["roles"].as_array().unwrap().clone();
    let organisation = roles(&all[0])[0]["org_code"].as_str().unwrap().to_owned();
    for limit in [13, 1_000] {
        let expected: Vec<_> = all
            .iter()
            .filter(|user| roles(user).iter().any(|role| has(role, "B0170")))
            .cloned()
            .collect();
        assert_eq!(walk(&bench, "/users?activity=B0170", limit), expected);
        let path = format!("/users?org_code={organisation}&activity=B0107");
        let here = |role: &Value| role["org_code"] == *organisation && has(role, "B0107");
        let expected: Vec<_> = all
            .iter()
            .filter(|user| roles(user).iter().any(here))
            .cloned()
            .collect();
        assert_eq!(walk(&bench, &path, limit), expected);
    }
    for kind in UserKind::ALL {
        let name = kind.as_str().replace(' ', "%20");
        let population = bench.tenant().people.population();
        let expected: Vec<_> = population
            .users_of(kind)
            .map(|user| user.id.as_str().to_owned())
            .collect();
        let found = walk(&bench, &format!("/users?kind={name}"), 50);
        let found: Vec<_> = found
            .iter()
            .map(|user| user["user_id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    insta::assert_json_snapshot!(all[5]);
}

#[test]
fn whoever_changes_status_is_listed_under_the_new_one_only() {
    let bench = Bench::new();
    let (child, other) = (bench.case(Case::Open), bench.case(Case::TwoKinds));
    for status in ["restricted", "invalidated", "superseded", "ordinary"] {
        let by = if status == "superseded" {
            format!(r#", "superseded_by": "{other}""#)
        } else {
            String::new()
        };
        let body = format!(r#"{{"status": "{status}"{by}}}"#);
        let changed = done(&bench, "PUT", &format!("/patients/{child}"), &body);
        assert_eq!(changed["status"], status);
        for listed in ["ordinary", "restricted", "superseded", "invalidated"] {
            let met = numbers(&walk(&bench, &format!("/patients?status={listed}"), 500));
            let times = met.iter().filter(|met| **met == child.to_string()).count();
            assert_eq!(
                times,
                usize::from(listed == status),
                "{status}, listed as {listed}"
            );
        }
        let shown = changed["plans"].as_array().unwrap().len();
        let expected = match status {
            "invalidated" => 0,
            "superseded" => 2,
            _ => 1,
        };
        assert_eq!(
            shown, expected,
            "{status}: a superseded number shows the surviving one's plans"
        );
    }
}
