use super::super::{LedgerFilter, PageAsked, Store, StoreError};
use super::Verdict;
use super::ground::{Ticking, attempt, block_on, child, notification, plan};
use crate::tenant::TenantId;
use cpis_rules::Entry;
use cpis_vocabulary::{AccessId, AuthorityCode, Timestamp};
use std::fmt::Debug;
use std::future::Future as _;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

const THREADS: u32 = 4;
const CHILDREN: u32 = 3;
const ROUNDS: u32 = 60;
const ALL: PageAsked = PageAsked {
    from: 0,
    limit: 1_000,
};

fn one() -> TenantId {
    TenantId::parse("one").unwrap()
}

fn open<S: Store>(store: &S, tenant: &TenantId) {
    block_on(store.open(tenant, Arc::new(Ticking::default()))).unwrap();
}

fn required<T: PartialEq + Debug>(rule: &str, expected: &T, found: &T) -> Verdict {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{rule}: required {expected:?}, found {found:?}"))
    }
}

/// Runs `change` of every child from several threads at once, each several times.
fn crowd<S: Store>(store: &Arc<S>, change: impl Fn(u32, Timestamp) + Sync) {
    open(&**store, &one());
    let start = std::sync::Barrier::new(usize::try_from(THREADS).unwrap());
    std::thread::scope(|threads| {
        for thread in 0..THREADS {
            let (start, change) = (&start, &change);
            threads.spawn(move || {
                start.wait();
                for round in 0..ROUNDS {
                    let nth = (thread + round) % CHILDREN;
                    // The record changes, or a store might not keep it at all.
                    let id = u64::from(thread * ROUNDS + round);
                    let inside = |record: &mut cpis_rules::ChildRecord, now| {
                        change(nth, now);
                        record.add_plan(plan(id));
                    };
                    block_on(store.update(&one(), child(nth), inside)).unwrap();
                }
            });
        }
    });
}

/// Each change lingers and counts who else is inside; in the end nothing that anybody did is lost.
pub(super) fn no_two_changes_of_one_child_overlap<S: Store>(store: &Arc<S>) -> Verdict {
    let inside: [AtomicU32; 3] = Default::default();
    let overlapped = AtomicBool::new(false);
    crowd(store, |nth, _| {
        let inside = &inside[usize::try_from(nth).unwrap()];
        if inside.fetch_add(1, Ordering::SeqCst) > 0 {
            overlapped.store(true, Ordering::SeqCst);
        }
        for _ in 0..50 {
            std::thread::yield_now();
        }
        inside.fetch_sub(1, Ordering::SeqCst);
    });
    if overlapped.load(Ordering::SeqCst) {
        return Err("one change of a child at a time, two were inside together".into());
    }
    let mut plans = 0;
    for nth in 0..CHILDREN {
        let count = |record: &mut cpis_rules::ChildRecord, _| record.plans().len();
        plans += block_on(store.update(&one(), child(nth), count)).unwrap();
    }
    let expected = usize::try_from(THREADS * ROUNDS).unwrap();
    required("no change is lost", &expected, &plans)
}

/// A future that is dropped has done nothing: written eagerly, it would have changed the record already.
pub(super) fn nothing_happens_before_it_is_polled<S: Store>(store: &S) -> Verdict {
    let tenant = one();
    open(store, &tenant);
    let ran = AtomicBool::new(false);
    let future = store.update(&tenant, child(0), |record, _| {
        ran.store(true, Ordering::SeqCst);
        record.add_plan(plan(1));
    });
    if ran.load(Ordering::SeqCst) {
        return Err("a change waits to be polled, it ran before it was polled".into());
    }
    drop(future);
    let ran_when_dropped = ran.load(Ordering::SeqCst);
    required("a dropped change never ran", &false, &ran_when_dropped)?;
    let touched = block_on(store.touched(&tenant)).unwrap();
    required("a dropped change leaves nothing", &Vec::new(), &touched)?;
    let mut future = Box::pin(store.update(&tenant, child(0), |_, _| {
        ran.store(true, Ordering::SeqCst);
    }));
    // A store that is ready at once is done by the first poll; another may need more.
    let _ = future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    drop(future);
    Ok(())
}

/// CLK-2: the instant is taken inside, so the order of stamps is the order of changes.
pub(super) fn stamps_follow_the_order_of_changes<S: Store>(store: &Arc<S>) -> Verdict {
    let stamps: [Mutex<Vec<Timestamp>>; 3] = Default::default();
    crowd(store, |nth, now| {
        std::thread::yield_now();
        stamps[usize::try_from(nth).unwrap()]
            .lock()
            .unwrap()
            .push(now);
    });
    for stamps in stamps {
        let stamps = stamps.into_inner().unwrap();
        let mut sorted = stamps.clone();
        sorted.sort_unstable();
        required("stamps never decrease", &sorted, &stamps)?;
    }
    Ok(())
}

