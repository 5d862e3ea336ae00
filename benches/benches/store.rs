//! What keeping costs: accesses to one hot child and to many, from one and from several threads. The baseline is a counter in a
//! `HashMap` behind one lock, from as many threads.

use benches::Failure;
use benches::cast::Cast;
use benches::core::at_once;
use benches::mock::{morning, with_plans};
use cpis_rules::{ChildRecord, serve_access};
use cpis_vocabulary::{Access, AccessId, NhsNumber, Timestamp, TraceId};
use criterion::{Criterion, Throughput};
use mock_spine::store::{Ground, MemoryStore, Store};
use mock_spine::tenant::TenantId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A clock that shows a millisecond more each time, over the people of a cast.
#[derive(Debug)]
struct Ticking {
    cast: Arc<Cast>,
    millis: AtomicI64,
}

impl Ground for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.fetch_add(1, Ordering::Relaxed))
    }

    fn untouched(&self, child: NhsNumber) -> ChildRecord {
        self.cast.record(child)
    }
}

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(10)
        .configure_from_args();
    let cast = Arc::new(Cast::new(100_000)?);
    let children = with_plans(&cast.population);
    let hot = [cast.child];
    for threads in [1, 2, 4] {
        baseline(&mut criterion, threads, &children);
        accesses(&mut criterion, "one hot child", threads, &cast, &hot);
        accesses(&mut criterion, "many children", threads, &cast, &children);
    }
    criterion.final_summary();
    Ok(())
}

fn baseline(criterion: &mut Criterion, threads: u64, children: &[NhsNumber]) {
    let counts: Mutex<HashMap<NhsNumber, u64>> = Mutex::default();
    let name = format!("{threads} threads, baseline: a HashMap behind one lock");
    measure(criterion, &name, threads, |thread, count| {
        for child in turn(children, thread, count) {
            let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.entry(child).or_default() += 1;
        }
    });
}

fn accesses(
    criterion: &mut Criterion,
    name: &str,
    threads: u64,
    cast: &Arc<Cast>,
    children: &[NhsNumber],
) {
    let (tenant, key) = (TenantId::default_tenant(), cast.key());
    let name = format!("{threads} threads, {name}");
    let ids = std::sync::atomic::AtomicU64::new(0);
    let store = MemoryStore::default();
    measure(criterion, &name, threads, |thread, count| {
        if thread == 0 {
            let millis = AtomicI64::new(morning().millis());
            let ground = Arc::new(Ticking {
                cast: Arc::clone(cast),
                millis,
            });
            at_once(store.open(&tenant, ground));
        }
        for child in turn(children, thread, count) {
            let id = ids.fetch_add(1, Ordering::Relaxed);
            let access = Access {
                id: AccessId::new(id),
                child,
                trace: Some(TraceId::from_bits(u128::from(id))),
                ..cast.access(id)
            };
            at_once(store.update(&tenant, child, |record: &mut _, now| {
                serve_access(record, &access, &key, now, &cast.policy)
            }));
        }
    });
}

fn turn(children: &[NhsNumber], thread: u64, count: u64) -> impl Iterator<Item = NhsNumber> + '_ {
    let begin = usize::try_from(thread * 257).unwrap_or(0);
    let round = children.iter().cycle().skip(begin % children.len().max(1));
    round.zip(0..count).map(|(child, _)| *child)
}

/// Has every thread do its part of the work, and counts all of it.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark reads the machine's clock"
)]
fn measure(criterion: &mut Criterion, name: &str, threads: u64, work: impl Fn(u64, u64) + Sync) {
    let mut group = criterion.benchmark_group("store");
    group.throughput(Throughput::Elements(1));
    group.bench_function(name, |bench| {
        bench.iter_custom(|count| {
            // The first thread's first piece of work opens the store anew, alone.
            work(0, 0);
            let begun = Instant::now();
            std::thread::scope(|scope| {
                for thread in 1..=threads {
                    let work = &work;
                    scope.spawn(move || work(thread, count / threads + 1));
                }
            });
            begun.elapsed()
        });
    });
    group.finish();
}
