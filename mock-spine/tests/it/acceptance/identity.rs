//! Who may look, in which role, and in which order reasons to refuse are looked for. IDN-2 to IDN-5, ASN-6.

use super::site::{Site, Worker, audit_event, bearer, care_team, flag, uuid};
use serde_json::Value;

const SWITCH: &str = "IsUnscheduledAccessEvent";
const URID: &str = "NHSD-Session-URID";

/// What a role with these activities comes to, by what the switch says.
#[test]
fn the_activities_and_the_switch_decide_together() {
    let site = Site::new();
    let rows = [
        (true, false, None, "notified"),
        (true, false, Some("true"), "notified"),
        (true, false, Some("false"), "silent"),
        (false, true, None, "silent"),
        (false, true, Some("true"), "silent"),
        (false, true, Some("false"), "silent"),
        (true, true, None, "notified"),
        (true, true, Some("true"), "notified"),
        (true, true, Some("false"), "silent"),
    ];
    for (nth, (b0107, b0170, switch, decision)) in (1..).zip(rows) {
        let row = format!("B0107 {b0107}, B0170 {b0170}, {switch:?}");
        let worker = site.single(b0107, b0170).remove(0);
        let child = site.child_with_plan(nth);
        let headers: Vec<_> = switch.map(|value| (SWITCH, value)).into_iter().collect();
        let answer = site.ask(&worker, &care_team(&child), &headers);
        assert_eq!(
            (answer.status, &answer.json()["total"]),
            (200, &1.into()),
            "{row}"
        );
        assert_eq!(site.decisions(&child), [decision], "{row}");
        let recorded = decision == "notified";
        assert_eq!(answer.header("x-spine-access").is_some(), recorded, "{row}");
        assert_eq!(site.told(&child).len(), usize::from(recorded), "{row}");
        assert_eq!(
            site.listed(&worker, &child, &[]).len(),
            usize::from(recorded),
            "{row}"
        );
    }
}

#[test]
fn the_switch_is_absent_true_or_false_in_lower_case_whatever_the_role() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let kinds = [(true, false), (false, true), (true, true), (false, false)];
    for (b0107, b0170) in kinds {
        let worker = site.single(b0107, b0170).remove(0);
        for wrong in [
            "",
            "True",
            "FALSE",
            "1",
            "0",
            "yes",
            "null",
            "true,false",
            "truefalse",
            "\"true\"",
        ] {
            for target in [care_team(&child), audit_event(&child)] {
                let answer = site.ask(&worker, &target, &[(SWITCH, wrong)]);
                assert_eq!(
                    (answer.status, &*answer.code()),
                    (400, "PRECONDITION_FAILED"),
                    "{wrong:?} {target}"
                );
                assert!(
                    answer.diagnostics().contains(SWITCH),
                    "{}",
                    answer.diagnostics()
                );
            }
        }
        for (first, second) in [("true", "true"), ("true", "false"), ("false", "false")] {
            let answer = site.ask(
                &worker,
                &care_team(&child),
                &[(SWITCH, first), (SWITCH, second)],
            );
            assert_eq!(
                (answer.status, &*answer.code()),
                (400, "PRECONDITION_FAILED")
            );
        }
    }
    assert_eq!(site.notifications(&child).len(), 0);
    assert_eq!(site.listed(&site.nurse(), &child, &[]).len(), 0);
    assert!(
        site.decisions(&child)
            .iter()
            .all(|decision| decision == "refused")
    );
}

