//! What a scenario would catch, and the page of what every scenario does.

use loadgen::embedded::Sabotage;
use loadgen::power::{MUTANTS, Standing, power};
use loadgen::scenario::Override;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::process::Command;

use crate::whole_run::scenario;

#[test]
fn the_mutants_are_the_fifty_in_order_and_every_bug_mode_of_the_mock_once() {
    let numbers: Vec<_> = MUTANTS.iter().filter_map(|mutant| mutant.number).collect();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    let hunted: Vec<_> = MUTANTS
        .iter()
        .filter_map(loadgen::power::Mutant::sabotage)
        .collect();
    let catalogue: BTreeSet<_> = Sabotage::all().iter().map(|mode| mode.id).collect();
    assert_eq!(hunted.iter().copied().collect::<BTreeSet<_>>(), catalogue);
    assert_eq!(hunted.len(), catalogue.len(), "one is hunted twice");
}

#[test]
fn the_kill_matrix_has_the_rows_of_the_mutants() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/kill-matrix.md");
    let page = std::fs::read_to_string(path).expect("the kill matrix is there");
    let rows: Vec<_> = page
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.starts_with("| #") && !line.starts_with("| -")
        })
        .map(|line| {
            let cells: Vec<_> = line.split(" | ").collect();
            format!("{} | {} | {}", cells[0], cells[1], cells[2])
        })
        .collect();
    let expected: Vec<_> = MUTANTS
        .iter()
        .map(|mutant| {
            let number = mutant
                .number
                .map_or_else(String::new, |number| number.to_string());
            let standing = match mutant.standing {
                Standing::Hunted { sabotage, .. } => format!("`{sabotage}`"),
                Standing::Planned { .. } => "planned".to_owned(),
            };
            format!("| {number} | {} | {standing}", mutant.text)
        })
        .collect();
    assert_eq!(rows, expected, "cargo xtask kill-matrix writes it anew");
}

#[test]
fn a_scenario_is_told_what_it_catches_what_it_misses_and_what_it_never_tries() {
    let overrides = [
        Override::duration("2 s"),
        Override::set("population.patients=20_000"),
    ];
    let scenario = scenario("smoke.toml", &overrides);
    let asked = [
        "own-access-listed",
        "window-25h",
        "restricted-address-leaked",
    ];
    let all = Sabotage::all();
    let sabotages: Vec<_> = all
        .into_iter()
        .filter(|one| asked.contains(&one.id))
        .collect();
    let power = power(
        &scenario,
        &sabotages,
        NonZeroU32::new(2).unwrap(),
        &|_, _| (),
    )
    .expect("its power");
    let standing: Vec<_> = power
        .rows
        .iter()
        .map(|row| (row.number, row.sabotage.id, row.standing(power.seeds)))
        .collect();
    assert_eq!(
        standing,
        [
            (Some(6), "window-25h", "missed"),
            (Some(50), "own-access-listed", "caught"),
            (None, "restricted-address-leaked", "not exercised"),
        ]
    );
    assert!(power.accusations.is_empty());
    let caught = &power.rows[1].catches;
    assert_eq!(caught.len(), 2);
    for catch in caught {
        assert_eq!(catch.rule.to_string(), "VIEW-4");
        assert!(
            catch.share < 500 && catch.operations < power.operations / 2,
            "{catch:?}"
        );
    }
    assert_eq!(power.json()["mutants"][1]["verdict"], "caught");
    assert!(
        power
            .text()
            .contains("catches 1 of 3 broken Spines in every run")
    );
}

/// The exit code, the standard output and the standard error of `loadgen power`.
fn ended(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadgen"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LOADGEN_") {
            command.env_remove(name);
        }
    }
    let output = command.arg("power").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_command_ends_with_0_whatever_is_missed_and_with_2_where_it_is_wrong() {
    let smoke = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/smoke.toml");
    let few = [
        "--seeds",
        "1",
        "--duration",
        "500 ms",
        "--set",
        "population.patients=10_000",
    ];
    let (code, told, _) = ended(&[&[smoke, "--json"], few.as_slice()].concat());
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(code, 0, "{told:#}");
    let mutants = told["mutants"].as_array().expect("mutants");
    assert_eq!(mutants.len(), Sabotage::all().len());
    assert!(mutants.iter().any(|mutant| mutant["verdict"] != "caught"));
    for wrong in [&["nowhere.toml"][..], &[], &[smoke, "--seeds", "0"]] {
        let (code, told, why) = ended(wrong);
        assert_eq!((code, told.as_str()), (2, ""), "{wrong:?}: {why}");
    }
}
