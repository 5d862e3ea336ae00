//! Whether all answers fit together: each shows all plans at one instant of its interval, each change takes effect at one instant of
//! its own, and the clock goes forward. ALT-3, ALT-5, ALT-8.

use super::super::calendar::{london_day, midnight};
use super::super::register::{Turn, Within};
use super::super::rules::{ALT_3, ALT_5, ALT_8};
use super::super::{Case, Finding, Tallies};
use super::certificate;
use super::compare::is_plain;
use super::sweep::{Change, Glance, Showed, Span, Swept, sweep};
use crate::history::{Operation, Outcome, PlanSeen};
use chrono::NaiveDate;
use cpis_vocabulary::{RequirementId, Timestamp};

/// The answers that by themselves are as they may be, and say something of which changes had taken effect or which day it was.
pub(super) struct Together<'c, 'a> {
    case: &'c Case<'a>,
    days: Days,
    answers: Vec<(&'a Operation, Glance<'a>)>,
}

/// Other operations that one certificate names.
const NAMED_MAX: usize = 12;

impl<'c, 'a> Together<'c, 'a> {
    pub(super) fn of(case: &'c Case<'a>) -> Self {
        let tolerance = case.world.truth.reading.tolerance_ms;
        Self {
            case,
            days: Days::of(case.register.edges(), tolerance),
            answers: Vec::new(),
        }
    }

    /// Takes an answer that shows these plans.
    pub(super) fn plans(&mut self, operation: &'a Operation, at: Within, plans: &'a [PlanSeen]) {
        let register = &self.case.register;
        let mut days = register.days(at).into_iter();
        let is_plain = days.all(|day| is_plain(register, at, plans, day));
        if !(is_plain && self.is_of_one_phase(operation)) {
            self.take(operation, at, Showed::Plans(plans));
        }
    }

    /// Takes an answer that shows how many plans there are, or that there are some.
    pub(super) fn take(&mut self, operation: &'a Operation, at: Within, showed: Showed<'a>) {
        // Without changes it was judged by itself.
        if self.case.register.turns.is_empty() && self.is_of_one_phase(operation) {
            return;
        }
        let glance = Glance {
            span: self.days.span(operation),
            days: self.days.touched(at),
            showed,
        };
        self.answers.push((operation, glance));
    }

    /// Whether the Spine's clock passed no midnight that matters: then the answer says nothing of the clock.
    fn is_of_one_phase(&self, operation: &Operation) -> bool {
        let (least, most) = self.days.span(operation).phases;
        least == most
    }

    /// Judges all of them.
    pub(super) fn judge(self, tallies: &mut Tallies) {
        if self.answers.is_empty() {
            return;
        }
        let changes = self.changes();
        let glances: Vec<Glance<'_>> = self.answers.iter().map(|(_, one)| one.clone()).collect();
        match sweep(&self.case.register, &changes, &glances) {
            Swept::Wrong(wrong) => {
                for place in wrong {
                    if let Some((operation, _)) = self.answers.get(place) {
                        tallies.found(self.finding(operation));
                    }
                }
            }
            Swept::GaveUp => tallies.doubted(
                ALT_3,
                "so many changes and answers overlap that not all of their orders could be tried",
            ),
        }
    }

    fn changes(&self) -> Vec<Change> {
        let turns = self.case.register.turns.iter().enumerate();
        turns
            .filter_map(|(turn, change)| {
                let operation = self.case.operations.get(change.operation)?;
                let span = self.days.span(operation);
                Some(Change { turn, span })
            })
            .collect()
    }

