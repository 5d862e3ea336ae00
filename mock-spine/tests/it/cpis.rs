//! Who may look, and in which order the reasons to refuse are looked for. IDN-3, IDN-4, IDN-5, ALT-2, ASN-6.

use crate::bench::{AUDIT_EVENT, Bench, CARE_TEAM, FLAG, REQUEST_ID, by_identifier};
use crate::client::Answer;
use chrono::TimeDelta;
use cpis_population::{Case, UserKind};
use cpis_vocabulary::DecisionKind;

const UNSCHEDULED: &str = "IsUnscheduledAccessEvent";
const TRACE: &str = "TraceID";
const URID: &str = "NHSD-Session-URID";
const ID: &str = "X-Request-ID";

/// The three doors that show CP-IS information.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Look {
    CareTeam,
    AuditEvent,
    Flag,
}

impl Look {
    const ALL: [Self; 3] = [Self::CareTeam, Self::AuditEvent, Self::Flag];

    fn at(self, number: &str) -> String {
        match self {
            Self::CareTeam => by_identifier(CARE_TEAM, number),
            Self::AuditEvent => by_identifier(AUDIT_EVENT, number),
            Self::Flag => format!("{FLAG}?patient={number}"),
        }
    }
}

/// A refusal leaves a `refused` attempt where the alert was asked for, nothing where it was not, and never touches a record.
fn check(
    bench: &Bench,
    look: Look,
    target: &str,
    headers: &[(&str, &str)],
    status: u16,
    code: &str,
) -> Answer {
    let before = bench.ledger().len();
    let answer = bench.get(target, headers);
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{look:?} {headers:?}"
    );
    let entered = &bench.decisions()[before..];
    match look {
        Look::CareTeam => assert_eq!(entered, [DecisionKind::Refused], "{headers:?}"),
        Look::AuditEvent | Look::Flag => assert_eq!(entered, [], "{look:?} {headers:?}"),
    }
    assert_eq!(bench.touched(), [], "{look:?} {headers:?}");
    assert_eq!(bench.notifications(), 0, "{look:?} {headers:?}");
    assert!(
        answer.header("x-spine-at").is_some(),
        "{look:?} {headers:?}"
    );
    assert_eq!(answer.header("x-spine-access"), None);
    answer
}

