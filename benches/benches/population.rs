//! What a person costs: the population computes, it stores next to nothing. The baseline is a look-up in a map that stores.

use benches::Failure;
use benches::cast::population;
use criterion::Criterion;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args();
    let people = population(1_000_000)?;
    let stored: HashMap<_, u64> = (0..people.len())
        .map(|index| (people.number(index), index))
        .collect();
    // A prime steps through every index without a pattern that a cache could follow.
    let mut place = 0;
    let mut step = move || {
        place = (place + 1_000_000_007) % 1_000_000;
        black_box(place)
    };
    criterion.bench_function(
        "population/baseline: one HashMap look-up of 1 million",
        |bench| {
            bench.iter(|| stored.get(&people.number(step())));
        },
    );
    criterion.bench_function("population/number of an index", |bench| {
        bench.iter(|| people.number(step()));
    });
    criterion.bench_function("population/index of a number", |bench| {
        bench.iter(|| people.index(people.number(step())));
    });
    criterion.bench_function("population/plans", |bench| {
        bench.iter(|| people.plans(step()));
    });
    criterion.bench_function("population/patient", |bench| {
        bench.iter(|| people.patient(step()));
    });
    criterion.bench_function("population/10 million, ready", |bench| {
        bench.iter(|| population(10_000_000).map_or(0, |people| people.len()));
    });
    criterion.final_summary();
    Ok(())
}
