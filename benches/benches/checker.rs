//! How many operations the judge judges a second on one core. The baseline counts the same operations by child in a `HashMap`.

use benches::Failure;
use benches::honest::{Everybody, history};
use criterion::{Criterion, Throughput};
use loadgen::checker::{Reading, Truth, Verdict, judge};
use std::collections::HashMap;
use std::time::Duration;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5))
        .sample_size(10)
        .configure_from_args();
    let honest = history(240_000);
    let truth = Truth {
        reading: Reading::default(),
        people: &Everybody,
    };
    let verdicts = judge(truth, &honest.history, &honest.ledger);
    for rule in verdicts.rules() {
        if matches!(verdicts.verdict(rule), Verdict::Broken { .. }) {
            return Err(format!("an honest history is accused of breaking {rule}").into());
        }
    }
    let mut group = criterion.benchmark_group("checker");
    group.throughput(Throughput::Elements(u64::try_from(honest.history.len())?));
    group.bench_function("baseline: operations counted by child", |bench| {
        bench.iter(|| {
            let mut counts: HashMap<_, u64> = HashMap::new();
            for operation in &honest.history {
                *counts.entry(operation.child).or_default() += 1;
            }
            counts.len()
        });
    });
    group.bench_function("judge, every rule", |bench| {
        bench.iter(|| judge(truth, &honest.history, &honest.ledger));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
