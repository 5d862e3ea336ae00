//! One child, everybody at once. ASN-5, ASN-7, VIEW-2, VIEW-4, VIEW-6, CLK-2.
//!
//! `ACCEPTANCE_SECONDS` says for how long; two are enough to meet every race that ten would.

use super::site::{Line, Site, Worker, audit_event, care_team, events, texts, uuid};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use std::{net::SocketAddr, thread};

const CONNECTIONS: usize = 64;

fn seconds() -> u64 {
    std::env::var("ACCEPTANCE_SECONDS").map_or(2, |text| text.parse().unwrap())
}

/// What one connection was told.
#[derive(Default)]
struct Told {
    /// Every acknowledged access, in order.
    accesses: Vec<String>,
    /// Lists, newest first, each with the last access that had been acknowledged before it was asked for.
    lists: Vec<(String, Vec<String>)>,
}

/// Opens the alert until it is time to stop, and looks at the list now and then.
fn open_again_and_again(
    address: SocketAddr,
    token: &str,
    child: &str,
    until: &(dyn Fn() -> bool + Sync),
) -> Told {
    let mut line = Line::to(address);
    let mut told = Told::default();
    let id = uuid(1);
    let headers = [("Authorization", token), ("X-Request-ID", &*id)];
    while !until() {
        let opened = line.send("GET", &care_team(child), &headers, "");
        assert_eq!(opened.status, 200, "{}", opened.text());
        assert_eq!(opened.json()["total"], 2);
        let access = opened.header("x-spine-access").unwrap().to_owned();
        told.accesses.push(access.clone());
        if told.accesses.len() % 8 == 1 {
            let listed = line.send("GET", &audit_event(child), &headers, "").json();
            assert_eq!(listed["total"], events(&listed).len());
            told.lists.push((access, events(&listed)));
        }
    }
    told
}

/// That every list was the end of the ledger as it stood at one moment, and that moment not before the access that its reader knew of.
fn check_lists(ids: &[String], lists: &[(String, Vec<String>)]) {
    let places: BTreeMap<&str, usize> = (0..).zip(ids).map(|(place, id)| (&**id, place)).collect();
    for (known, list) in lists {
        let newest = places[&*list[0]];
        assert!(
            newest >= places[&**known],
            "an acknowledged access is not in the list"
        );
        let expected: Vec<_> = ids[..=newest].iter().rev().take(25).collect();
        assert_eq!(list.iter().collect::<Vec<_>>(), expected);
    }
}

fn check(site: &Site, workers: &[Worker], nth: u32) {
    let child = site.child(nth, Some("2015-06-01"));
    site.plan(&child, "CPP", "2026-01-01", None, "ZZ001");
    site.plan(&child, "LAC", "2026-01-01", None, "ZZ002");
    let tokens: Vec<_> = workers.iter().map(|worker| site.log_on(worker)).collect();
    let address = site.data_address();
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let until = || stop.load(std::sync::atomic::Ordering::Relaxed);
    let until: &(dyn Fn() -> bool + Sync) = &until;
    let asked: &str = &child;
    let told: Vec<Told> = thread::scope(|scope| {
        let running: Vec<_> = (0..CONNECTIONS)
            .map(|nth| &*tokens[nth % tokens.len()])
            .map(|token| scope.spawn(move || open_again_and_again(address, token, asked, until)))
            .collect();
        // Nobody sends: the wait is only for the time.
        let _ = receiver.recv_timeout(Duration::from_secs(seconds()));
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        drop(sender);
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let lists: Vec<_> = told.iter().flat_map(|one| one.lists.clone()).collect();
    let acknowledged: Vec<String> = told.into_iter().flat_map(|one| one.accesses).collect();
    let ledger = site.accesses(&child);
    let ids = texts(&ledger, "id");
    let different: BTreeSet<_> = acknowledged.iter().cloned().collect();
    assert_eq!(different.len(), acknowledged.len(), "an id was given twice");
    assert_eq!(
        ids.len(),
        acknowledged.len(),
        "the ledger holds what was acknowledged, no more and no less"
    );
    assert_eq!(ids.iter().cloned().collect::<BTreeSet<_>>(), different);
    assert!(
        ids.len() > CONNECTIONS,
        "every connection opened the alert: {}",
        ids.len()
    );

    check_lists(&ids, &lists);
    check_notifications(site, workers, &child, &ledger);
    let stamps = texts(&ledger, "at");
    assert!(stamps.is_sorted(), "stamps of one child never decrease");
    let newest_first: Vec<_> = ids.iter().rev().take(25).cloned().collect();
    assert_eq!(site.listed(&workers[0], &child, &[]), newest_first);
}

/// That the first access of each user, and no other, told each authority once.
fn check_notifications(site: &Site, workers: &[Worker], child: &str, ledger: &[Value]) {
    let told = site.notifications(child);
    assert_eq!(
        told.len(),
        2 * workers.len(),
        "one for each user and authority"
    );
    let keys: BTreeSet<_> = told
        .iter()
        .map(|one| (one["user_id"].to_string(), one["authority"].to_string()))
        .collect();
    assert_eq!(keys.len(), told.len());
    let notified = ledger
        .iter()
        .filter(|access| access["decision"] == "notified");
    let causes: BTreeSet<_> = texts(&told, "access").into_iter().collect();
    assert_eq!(
        notified
            .map(|access| access["id"].as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>(),
        causes
    );
    // Whoever was first of a key in the order of the ledger is the one that notified.
    for worker in workers {
        let own: Vec<_> = ledger
            .iter()
            .filter(|access| access["user_id"] == *worker.user_id)
            .collect();
        assert_eq!(own[0]["decision"], "notified");
        assert!(
            own[1..]
                .iter()
                .all(|access| access["decision"] == "suppressed")
        );
    }
}

#[test]
fn one_user_on_64_connections_notifies_each_authority_once() {
    let site = Site::with(|builder| builder.settings(|settings| settings.workers = 2));
    check(&site, &site.single(true, false)[..1], 1);
}

#[test]
fn sixty_four_users_of_few_organisations_notify_each_authority_64_times() {
    let site = Site::with(|builder| {
        builder.settings(|settings| {
            settings.workers = 2;
            settings.population.users = 12_000;
        })
    });
    let mut workers = site.single(true, false);
    workers.sort_by_key(|worker| worker.of("org_code").to_owned());
    workers.truncate(64);
    let organisations: BTreeSet<_> = workers.iter().map(|worker| worker.of("org_code")).collect();
    assert!(organisations.len() < 16, "many share an organisation");
    check(&site, &workers, 1);
}

#[test]
fn a_clock_that_runs_changes_nothing_of_it() {
    let site = Site::with(|builder| builder.settings(|settings| settings.workers = 2));
    // A second of the machine is a minute of the mock's: stamps differ, the window stays open.
    site.done(
        "PUT",
        "/clock",
        &serde_json::json!({"mode": "scaled", "now": "2026-03-02T09:00:00Z", "rate": 60}),
    );
    check(&site, &site.single(true, false)[..8], 1);
}
