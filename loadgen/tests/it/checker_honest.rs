use super::checker_random::Draw;
use super::checker_script::{base, people};
use super::checker_spine::{Ask, Bug, Pace, caller, child, date, plan, run};
use cpis_vocabulary::{NhsNumber, PlanKind, TraceId};
use loadgen::checker::{ChildTruth, Reading, Truth, Verdict, judge};
use loadgen::history::{
    Activity, Caller, Credential, Kind, Ledger, Operation, PlanFacts, TokenNumber, Unscheduled,
};
use std::collections::HashMap;
use std::sync::Arc;

const MILLI: u64 = 1_000_000;

struct Crowd {
    asks: Vec<Ask>,
    callers: Vec<Arc<Caller>>,
    traces: u128,
    rate: i64,
}

/// One worker after the other writes what it asks; all of them overlap.
fn crowd(seed: u64, rate: i64) -> Vec<Ask> {
    let mut draw = Draw::new(seed);
    let callers = vec![
        caller("U1", "U1-1", "XED01", Activity::Notifying),
        caller("U1", "U1-2", "XED01", Activity::Notifying),
        caller("U1", "U1-3", "XWC02", Activity::Notifying),
        caller("U2", "U2-1", "XED01", Activity::Notifying),
        caller("U3", "U3-1", "XED01", Activity::Both),
        caller("U4", "U4-1", "XGP03", Activity::Silent),
        caller("U5", "U5-1", "XGP03", Activity::Neither),
    ];
    let mut crowd = Crowd {
        asks: Vec::new(),
        callers,
        traces: 0,
        rate,
    };
    for _ in 0..5 {
        let mut now = MILLI + draw.below(50) * MILLI;
        for _ in 0..25 {
            now = crowd.turn(&mut draw, now);
            let pause = if draw.chance(70) {
                draw.below(60)
            } else {
                draw.below(9_000)
            };
            now += pause * MILLI;
        }
    }
    crowd.asks
}

impl Crowd {
    /// One piece of work of one worker, and when it is over.
    fn turn(&mut self, draw: &mut Draw, now: u64) -> u64 {
        let at = if draw.chance(60) { 0 } else { draw.place(7) };
        let who = Arc::clone(&self.callers[draw.place(self.callers.len())]);
        match draw.below(12) {
            0 => self.ask(draw, Kind::Overview, Some(at), Some(&who), now),
            1 => self.ask(
                draw,
                Kind::Search { asked: Vec::new() },
                None,
                Some(&who),
                now,
            ),
            2 => self.ask(draw, Kind::ReadList, Some(at), Some(&who), now),
            3 => {
                let by_ms = if self.rate == 0 && draw.chance(60) {
                    i64::try_from(draw.below(9 * 3_600_000)).unwrap()
                } else {
                    1
                };
                self.ask(draw, Kind::AdvanceClock { by_ms }, None, None, now)
            }
            4 => {
                let facts = PlanFacts {
                    id: None,
                    ..plan(0, PlanKind::Lac, date(2026, 1, 1), None, "LA4")
                };
                let added = self.asks.len();
                let now = self.ask(draw, Kind::AddPlan { plan: facts }, Some(at), None, now);
                let id = cpis_vocabulary::PlanId::new(10_000 + u64::try_from(added).unwrap());
                if self.asks[added].answered.is_some() && draw.chance(50) {
                    return self.ask(draw, Kind::DeletePlan { plan: id }, Some(at), None, now);
                }
                now
            }
            5 => self.with_a_token(draw, at, &who, now),
            _ => self.look(draw, at, &who, now),
        }
    }