/// What a change enters is in the ledger once its future is ready, in the order of commits; filters and pages lose nothing.
pub(super) fn what_a_change_leaves_is_in_the_ledger<S: Store>(store: &S) -> Verdict {
    let tenant = one();
    open(store, &tenant);
    for id in 0..5 {
        let nth = u32::try_from(id % 2).unwrap();
        let authority = if id < 3 { "ZZ1" } else { "ZZ2" };
        let change = |record: &mut cpis_rules::ChildRecord, _| {
            record.enter(Entry::Attempt(attempt(id, child(nth))));
            record.enter(Entry::Notification(notification(id, authority, child(nth))));
        };
        block_on(store.update(&tenant, child(nth), change)).unwrap();
    }
    block_on(store.enter(&tenant, attempt(5, child(1)))).unwrap();
    let attempts = |child_nth: Option<u32>, page| {
        let filter = LedgerFilter {
            children: child_nth.map(child).into_iter().collect(),
            authority: None,
        };
        let page = block_on(store.attempts(&tenant, &filter, page)).unwrap();
        let ids: Vec<_> = page.items.iter().map(|one| one.id.number()).collect();
        (ids, page.next)
    };
    let found = attempts(None, ALL).0;
    required("every attempt is there", &vec![0, 1, 2, 3, 4, 5], &found)?;
    let found = attempts(Some(1), ALL).0;
    required("a child's attempts are found", &vec![1, 3, 5], &found)?;
    let mut paged = Vec::new();
    let mut from = Some(0);
    while let Some(place) = from {
        let (ids, next) = attempts(
            None,
            PageAsked {
                from: place,
                limit: 2,
            },
        );
        required("a page is no longer than asked", &true, &(ids.len() <= 2))?;
        paged.extend(ids);
        from = next;
    }
    required("pages make the whole", &vec![0, 1, 2, 3, 4, 5], &paged)?;
    let told = |authority: &str| {
        let filter = LedgerFilter {
            children: Vec::new(),
            authority: Some(AuthorityCode::from(authority)),
        };
        let page = block_on(store.notifications(&tenant, &filter, ALL)).unwrap();
        let access = |id: AccessId| id.number();
        page.items
            .iter()
            .map(|one| access(one.id.access))
            .collect::<Vec<_>>()
    };
    required("an authority's notifications", &vec![0, 1, 2], &told("ZZ1"))?;
    required("another authority's", &vec![3, 4], &told("ZZ2"))
}

/// A million children who were looked up and have nothing to show cost nothing.
pub(super) fn what_is_as_before_is_not_kept<S: Store>(store: &S) -> Verdict {
    let tenant = one();
    open(store, &tenant);
    let look = |nth| block_on(store.update(&tenant, child(nth), cpis_rules::ChildRecord::stamp));
    look(0).unwrap();
    let touched = || block_on(store.touched(&tenant)).unwrap();
    required("a look leaves no record", &vec![], &touched())?;
    let add = |nth| {
        let change = |record: &mut cpis_rules::ChildRecord, _| record.add_plan(plan(1));
        block_on(store.update(&tenant, child(nth), change)).unwrap();
    };
    add(2);
    add(1);
    required("a change leaves one", &vec![child(1), child(2)], &touched())
}

pub(super) fn opening_anew_forgets<S: Store>(store: &S) -> Verdict {
    let tenant = one();
    open(store, &tenant);
    let change = |record: &mut cpis_rules::ChildRecord, _| {
        record.add_plan(plan(1));
        record.enter(Entry::Attempt(attempt(1, child(0))));
    };
    block_on(store.update(&tenant, child(0), change)).unwrap();
    open(store, &tenant);
    let all = LedgerFilter::default();
    let attempts = block_on(store.attempts(&tenant, &all, ALL)).unwrap().items;
    required("the ledger is empty", &vec![], &attempts)?;
    let touched = block_on(store.touched(&tenant)).unwrap();
    required("no record is kept", &vec![], &touched)?;
    let plans = |record: &mut cpis_rules::ChildRecord, _| record.plans().len();
    let plans = block_on(store.update(&tenant, child(0), plans)).unwrap();
    required("a record is as the population has it", &0, &plans)
}

/// ENV-2.
pub(super) fn nothing_crosses_tenants<S: Store>(store: &S) -> Verdict {
    let (one, other) = (one(), TenantId::parse("other").unwrap());
    open(store, &one);
    open(store, &other);
    let change = |record: &mut cpis_rules::ChildRecord, _| {
        record.add_plan(plan(1));
        record.enter(Entry::Attempt(attempt(1, child(0))));
    };
    block_on(store.update(&one, child(0), change)).unwrap();
    let touched = block_on(store.touched(&other)).unwrap();
    required("another tenant's records are its own", &vec![], &touched)?;
    let all = LedgerFilter::default();
    let attempts = block_on(store.attempts(&other, &all, ALL)).unwrap().items;
    required("another tenant's ledger is its own", &vec![], &attempts)?;
    block_on(store.close(&one)).unwrap();
    let ran = AtomicBool::new(false);
    let change = |_: &mut cpis_rules::ChildRecord, _| ran.store(true, Ordering::SeqCst);
    let refused = block_on(store.update(&one, child(0), change));
    let gone = || StoreError::NoTenant(one.clone());
    required("a closed tenant has nothing", &Err(gone()), &refused)?;
    required("nor is it changed", &false, &ran.load(Ordering::SeqCst))?;
    required(
        "nor closed again",
        &Err(gone()),
        &block_on(store.close(&one)),
    )?;
    let touched = block_on(store.touched(&other));
    required("the other one stays open", &Ok(vec![]), &touched)
}
