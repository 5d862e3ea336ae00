//! What the workload consisted of, counted from what the client saw.

use crate::checker::{ClockSanity, clock_sanity};
use crate::history::{Kind, Ledger, Operation, Outcome, Seen};
use cpis_vocabulary::AccessId;
use reports::Fact;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The counts, in the order in which a reader asks for them.
pub(super) fn facts(operations: &[Operation], ledger: &Ledger) -> Vec<Fact> {
    let looks: Vec<&Operation> = operations
        .iter()
        .filter(|one| one.kind == Kind::OpenAlert && one.outcome != Outcome::NotSent)
        .collect();
    let mut facts = vec![fact("Looks at an alert", looks.len())];
    facts.extend(accesses(&looks, ledger));
    facts.extend(no_accesses(&looks));
    facts.extend(people(operations, &looks));
    facts.extend(control(operations));
    facts
}

/// What was recorded, and whom it was told.
fn accesses(looks: &[&Operation], ledger: &Ledger) -> Vec<Fact> {
    let recorded: HashSet<AccessId> = looks
        .iter()
        .filter(|one| one.outcome.happened())
        .filter_map(|one| one.access)
        .collect();
    let mut facts = vec![fact("Accesses recorded", recorded.len())];
    if let Some(notices) = &ledger.notices {
        let told: HashSet<AccessId> = notices.iter().map(|notice| notice.access).collect();
        let received = distinct(notices.iter().map(|one| &one.id));
        facts.push(fact("Notifications received", received));
        let untold = recorded.difference(&told).count();
        facts.push(fact("Accesses suppressed", untold));
    }
    facts
}

/// The looks that left no access behind, as far as is known.
fn no_accesses(looks: &[&Operation]) -> [Fact; 4] {
    let count = |is: fn(&Operation) -> bool| looks.iter().filter(|one| is(one)).count();
    let shown = |one: &Operation| one.outcome.happened() && one.access.is_none();
    let silent = looks.iter().filter(|one| shown(one) && shows_plans(one));
    let without = looks.iter().filter(|one| shown(one) && !shows_plans(one));
    [
        fact("Silent looks", silent.count()),
        fact("Looks without an alert", without.count()),
        fact(
            "Looks refused",
            count(|one| matches!(one.outcome, Outcome::Refused { .. })),
        ),
        fact(
            "Looks unanswered",
            count(|one| matches!(one.outcome, Outcome::Unknown { .. })),
        ),
    ]
}

/// Who looked at whom.
fn people(operations: &[Operation], looks: &[&Operation]) -> [Fact; 4] {
    let mut by_child = HashMap::new();
    for look in looks {
        *by_child.entry(look.child).or_insert(0_usize) += 1;
    }
    let most = by_child.values().copied().max().unwrap_or(0);
    let callers = || operations.iter().filter_map(|one| one.caller.as_ref());
    let organisations = distinct(callers().map(|caller| &caller.organisation));
    [
        fact("Children looked at", by_child.len()),
        fact("Most looks at one child", most),
        fact("Users", distinct(callers().map(|caller| &caller.user))),
        fact("Organisations", organisations),
    ]
}

/// What was asked of the control port, and which searches were compared; nothing where nothing was.
fn control(operations: &[Operation]) -> impl Iterator<Item = Fact> {
    let of = |is: fn(&Kind) -> bool| operations.iter().filter(|one| is(&one.kind)).count();
    [
        (
            "Moves of the clock",
            of(|kind| matches!(kind, Kind::AdvanceClock { .. })),
        ),
        (
            "Searches compared with the population",
            of(|kind| matches!(kind, Kind::Search { asked } if !asked.is_empty())),
        ),
        (
            "Patients changed",
            of(|kind| matches!(kind, Kind::ChangePatient { .. })),
        ),
        (
            "Plans added",
            of(|kind| matches!(kind, Kind::AddPlan { .. })),
        ),
        (
            "Plans deleted",
            of(|kind| matches!(kind, Kind::DeletePlan { .. })),
        ),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(label, count)| fact(label, count))
}

/// How far the Spine's clock was from the client's knowledge of it, as a sentence; nothing where nothing was stamped.
pub(super) fn clocks(operations: &[Operation]) -> Option<String> {
    match clock_sanity(operations) {
        ClockSanity::Skew {
            least_ms: 0,
            most_ms: 0,
        } => Some(
            "the Spine's stamps agree to the millisecond with the generator's knowledge of its clock"
                .to_owned(),
        ),
        ClockSanity::Skew { least_ms, most_ms } => Some(format!(
            "the Spine's stamps allow its clock to be between {least_ms} ms and {most_ms} ms ahead of the generator's knowledge of it"
        )),
        ClockSanity::Stepped => {
            Some("no single offset explains all of the Spine's stamps: a clock stepped".to_owned())
        }
        ClockSanity::NoStamps => None,
    }
}

fn shows_plans(operation: &Operation) -> bool {
    match &operation.seen {
        Seen::Plans { plans, .. } => !plans.is_empty(),
        Seen::Nothing
        | Seen::List { .. }
        | Seen::Flags { .. }
        | Seen::Patients { .. }
        | Seen::TooManyMatches => false,
    }
}

fn distinct<T: Eq + Hash>(all: impl Iterator<Item = T>) -> usize {
    all.collect::<HashSet<T>>().len()
}

fn fact(label: &str, value: usize) -> Fact {
    Fact {
        label: label.to_owned(),
        value: u64::try_from(value).unwrap_or(u64::MAX),
    }
}
