//! What the authorities receive, judged while the run goes on: a history is told again step by step, with looks into the inboxes.

use super::checker_honest::crowd_history;
use super::checker_mutants::BUGS;
use super::checker_online::broken;
use super::checker_random::Draw;
use super::checker_script::{base, people, tour};
use super::checker_spine::{Bug, Pace, run};
use cpis_vocabulary::{NhsNumber, PatientStatus};
use loadgen::checker::{Judge, Look, Patience, Reading, Tallies, Truth, judge};
use loadgen::history::{Kind, Moment, Notice, Operation, Outcome};
use std::collections::HashMap;
use std::time::Duration;

/// How a history is told again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    pub(super) patience: Patience,
    /// How long after an access an authority is told of it, at most.
    pub(super) delay_max: Duration,
    /// How often the inboxes are looked into.
    pub(super) every: Duration,
    pub(super) seed: u64,
}

fn nanos(length: Duration) -> u64 {
    u64::try_from(length.as_nanos()).unwrap()
}

/// Tells a history again, and judges it meanwhile.
pub(super) fn told_again(
    truth: Truth<'_>,
    (history, notices): (&[Operation], &[Notice]),
    telling: Telling,
) -> Tallies {
    let answer = nanos(telling.patience.answer);
    let over = |operation: &Operation| {
        let given_up = operation.sent.nanos() + answer;
        operation.answered.map_or(given_up, Moment::nanos)
    };
    let mut operations: Vec<&Operation> = history.iter().collect();
    operations.sort_by_key(|operation| (over(operation), operation.number));
    let mut inbox = in_order(truth, (history, notices), telling);
    let end = operations.last().map_or(0, |last| over(last));
    let mut judge = Judge::new(truth).beside_inboxes(telling.patience);
    let mut operations = operations.into_iter().peekable();
    let every = nanos(telling.every);
    let mut now = 0;
    while now < end + 2 * (answer + nanos(telling.patience.settle)) {
        now += every;
        while let Some(operation) = operations.next_if(|operation| over(operation) <= now) {
            judge.take(operation.clone());
        }
        let ended = now + every / 8;
        let later = inbox.split_off(inbox.partition_point(|(told, _)| *told <= ended));
        judge.look(Look {
            whole_since: Some(Moment::from_nanos(now)),
            ended: Moment::from_nanos(ended),
            notices: inbox.into_iter().map(|(_, notice)| notice).collect(),
        });
        inbox = later;
        judge.watermark(Moment::from_nanos(now.saturating_sub(answer)));
        nobody_else_was_there(&mut judge);
    }
    judge.finish();
    nobody_else_was_there(&mut judge);
    judge.tallies().clone()
}

fn nobody_else_was_there(judge: &mut Judge<'_>) {
    for suspect in judge.suspects() {
        judge.answer(&suspect, false);
    }
}

/// The notifications, each with when an authority has it: as late as may be after its access, or as it is answered.
fn in_order(
    truth: Truth<'_>,
    (history, notices): (&[Operation], &[Notice]),
    telling: Telling,
) -> Vec<(u64, Notice)> {
    let mut answered: HashMap<_, u64> = HashMap::new();
    for operation in history.iter().filter(|one| one.access.is_some()) {
        let ended = operation.ended().nanos();
        let first = answered.entry((operation.tenant.clone(), operation.access));
        first
            .and_modify(|known| *known = ended.min(*known))
            .or_insert(ended);
    }
    let mut draw = Draw::new(telling.seed);
    let delay = nanos(telling.delay_max) + 1;
    let mut inbox: Vec<(u64, Notice)> = notices
        .iter()
        .map(|notice| {
            let key = (notice.tenant.clone(), Some(notice.access));
            let known = answered.get(&key).copied();
            let from = known.unwrap_or_else(|| unanswered(truth, history, notice));
            (from + draw.below(delay), notice.clone())
        })
        .collect();
    inbox.sort_by_key(|(told, notice)| (*told, notice.access));
    inbox
}

