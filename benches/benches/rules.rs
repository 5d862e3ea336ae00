//! What deciding costs: `serve_access` against the plainest store there could be, one update of a `HashMap`.

use benches::Failure;
use benches::cast::Cast;
use benches::mock::morning;
use chrono::TimeDelta;
use cpis_rules::{ChildRecord, serve_access};
use criterion::{BatchSize, Criterion};
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args();
    let cast = Cast::new(100_000)?;
    baseline(&mut criterion, &cast);
    fresh(&mut criterion, &cast);
    again(&mut criterion, "suppressed", &cast, cast.record(cast.child));
    again(
        &mut criterion,
        "suppressed, hot record of 10,000 windows",
        &cast,
        cast.hot_record(10_000),
    );
    again(&mut criterion, "no plan", &cast, cast.record(cast.nobody));
    criterion.final_summary();
    Ok(())
}

fn baseline(criterion: &mut Criterion, cast: &Cast) {
    let numbers = (0..100_000).map(|index| cast.population.number(index));
    let mut last: HashMap<_, u64> = numbers.map(|number| (number, 0)).collect();
    criterion.bench_function("rules/baseline: one HashMap update of 100,000", |bench| {
        bench.iter(|| *last.entry(black_box(cast.child)).or_default() += 1);
    });
}

fn fresh(criterion: &mut Criterion, cast: &Cast) {
    let (record, access, key) = (cast.record(cast.child), cast.access(1), cast.key());
    criterion.bench_function("rules/serve_access, fresh record, notified", |bench| {
        bench.iter_batched_ref(
            || record.clone(),
            |record| serve_access(record, &access, &key, morning(), &cast.policy),
            BatchSize::SmallInput,
        );
    });
}

/// Accesses of one user, a millisecond apart, each with a TraceID of its own.
fn again(criterion: &mut Criterion, name: &str, cast: &Cast, mut record: ChildRecord) {
    let (mut access, key) = (cast.access(1), cast.key());
    let mut now = morning();
    criterion.bench_function(&format!("rules/serve_access, {name}"), |bench| {
        bench.iter(|| {
            now = now.plus(TimeDelta::milliseconds(1));
            let next = access.trace.map_or(0, cpis_vocabulary::TraceId::bits) + 1;
            access.trace = Some(cpis_vocabulary::TraceId::from_bits(next));
            let decision = serve_access(&mut record, &access, &key, now, &cast.policy);
            record.drain_entries().for_each(drop);
            decision
        });
    });
}
