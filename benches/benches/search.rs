//! What finding costs at one million patients, or as many as `BENCH_PATIENTS` says, by each kind of search. The baseline is one
//! look-up in a `HashMap` by name and day.

use benches::Failure;
use benches::cast::population;
use benches::lookups::{KINDS, Known, LONG_KINDS, known};
use cpis_population::Population;
use cpis_search::{Directory, Index, Overlay, Query};
use criterion::Criterion;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

const PATIENTS: u64 = 1_000_000;
const ASKED: usize = 10_000;
const MOST: usize = 50;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
        .configure_from_args();
    let patients = match std::env::var("BENCH_PATIENTS") {
        Ok(text) => text.parse()?,
        Err(_) => PATIENTS,
    };
    let people = population(patients)?;
    let index = Index::build(&people);
    let directory = Directory {
        population: &people,
        index: &index,
        overlay: &Overlay::default(),
    };
    let asked = known(&people, ASKED);
    baseline(&mut criterion, &people, &asked);
    for (name, query) in KINDS.into_iter().chain(LONG_KINDS) {
        let queries: Vec<Query> = asked.iter().map(query).collect();
        let mut turn = queries.iter().cycle();
        criterion.bench_function(&format!("search/{name}"), |bench| {
            bench.iter(|| {
                turn.next().map(|query| {
                    directory
                        .find(black_box(query), MOST)
                        .map(|found| found.len())
                })
            });
        });
    }
    let (_, query) = KINDS[1];
    let mut turn = asked.iter().cycle();
    criterion.bench_function("search/the second of these with the query made", |bench| {
        bench.iter(|| {
            let query = query(turn.next()?);
            Some(directory.find(&query, MOST).map(|found| found.len()))
        });
    });
    let small = population(100_000)?;
    criterion.bench_function("search/index of 100,000, built", |bench| {
        bench.iter(|| Index::build(&small).len());
    });
    criterion.final_summary();
    Ok(())
}

fn baseline(criterion: &mut Criterion, people: &Population, asked: &[Known]) {
    let mut stored: HashMap<_, Vec<u64>> = HashMap::new();
    for index in 0..people.len() {
        let family: String = people.family_name(index).chars().collect();
        stored
            .entry((family, people.birth_date(index)))
            .or_default()
            .push(index);
    }
    let keys: Vec<_> = asked
        .iter()
        .map(|known| (known.family.clone(), known.born))
        .collect();
    let mut turn = keys.iter().cycle();
    let patients = people.len();
    let name = format!("search/baseline: one HashMap look-up of {patients}");
    criterion.bench_function(&name, |bench| {
        bench.iter(|| turn.next().and_then(|key| stored.get(black_box(key))));
    });
}