#[test]
fn a_bad_token_is_the_first_thing_wrong() {
    let bench = Bench::new();
    let bad = bench.log_on(UserKind::Notifying);
    let revoked = bench.log_on(UserKind::Notifying);
    let bare = revoked.strip_prefix("Bearer ").unwrap();
    bench.post("/oauth2/revoke", &[("token", bare)]);
    bench.tenant().clock.advance(TimeDelta::hours(1)).unwrap();
    let expired = bad;
    let good = bench.log_on(UserKind::Notifying);
    let unknown = "Bearer 0000000000000000000000000000000000000000000000000000000000000000";
    let rows: [&[(&str, &str)]; 11] = [
        &[],
        &[("Authorization", "")],
        &[("Authorization", "Bearer")],
        &[("Authorization", "Bearer ")],
        &[("Authorization", "Basic abc")],
        &[("Authorization", bare)],
        &[("Authorization", unknown)],
        &[("Authorization", &expired)],
        &[("Authorization", &revoked)],
        &[("Authorization", &good), ("Authorization", &good)],
        &[("Authorization", &good), ("Authorization", unknown)],
    ];
    for look in Look::ALL {
        for headers in rows {
            // Everything else is wrong as well, and nothing of it is spoken of.
            let wrong = [(UNSCHEDULED, "TRUE"), (TRACE, "x"), (URID, "x")];
            let headers = [headers, &wrong].concat();
            let target = look.at("0000000000") + "&unknown=1";
            let answer = check(&bench, look, &target, &headers, 401, "ACCESS_DENIED");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
}

#[test]
fn the_headers_come_next_before_the_role_and_the_search() {
    let bench = Bench::new();
    let neither = bench.log_on(UserKind::Neither);
    let several = bench.log_on(UserKind::Several);
    let other = bench.user(UserKind::Notifying).roles[0].id.clone();
    let rows = [
        (&neither, vec![(UNSCHEDULED, "TRUE")], UNSCHEDULED),
        (&neither, vec![(UNSCHEDULED, "")], UNSCHEDULED),
        (&neither, vec![(UNSCHEDULED, "yes")], UNSCHEDULED),
        (&neither, vec![(UNSCHEDULED, "1")], UNSCHEDULED),
        (&neither, vec![(UNSCHEDULED, "true,true")], UNSCHEDULED),
        (
            &neither,
            vec![(UNSCHEDULED, "true"), (UNSCHEDULED, "true")],
            UNSCHEDULED,
        ),
        (&neither, vec![(UNSCHEDULED, "\u{1f44d}")], UNSCHEDULED),
        // Of several things wrong the first in order is named: the switch, the request, the trace, the role.
        (
            &neither,
            vec![(UNSCHEDULED, "no"), (ID, "x"), (TRACE, "x"), (URID, "x")],
            UNSCHEDULED,
        ),
        (&neither, vec![(ID, "x"), (TRACE, "x"), (URID, "x")], ID),
        (
            &neither,
            vec![(ID, REQUEST_ID), (TRACE, "x"), (URID, "x")],
            TRACE,
        ),
        (&neither, vec![], ID),
        (&neither, vec![(ID, "")], ID),
        (
            &neither,
            vec![(ID, "60e0b220-8136-4ca5-ae46-1d97ef59d06")],
            ID,
        ),
        (
            &neither,
            vec![(ID, "60e0b22081364ca5ae461d97ef59d068x")],
            ID,
        ),
        (&neither, vec![(ID, REQUEST_ID), (ID, REQUEST_ID)], ID),
        (&neither, vec![(ID, REQUEST_ID), (TRACE, "")], TRACE),
        (
            &neither,
            vec![(ID, REQUEST_ID), (TRACE, REQUEST_ID), (TRACE, REQUEST_ID)],
            TRACE,
        ),
        (&neither, vec![(ID, REQUEST_ID), (URID, "")], URID),
        (&neither, vec![(ID, REQUEST_ID), (URID, "12a")], URID),
        (&neither, vec![(ID, REQUEST_ID), (URID, "-1")], URID),
        (
            &neither,
            vec![(ID, REQUEST_ID), (URID, "1"), (URID, "1")],
            URID,
        ),
        (&neither, vec![(ID, REQUEST_ID), (URID, "1")], URID),
        (
            &neither,
            vec![(ID, REQUEST_ID), (URID, other.as_str())],
            URID,
        ),
        (&several, vec![(ID, REQUEST_ID)], URID),
    ];
    for look in Look::ALL {
        for (token, headers, named) in &rows {
            let headers = [&[("Authorization", token.as_str())], &headers[..]].concat();
            let target = look.at("0000000000") + "&unknown=1";
            let answer = check(&bench, look, &target, &headers, 400, "PRECONDITION_FAILED");
            assert!(
                answer.diagnostics().starts_with(named),
                "{headers:?}: {}",
                answer.diagnostics()
            );
        }
    }
}

#[test]
fn then_the_activity_and_only_then_the_search() {
    let bench = Bench::new();
    let neither = bench.log_on(UserKind::Neither);
    let application = bench.application();
    let notifying = bench.log_on(UserKind::Notifying);
    for look in Look::ALL {
        let with = |token| [("Authorization", token), (ID, REQUEST_ID)];
        let bad = look.at("0000000000") + "&unknown=1";
        check(&bench, look, &bad, &with(&neither), 403, "ACCESS_DENIED");
        if look != Look::Flag {
            check(
                &bench,
                look,
                &bad,
                &with(&application),
                403,
                "ACCESS_DENIED",
            );
        }
        let path = look.at("");
        let (path, _) = path.split_once('?').unwrap();
        let searches = [
            look.at("9000000000"),
            look.at("900000000"),
            look.at("90000000090"),
            look.at("900000000x"),
            look.at("900%20000%200009"),
            look.at(""),
            look.at("9000000009") + "&unknown=1",
            look.at("9000000009") + "&_include=Patient",
            path.to_owned(),
            format!("{path}?"),
            format!("{path}?patient=%zz"),
            format!("{path}?patient:identifier=9000000009"),
            look.at("9000000009")
                + look
                    .at("9000000009")
                    .trim_start_matches(path)
                    .trim_start_matches('?'),
        ];
        for target in searches {
            check(
                &bench,
                look,
                &target,
                &with(&notifying),
                400,
                "INVALID_SEARCH_DATA",
            );
        }
    }
}

#[test]
fn an_application_may_read_flags_and_nothing_else() {
    let bench = Bench::new();
    let application = bench.application();
    let child = bench.case(Case::TwoAuthorities).to_string();
    for (look, status) in [
        (Look::CareTeam, 403),
        (Look::AuditEvent, 403),
        (Look::Flag, 200),
    ] {
        assert_eq!(
            bench.ask(&application, &look.at(&child)).status,
            status,
            "{look:?}"
        );
    }
    assert_eq!(bench.decisions(), [DecisionKind::Refused]);
    assert_eq!(bench.touched(), []);
}

#[test]
fn a_refused_attempt_says_who_it_was_where_that_could_be_told() {
    let bench = Bench::new();
    let user = bench.user(UserKind::Neither);
    let neither = bench.log_on(UserKind::Neither);
    let child = bench.case(Case::Open);
    let trace = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    let headers = [
        ("Authorization", &*neither),
        (ID, REQUEST_ID),
        (TRACE, trace),
    ];
    bench.get(&by_identifier(CARE_TEAM, child), &headers);
    let ledger = bench.ledger();
    let [attempt] = ledger.as_slice() else {
        panic!("{ledger:?}")
    };
    assert_eq!(attempt.child, Some(child));
    assert_eq!(attempt.viewer.as_ref().unwrap().user_id, user.id);
    assert_eq!(attempt.trace.unwrap().to_string(), trace);
    assert_eq!(attempt.decision, DecisionKind::Refused);
}

#[test]
fn the_switch_and_the_activity_decide_between_notified_and_silent() {
    let child_of = |bench: &Bench| bench.case(Case::TwoAuthorities);
    let rows: [(UserKind, Option<&str>, DecisionKind); 8] = [
        (UserKind::Notifying, None, DecisionKind::Notified),
        (UserKind::Notifying, Some("true"), DecisionKind::Notified),
        (UserKind::Notifying, Some("false"), DecisionKind::Silent),
        (UserKind::Both, None, DecisionKind::Notified),
        (UserKind::Both, Some("false"), DecisionKind::Silent),
        (UserKind::Silent, None, DecisionKind::Silent),
        (UserKind::Silent, Some("true"), DecisionKind::Silent),
        (UserKind::Silent, Some("false"), DecisionKind::Silent),
    ];
    for (kind, switch, decision) in rows {
        let bench = Bench::new();
        let token = bench.log_on(kind);
        let mut headers = vec![("Authorization", &*token), (ID, REQUEST_ID)];
        headers.extend(switch.map(|value| (UNSCHEDULED, value)));
        let answer = bench.get(&by_identifier(CARE_TEAM, child_of(&bench)), &headers);
        assert_eq!(
            (answer.status, answer.json()["total"].clone()),
            (200, 2.into())
        );
        assert_eq!(bench.decisions(), [decision], "{kind:?} {switch:?}");
        let told = if decision == DecisionKind::Notified {
            2
        } else {
            0
        };
        assert_eq!(bench.notifications(), told, "{kind:?} {switch:?}");
        assert_eq!(answer.header("x-spine-access").is_some(), told > 0);
        assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID));
    }
}

