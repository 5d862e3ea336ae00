//! What finding costs at one million patients: exact names and dates of birth. The baseline is one look-up in a `HashMap` by name.

use benches::Failure;
use benches::cast::population;
use chrono::NaiveDate;
use cpis_population::Population;
use cpis_search::{Days, Directory, Index, Overlay, Query};
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
    let people = population(PATIENTS)?;
    let index = Index::build(&people);
    let overlay = Overlay::default();
    let directory = Directory {
        population: &people,
        index: &index,
        overlay: &overlay,
    };
    let asked: Vec<(String, String, NaiveDate)> = asked(&people);
    baseline(&mut criterion, &people, &asked);
    let queries = asked
        .iter()
        .map(|(family, given, born)| called(family, given, *born));
    let queries: Vec<Query> = queries.collect();
    let mut turn = queries.iter().cycle();
    criterion.bench_function("search/exact name, given name and birth date", |bench| {
        bench.iter(|| {
            turn.next().map(|query| {
                directory
                    .find(black_box(query), MOST)
                    .map(|found| found.len())
            })
        });
    });
    let mut turn = asked.iter().cycle();
    criterion.bench_function("search/the same with the query made", |bench| {
        bench.iter(|| {
            let (family, given, born) = turn.next()?;
            let query = called(family, given, *born);
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

fn called(family: &str, given: &str, born: NaiveDate) -> Query {
    let query = Query::default().with_family(family).with_given(given);
    query.with_born(Days::day(born))
}

fn asked(people: &Population) -> Vec<(String, String, NaiveDate)> {
    let found = (0..PATIENTS).map(|place| place * 1_000_000_007 % PATIENTS);
    let found = found.filter(|index| people.can_be_found(*index));
    let asked = found.filter_map(|index| {
        let family = people.family_name(index).chars().collect();
        let given = people.given_names(index).next()?.to_owned();
        Some((family, given, people.birth_date(index)))
    });
    asked.take(ASKED).collect()
}

fn baseline(criterion: &mut Criterion, people: &Population, asked: &[(String, String, NaiveDate)]) {
    let mut stored: HashMap<(String, NaiveDate), Vec<u64>> = HashMap::new();
    for index in 0..people.len() {
        let family = people.family_name(index).chars().collect();
        stored
            .entry((family, people.birth_date(index)))
            .or_default()
            .push(index);
    }
    let keys: Vec<_> = asked
        .iter()
        .map(|(family, _, born)| (family.clone(), *born))
        .collect();
    let mut turn = keys.iter().cycle();
    criterion.bench_function(
        "search/baseline: one HashMap look-up of 1 million",
        |bench| {
            bench.iter(|| turn.next().and_then(|key| stored.get(black_box(key))));
        },
    );
}
