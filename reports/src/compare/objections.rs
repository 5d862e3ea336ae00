//! Whether runs can be compared at all.

use super::Side;
use crate::record::{Pace, RunRecord, Switch, Verdict};
use crate::words;

/// Why the runs should not be compared, as sentences.
pub(super) fn objections(a: &Side, b: &Side) -> Vec<String> {
    let runs: Vec<_> = a.runs().chain(b.runs()).collect();
    let mut objections: Vec<String> = [
        differ("run one scenario", &runs, |run| {
            format!("{} ({})", run.scenario.file, run.scenario.digest)
        }),
        differ("have the same arrivals", &runs, |run| {
            run.schedule.arrivals.clone()
        }),
        differ("be about the same population", &runs, |run| {
            let people = &run.population;
            format!(
                "{} of seed {}",
                words::counted(people.patients, "patient", "patients"),
                people.seed
            )
        }),
        differ("read the rules alike", &runs, |run| {
            let settings = run.reading.iter();
            let said: Vec<_> = settings
                .map(|one| format!("{} = {}", one.name, one.value))
                .collect();
            if said.is_empty() {
                "the rulebook's settings".to_owned()
            } else {
                said.join(", ")
            }
        }),
        differ("be made on one machine", &runs, |run| {
            let cores = words::counted(run.machine.cores.into(), "core", "cores");
            format!("{cores}, {}", run.machine.cpu)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let each = |of: fn(&RunRecord) -> Option<String>| {
        let said = runs
            .iter()
            .filter_map(|(name, run)| Some((name.clone(), of(run)?)));
        together(said.collect())
    };
    for (names, reason) in each(late) {
        objections.push(format!(
            "The generator must have kept its rate in every run, in {names} it did not: {reason}."
        ));
    }
    for (names, broken) in each(broken) {
        objections.push(format!(
            "The rules must hold in every run, since a wrong answer is easily fast: in {names} {broken} broken."
        ));
    }
    for (names, _) in each(|run| (run.outcomes.due() == 0).then(String::new)) {
        objections.push(format!(
            "Runs that are compared must have had operations, in {names} none was due."
        ));
    }
    objections
}

/// A sentence about the first run that differs from the first of all.
fn differ(
    must: &str,
    runs: &[(String, &RunRecord)],
    of: impl Fn(&RunRecord) -> String,
) -> Option<String> {
    let ((first, like), others) = runs.split_first()?;
    let like = of(like);
    let (other, unlike) = others
        .iter()
        .map(|(name, run)| (name, of(run)))
        .find(|(_, one)| *one != like)?;
    Some(format!(
        "Runs that are compared must {must}: {first} has {like}, {other} has {unlike}."
    ))
}

/// Runs of which the same is said, together.
fn together(said: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut groups: Vec<(String, String)> = Vec::new();
    for (name, text) in said {
        match groups.iter_mut().find(|(_, same)| *same == text) {
            Some((names, _)) => {
                names.push_str(", ");
                names.push_str(&name);
            }
            None => groups.push((name, text)),
        }
    }
    groups
}

fn late(run: &RunRecord) -> Option<String> {
    match &run.schedule.pace {
        Pace::KeptUp => None,
        Pace::FellBehind { reason } => Some(reason.trim_end_matches('.').to_owned()),
    }
}

fn broken(run: &RunRecord) -> Option<String> {
    let broken = run
        .verdicts
        .iter()
        .filter(|rule| rule.verdict == Verdict::Broken);
    let ids: Vec<&str> = broken.map(|rule| rule.id.as_str()).collect();
    let is = if ids.len() == 1 { "is" } else { "are" };
    (!ids.is_empty()).then(|| format!("{} {is}", ids.join(", ")))
}

/// What was switched on in a run.
type On = fn(&RunRecord) -> &[Switch];

/// What to bear in mind, as sentences.
pub(super) fn cautions(a: &Side, b: &Side) -> Vec<String> {
    let mut cautions = Vec::new();
    let all = || a.runs().chain(b.runs());
    let seeds = |side: &Side| {
        let mut seeds: Vec<u64> = side.runs().map(|(_, run)| run.generator.seed).collect();
        seeds.sort_unstable();
        seeds.dedup();
        seeds
    };
    if let Some((name, _)) = a
        .runs()
        .find(|(_, run)| b.runs().any(|(_, one)| one == *run))
    {
        cautions.push(format!(
            "{name} stands on both sides: a run is always the same as itself."
        ));
    } else if in_blocks(a, b) {
        cautions.push(
            "All runs of one side were made before those of the other: a machine that grew warm or busy meanwhile looks like a \
             change. Make them in turn: A, B, A, B."
                .to_owned(),
        );
    }
    if seeds(a) != seeds(b) {
        cautions.push(
            "The sides have different seeds, so other users looked at other children.".to_owned(),
        );
    }
    let mut versions: Vec<&str> = all()
        .map(|(_, run)| run.generator.version.as_str())
        .collect();
    versions.sort_unstable();
    versions.dedup();
    if versions.len() > 1 {
        cautions.push(format!(
            "Several versions of the generator made these runs: {}.",
            versions.join(", ")
        ));
    }
    let faults: On = |run| &run.faults;
    let bugs: On = |run| &run.bugs;
    for (what, on) in [("faults", faults), ("rule breaks", bugs)] {
        let said = all().filter(|(_, run)| !on(run).is_empty());
        for (names, ids) in together(said.map(|(name, run)| (name, listed(on(run)))).collect()) {
            cautions.push(format!("In {names} {what} were on: {ids}."));
        }
    }
    cautions
}

/// Whether there are several runs on a side, and they were not made in turn with those of the other.
fn in_blocks(a: &Side, b: &Side) -> bool {
    let times = |side: &Side| -> Vec<String> {
        side.runs().map(|(_, run)| run.started_at.clone()).collect()
    };
    let (a, b) = (times(a), times(b));
    let before = |one: &[String], other: &[String]| one.iter().max() < other.iter().min();
    (a.len() > 1 || b.len() > 1) && (before(&a, &b) || before(&b, &a))
}

fn listed(switches: &[Switch]) -> String {
    let ids: Vec<&str> = switches.iter().map(|one| one.id.as_str()).collect();
    ids.join(", ")
}