    fn finding(&self, operation: &Operation) -> Finding {
        let overlaps =
            |other: &Operation| other.sent <= operation.ended() && operation.sent <= other.ended();
        let turns: Vec<(&Turn, &Operation)> = self
            .case
            .register
            .turns
            .iter()
            .filter_map(|turn| Some((turn, *self.case.operations.get(turn.operation)?)))
            .filter(|(_, change)| overlaps(change))
            .collect();
        let near = |other: &Operation| {
            let touches = |(_, change): &(&Turn, &Operation)| {
                change.sent <= other.ended() && other.sent <= change.ended()
            };
            overlaps(other) || turns.iter().any(touches)
        };
        let before = self.answers.iter().map(|(other, _)| *other);
        let before = before.filter(|other| other.ended() <= operation.ended());
        let before = before.filter(|other| other.number != operation.number && near(other));
        let changes = turns.iter().map(|(_, change)| *change);
        let mut others: Vec<&Operation> = changes.chain(before).collect();
        others.sort_by_key(|other| (other.sent, other.number));
        let skipped = others.len().saturating_sub(NAMED_MAX);
        let others = others.get(skipped..).unwrap_or_default();
        certificate::together(self.case, rule_of(&turns), operation, others)
    }
}

/// What an answer breaks that fits in with none of these changes, whenever they took effect.
fn rule_of(turns: &[(&Turn, &Operation)]) -> RequirementId {
    if turns.iter().any(|(turn, _)| !turn.takes.is_empty()) {
        ALT_8
    } else if turns.is_empty() {
        ALT_5
    } else {
        ALT_3
    }
}

/// The Spine's clock as far as it matters: before which of the midnights that matter it is.
///
/// Where the Spine's clock may differ from what the client knows, each midnight is two points of the client's clock: it may have come
/// from the first, and certainly has from the second. The phases lie between the points.
struct Days {
    /// Days at whose beginning something may be shown or no longer shown.
    edges: Vec<NaiveDate>,
    tolerance: i64,
    /// In milliseconds.
    points: Vec<i64>,
}

impl Days {
    fn of(edges: Vec<NaiveDate>, tolerance: i64) -> Self {
        let midnights = edges.iter().filter_map(|day| midnight(*day));
        let mut points: Vec<i64> = midnights
            .flat_map(|begin| [begin - tolerance, begin + tolerance])
            .collect();
        points.sort_unstable();
        points.dedup();
        Self {
            edges,
            tolerance,
            points,
        }
    }

    fn phase(&self, at: i64) -> usize {
        self.points.partition_point(|point| *point <= at)
    }

    /// When an operation took effect; without an answer, at any time after it was sent.
    fn span(&self, operation: &Operation) -> Span {
        let most = match operation.outcome {
            Outcome::Unknown { .. } => i64::MAX,
            Outcome::Answered { .. } | Outcome::Refused { .. } | Outcome::NotSent => {
                operation.v_ret.millis()
            }
        };
        Span {
            sent: operation.sent,
            ended: operation.ended(),
            phases: (self.phase(operation.v_inv.millis()), self.phase(most)),
        }
    }

    /// Each day that an interval touches, of those that are alike the first, with the phases in which it may have been that day.
    fn touched(&self, at: Within) -> Vec<(NaiveDate, (usize, usize))> {
        let place = |at: Timestamp| {
            let day = london_day(at);
            self.edges.partition_point(|edge| *edge <= day)
        };
        let (first, last) = (place(at.from), place(at.to));
        (first..=last)
            .filter_map(|place| {
                let begin = place.checked_sub(1).and_then(|place| self.edges.get(place));
                let next = self.edges.get(place);
                let day = match (begin, next) {
                    (Some(begin), _) => Some(*begin),
                    (None, Some(next)) => next.pred_opt(),
                    (None, None) => Some(london_day(at.from)),
                };
                let from = begin.and_then(|day| midnight(*day));
                let to = next.and_then(|day| midnight(*day));
                let from = from.map_or(0, |from| self.phase(from - self.tolerance));
                let to = to.map_or(usize::MAX, |to| self.phase(to + self.tolerance - 1));
                Some((day?, (from, to)))
            })
            .collect()
    }
}