#[test]
fn a_user_with_several_roles_chooses_one_and_it_counts() {
    let site = Site::new();
    let workers = site.workers();
    let several: Vec<&Worker> = {
        let user = workers.windows(2).find(|two| {
            two[0].user_id == two[1].user_id && two[0].holds("B0107") != two[1].holds("B0107")
        });
        let user = &user.unwrap()[0].user_id;
        workers
            .iter()
            .filter(|worker| worker.user_id == *user)
            .collect()
    };
    let token = site.log_on(several[0]);
    let id = uuid(1);
    let headers = |more: &[(&'static str, &str)], child: &str| {
        let mut headers = vec![("Authorization", &*token), ("X-Request-ID", &*id)];
        headers.extend(more);
        site.get(&care_team(child), &headers)
    };
    let child = site.child_with_plan(1);
    let foreign = site.nurse().of("role_id").to_owned();
    for more in [
        vec![],
        vec![(URID, "")],
        vec![(URID, "nonsense")],
        vec![(URID, &*foreign)],
    ] {
        let answer = headers(&more, &child);
        assert_eq!(
            (answer.status, &*answer.code()),
            (400, "PRECONDITION_FAILED"),
            "{more:?}"
        );
        assert!(
            answer.diagnostics().contains(URID),
            "{}",
            answer.diagnostics()
        );
    }
    for (nth, worker) in (10..).zip(&several) {
        let child = site.child_with_plan(nth);
        let answer = headers(&[(URID, worker.of("role_id"))], &child);
        let expected = match (worker.holds("B0107"), worker.holds("B0170")) {
            (true, _) => (200, "notified"),
            (false, true) => (200, "silent"),
            (false, false) => (403, "refused"),
        };
        assert_eq!((answer.status, &*site.decisions(&child)[0]), expected);
        let entry = &site.accesses(&child)[0];
        assert_eq!(entry["role_id"], worker.role["role_id"]);
        assert_eq!(entry["org_code"], worker.role["org_code"]);
        assert_eq!(entry["user_id"], *worker.user_id);
    }
    // A user with one role may name it, and no other.
    let nurse = site.nurse();
    let token = site.log_on(&nurse);
    let own = [
        ("Authorization", &*token),
        ("X-Request-ID", &*id),
        (URID, nurse.of("role_id")),
    ];
    assert_eq!(site.get(&care_team(&child), &own).status, 200);
    let other = [own[0], own[1], (URID, several[0].of("role_id"))];
    assert_eq!(site.get(&care_team(&child), &other).status, 400);
}

/// What is wrong first, the headers, the status and the code.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], u16, &'a str);

/// Every request is wrong in all that comes later as well, and only the first thing wrong is spoken of.
#[test]
fn the_token_comes_first_then_the_headers_then_the_activity_then_the_number() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let nobody = site.single(false, false).remove(0);
    let nurse = site.nurse();
    let (nobody, nurse) = (site.log_on(&nobody), site.log_on(&nurse));
    let id = uuid(1);
    let bad = "9999999990";
    let auth = |token| ("Authorization", token);
    let (nobody, nurse, request) = (auth(&*nobody), auth(&*nurse), ("X-Request-ID", &*id));
    let wrong = (SWITCH, "x");
    let rows: [Row<'_>; 9] = [
        ("no token", &[wrong], 401, "ACCESS_DENIED"),
        (
            "unknown token",
            &[auth("Bearer x"), wrong],
            401,
            "ACCESS_DENIED",
        ),
        ("switch", &[nobody, wrong], 400, "PRECONDITION_FAILED"),
        ("no request id", &[nobody], 400, "PRECONDITION_FAILED"),
        (
            "request id",
            &[nobody, ("X-Request-ID", "1")],
            400,
            "PRECONDITION_FAILED",
        ),
        (
            "trace",
            &[nobody, request, ("TraceID", "1")],
            400,
            "PRECONDITION_FAILED",
        ),
        (
            "role",
            &[nobody, request, (URID, "1")],
            400,
            "PRECONDITION_FAILED",
        ),
        ("activity", &[nobody, request], 403, "ACCESS_DENIED"),
        ("number", &[nurse, request], 400, "INVALID_SEARCH_DATA"),
    ];
    for (what, headers, status, code) in rows {
        for target in [care_team(bad), audit_event(bad)] {
            let answer = site.get(&target, headers);
            assert_eq!(
                (answer.status, &*answer.code()),
                (status, code),
                "{what}: {target}"
            );
            assert!(answer.header("x-spine-at").is_some(), "{what}: {target}");
            assert_eq!(answer.header("x-spine-access"), None);
        }
    }
    // The first eight again for a child that is there: nothing of it is in its record.
    for (what, headers, status, code) in rows.into_iter().take(8) {
        let answer = site.get(&care_team(&child), headers);
        assert_eq!((answer.status, &*answer.code()), (status, code), "{what}");
        assert!(
            !answer.text().contains("CareTeam"),
            "{what}: {}",
            answer.text()
        );
    }
    assert!(
        site.decisions(&child)
            .iter()
            .all(|decision| decision == "refused")
    );
    assert_eq!(site.listed(&site.nurse(), &child, &[]).len(), 0);
    assert_eq!(site.list("/notifications").len(), 0);
}

