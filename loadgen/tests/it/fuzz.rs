//! The judge's algorithms against exhaustive search, and against a search of Wing, Gong and Lowe, on concurrent histories drawn from
//! seeds.
//!
//! `FUZZ_HISTORIES` says how many in all, 200,000 without it; `FUZZ_SEED` with which seed they begin, so that no night repeats another.

use super::{checker_order, checker_visibility, checker_wgl, checker_window};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// What every push is worth.
const HISTORIES: u64 = 200_000;
/// How many seeds a thread takes at a time.
const BATCH: u64 = 1_000;

fn from_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty())?;
    let number = text.replace('_', "").parse();
    Some(number.unwrap_or_else(|_| panic!("{name} is a number, this one is {text:?}")))
}

/// Has `agree` judge so many percent of the histories, on every core; it panics where the two ways differ.
fn fuzz(name: &str, percent: u64, agree: impl Fn(u64) -> Option<bool> + Sync) {
    let wanted = from_environment("FUZZ_HISTORIES").unwrap_or(HISTORIES) * percent / 100;
    let first = from_environment("FUZZ_SEED").unwrap_or(0);
    println!("{name}: {wanted} histories from seed {first}");
    let (taken, valid, invalid) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let judge = || {
        while valid.load(Ordering::Relaxed) + invalid.load(Ordering::Relaxed) < wanted {
            let begin = first + taken.fetch_add(BATCH, Ordering::Relaxed);
            for seed in begin..begin + BATCH {
                match agree(seed) {
                    Some(true) => valid.fetch_add(1, Ordering::Relaxed),
                    Some(false) => invalid.fetch_add(1, Ordering::Relaxed),
                    None => 0,
                };
            }
        }
    };
    thread::scope(|threads| {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        for _ in 0..cores {
            threads.spawn(judge);
        }
    });
    let (valid, invalid) = (valid.into_inner(), invalid.into_inner());
    println!("{name}: {valid} valid and {invalid} invalid histories, no disagreement");
    let fifth = (valid + invalid) / 5;
    assert!(
        valid >= fifth && invalid >= fifth,
        "{name}: of {valid} valid and {invalid} invalid histories each has to be a fifth at least"
    );
}

#[test]
fn intervals_agree_with_every_choice_of_instants_tried() {
    fuzz("windows from intervals", 44, |seed| {
        Some(checker_window::agree(seed))
    });
}

#[test]
fn lists_agree_with_every_order_tried() {
    fuzz("orders from lists", 44, checker_order::agree);
}

#[test]
fn plans_agree_with_every_order_and_instant_tried() {
    fuzz("plans that come and go", 8, |seed| {
        Some(checker_visibility::agree(seed))
    });
}

/// Seeds of nights that found something: a list that shows nothing, of a child looked at in parts.
const FOUND: [u64; 1] = [20_304_704];

#[test]
fn what_a_night_found_is_mended() {
    for seed in FOUND {
        checker_wgl::agree(seed);
    }
}

#[test]
fn accesses_and_lists_agree_with_a_search_of_wing_gong_and_lowe() {
    fuzz("accesses and lists", 4, |seed| {
        Some(checker_wgl::agree(seed))
    });
}
