//! What each arrival does.

use std::collections::BTreeMap;

use cpis_vocabulary::CareSetting;
use loadgen::scenario::{Override, ProbeKind, Scenario};
use loadgen::schedule::{Assignment, Assignments, ChildChoice, Shard};

const TEXT: &str = r#"
title = "T"
proves = ["ASN-3", "ASN-4", "VIEW-6"]
seed = 7
[arrivals]
shape = "constant"
rate = "1 per second"
[care_settings]
ambulance = 1
111 = 3
[children]
with_alert = "20 %"
hot = 5
hot_share = "50 %"
[[script]]
weight = 9
steps = ["open the alert"]
[[script]]
weight = 1
steps = ["open the alert"]
care_settings = { maternity = 1 }
[probes]
share = "25 %"
kinds = ["two-users", "two-roles", "two-children"]
"#;

const ARRIVALS: u64 = 64_000;

fn assignments(options: &[&str]) -> Assignments {
    let options: Vec<Override> = options.iter().map(|option| Override::set(option)).collect();
    Assignments::of(&Scenario::parse(TEXT, "x.toml", &options).unwrap())
}

fn probes(assignments: &Assignments, arrivals: u64) -> Vec<(u64, ProbeKind, u64)> {
    (0..arrivals)
        .filter_map(|number| match assignments.assignment(number) {
            Assignment::Probe { kind, rank } => Some((number, kind, rank)),
            Assignment::Script(_) => None,
        })
        .collect()
}

/// Whether `found` of `all` is `wanted` percent, within five standard deviations.
fn is_about(found: usize, all: usize, wanted: u32) -> bool {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    let share = f64::from(wanted) / 100.0;
    let deviation = (number(all) * share * (1.0 - share)).sqrt();
    (number(found) - number(all) * share).abs() <= 5.0 * deviation
}

#[test]
fn scripts_are_taken_by_weight() {
    let assignments = assignments(&[]);
    let scripts: Vec<Assignment> = (0..ARRIVALS)
        .map(|number| assignments.assignment(number))
        .filter(|assignment| matches!(assignment, Assignment::Script(_)))
        .collect();
    let second = scripts
        .iter()
        .filter(|script| **script == Assignment::Script(1))
        .count();
    assert!(
        is_about(second, scripts.len(), 10),
        "{second} of {}",
        scripts.len()
    );
}

#[test]
fn probes_keep_their_share_exactly_in_every_64_arrivals() {
    for (share, of_64) in [("25 %", 16), ("100 %", 64), ("1.5625 %", 1), ("50 %", 32)] {
        let assignments = assignments(&[&format!("probes.share={share}")]);
        let mut blocks: BTreeMap<u64, u32> = BTreeMap::new();
        for (number, ..) in probes(&assignments, 6_400) {
            *blocks.entry(number / 64).or_default() += 1;
        }
        assert_eq!(blocks.len(), 100, "{share}");
        assert!(
            blocks.values().all(|count| *count == of_64),
            "{share}: {blocks:?}"
        );
    }
}

#[test]
fn a_share_that_does_not_divide_is_made_up_over_the_run() {
    let assignments = assignments(&["probes.share=0.1 %"]);
    assert_eq!(probes(&assignments, ARRIVALS).len(), 64);
}

#[test]
fn every_kind_of_probe_has_its_turn() {
    let assignments = assignments(&[]);
    let mut ranks: Vec<(u64, ProbeKind)> = probes(&assignments, 64)
        .into_iter()
        .map(|(_, kind, rank)| (rank, kind))
        .collect();
    ranks.sort();
    let wanted = [
        ProbeKind::TwoUsers,
        ProbeKind::TwoRoles,
        ProbeKind::TwoChildren,
    ];
    for (place, (rank, kind)) in ranks.into_iter().enumerate() {
        assert_eq!(
            (usize::try_from(rank).unwrap(), kind),
            (place, wanted[place % 3])
        );
    }
}

#[test]
fn probes_are_spread_over_shards() {
    let assignments = assignments(&[]);
    let probes = probes(&assignments, ARRIVALS);
    for text in ["1/4", "2/4", "3/4", "4/4"] {
        let shard: Shard = text.parse().unwrap();
        let own = probes
            .iter()
            .filter(|(number, ..)| shard.holds(*number))
            .count();
        assert!(
            is_about(own, probes.len(), 25),
            "{text}: {own} of {}",
            probes.len()
        );
    }
}

#[test]
fn without_probes_every_arrival_runs_a_script() {
    let text = TEXT.split("[probes]").next().unwrap();
    let assignments = Assignments::of(&Scenario::parse(text, "x.toml", &[]).unwrap());
    assert_eq!(probes(&assignments, 6_400).len(), 0);
}

#[test]
fn children_are_met_in_the_shares_of_the_scenario() {
    let assignments = assignments(&[]);
    let mut hot = [0; 5];
    let (mut with_alert, mut anyone) = (0, 0);
    let all = usize::try_from(ARRIVALS).unwrap();
    for number in 0..ARRIVALS {
        match assignments.child(number, 0) {
            ChildChoice::Anyone { .. } => anyone += 1,
            ChildChoice::WithAlert { .. } | ChildChoice::Ranked { .. } => with_alert += 1,
            ChildChoice::Hot { index } => hot[usize::try_from(index).unwrap()] += 1,
        }
    }
    assert!(
        is_about(anyone, all, 80) && is_about(with_alert, all, 10),
        "{anyone} {with_alert}"
    );
    assert!(hot.iter().all(|count| is_about(*count, all, 2)), "{hot:?}");
}

#[test]
fn another_child_of_the_same_run_is_another_draw() {
    let assignments = assignments(&["children.with_alert=100 %", "children={}"]);
    let same = (0..1_000)
        .filter(|number| assignments.child(*number, 0) == assignments.child(*number, 1))
        .count();
    assert_eq!(same, 0);
}

#[test]
fn viewers_work_where_the_scenario_or_their_script_says() {
    let assignments = assignments(&[]);
    let all = 10_000;
    let ambulance = (0..10_000)
        .filter(|number| assignments.care_setting(0, *number, 0) == CareSetting::Ambulance)
        .count();
    assert!(is_about(ambulance, all, 25), "{ambulance}");
    for number in 0..100 {
        assert_eq!(
            assignments.care_setting(1, number, 0),
            CareSetting::Maternity
        );
    }
}

#[test]
fn another_seed_shares_arrivals_out_anew_and_the_same_seed_does_not() {
    let of = |seed: &str| {
        let assignments = assignments(&[&format!("seed={seed}")]);
        (0..640)
            .map(|number| assignments.assignment(number))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("3"), of("3"));
    assert_ne!(of("3"), of("4"));
}
