//! What is shown is what has to be shown, on a day of London that the operation touched. ALT-1 to ALT-10.

mod certificate;
mod compare;
mod matching;
mod overview;
mod sweep;
mod together;

use super::register::{During, Entry, Within};
use super::rules::{ALT_1, ALT_2, ALT_3, ALT_4, ALT_5, ALT_6, ALT_7, ALT_8, ALT_9, ALT_10, CLK_3};
use super::{Case, Checker, Finding, Tallies};
use crate::history::{Kind, Operation, PlanSeen, Seen};
use compare::{Difference, compare};
use cpis_vocabulary::{PatientStatus, PlanKind, RequirementId};
use sweep::Showed;
use together::Together;

/// Judges which plans are shown, and whether there is an alert.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visibility;

impl Checker for Visibility {
    fn rules(&self) -> &[RequirementId] {
        &[
            ALT_1, ALT_2, ALT_3, ALT_4, ALT_5, ALT_6, ALT_7, ALT_8, ALT_9, ALT_10, CLK_3,
        ]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        let mut answers = Answers::default();
        let mut together = Together::of(case);
        for (operation, deserved) in case.judged() {
            if !operation.outcome.happened() {
                continue;
            }
            match (&operation.kind, &operation.seen) {
                (Kind::OpenAlert, Seen::Plans { plans, total }) if deserved.may_be_served() => {
                    answers.count(case, operation, plans);
                    let at = Within::of(operation, &case.world.truth.reading);
                    if judge_plans(case, operation, plans, *total, tallies) {
                        together.plans(operation, at, plans);
                    }
                }
                (Kind::Overview, Seen::Flags { total, plans }) => {
                    let seen = (*total, &**plans);
                    if let Some(showed) = overview::judge(case, operation, seen, deserved, tallies)
                    {
                        let at = Within::of(operation, &case.world.truth.reading);
                        together.take(operation, at, showed);
                    }
                }
                (Kind::ReadList, Seen::List { entries, .. })
                    if deserved.may_be_served() && !entries.is_empty() =>
                {
                    let at = Within::of(operation, &case.world.truth.reading);
                    // Where there never was one, the list itself is told.
                    if case.register.any_shown(at) == During::Perhaps {
                        together.take(operation, at, Showed::Any);
                    }
                }
                _ => {}
            }
        }
        together.judge(tallies);
        answers.tell(case, tallies);
    }
}

/// Judges an answer by itself, and says whether its plans are as they may be.
fn judge_plans(
    case: &Case<'_>,
    operation: &Operation,
    plans: &[PlanSeen],
    total: u32,
    tallies: &mut Tallies,
) -> bool {
    let at = Within::of(operation, &case.world.truth.reading);
    if usize::try_from(total) != Ok(plans.len()) {
        tallies.found(
            Finding::new(
                ALT_3,
                Some(case.key.child),
                format!(
                    "an answer gives {total} as its total and shows {} plans",
                    plans.len()
                ),
            )
            .operation(operation, format!("showed {} plans", plans.len())),
        );
    }
    let differences = compare(&case.register, at, plans);
    let is_right = differences.is_none();
    let by_utc = at.from.to_utc().date_naive();
    let is_apart = by_utc != super::calendar::london_day(at.from);
    tallies.examined(CLK_3, usize::from(is_apart));
    let is_of_utc = is_apart && compare::is_plain(&case.register, at, plans, by_utc);
    if let Some(differences) = differences {
        for (rule, difference) in named(case, operation, at, plans, differences) {
            let finding = certificate::of(case, operation, at, plans, rule, &difference);
            if is_of_utc {
                tallies.found(finding.also(CLK_3));
            }
            tallies.found(finding);
        }
    }
    let recorded = operation.access.is_some();
    if recorded && plans.is_empty() && case.register.any_shown(at) == During::Never {
        tallies.found(
            Finding::new(
                ALT_9,
                Some(case.key.child),
                "an access was recorded and there is no plan to show",
            )
            .operation(operation, "showed no plan"),
        );
    }
    is_right
}