/// When the first request was sent that can have caused what nobody was answered with.
fn unanswered(truth: Truth<'_>, history: &[Operation], notice: &Notice) -> u64 {
    let is_about = |number: NhsNumber| {
        let status = truth.people.status(&notice.tenant, notice.epoch, number);
        number == notice.child || status == Some(PatientStatus::Superseded { by: notice.child })
    };
    let can = |operation: &&Operation| {
        let caller = operation.caller.as_deref();
        operation.v_inv <= notice.at
            && operation.child.is_some_and(is_about)
            && operation.kind == Kind::OpenAlert
            && caller.is_some_and(|caller| {
                caller.user == notice.user && caller.organisation == notice.organisation
            })
    };
    let is_lost = |operation: &&Operation| matches!(operation.outcome, Outcome::Unknown { .. });
    let mut lost = history.iter().filter(can).filter(is_lost);
    let first = lost.next().map(|operation| operation.sent.nanos());
    let under_way = |operation: &&Operation| {
        operation.v_inv <= notice.at && notice.at <= operation.v_ret && operation.answered.is_some()
    };
    let others = history.iter().filter(under_way);
    let others = others.map(|operation| operation.ended().nanos()).max();
    first.or(others).unwrap_or(0)
}

const fn patience() -> Patience {
    Patience {
        answer: Duration::from_millis(60),
        settle: Duration::from_millis(40),
    }
}

fn tellings(seed: u64) -> [Telling; 2] {
    let prompt = Telling {
        patience: patience(),
        delay_max: Duration::ZERO,
        every: Duration::from_millis(10),
        seed,
    };
    let late = Telling {
        delay_max: Duration::from_millis(40),
        every: Duration::from_millis(35),
        ..prompt
    };
    [prompt, late]
}

#[test]
fn an_honest_spine_is_never_accused_by_what_its_authorities_have_so_far() {
    let people = people();
    let reading = Reading::default();
    let people = &people;
    for seed in 0..150 {
        let (history, ledger) = crowd_history(people, seed);
        let notices = ledger.notices.unwrap_or_default();
        for telling in tellings(seed) {
            let tallies = told_again(Truth { reading, people }, (&history, &notices), telling);
            let broken = broken(&tallies);
            let first = broken.first().map(|rule| tallies.verdict(*rule));
            assert!(broken.is_empty(), "seed {seed}, {telling:?}: {first:#?}");
        }
    }
}

#[test]
fn what_an_inbox_shows_meanwhile_is_found_at_the_end_too() {
    let people = people();
    let people = &people;
    let reading = Reading::default();
    let pace = Pace {
        base: base(),
        rate: 0,
    };
    let mut caught = Vec::new();
    for (bug, rule) in [(Bug::None, "")].iter().chain(BUGS) {
        let (history, ledger) = run(people, &tour(), pace, *bug);
        let late = broken(&judge(Truth { reading, people }, &history, &ledger));
        let notices = ledger.notices.unwrap_or_default();
        for telling in tellings(1) {
            let early = broken(&told_again(
                Truth { reading, people },
                (&history, &notices),
                telling,
            ));
            assert!(
                early.is_subset(&late),
                "{bug:?}, {telling:?}: {early:?} while it went on, {late:?} at the end"
            );
            if telling.delay_max.is_zero() && early.iter().any(|early| early.to_string() == *rule) {
                caught.push(*bug);
            }
        }
    }
    let missed = BUGS
        .iter()
        .filter(|(bug, rule)| rule.starts_with("ASN") && !caught.contains(bug));
    let missed: Vec<Bug> = missed.map(|(bug, _)| *bug).collect();
    // A header that is missing and an access that nobody recorded are told from what the whole history makes of them.
    assert_eq!(
        missed,
        [Bug::MissingHeaderSilent, Bug::LostReplyNotRecorded],
        "{} of {}",
        caught.len(),
        BUGS.len()
    );
}
