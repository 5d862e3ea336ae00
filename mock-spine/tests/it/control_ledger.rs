//! The ledger, as the control port lists it.

use crate::bench::{Bench, CARE_TEAM, REQUEST_ID, by_identifier};
use crate::control::{call, get, walk};
use cpis_population::{Case, UserKind};

#[test]
fn every_attempt_is_listed_with_what_became_of_it_and_why() {
    let bench = Bench::new();
    let shown = bench.case(Case::TwoAuthorities);
    let hidden = bench.case(Case::StartsTomorrow(cpis_vocabulary::PlanKind::Cpp));
    let ask = |kind: UserKind, number: String| {
        let user = bench.log_on(kind);
        bench.ask(&user, &by_identifier(CARE_TEAM, number))
    };
    assert_eq!(ask(UserKind::Notifying, shown.to_string()).status, 200);
    assert_eq!(ask(UserKind::Notifying, shown.to_string()).status, 200);
    assert_eq!(ask(UserKind::Silent, shown.to_string()).status, 200);
    assert_eq!(ask(UserKind::Notifying, hidden.to_string()).status, 200);
    assert_eq!(ask(UserKind::Notifying, "9999999999".into()).status, 200);
    assert_eq!(ask(UserKind::Neither, shown.to_string()).status, 403);
    assert_eq!(ask(UserKind::Notifying, "123".into()).status, 400);
    let headers = [("X-Request-ID", REQUEST_ID)];
    assert_eq!(
        bench.get(&by_identifier(CARE_TEAM, shown), &headers).status,
        401
    );
    insta::assert_json_snapshot!(get(&bench, "/accesses"));
    insta::assert_json_snapshot!(get(&bench, "/notifications"));
    let of_child = |path: &str| walk(&bench, &format!("{path}?nhs_number={shown}"), 2).len();
    assert_eq!((of_child("/accesses"), of_child("/notifications")), (5, 2));
    let hidden = get(&bench, &format!("/accesses?nhs_number={hidden}"));
    assert_eq!(hidden["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_walk_through_the_ledger_keeps_its_order_while_it_grows() {
    let bench = Bench::new();
    let child = bench.case(Case::Open);
    let user = bench.log_on(UserKind::Notifying);
    let look = || {
        bench
            .ask(&user, &by_identifier(CARE_TEAM, child))
            .header("x-spine-access")
            .unwrap()
            .to_owned()
    };
    let mut expected: Vec<_> = (0..7).map(|_| look()).collect();
    let first = get(&bench, "/accesses?limit=5");
    expected.push(look());
    let next = first["next"].as_str().unwrap();
    let second = get(&bench, &format!("/accesses?limit=5&cursor={next}"));
    let ids = |page: &serde_json::Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!([ids(&first), ids(&second)].concat(), expected);
    assert!(second["next"].is_null());
    let foreign = call(
        &bench,
        "GET",
        &format!("/control/v1/notifications?cursor={next}"),
        "",
    );
    assert_eq!(
        foreign.status, 400,
        "a cursor of one list is none of another"
    );
    let filtered = call(
        &bench,
        "GET",
        &format!("/control/v1/accesses?nhs_number={child}&cursor={next}"),
        "",
    );
    assert_eq!(filtered.status, 400, "a cursor goes with its filters");
}
