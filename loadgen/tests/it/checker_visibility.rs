//! Plans that come and go while somebody looks, about a midnight: the judge against every order and every instant tried. ALT-3 to ALT-9.

use super::checker_operation::operation;
use super::checker_random::Draw;
use super::checker_spine::{caller, child, date, plan};
use cpis_vocabulary::{PatientStatus, PlanId, PlanKind, Timestamp};
use loadgen::checker::{ChildTruth, Finding, Reading, Tallies, Truth, Verdict, judge};
use loadgen::history::{Activity, Kind, Ledger, Moment, Operation, PlanFacts, PlanSeen, Seen};
use std::collections::HashMap;

/// In London the 10th of June begins.
const MIDNIGHT: &str = "2026-06-09T23:00:00Z";

/// What the display of a plan depends on: it is shown on both days, on the first alone, or on the second alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Shown {
    Both,
    First,
    Second,
}

const SHOWN: [Shown; 3] = [Shown::Both, Shown::First, Shown::Second];

impl Shown {
    fn on(self, is_second: bool) -> bool {
        match self {
            Self::Both => true,
            Self::First => !is_second,
            Self::Second => is_second,
        }
    }

    fn facts(self, id: Option<PlanId>) -> PlanFacts {
        let (start, end) = match self {
            Self::Both => (date(2024, 1, 1), None),
            // The 9th of June is 364 days after it.
            Self::First => (date(2024, 1, 1), Some(date(2025, 6, 10))),
            Self::Second => (date(2026, 6, 10), None),
        };
        PlanFacts {
            id,
            ..plan(1, PlanKind::Lac, start, end, "LA1")
        }
    }
}

/// A plan shown: what it looks like and its id, where it gives one.
type Sight = (Shown, Option<u64>);

#[derive(Clone, Debug)]
enum Deed {
    /// Put this plan there; the id that the answer told.
    Add(Shown, Option<u64>),
    /// Took the plan with this number away.
    Delete(u64),
    /// Showed these plans.
    Plans(Vec<Sight>),
    /// Showed so many.
    Count(usize),
}

/// What was done, and between which moments and instants; instants are milliseconds from midnight.
#[derive(Clone, Debug)]
struct Done {
    deed: Deed,
    sent: u64,
    ended: Option<u64>,
    from: i64,
    to: i64,
    stamp: Option<i64>,
}

/// A child's plans and what was done.
#[derive(Debug)]
struct History {
    given: Vec<(u64, Shown)>,
    done: Vec<Done>,
}

/// How the Spine's clock goes by the moments of the client's.
#[derive(Clone, Copy)]
enum Clock {
    Still(i64),
    /// Moved over midnight by a request that lasted from one moment to another, and took effect between.
    Moved(u64, u64, u64),
    /// Goes by itself, and is at midnight at this moment.
    Running(i64),
}

impl Clock {
    fn draw(draw: &mut Draw) -> Self {
        match draw.below(4) {
            0 => Self::Still(if draw.chance(50) { -5 } else { 5 }),
            1 => Self::Running(i64::try_from(draw.below(40)).unwrap()),
            _ => {
                let sent = draw.below(30);
                let at = sent + draw.below(8);
                Self::Moved(sent, at, at + draw.below(8))
            }
        }
    }

    /// What it shows, what somebody knows that it shows at least, and at most.
    fn at(self, moment: u64) -> [i64; 3] {
        let moved = |is_over: bool| if is_over { 5 } else { -5 };
        match self {
            Self::Still(at) => [at; 3],
            Self::Moved(sent, at, over) => [
                moved(moment >= at),
                moved(moment >= over),
                moved(moment >= sent),
            ],
            Self::Running(midnight) => [i64::try_from(moment).unwrap() - midnight; 3],
        }
    }
}

