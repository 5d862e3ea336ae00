//! Bug modes of the rules, each against what an honest Spine does. ALT-4, ASN-3, VIEW-2, CLK-2.

use crate::bench::{AUDIT_EVENT, Bench, CARE_TEAM, REQUEST_ID, block_on, by_identifier};
use crate::control::done;
use bytes::Bytes;
use cpis_population::{Case, UserKind};
use cpis_vocabulary::{AccessId, DecisionKind, NhsNumber, PatientStatus};
use http::Request;
use mock_spine::bugs::Bug;
use mock_spine::server::{Port, Service};
use serde_json::json;

use DecisionKind::{Notified, Suppressed};

/// What a bench shows without a bug mode and with it.
fn both<T>(id: &str, show: impl Fn(&Bench) -> T) -> (T, T) {
    let shown = |on: &[Bug]| {
        let bench = Bench::new();
        bench.tenant().bugs.set(on);
        show(&bench)
    };
    (shown(&[]), shown(&[Bug::by_id(id).expect("a bug mode")]))
}

fn open(bench: &Bench, token: &str, child: NhsNumber) -> String {
    let answer = bench.ask(token, &by_identifier(CARE_TEAM, child));
    assert_eq!(answer.status, 200);
    format!("{:?} {}", answer.header("x-spine-at"), answer.json())
}

#[test]
fn an_alert_is_stamped_an_hour_late() {
    let (right, wrong) = both("stamp-outside", |bench| {
        let token = bench.log_on(UserKind::Notifying);
        let target = by_identifier(CARE_TEAM, bench.case(Case::Open));
        let answer = bench.ask(&token, &target);
        answer.header("x-spine-at").map(str::to_owned)
    });
    assert_eq!(right.as_deref(), Some("2026-03-02T09:00:00.000Z"));
    assert_eq!(wrong.as_deref(), Some("2026-03-02T10:00:00.000Z"));
}

#[test]
fn a_window_is_forgotten_after_eight_others() {
    let (right, wrong) = both("window-evicted", |bench| {
        let token = bench.log_on(UserKind::Notifying);
        let population = bench.tenant().people.population();
        let children: Vec<_> = population
            .with_plans()
            .map(|index| population.number(index))
            .filter(|child| {
                open(bench, &token, *child);
                bench.decisions().last() == Some(&Notified)
            })
            .take(9)
            .collect();
        // The last is still kept, the first no longer.
        [children[8], children[0]].map(|child| {
            open(bench, &token, child);
            bench.decisions().pop()
        })
    });
    assert_eq!(right, [Some(Suppressed), Some(Suppressed)]);
    assert_eq!(wrong, [Some(Suppressed), Some(Notified)]);
}

#[test]
fn a_window_stays_open_however_far_the_clock_is_moved() {
    let (right, wrong) = both("advance-unseen", |bench| {
        let token = bench.log_on(UserKind::Notifying);
        open(bench, &token, bench.case(Case::Open));
        done(bench, "POST", "/clock/advance", r#"{"by": "PT24H"}"#);
        let token = bench.log_on(UserKind::Notifying);
        open(bench, &token, bench.case(Case::Open));
        bench.decisions()
    });
    assert_eq!(right, [Notified, Notified]);
    assert_eq!(wrong, [Notified, Suppressed]);
}

#[test]
fn the_numbers_to_call_change_places() {
    let (right, wrong) = both("phones-swapped", |bench| {
        let population = bench.tenant().people.population();
        let plans = |index: &u64| population.plans(*index);
        let has_office = |index: &u64| {
            let plans = plans(index);
            plans.len() == 1 && plans[0].authority.office_phone.is_some()
        };
        let token = bench.log_on(UserKind::Notifying);
        let mut children = population.with_plans().filter(has_office);
        let found = children.find_map(|index| {
            let authority = plans(&index)[0].authority.clone();
            let shown = open(bench, &token, population.number(index));
            let place = |phone: &str| shown.find(phone);
            let emergency = place(&authority.emergency_phone)?;
            Some(emergency < place(authority.office_phone.as_deref()?)?)
        });
        found.expect("a plan of an authority with both")
    });
    assert_ne!(right, wrong);
}

#[test]
fn a_look_by_a_superseded_number_is_news_again() {
    let (right, wrong) = both("superseded-new-key", |bench| {
        let population = bench.tenant().people.population();
        let mut pairs = population.cases(Case::Superseded).filter_map(|index| {
            let PatientStatus::Superseded { by } = population.status(index) else {
                return None;
            };
            Some((population.number(index), by))
        });
        let (old, new) = pairs.next().expect("a child of two numbers");
        let authority = population.authorities()[0].code.as_str();
        let plan =
            json!({"kind": "CPP", "start": "2026-01-01", "end": null, "authority": authority});
        let path = format!("/patients/{new}/plans");
        done(bench, "POST", &path, &plan.to_string());
        let token = bench.log_on(UserKind::Notifying);
        open(bench, &token, new);
        open(bench, &token, old);
        bench.decisions()
    });
    assert_eq!(right, [Notified, Suppressed]);
    assert_eq!(wrong, [Notified, Notified]);
}

/// The accesses in the list of a child whom two looked at, of whom the first to come is recorded last where the Spine lets others pass.
fn listed(bench: &Bench) -> Vec<AccessId> {
    let child = bench.case(Case::Open);
    let users = [UserKind::Notifying, UserKind::Both].map(|kind| bench.log_on(kind));
    let look = |token: &str| {
        let target = by_identifier(CARE_TEAM, child);
        let request = Request::get(target)
            .header("host", "spine")
            .header("authorization", token)
            .header("x-request-id", REQUEST_ID);
        bench
            .app()
            .respond(Port::Data, request.body(Bytes::new()).unwrap())
    };
    block_on(async {
        let (one, other) = tokio::join!(biased; look(&users[0]), look(&users[1]));
        assert_eq!(
            (one.unwrap().status(), other.unwrap().status()),
            (200.try_into().unwrap(), 200.try_into().unwrap())
        );
    });
    let reader = bench.log_on(UserKind::Silent);
    let list = bench
        .ask(&reader, &by_identifier(AUDIT_EVENT, child))
        .json();
    let entries = list["entry"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["resource"]["id"].as_str().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn a_list_is_in_the_order_in_which_requests_came() {
    let (right, wrong) = both("list-by-sequence", |bench| {
        let listed = listed(bench);
        let recorded: Vec<_> = bench.ledger().iter().rev().map(|one| one.id).collect();
        (listed, recorded)
    });
    assert_eq!(right.0, right.1, "the newest first");
    assert_eq!(wrong.0.len(), 2);
    assert_ne!(wrong.0, wrong.1);
}
