//! The plans of an answer against the plans of the truth, day by day.

use super::super::Reading;
use super::super::calendar::{last_day_shown, london_day};
use super::super::register::{During, Entry, Register, Within};
use super::matching::{fits, is_alike};
use crate::history::{PlanFacts, PlanSeen};
use chrono::NaiveDate;

/// One way in which an answer differs from what it had to show; plans by their place in the answer, entries in the register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Difference {
    /// A displayable plan is not shown.
    Missing {
        /// The plan.
        entry: usize,
    },
    /// A plan is shown on a day on which it must not be, or more than once.
    TooMuch {
        /// The plan.
        entry: usize,
    },
    /// A plan is shown with another end.
    WrongEnd {
        /// As shown.
        shown: usize,
        /// As it is.
        entry: usize,
    },
    /// A plan is shown with other details.
    WrongDetails {
        /// As shown.
        shown: usize,
        /// As it is.
        entry: usize,
    },
    /// The child never had such a plan.
    NeverThere {
        /// As shown.
        shown: usize,
    },
}

/// What is wrong with an answer on every day that it touches; on the day on which least is wrong. None where one day fits.
pub(super) fn compare(
    register: &Register,
    at: Within,
    plans: &[PlanSeen],
) -> Option<Vec<Difference>> {
    if is_plain(register, at, plans, london_day(at.from)) {
        return None;
    }
    let mut least: Option<Vec<Difference>> = None;
    for day in register.days(at) {
        let differences = on_day(register, at, plans, day);
        if differences.is_empty() {
            return None;
        }
        if least
            .as_ref()
            .is_none_or(|known| differences.len() < known.len())
        {
            least = Some(differences);
        }
    }
    least
}

/// For each day, the least and the greatest number of plans that can have been displayable.
pub(super) fn possible_counts(register: &Register, at: Within) -> Vec<(usize, usize)> {
    register
        .days(at)
        .into_iter()
        .map(|day| {
            let shown = |entry: &Entry| entry.shown(day, at);
            let always = register
                .entries
                .iter()
                .filter(|e| shown(e) == During::Always)
                .count();
            let never = register
                .entries
                .iter()
                .filter(|e| shown(e) == During::Never)
                .count();
            (always, register.entries.len() - never)
        })
        .collect()
}

/// Whether a day lies so near a plan's first or last day that a wrong border explains what was shown.
pub(super) fn is_near_its_edge(
    plan: &PlanFacts,
    register: &Register,
    day: NaiveDate,
    reading: &Reading,
) -> bool {
    const NEAR_DAYS: i64 = 2;
    let near = |edge: NaiveDate| (edge - day).num_days().abs() <= NEAR_DAYS;
    near(plan.start)
        || plan.end.is_some_and(|end| end <= day)
        || last_day_shown(plan, register.birth_date, reading).is_some_and(near)
}

/// Whether the answer shows, one by one, exactly the plans that had to be shown, and there was no doubt about any.
pub(super) fn is_plain(
    register: &Register,
    at: Within,
    plans: &[PlanSeen],
    day: NaiveDate,
) -> bool {
    let mut shown = plans.iter();
    let is_next = |entry: &Entry| match entry.shown(day, at) {
        During::Never => true,
        During::Perhaps => false,
        During::Always => shown
            .next()
            .is_some_and(|plan| is_alike(register, entry, plan)),
    };
    register.entries.iter().all(is_next) && shown.next().is_none()
}

fn on_day(register: &Register, at: Within, plans: &[PlanSeen], day: NaiveDate) -> Vec<Difference> {
    let those = |wanted: During| -> Vec<usize> {
        let entries = register.entries.iter().enumerate();
        let so = entries.filter(|(_, entry)| entry.shown(day, at) == wanted);
        so.map(|(place, _)| place).collect()
    };
    if fits(
        register,
        plans,
        &those(During::Always),
        &those(During::Perhaps),
    ) {
        return Vec::new();
    }
    let mut accounted = vec![false; register.entries.len()];
    let mut left = Vec::new();
    for (shown, plan) in plans.iter().enumerate() {
        // Of two alike plans the one that has to be shown is taken first.
        let best = register
            .entries
            .iter()
            .enumerate()
            .filter(|(place, entry)| {
                accounted.get(*place) == Some(&false) && is_alike(register, entry, plan)
            })
            .max_by_key(|(_, entry)| entry.shown(day, at))
            .filter(|(_, entry)| entry.shown(day, at) > During::Never);
        match best {
            Some((place, _)) => mark(&mut accounted, place),
            None => left.push(shown),
        }
    }
    let mut differences = Vec::new();
    for shown in left {
        let Some(plan) = plans.get(shown) else {
            continue;
        };
        differences.push(explain(register, &mut accounted, at, day, shown, plan));
    }
    for (place, entry) in register.entries.iter().enumerate() {
        if accounted.get(place) == Some(&false) && entry.shown(day, at) == During::Always {
            differences.push(Difference::Missing { entry: place });
        }
    }
    differences
}

/// What a shown plan is, if it is none that has to be shown as it stands.
fn explain(
    register: &Register,
    accounted: &mut [bool],
    at: Within,
    day: NaiveDate,
    shown: usize,
    plan: &PlanSeen,
) -> Difference {
    let due = |entry: &Entry| entry.shown(day, at) > During::Never;
    let free = |place: usize| accounted.get(place) == Some(&false);
    let entries = || register.entries.iter().enumerate();
    let same_but_end = entries().find(|(place, entry)| {
        free(*place)
            && due(entry)
            && entry.plan.kind == plan.kind
            && entry.plan.start == plan.start
            && entry.plan.authority == plan.authority
            && entry.end != plan.end
    });
    if let Some((entry, _)) = same_but_end {
        mark(accounted, entry);
        return Difference::WrongEnd { shown, entry };
    }
    if let Some((entry, _)) = entries().find(|(_, entry)| is_alike(register, entry, plan)) {
        return Difference::TooMuch { entry };
    }
    let same_id = entries().find(|(place, entry)| {
        free(*place) && due(entry) && plan.id.is_some() && entry.plan.id == plan.id
    });
    let same_kind = || {
        entries().find(|(place, entry)| {
            free(*place)
                && due(entry)
                && entry.plan.kind == plan.kind
                && (entry.plan.start == plan.start || entry.plan.authority == plan.authority)
        })
    };
    if let Some((entry, _)) = same_id.or_else(same_kind) {
        mark(accounted, entry);
        return Difference::WrongDetails { shown, entry };
    }
    Difference::NeverThere { shown }
}

fn mark(accounted: &mut [bool], place: usize) {
    if let Some(slot) = accounted.get_mut(place) {
        *slot = true;
    }
}
