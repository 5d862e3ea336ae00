//! A history that goes to every edge on purpose.

use super::checker_spine::{Ask, HOUR, caller, child, date, plan};
use cpis_vocabulary::{PatientStatus, PlanId, PlanKind, Timestamp, TraceId};
use loadgen::checker::ChildTruth;
use loadgen::history::{
    Activity, Caller, Credential, Flaw, Kind, PlanFacts, TokenNumber, Unscheduled,
};
use std::collections::HashMap;
use std::sync::Arc;

const MILLI: u64 = 1_000_000;

pub(crate) fn base() -> Timestamp {
    Timestamp::parse("2026-03-02T08:00:00Z").unwrap()
}

/// Children 0 and 1 have plans, 2 is expecting, 3 is about to leave the display, 4 is now called 0, 5 turns 18 soon, 6 has nothing.
pub(crate) fn people() -> HashMap<cpis_vocabulary::NhsNumber, ChildTruth> {
    let start = date(2024, 1, 1);
    let plans: [Vec<PlanFacts>; 7] = [
        vec![plan(1, PlanKind::Cpp, start, None, "LA1")],
        vec![
            plan(2, PlanKind::Cpp, start, None, "LA1"),
            plan(3, PlanKind::Lac, start, None, "LA2"),
        ],
        vec![plan(
            4,
            PlanKind::Ucpp,
            date(2025, 11, 1),
            Some(date(2026, 3, 1)),
            "LA1",
        )],
        vec![plan(
            5,
            PlanKind::Lac,
            start,
            Some(date(2025, 6, 10)),
            "LA2",
        )],
        vec![],
        vec![
            plan(6, PlanKind::Cpp, start, Some(date(2027, 1, 1)), "LA1"),
            plan(7, PlanKind::Lac, start, Some(date(2027, 1, 1)), "LA1"),
        ],
        vec![],
    ];
    let births = [2015, 2014, 1995, 2013, 2015, 2008, 2012];
    plans
        .into_iter()
        .zip(births)
        .enumerate()
        .map(|(place, (plans, year))| {
            let status = match place {
                4 => PatientStatus::Superseded { by: child(0) },
                3 => PatientStatus::Restricted,
                _ => PatientStatus::Ordinary,
            };
            (
                child(place),
                ChildTruth {
                    birth_date: Some(date(year, 5, 5)),
                    status,
                    plans,
                },
            )
        })
        .collect()
}

/// Writes requests one after the other on a clock that stands still but for the advances.
pub(crate) struct Script {
    pub(crate) asks: Vec<Ask>,
    now: u64,
    traces: u128,
}

impl Script {
    fn new() -> Self {
        Self {
            asks: Vec::new(),
            now: MILLI,
            traces: 1,
        }
    }

    fn ask(&mut self, kind: Kind, at: Option<usize>, who: Option<&Arc<Caller>>) -> &mut Ask {
        let sent = self.now;
        self.now += 10 * MILLI;
        self.asks.push(Ask {
            kind,
            child: at.map(child),
            caller: who.cloned(),
            credential: Credential::Standing,
            flaws: vec![],
            unscheduled: Unscheduled::Absent,
            trace: None,
            sent,
            effect: Some(sent + 2 * MILLI),
            answered: Some(sent + 5 * MILLI),
        });
        self.asks.last_mut().unwrap()
    }

    fn trace(&mut self) -> TraceId {
        self.traces += 1;
        TraceId::from_bits(self.traces)
    }

    fn open(&mut self, at: usize, who: &Arc<Caller>) -> TraceId {
        let trace = self.trace();
        self.ask(Kind::OpenAlert, Some(at), Some(who)).trace = Some(trace);
        trace
    }

    fn open_and_list(&mut self, at: usize, who: &Arc<Caller>) {
        let trace = self.open(at, who);
        self.ask(Kind::ReadList, Some(at), Some(who)).trace = Some(trace);
    }

    fn list(&mut self, at: usize, who: &Arc<Caller>) {
        self.ask(Kind::ReadList, Some(at), Some(who));
    }

    fn advance(&mut self, by_ms: i64) {
        self.ask(Kind::AdvanceClock { by_ms }, None, None);
    }

    /// Several requests that overlap, and take effect one after the other.
    fn race(&mut self, at: usize, who: &[&Arc<Caller>]) {
        let sent = self.now;
        for (place, who) in who.iter().enumerate() {
            let trace = self.trace();
            let ask = self.ask(Kind::OpenAlert, Some(at), Some(who));
            let late = u64::try_from(place).unwrap() * MILLI;
            ask.trace = Some(trace);
            ask.sent = sent;
            ask.effect = Some(sent + 2 * MILLI + late);
            ask.answered = Some(sent + 20 * MILLI + late);
        }
        self.now = sent + 60 * MILLI;
    }
}

fn worker(place: usize) -> Arc<Caller> {
    caller(
        &format!("W{place}"),
        &format!("W{place}-1"),
        "XED01",
        Activity::Notifying,
    )
}

/// The whole tour: March to July of 2026.
pub(crate) fn tour() -> Vec<Ask> {
    let mut script = Script::new();
    who_and_where(&mut script);
    races_and_retries(&mut script);
    the_window(&mut script);
    full_lists(&mut script);
    tokens(&mut script);
    plans_come_and_go(&mut script);
    days(&mut script);
    script.asks
}

