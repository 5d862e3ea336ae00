//! Which of the plans shown is which of the child's.

use super::super::register::{Entry, Register};
use crate::history::PlanSeen;

/// Whether each plan shown can be one of these entries, another one each, and each of those that have to be shown is.
pub(super) fn fits(register: &Register, plans: &[PlanSeen], must: &[usize], may: &[usize]) -> bool {
    if plans.len() < must.len() || plans.len() > must.len() + may.len() {
        return false;
    }
    let alike = |shown: usize, entry: usize| {
        let pair = plans.get(shown).zip(register.entries.get(entry));
        pair.is_some_and(|(plan, entry)| is_alike(register, entry, plan))
    };
    let shown: Vec<usize> = (0..plans.len()).collect();
    let due: Vec<usize> = must.iter().chain(may).copied().collect();
    // Whoever can be paired from either side can be paired from both at once: the two pairings can be made one.
    is_paired(&shown, &due, alike) && is_paired(must, &shown, |entry, shown| alike(shown, entry))
}

/// Whether a shown plan looks as this one has to; telephones only where the truth knows them, ids only where the run was told them.
pub(super) fn is_alike(register: &Register, entry: &Entry, plan: &PlanSeen) -> bool {
    let facts = &entry.plan;
    let same_phone = |known: &Option<_>, seen: &Option<_>| known.is_none() || known == seen;
    facts.kind == plan.kind
        && facts.start == plan.start
        && facts.authority == plan.authority
        && entry.end == plan.end
        && same_phone(&facts.emergency_phone, &plan.emergency_phone)
        && same_phone(&facts.office_phone, &plan.office_phone)
        && is_same_id(register, entry, plan)
}

/// Whether the id does not say that it is another plan. The run was told the ids of the plans that it put there itself.
fn is_same_id(register: &Register, entry: &Entry, plan: &PlanSeen) -> bool {
    let Some(shown) = plan.id else { return true };
    if let Some(told) = entry.plan.id.filter(|_| !entry.is_given()) {
        return told == shown;
    }
    let is_told = |other: &Entry| !other.is_given() && other.plan.id == Some(shown);
    !register.entries.iter().any(is_told)
}

/// Whether each of these can be paired with another one of the others.
fn is_paired(these: &[usize], others: &[usize], alike: impl Fn(usize, usize) -> bool) -> bool {
    let mut partner: Vec<Option<usize>> = vec![None; others.len()];
    these.iter().all(|one| {
        let mut tried = vec![false; others.len()];
        pair(*one, others, &alike, &mut partner, &mut tried)
    })
}

/// Finds one a partner, and whoever loses theirs another.
fn pair(
    one: usize,
    others: &[usize],
    alike: &impl Fn(usize, usize) -> bool,
    partner: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for (place, other) in others.iter().enumerate() {
        if tried.get(place) != Some(&false) || !alike(one, *other) {
            continue;
        }
        if let Some(slot) = tried.get_mut(place) {
            *slot = true;
        }
        let before = partner.get(place).copied().flatten();
        if before.is_none_or(|before| pair(before, others, alike, partner, tried)) {
            if let Some(slot) = partner.get_mut(place) {
                *slot = Some(one);
            }
            return true;
        }
    }
    false
}