/// How many answers with plans a child's case has, and what they show.
#[derive(Default)]
struct Answers {
    all: usize,
    with_plans: usize,
    plans: usize,
    after_deletion: usize,
}

impl Answers {
    fn count(&mut self, case: &Case<'_>, operation: &Operation, plans: &[PlanSeen]) {
        self.all += 1;
        self.with_plans += usize::from(!plans.is_empty());
        self.plans += plans.len();
        let at = Within::of(operation, &case.world.truth.reading);
        let entries = case.register.entries.iter();
        self.after_deletion += entries.filter(|entry| entry.is_gone(at)).count();
    }

    fn tell(&self, case: &Case<'_>, tallies: &mut Tallies) {
        if self.all == 0 {
            return;
        }
        let register = &case.register;
        let is_capped = |entry: &&Entry| {
            let cap = super::calendar::cap(&entry.plan, register.birth_date);
            cap.is_some_and(|cap| entry.plan.end.is_none_or(|end| end > cap))
        };
        let capped = register.entries.iter().filter(is_capped).count();
        let is_unborn = |entry: &Entry| entry.plan.kind == PlanKind::Ucpp;
        let unborn = usize::from(register.entries.iter().any(is_unborn));
        let unusual = usize::from(case.child.status != PatientStatus::Ordinary);
        tallies.examined(ALT_5, self.all);
        tallies.examined(ALT_3, self.with_plans);
        tallies.examined(ALT_4, self.plans);
        tallies.examined(ALT_9, self.all - self.with_plans);
        tallies.examined(ALT_6, capped * self.all);
        tallies.examined(ALT_7, unborn * self.all);
        tallies.examined(ALT_8, self.after_deletion);
        tallies.examined(ALT_10, unusual * self.all);
    }
}

/// Puts each difference under the rule that it breaks most plainly.
fn named(
    case: &Case<'_>,
    operation: &Operation,
    at: Within,
    plans: &[PlanSeen],
    differences: Vec<Difference>,
) -> Vec<(RequirementId, Difference)> {
    let unusual =
        case.child.status != PatientStatus::Ordinary || operation.child != Some(case.key.child);
    differences
        .into_iter()
        .map(|difference| {
            let rule = match &difference {
                Difference::WrongEnd { .. } => ALT_6,
                Difference::WrongDetails { .. } => ALT_4,
                Difference::NeverThere { .. } if unusual => ALT_10,
                Difference::NeverThere { .. } => ALT_3,
                Difference::Missing { entry } | Difference::TooMuch { entry } => {
                    of_entry(case, at, plans, *entry, &difference, unusual)
                }
            };
            (rule, difference)
        })
        .collect()
}

fn of_entry(
    case: &Case<'_>,
    at: Within,
    plans: &[PlanSeen],
    entry: usize,
    difference: &Difference,
    unusual: bool,
) -> RequirementId {
    let register = &case.register;
    let Some(entry) = register.entries.get(entry) else {
        return ALT_5;
    };
    let day = super::calendar::london_day(at.from);
    let grown = register
        .birth_date
        .and_then(super::calendar::eighteenth_birthday)
        .is_some_and(|birthday| birthday < day);
    let capped = super::calendar::cap(&entry.plan, register.birth_date)
        .is_some_and(|cap| entry.plan.end.is_none_or(|end| end > cap));
    let near = compare::is_near_its_edge(&entry.plan, register, day, &case.world.truth.reading);
    let missing = matches!(difference, Difference::Missing { .. });
    if !missing && entry.is_gone(at) {
        ALT_8
    } else if capped && grown {
        ALT_6
    } else if !missing || near {
        ALT_5
    } else if entry.plan.kind == PlanKind::Ucpp && grown {
        ALT_7
    } else if unusual {
        ALT_10
    } else if plans.is_empty() {
        ALT_5
    } else {
        ALT_3
    }
}