    fn with_a_token(&mut self, draw: &mut Draw, at: usize, who: &Arc<Caller>, now: u64) -> u64 {
        let token = TokenNumber(u64::try_from(self.asks.len()).unwrap());
        let kind = Kind::LogOn {
            expires_in: Some(3_600),
        };
        let mut now = self.ask(draw, kind, None, Some(who), now);
        self.asks.last_mut().unwrap().answered = Some(now);
        self.asks.last_mut().unwrap().effect = Some(now);
        let revoked_at = now;
        for _ in 0..3 {
            now = self.ask(draw, Kind::OpenAlert, Some(at), Some(who), now);
            self.asks.last_mut().unwrap().credential = Credential::User(token);
        }
        self.ask(
            draw,
            Kind::Revoke { token },
            None,
            Some(who),
            revoked_at + 20 * MILLI,
        );
        now
    }

    /// Opens the alert, repeats what was not answered, and reads the list under the same trace id.
    fn look(&mut self, draw: &mut Draw, at: usize, who: &Arc<Caller>, mut now: u64) -> u64 {
        self.traces += 1;
        let trace = draw.chance(80).then(|| TraceId::from_bits(self.traces));
        let unscheduled = match draw.below(6) {
            0 => Unscheduled::False,
            1 => Unscheduled::True,
            _ => Unscheduled::Absent,
        };
        for _ in 0..3 {
            now = self.ask(draw, Kind::OpenAlert, Some(at), Some(who), now);
            let ask = self.asks.last_mut().unwrap();
            ask.trace = trace;
            ask.unscheduled = unscheduled;
            let heard = ask.answered.is_some();
            if heard && draw.chance(90) {
                break;
            }
        }
        if draw.chance(80) {
            now = self.ask(draw, Kind::ReadList, Some(at), Some(who), now);
            self.asks.last_mut().unwrap().trace = trace;
        }
        now
    }

    fn ask(
        &mut self,
        draw: &mut Draw,
        kind: Kind,
        at: Option<usize>,
        who: Option<&Arc<Caller>>,
        sent: u64,
    ) -> u64 {
        let effect = sent + 1 + draw.below(20) * MILLI;
        let answered = effect + draw.below(20) * MILLI;
        // The clock is only ever moved by requests that are answered: the client has to know the time.
        let is_lost = draw.chance(12) && !matches!(kind, Kind::AdvanceClock { .. });
        let (effect, answered, over) = if !is_lost {
            (Some(effect), Some(answered), answered)
        } else if draw.chance(40) {
            (None, None, sent + 50 * MILLI)
        } else {
            (
                Some(sent + 1 + draw.below(200) * MILLI),
                None,
                sent + 50 * MILLI,
            )
        };
        self.asks.push(Ask {
            kind,
            child: at.map(child),
            caller: who.cloned(),
            credential: Credential::Standing,
            flaws: vec![],
            unscheduled: Unscheduled::Absent,
            trace: None,
            sent,
            effect,
            answered,
        });
        over
    }
}

/// What an honest Spine answered a crowd; on every second seed the clock runs by itself.
pub(crate) fn crowd_history(
    people: &HashMap<NhsNumber, ChildTruth>,
    seed: u64,
) -> (Vec<Operation>, Ledger) {
    let rate = if seed.is_multiple_of(2) { 1_000 } else { 0 };
    let pace = Pace { base: base(), rate };
    run(people, &crowd(seed, rate), pace, Bug::None)
}

#[test]
fn an_honest_spine_is_never_accused() {
    let (mut doubts, mut rules) = (0, 0);
    for seed in 0..400 {
        let people = people();
        let (history, ledger) = crowd_history(&people, seed);
        let reading = Reading::default();
        let tallies = judge(
            Truth {
                reading,
                people: &people,
            },
            &history,
            &ledger,
        );
        for rule in tallies.rules() {
            let verdict = tallies.verdict(rule);
            assert!(
                !matches!(verdict, Verdict::Broken { .. }),
                "seed {seed}, {rule}: {verdict:#?}"
            );
            doubts += u32::from(matches!(verdict, Verdict::Inconclusive { .. }));
            rules += 1;
        }
    }
    assert!(
        doubts * 100 < rules,
        "{doubts} of {rules} verdicts are doubts"
    );
}
