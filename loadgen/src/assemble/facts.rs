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
    let recorded: HashSet<AccessId> = looks
        .iter()
        .filter(|one| one.outcome.happened())
        .filter_map(|one| one.access)
        .collect();
    let mut facts = vec![
        fact("Looks at an alert", looks.len()),
        fact("Accesses recorded", recorded.len()),
    ];
    if let Some(notices) = &ledger.notices {
        let told: HashSet<AccessId> = notices.iter().map(|notice| notice.access).collect();
        facts.push(fact(
            "Notifications received",
            distinct(notices.iter().map(|one| &one.id)),
        ));
        facts.push(fact(
            "Accesses suppressed",
            recorded.difference(&told).count(),
        ));
    }
    let without = |has_plans: bool| {
        let silent = looks
            .iter()
            .filter(|one| one.outcome.happened() && one.access.is_none());
        silent.filter(|one| shows_plans(one) == has_plans).count()
    };
    let callers = || operations.iter().filter_map(|one| one.caller.as_ref());
    let mut by_child = HashMap::new();
    for look in &looks {
        *by_child.entry(look.child).or_insert(0_usize) += 1;
    }
    facts.extend([
        fact("Silent looks", without(true)),
        fact("Looks without an alert", without(false)),
        fact(
            "Looks refused",
            count(&looks, |one| matches!(one.outcome, Outcome::Refused { .. })),
        ),
        fact(
            "Looks unanswered",
            count(&looks, |one| matches!(one.outcome, Outcome::Unknown { .. })),
        ),
        fact("Children looked at", by_child.len()),
        fact(
            "Most looks at one child",
            by_child.into_values().max().unwrap_or(0),
        ),
        fact("Users", distinct(callers().map(|caller| &caller.user))),
        fact(
            "Organisations",
            distinct(callers().map(|caller| &caller.organisation)),
        ),
    ]);
    facts.extend(control(operations));
    facts
}

/// What was asked of the control port; nothing where nothing was.
fn control(operations: &[Operation]) -> impl Iterator<Item = Fact> {
    let of = |is: fn(&Kind) -> bool| operations.iter().filter(|one| is(&one.kind)).count();
    [
        (
            "Moves of the clock",
            of(|kind| matches!(kind, Kind::AdvanceClock { .. })),
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
        Seen::Nothing | Seen::List { .. } | Seen::Flags { .. } => false,
    }
}

fn count(operations: &[&Operation], is: impl Fn(&Operation) -> bool) -> usize {
    operations.iter().filter(|one| is(one)).count()
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