#[test]
fn the_list_and_the_flag_are_no_access() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let child = bench.case(Case::TwoAuthorities).to_string();
    for look in [Look::AuditEvent, Look::Flag] {
        assert_eq!(bench.ask(&token, &look.at(&child)).status, 200);
    }
    assert_eq!(bench.decisions(), []);
    assert_eq!(bench.touched(), []);
    assert_eq!(bench.ask(&token, &Look::CareTeam.at(&child)).status, 200);
    let list = bench.ask(&token, &Look::AuditEvent.at(&child)).json();
    assert_eq!(list["total"], 1);
}

#[test]
fn a_number_that_nobody_has_shows_nothing_and_a_superseded_one_shows_the_survivor() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let old = bench.case(Case::SupersededWithPlan);
    let rows = [
        (old.to_string(), 1),
        (bench.case(Case::Survivor).to_string(), 1),
        (bench.case(Case::RestrictedWithPlan).to_string(), 1),
        (bench.case(Case::Invalidated).to_string(), 0),
        ("9111231130".to_owned(), 0),
        ("4010232137".to_owned(), 0),
    ];
    for (number, total) in rows {
        for look in [Look::CareTeam, Look::Flag] {
            let body = bench.ask(&token, &look.at(&number)).json();
            let shown = body["entry"].as_array().map_or(0, Vec::len);
            let resources = if look == Look::Flag { total * 3 } else { total };
            assert_eq!(shown, resources, "{look:?}: {body}");
        }
    }
    let list = bench
        .ask(&token, &Look::AuditEvent.at(&old.to_string()))
        .json();
    assert_eq!(
        list["total"], 2,
        "the old number and the new one are one child"
    );
}

#[test]
fn reasons_are_given_where_they_are_asked_for() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let target = by_identifier(CARE_TEAM, bench.case(Case::Open));
    let headers = [("Authorization", &*token), (ID, REQUEST_ID)];
    assert_eq!(bench.get(&target, &headers).header("x-spine-reason"), None);
    let asked = [&headers[..], &[("X-Spine-Explain", "1")]].concat();
    let answer = bench.get(&target, &asked);
    assert!(answer.header("x-spine-reason").unwrap().contains("ASN-3"));
    let refused = bench.get(&by_identifier(CARE_TEAM, "1"), &asked);
    assert!(refused.header("x-spine-reason").unwrap().contains("IDN-4"));
}
