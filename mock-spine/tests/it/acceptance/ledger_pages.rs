//! A long ledger, walked page by page.

use super::site::{Line, Site, care_team, texts, uuid, written};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

const ENTRIES: usize = 50_000;
const PIPELINED: usize = 50;
/// By how many entries each of those who look makes the ledger grow at most.
const GROWTH: usize = 5_000;

#[test]
fn fifty_thousand_attempts_are_walked_in_order_each_once() {
    let site = Site::with(|builder| builder.settings(|settings| settings.workers = 2));
    let nurse = site.nurse();
    let token = site.log_on(&nurse);
    let children: Vec<_> = (0..10).map(|nth| site.child_with_plan(nth)).collect();
    let id = uuid(1);
    let headers = [("Authorization", &*token), ("X-Request-ID", &*id)];
    let mut line = Line::to(site.data_address());
    let mut acknowledged: Vec<String> = Vec::with_capacity(ENTRIES);
    for batch in 0..ENTRIES / PIPELINED {
        let target = care_team(&children[batch % children.len()]);
        line.write(&written("GET", &target, &headers, "").repeat(PIPELINED));
        for _ in 0..PIPELINED {
            acknowledged.push(line.answer().header("x-spine-access").unwrap().to_owned());
        }
    }
    for limit in [1_000, 997] {
        let mut met: Vec<String> = Vec::with_capacity(ENTRIES);
        let mut cursor = String::new();
        loop {
            let page = site.control_get(&format!("/accesses?limit={limit}{cursor}"));
            let items = page["items"].as_array().unwrap();
            met.extend(texts(items, "id"));
            match page["next"].as_str() {
                None => break,
                Some(next) => {
                    assert_eq!(items.len(), limit, "a page that has a next is full");
                    cursor = format!("&cursor={next}");
                }
            }
        }
        assert_eq!(met, acknowledged);
    }
    let of_one = site.accesses(&children[3]);
    assert_eq!(of_one.len(), ENTRIES / children.len());
    assert_eq!(
        texts(&of_one, "id")
            .into_iter()
            .collect::<BTreeSet<_>>()
            .len(),
        of_one.len()
    );
    assert_eq!(site.list("/notifications").len(), children.len());
}

#[test]
fn a_walk_while_the_ledger_grows_is_its_beginning() {
    let site = Site::with(|builder| builder.settings(|settings| settings.workers = 2));
    let nurse = site.nurse();
    let token = site.log_on(&nurse);
    let children: Vec<_> = (0..4).map(|nth| site.child_with_plan(nth)).collect();
    let (id, address) = (uuid(1), site.data_address());
    let stop = AtomicBool::new(false);
    let walks: Vec<Vec<String>> = thread::scope(|scope| {
        for child in &children {
            let (token, id, stop) = (&token, &id, &stop);
            scope.spawn(move || {
                let headers = [("Authorization", &**token), ("X-Request-ID", &**id)];
                let mut line = Line::to(address);
                // Not for ever: a walk that reads more slowly than this writes would never end.
                for _ in 0..GROWTH {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let answer = line.send("GET", &care_team(child), &headers, "");
                    assert_eq!(answer.status, 200);
                }
            });
        }
        let walks = (0..20)
            .map(|_| texts(&site.list("/accesses"), "id"))
            .collect();
        stop.store(true, Ordering::Relaxed);
        walks
    });
    let all = texts(&site.list("/accesses"), "id");
    for walk in walks {
        assert_eq!(
            walk,
            all[..walk.len()],
            "nothing is entered before what has been seen"
        );
    }
}