/// Requests that took effect one after the other, seen through intervals; some answers are spoilt.
fn draw(draw: &mut Draw) -> History {
    let clock = Clock::draw(draw);
    // One of them at least is not the same on both days: else nobody could tell the days apart.
    let mut given: Vec<(u64, Shown)> = vec![(1, SHOWN[1 + draw.place(2)])];
    given.extend((2..=1 + draw.below(3)).map(|id| (id, SHOWN[draw.place(3)])));
    let wide = 1 + draw.below(12);
    let mut moments: Vec<u64> = (0..3 + draw.below(5)).map(|_| draw.below(40)).collect();
    moments.sort_unstable();
    let spoilt = draw.chance(85);
    // Every plan that is there, and what there was at every step.
    let mut there: Vec<Sight> = given
        .iter()
        .map(|(id, shown)| (*shown, Some(*id)))
        .collect();
    let mut ever = vec![there.clone()];
    let mut done: Vec<Done> = Vec::new();
    for (number, moment) in (100..).zip(moments) {
        let sent = moment.saturating_sub(draw.below(wide));
        let ended = Some(moment + draw.below(wide)).filter(|_| !draw.chance(12));
        let end = ended.unwrap_or(moment + wide);
        let deed = match draw.below(6) {
            0 => {
                let shown = SHOWN[draw.place(3)];
                there.push((shown, Some(number)));
                Deed::Add(shown, ended.map(|_| number))
            }
            1 if !there.is_empty() => {
                let told = |id: u64| {
                    let adds =
                        |one: &Done| matches!(one.deed, Deed::Add(_, Some(told)) if told == id);
                    id < 100
                        || done
                            .iter()
                            .any(|one| adds(one) && one.ended.is_some_and(|at| at < sent))
                };
                let id = there[draw.place(there.len())].1.filter(|id| told(*id));
                let Some(id) = id else { continue };
                there.retain(|(_, other)| *other != Some(id));
                Deed::Delete(id)
            }
            _ if ended.is_none() => continue,
            _ => looked(draw, clock, moment, &there, &ever, spoilt),
        };
        ever.push(there.clone());
        let is_look = matches!(deed, Deed::Plans(_) | Deed::Count(_));
        let stamp = ended
            .filter(|_| is_look && draw.chance(20))
            .map(|_| clock.at(moment)[0]);
        done.push(Done {
            deed,
            sent,
            ended,
            from: clock.at(sent)[1],
            to: clock.at(end)[2],
            stamp,
        });
    }
    History { given, done }
}

/// What an answer shows, or in its place what was there before, or on the other day, or less or more.
fn looked(
    draw: &mut Draw,
    clock: Clock,
    moment: u64,
    there: &[Sight],
    ever: &[Vec<Sight>],
    spoilt: bool,
) -> Deed {
    let mut is_second = clock.at(moment)[0] >= 0;
    let mut plans = there.to_vec();
    if spoilt && draw.chance(55) {
        match draw.below(3) {
            0 => is_second = !is_second,
            1 => plans = ever[draw.place(ever.len())].clone(),
            _ if plans.is_empty() => {}
            _ => {
                plans.remove(draw.place(plans.len()));
            }
        }
    }
    plans.retain(|(shown, _)| shown.on(is_second));
    for (_, id) in &mut plans {
        // The population's ids are its own affair.
        *id = id.filter(|id| *id >= 100 && draw.chance(80));
    }
    if draw.chance(50) {
        plans.reverse();
    }
    if draw.chance(25) {
        Deed::Count(plans.len())
    } else {
        Deed::Plans(plans)
    }
}

/// Whether any order, with any instants, explains everything, by trying them all.
fn naive(history: &History) -> bool {
    let told = history.done.iter().filter_map(|one| match one.deed {
        Deed::Add(_, told) => told,
        Deed::Delete(_) | Deed::Plans(_) | Deed::Count(_) => None,
    });
    let told: Vec<u64> = told.collect();
    go_on(history, &told, &mut Vec::new(), i64::MIN)
}

fn go_on(history: &History, told: &[u64], order: &mut Vec<usize>, clock: i64) -> bool {
    let left = |place: &usize| !order.contains(place);
    let must = |place: &usize| history.done[*place].ended.is_some();
    let left: Vec<usize> = (0..history.done.len()).filter(left).collect();
    if !left.iter().any(must) {
        return true;
    }
    left.iter().any(|place| {
        let one = &history.done[*place];
        let is_over = |other: &usize| history.done[*other].ended.is_some_and(|at| at < one.sent);
        if left.iter().any(is_over) {
            return false;
        }
        let to = if one.ended.is_some() {
            one.to
        } else {
            i64::MAX
        };
        [one.from, one.to, clock, -1, 0].into_iter().any(|at| {
            let is_its_day = one.stamp.is_none_or(|stamp| (stamp < 0) == (at < 0));
            if at < clock || at < one.from || at > to || !is_its_day {
                return false;
            }
            if !answers(history, told, order, one, at >= 0) {
                return false;
            }
            order.push(*place);
            let fits = go_on(history, told, order, at);
            order.pop();
            fits
        })
    })
}

