//! Every search against a plain scan of all patients: the same people, the same scores, the same order. SRC-2 to SRC-8.
//!
//! `SEARCH_PATIENTS=1000000 SEARCH_QUERIES=100000 SEARCH_OVERLAY=10000 cargo test --release -p cpis-search --test it brute_force`
//! is the whole proof; without the variables it is small. `SEARCH_SEED` repeats a run.

mod ask;
mod chance;
mod changes;
mod oracle;
mod spelling;
mod typed;

use ask::Ask;
use chance::Chance;
use changes::{Changed, change};
use cpis_population::{Population, Range, Settings};
use cpis_search::{Directory, Index, Overlay};
use cpis_vocabulary::Patient;
use oracle::Oracle;
use std::io::Write as _;

fn variable(name: &str, otherwise: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is {text}, a number is needed")),
        Err(_) => otherwise,
    }
}

#[test]
fn every_search_gives_what_a_scan_gives() {
    check(0);
}

#[test]
fn every_search_gives_what_a_scan_gives_with_patients_changed() {
    check(variable("SEARCH_OVERLAY", 1_000));
}

/// What a run of searches came to.
#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    asked: usize,
    with_matches: usize,
    matches: usize,
    below_one: usize,
    too_many: usize,
}

struct World {
    population: Population,
    index: Index,
    overlay: Overlay,
    changed: Changed,
    oracle: Oracle,
}

fn check(changes: usize) {
    let seed = variable("SEARCH_SEED", 7);
    let queries = variable("SEARCH_QUERIES", 3_000);
    let world = World::new(variable("SEARCH_PATIENTS", 20_000), changes, seed);
    let tally = std::thread::scope(|threads| {
        let halves = [0, 1].map(|half| {
            let world = &world;
            threads.spawn(move || world.search(half, queries, seed))
        });
        halves
            .map(|half| half.join().unwrap())
            .into_iter()
            .reduce(Tally::and)
            .unwrap()
    });
    let patients = world.population.len();
    writeln!(
        std::io::stderr(),
        "seed {seed}, {patients} patients, {} changed: {tally:?}",
        world.overlay.len()
    )
    .unwrap();
    assert_eq!(tally.asked, queries);
    assert!(
        tally.with_matches * 2 > queries,
        "most searches find somebody"
    );
    assert!(tally.below_one * 50 > queries, "some score below 1.0");
}

impl World {
    fn new(patients: usize, times: usize, seed: usize) -> Self {
        let settings = Settings {
            patients: u64::try_from(patients).unwrap(),
            range: if patients > 900_000 {
                Range::Range9xx
            } else {
                Range::Range999
            },
            ..Settings::default()
        };
        let population = Population::new(settings).unwrap();
        let mut chance = Chance(u64::try_from(seed).unwrap());
        let (overlay, changed) = change(&population, times, &mut chance);
        let generated = (0..population.len()).map(|index| population.patient(index));
        let unchanged = generated.filter(|patient| !changed.contains_key(&patient.number));
        Self {
            oracle: Oracle::new(unchanged.chain(changed.values().cloned())),
            index: Index::build(&population),
            population,
            overlay,
            changed,
        }
    }

    /// Every second search.
    fn search(&self, half: usize, queries: usize, seed: usize) -> Tally {
        let mut tally = Tally::default();
        for turn in (0..queries).filter(|turn| turn % 2 == half) {
            let start = seed.wrapping_mul(1_000_003).wrapping_add(turn);
            let mut chance = Chance(u64::try_from(start).unwrap());
            let target = self.somebody(&mut chance);
            self.ask(
                turn,
                &Ask::about(&target, &mut chance),
                &mut chance,
                &mut tally,
            );
        }
        tally
    }

    fn somebody(&self, chance: &mut Chance) -> Patient {
        if !self.changed.is_empty() && chance.percent(30) {
            let place = chance.below(self.changed.len());
            return self.changed.values().nth(place).unwrap().clone();
        }
        let patients = usize::try_from(self.population.len()).unwrap();
        self.population
            .patient(u64::try_from(chance.below(patients)).unwrap())
    }

    fn ask(&self, turn: usize, ask: &Ask, chance: &mut Chance, tally: &mut Tally) {
        let directory = Directory {
            population: &self.population,
            index: &self.index,
            overlay: &self.overlay,
        };
        let expected = self.oracle.scan(ask);
        let most = match chance.below(4) {
            0 => 50,
            1 => expected.len().saturating_sub(1).max(1),
            2 => expected.len(),
            _ => 2_000,
        };
        tally.asked += 1;
        let Ok(found) = directory.find(&ask.query(), most) else {
            let count = expected.len();
            assert!(
                count > most,
                "search {turn}, {ask:?}: the scan found {count}"
            );
            tally.with_matches += 1;
            tally.too_many += 1;
            return;
        };
        assert!(
            expected.len() <= most,
            "search {turn}, {ask:?}: the scan found {}, at most {most} were wanted",
            expected.len()
        );
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.number(), one.score.thousandths()))
            .collect();
        assert!(
            found == expected,
            "search {turn}, {ask:?}: found {found:?}, the scan {expected:?}"
        );
        tally.with_matches += usize::from(!found.is_empty());
        tally.matches += found.len();
        tally.below_one += found.iter().filter(|(_, score)| *score < 1_000).count();
    }
}

impl Tally {
    fn and(self, other: Self) -> Self {
        Self {
            asked: self.asked + other.asked,
            with_matches: self.with_matches + other.with_matches,
            matches: self.matches + other.matches,
            below_one: self.below_one + other.below_one,
            too_many: self.too_many + other.too_many,
        }
    }
}
