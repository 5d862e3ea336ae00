//! Two tenants on one mock. ENV-2, CLK-1.

use super::site::{Site, audit_event, bearer, care_team, flag};
use serde_json::{Value, json};

fn two() -> Site {
    let site = Site::new();
    for id in ["red", "blue"] {
        let made = site.call("POST", "/tenants", &json!({"id": id}));
        assert_eq!(made.status, 201, "{}", made.text());
    }
    site
}

/// Everything that a tenant tells of itself.
fn state(site: &Site, child: &str) -> Vec<Value> {
    [
        "/clock",
        "/accesses",
        "/notifications",
        "/faults",
        "/bugs",
        "/patients?limit=50",
    ]
    .iter()
    .map(|path| site.control_get(path))
    .chain([site
        .call("GET", &format!("/patients/{child}"), &Value::Null)
        .json()])
    .collect()
}

#[test]
fn nothing_that_one_tenant_does_is_seen_in_the_other() {
    let mut site = two();
    site.turn_to("red");
    let nurse = site.nurse();
    let generated =
        site.control_get("/patients?displayable=true&limit=1")["items"][0]["nhs_number"]
            .as_str()
            .unwrap()
            .to_owned();
    let own = super::site::number(920_000_007);
    site.turn_to("blue");
    let blank = state(&site, &own);
    let listed = site.listed(&nurse, &generated, &[]);

    site.turn_to("red");
    assert_eq!(site.child_with_plan(1), own);
    site.plan(&generated, "LAC", "2026-01-01", None, "ZZ003");
    let red_token = site.log_on(&nurse);
    for child in [&own, &generated, &own] {
        assert_eq!(
            site.ask_as(&red_token, &nurse, &care_team(child), &[])
                .status,
            200
        );
    }
    site.done("PUT", "/bugs", &json!({"on": ["list-of-24"]}));
    site.advance("PT5H");
    assert_eq!(site.accesses(&own).len(), 2);

    site.turn_to("blue");
    assert_eq!(state(&site, &own), blank);
    assert_eq!(site.listed(&nurse, &generated, &[]), listed);
    assert_eq!(
        site.open(&nurse, &own).json()["total"],
        0,
        "a child of another tenant is nobody"
    );
    for target in [care_team(&own), audit_event(&own), flag(&own)] {
        let refused = site.ask_as(&red_token, &nurse, &target, &[]);
        assert_eq!(
            refused.status, 401,
            "a token of another tenant is unknown: {target}"
        );
        assert!(!refused.text().contains("red"), "{}", refused.text());
    }
    // The red window is red's own: the first access in blue is news.
    site.open(&nurse, &generated);
    assert_eq!(site.decisions(&generated), ["notified"]);

    site.turn_to("");
    assert_eq!(site.list("/notifications").len(), 0);
    assert_eq!(
        site.call("GET", &format!("/patients/{own}"), &Value::Null)
            .status,
        404
    );
}

#[test]
fn a_reset_forgets_all_of_one_tenant_and_nothing_of_the_other() {
    let mut site = two();
    let mut before = Vec::new();
    for tenant in ["red", "blue"] {
        site.turn_to(tenant);
        let nurse = site.nurse();
        let child = site.child_with_plan(1);
        site.open(&nurse, &child);
        site.advance("PT25H");
        site.open(&nurse, &child);
        site.done("PUT", "/bugs", &json!({"on": ["list-of-24"]}));
        let fault = json!({"faults": [{"at": "after_commit_before_reply", "action": "error", "status": 503, "door": "care-team"}]});
        site.done("PUT", "/faults", &fault);
        before.push(state(&site, &child));
    }
    let child = super::site::number(920_000_007);
    site.turn_to("red");
    let old = site.log_on(&site.nurse());
    site.done("POST", "/reset", &Value::Null);
    assert_eq!(
        site.control_get("/clock"),
        json!({"mode": "frozen", "now": super::site::START})
    );
    assert_eq!(
        site.list("/accesses").len() + site.list("/notifications").len(),
        0
    );
    assert_eq!(
        site.call("GET", &format!("/patients/{child}"), &Value::Null)
            .status,
        404
    );
    assert_eq!(site.control_get("/faults")["faults"], json!([]));
    let nurse = site.nurse();
    let token = bearer(&site.token(&format!(
        "grant_type=urn%3Amock-spine%3Asmartcard&user_id={}&passcode={}",
        nurse.user_id, nurse.passcode
    )));
    assert_eq!(
        site.ask_as(&token, &nurse, &care_team(&child), &[]).json()["total"],
        0
    );
    // Whether a token outlives a reset is not said; that it is not somebody else's is.
    assert!([200, 401].contains(&site.ask_as(&old, &nurse, &care_team(&child), &[]).status));

    site.done("POST", "/reset", &Value::Null);
    site.go_to("2020-01-01T00:00:00.000Z");
    assert_eq!(site.child_with_plan(1), child);
    let opened = site.open(&nurse, &child);
    assert_eq!(
        opened.json()["total"],
        0,
        "the plan begins in 2026, and the clock stands in 2020"
    );

    site.turn_to("blue");
    assert_eq!(state(&site, &child), before[1]);
}

#[test]
fn a_reset_of_one_tenant_does_not_disturb_requests_of_the_other() {
    let mut site = two();
    site.turn_to("blue");
    let nurse = site.nurse();
    let child = site.child_with_plan(1);
    let token = site.log_on(&nurse);
    for nth in 1..=200 {
        site.turn_to("red");
        site.done("POST", "/reset", &Value::Null);
        site.turn_to("blue");
        let answer = site.ask_as(&token, &nurse, &care_team(&child), &[]);
        assert_eq!(
            (answer.status, answer.json()["total"].clone()),
            (200, json!(1))
        );
        assert_eq!(site.accesses(&child).len(), nth);
    }
}

#[test]
fn a_tenant_that_is_not_there_is_404_on_both_ports() {
    let mut site = two();
    let nurse = site.nurse();
    site.turn_to("green");
    assert_eq!(site.call("GET", "/clock", &Value::Null).status, 404);
    assert_eq!(
        site.get(&care_team(&super::site::number(999_000_000)), &[])
            .status,
        404
    );
    let form = format!(
        "grant_type=urn%3Amock-spine%3Asmartcard&user_id={}&passcode={}",
        nurse.user_id, nurse.passcode
    );
    assert_eq!(site.token(&form).status, 404);
}