/// Whether each of these can be one of the others, another one each, and none is left.
fn pairs<A, B>(these: &[A], others: &mut Vec<B>, alike: &impl Fn(&A, &B) -> bool) -> bool {
    let Some((one, rest)) = these.split_first() else {
        return others.is_empty();
    };
    (0..others.len()).any(|place| {
        if !alike(one, &others[place]) {
            return false;
        }
        let other = others.remove(place);
        let fits = pairs(rest, others, alike);
        others.insert(place, other);
        fits
    })
}

/// Whether an answer after these says what it had to say.
fn answers(history: &History, told: &[u64], order: &[usize], one: &Done, is_second: bool) -> bool {
    // What it looks like, the id that anybody was told, and the number by which it is deleted.
    let mut there: Vec<(Shown, Option<u64>, u64)> = history
        .given
        .iter()
        .map(|(id, shown)| (*shown, None, *id))
        .collect();
    let mut gone = Vec::new();
    for place in order {
        match history.done[*place].deed {
            Deed::Add(shown, told) => there.push((shown, told, told.unwrap_or(0))),
            Deed::Delete(id) => gone.push(id),
            Deed::Plans(_) | Deed::Count(_) => {}
        }
    }
    there.retain(|(shown, _, id)| shown.on(is_second) && !gone.contains(id));
    let alike = |due: &(Shown, Option<u64>, u64), seen: &Sight| {
        due.0 == seen.0
            && match (due.1, seen.1) {
                (Some(due), Some(seen)) => due == seen,
                (None, Some(seen)) => !told.contains(&seen),
                (_, None) => true,
            }
    };
    match &one.deed {
        Deed::Add(..) | Deed::Delete(_) => true,
        Deed::Count(count) => there.len() == *count,
        Deed::Plans(plans) => pairs(&there, &mut plans.clone(), &alike),
    }
}

/// The same as a client records it.
fn operations(history: &History) -> Vec<Operation> {
    let midnight = Timestamp::parse(MIDNIGHT).unwrap().millis();
    let at = |millis: i64| Timestamp::from_millis(midnight + millis);
    let moment = |moment: u64| Moment::from_nanos((moment + 1) * 1_000_000);
    let silent = caller("S1", "S1-1", "XGP03", Activity::Silent);
    let seen = |(shown, id): &Sight| {
        let facts = shown.facts(None);
        PlanSeen {
            id: id.map(PlanId::new),
            kind: facts.kind,
            start: facts.start,
            end: facts.end,
            authority: facts.authority,
            emergency_phone: facts.emergency_phone,
            office_phone: facts.office_phone,
        }
    };
    let all = history.done.iter().enumerate().map(|(number, one)| {
        let (kind, saw) = match &one.deed {
            Deed::Add(shown, told) => {
                let plan = shown.facts(told.map(PlanId::new));
                (Kind::AddPlan { plan }, Seen::Nothing)
            }
            Deed::Delete(id) => {
                let plan = PlanId::new(*id);
                (Kind::DeletePlan { plan }, Seen::Nothing)
            }
            Deed::Plans(plans) => {
                let total = u32::try_from(plans.len()).unwrap();
                let plans = plans.iter().map(seen).collect();
                // Both doors show plans.
                if number % 2 == 0 {
                    (Kind::Overview, Seen::Flags { plans, total })
                } else {
                    (Kind::OpenAlert, Seen::Plans { plans, total })
                }
            }
            Deed::Count(count) => {
                let total = u32::try_from(*count).unwrap();
                let plans = Vec::new();
                (Kind::Overview, Seen::Flags { plans, total })
            }
        };
        let moments = (moment(one.sent), one.ended.map(moment));
        Operation {
            stamp: one.stamp.map(at),
            seen: saw,
            ..operation(number, kind, &silent, moments, (at(one.from), at(one.to)))
        }
    });
    all.collect()
}