#[test]
fn bad_numbers_are_told_as_such() {
    let site = Site::new();
    let nurse = site.nurse();
    let token = site.log_on(&nurse);
    for number in [
        "9999999990",
        "999999999",
        "99999999999",
        "999999999a",
        "",
        "999%20999%209999",
        "%EF%BC%99999999999",
    ] {
        for target in [care_team(number), audit_event(number)] {
            let answer = site.ask_as(&token, &nurse, &target, &[]);
            assert_eq!(
                (answer.status, &*answer.code()),
                (400, "INVALID_SEARCH_DATA"),
                "{target}"
            );
        }
    }
    assert!(
        super::site::texts(&site.list("/accesses"), "decision")
            .iter()
            .all(|decision| decision == "refused")
    );
}

#[test]
fn a_role_with_neither_activity_sees_nothing_and_leaves_nothing() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let nobody = site.single(false, false).remove(0);
    for target in [care_team(&child), audit_event(&child), flag(&child)] {
        let answer = site.ask(&nobody, &target, &[]);
        assert_eq!(
            (answer.status, &*answer.code()),
            (403, "ACCESS_DENIED"),
            "{target}"
        );
        assert!(!answer.text().contains("ZZ001"), "{}", answer.text());
    }
    // The same for a child without plans: the refusal does not tell the two apart.
    let other = site.child(2, None);
    let with = site.ask(&nobody, &care_team(&child), &[]);
    let without = site.ask(&nobody, &care_team(&other), &[]);
    assert_eq!((with.status, with.json()), (without.status, without.json()));
    assert_eq!(site.listed(&site.nurse(), &child, &[]).len(), 0);
    assert_eq!(site.list("/notifications").len(), 0);
    // Nor does the attempt open a window for whoever may look.
    site.open(&site.nurse(), &child);
    assert_eq!(site.told(&child), ["ZZ001"]);
}

#[test]
fn an_application_reads_flags_and_opens_no_alert() {
    let site = Site::new();
    let child = site.child_with_plan(1);
    let token = bearer(&site.token("grant_type=client_credentials&client_id=epr"));
    let id = uuid(1);
    let headers = [("Authorization", &*token), ("X-Request-ID", &*id)];
    assert_eq!(site.get(&care_team(&child), &headers).status, 403);
    assert_eq!(site.get(&audit_event(&child), &headers).status, 403);
    let flags = site.get(&flag(&child), &headers);
    assert_eq!(flags.status, 200);
    assert_eq!(super::site::resources(&flags.json(), "Flag").len(), 1);
    assert_eq!(site.told(&child).len(), 0);
}

#[test]
fn a_token_lives_an_hour_of_the_mocks_clock() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    site.advance("PT59M59.999S");
    assert_eq!(
        site.ask_as(&token, &nurse, &care_team(&child), &[]).status,
        200
    );
    site.advance("PT0.001S");
    for target in [care_team(&child), audit_event(&child), flag(&child)] {
        let answer = site.ask_as(&token, &nurse, &target, &[]);
        assert_eq!(
            (answer.status, &*answer.code()),
            (401, "ACCESS_DENIED"),
            "{target}"
        );
    }
    assert_eq!(site.decisions(&child), ["notified", "refused"]);
}

#[test]
fn a_revoked_token_is_refused_and_others_of_the_user_are_not() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let (gone, kept) = (site.log_on(&nurse), site.log_on(&nurse));
    let form = format!("token={}", gone.strip_prefix("Bearer ").unwrap());
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let mut line = super::site::Line::to(site.data_address());
    assert_eq!(
        line.send("POST", "/oauth2/revoke", &headers, &form).status,
        200
    );
    assert_eq!(
        site.ask_as(&gone, &nurse, &care_team(&child), &[]).status,
        401
    );
    assert_eq!(
        site.ask_as(&kept, &nurse, &care_team(&child), &[]).status,
        200
    );
}

#[test]
fn a_wrong_passcode_or_an_unknown_user_gets_no_token() {
    let site = Site::new();
    let nurse = site.nurse();
    for (user, passcode) in [
        (&*nurse.user_id, "wrong"),
        (&*nurse.user_id, ""),
        ("555000000000", &*nurse.passcode),
        ("", ""),
    ] {
        let form =
            format!("grant_type=urn%3Amock-spine%3Asmartcard&user_id={user}&passcode={passcode}");
        let answer = site.token(&form);
        assert!((400..402).contains(&answer.status), "{}", answer.status);
        assert_eq!(answer.json()["access_token"], Value::Null);
    }
}