fn who_and_where(script: &mut Script) {
    let one = worker(1);
    let same_place = caller("W1", "W1-2", "XED01", Activity::Notifying);
    let elsewhere = caller("W1", "W1-3", "XWC02", Activity::Notifying);
    let silent = caller("S1", "S1-1", "XGP03", Activity::Silent);
    let neither = caller("N1", "N1-1", "XGP03", Activity::Neither);
    let both = caller("B1", "B1-1", "XED01", Activity::Both);
    script.open_and_list(0, &one);
    script.advance(120_000);
    script.open_and_list(0, &one);
    script.open_and_list(0, &same_place);
    script.open_and_list(0, &elsewhere);
    script.open_and_list(0, &worker(2));
    script.open_and_list(1, &one);
    script.open_and_list(4, &one);
    script.open_and_list(0, &silent);
    script.open_and_list(0, &both);
    script.open(0, &neither);
    script.list(0, &neither);
    script.advance(60_000);
    script.open(0, &worker(3));
    script.asks.last_mut().unwrap().unscheduled = Unscheduled::False;
    script.advance(60_000);
    script.open(1, &worker(3));
    script.asks.last_mut().unwrap().unscheduled = Unscheduled::True;
    script.advance(60_000);
    script.open(0, &worker(4));
    script.asks.last_mut().unwrap().flaws = vec![Flaw::BadUnscheduled];
    script.ask(Kind::Overview, Some(0), Some(&worker(5)));
    script.ask(Kind::Overview, Some(6), Some(&worker(5)));
    script.ask(Kind::Search { asked: Vec::new() }, None, Some(&worker(6)));
    script.list(0, &silent);
    script.list(1, &silent);
}

fn races_and_retries(script: &mut Script) {
    let many: Vec<Arc<Caller>> = (10..16).map(worker).collect();
    let first = &many[0];
    script.race(0, &[first, first, first, first]);
    script.race(0, &many.iter().collect::<Vec<_>>());
    script.list(0, &worker(1));
    let lost = worker(20);
    let trace = script.open(0, &lost);
    script.asks.last_mut().unwrap().answered = None;
    let retry = script.ask(Kind::OpenAlert, Some(0), Some(&lost));
    retry.trace = Some(trace);
    script.list(0, &worker(1));
    let again = worker(21);
    let trace = script.open(0, &again);
    let retry = script.ask(Kind::OpenAlert, Some(0), Some(&again));
    retry.trace = Some(trace);
    script.list(0, &worker(1));
    let never_heard = worker(22);
    script.open(0, &never_heard);
    script.asks.last_mut().unwrap().answered = None;
    script.list(0, &worker(1));
}

fn the_window(script: &mut Script) {
    let one = worker(30);
    script.open_and_list(0, &one);
    script.advance(23 * HOUR + HOUR / 2);
    script.open_and_list(0, &one);
    script.advance(HOUR / 2);
    script.open_and_list(0, &one);
    script.advance(24 * HOUR + HOUR / 2);
    script.open_and_list(0, &one);
    script.advance(24 * HOUR - 1);
    script.open_and_list(0, &one);
    script.advance(1);
    script.open_and_list(0, &one);
}

fn full_lists(script: &mut Script) {
    let silent = caller("S1", "S1-1", "XGP03", Activity::Silent);
    for place in 40..75 {
        script.open_and_list(0, &worker(place));
        if place % 5 == 0 {
            script.advance(90_000);
            script.open_and_list(1, &worker(place));
        }
    }
    script.list(0, &silent);
    script.list(1, &silent);
}

fn tokens(script: &mut Script) {
    let one = worker(1);
    for is_revoked in [false, true] {
        let number = script.asks.len();
        let token = TokenNumber(u64::try_from(number).unwrap());
        script.ask(
            Kind::LogOn {
                expires_in: Some(3_600),
            },
            None,
            Some(&one),
        );
        script.open(0, &one);
        script.asks.last_mut().unwrap().credential = Credential::User(token);
        if is_revoked {
            script.ask(Kind::Revoke { token }, None, Some(&one));
        } else {
            script.advance(2 * HOUR);
        }
        script.open(0, &one);
        script.asks.last_mut().unwrap().credential = Credential::User(token);
    }
    script.open(0, &one);
    script.asks.last_mut().unwrap().credential = Credential::Invented;
}

fn plans_come_and_go(script: &mut Script) {
    let one = worker(1);
    script.open_and_list(6, &one);
    let number = u64::try_from(script.asks.len()).unwrap();
    let facts = PlanFacts {
        id: None,
        ..plan(0, PlanKind::Cpp, date(2026, 1, 1), None, "LA3")
    };
    script.ask(Kind::AddPlan { plan: facts }, Some(6), None);
    script.open_and_list(6, &one);
    script.ask(Kind::Overview, Some(6), Some(&one));
    script.ask(
        Kind::DeletePlan {
            plan: PlanId::new(10_000 + number),
        },
        Some(6),
        None,
    );
    script.open_and_list(6, &one);
    script.open_and_list(5, &one);
}

fn days(script: &mut Script) {
    let one = worker(1);
    for (at, place) in [
        ("2026-03-29T12:00:00Z", 2),
        ("2026-03-30T12:00:00Z", 2),
        ("2026-06-09T12:00:00Z", 3),
        ("2026-06-09T22:59:59.999Z", 3),
        ("2026-06-09T23:00:00Z", 3),
        ("2026-06-10T12:00:00Z", 3),
        ("2026-06-11T12:00:00Z", 3),
        ("2026-07-01T09:00:00Z", 0),
    ] {
        let so_far: i64 = script
            .asks
            .iter()
            .map(|ask| {
                if let Kind::AdvanceClock { by_ms } = ask.kind {
                    by_ms
                } else {
                    0
                }
            })
            .sum();
        script.advance(Timestamp::parse(at).unwrap().millis() - base().millis() - so_far);
        script.ask(Kind::Overview, Some(place), Some(&one));
        script.open_and_list(place, &one);
    }
}