fn judged(history: &History) -> Tallies {
    let given = history.given.iter();
    let child_truth = ChildTruth {
        birth_date: None,
        status: PatientStatus::Ordinary,
        plans: given
            .map(|(id, shown)| shown.facts(Some(PlanId::new(*id))))
            .collect(),
    };
    let people = HashMap::from([(child(0), child_truth)]);
    let truth = Truth {
        reading: Reading::default(),
        people: &people,
    };
    let ledger = Ledger {
        notices: Some(Vec::new()),
        ..Ledger::default()
    };
    judge(truth, &operations(history), &ledger)
}

/// Every finding, with the rule that it is under.
fn findings(tallies: &Tallies) -> Vec<Finding> {
    let of = |rule| match tallies.verdict(rule) {
        Verdict::Broken { findings, .. } => findings,
        Verdict::Inconclusive { why, .. } => panic!("{rule}: {why}"),
        Verdict::Upheld { .. } | Verdict::NotExercised { .. } => Vec::new(),
    };
    tallies.rules().flat_map(of).collect()
}

/// Judges one history both ways; whether it can be explained.
pub(crate) fn agree(seed: u64) -> bool {
    let history = draw(&mut Draw::new(seed));
    let found = findings(&judged(&history));
    let fits = naive(&history);
    assert_eq!(
        found.is_empty(),
        fits,
        "seed {seed}: {history:#?} found {found:#?}"
    );
    fits
}

/// Requests made by hand, on a day on which everything is shown but what is of the first day alone.
fn by_hand(given: &[(u64, Shown)], rows: Vec<(Deed, u64, u64)>) -> History {
    let done = rows.into_iter().map(|(deed, sent, ended)| Done {
        deed,
        sent,
        ended: Some(ended),
        from: 5,
        to: 5,
        stamp: None,
    });
    History {
        given: given.to_vec(),
        done: done.collect(),
    }
}

/// Whether a history convicts, and by which rules.
fn check(name: &str, history: &History, expected: &[&str]) {
    let found = findings(&judged(history));
    let mut rules: Vec<String> = found.iter().map(|one| one.rule.to_string()).collect();
    rules.sort_unstable();
    assert_eq!(rules, expected, "{name}: {found:#?}");
    assert_eq!(naive(history), expected.is_empty(), "{name}");
}

#[test]
fn a_change_takes_effect_once_for_everybody() {
    let both = Shown::Both;
    let sees = |plans: &[u64]| Deed::Plans(plans.iter().map(|id| (both, Some(*id))).collect());
    let adds = |id| Deed::Add(both, Some(id));
    check(
        "seen by the later of two who look while it is added",
        &by_hand(
            &[],
            vec![
                (adds(100), 0, 30),
                (sees(&[]), 5, 8),
                (sees(&[100]), 10, 12),
            ],
        ),
        &[],
    );
    check(
        "seen by the earlier of them alone",
        &by_hand(
            &[],
            vec![
                (adds(100), 0, 30),
                (sees(&[100]), 5, 8),
                (sees(&[]), 10, 12),
            ],
        ),
        &["ALT-3"],
    );
    check(
        "the second of two that are added, without the first",
        &by_hand(
            &[],
            vec![
                (adds(100), 0, 10),
                (adds(101), 12, 20),
                (sees(&[101]), 5, 30),
            ],
        ),
        &["ALT-3"],
    );
    check(
        "one that is added after another was gone, beside it",
        &by_hand(
            &[(1, both)],
            vec![
                (Deed::Delete(1), 0, 10),
                (adds(101), 12, 20),
                (Deed::Plans(vec![(both, None), (both, Some(101))]), 5, 30),
            ],
        ),
        &["ALT-8"],
    );
    check(
        "as many as there were at no instant",
        &by_hand(
            &[(1, both)],
            vec![
                (adds(100), 0, 10),
                (Deed::Delete(1), 12, 20),
                (Deed::Count(0), 5, 30),
            ],
        ),
        &["ALT-8"],
    );
}

#[test]
fn what_only_several_answers_refute_is_met_among_drawn_histories() {
    let refuted = (0..3_000).any(|seed| {
        let found = findings(&judged(&draw(&mut Draw::new(seed))));
        found
            .iter()
            .any(|one| one.summary.contains("at no instant"))
    });
    assert!(refuted);
}
