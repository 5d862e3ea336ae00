//! A long random history, and a naive reading of the rules beside it. ASN-3, ASN-5, VIEW-2, VIEW-3, VIEW-7, ALT-5, ALT-6, IDN-5.

use super::london::{self, Instant};
use super::site::{
    START, Site, Worker, audit_event, care_team, events, flag, resources, texts, uuid,
};
use chrono::{Days, NaiveDate, TimeDelta};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const REQUESTS: usize = 2_000;
const CHILDREN: usize = 10;
const USERS: usize = 20;

struct Plan {
    id: String,
    kind: &'static str,
    start: NaiveDate,
    end: Option<NaiveDate>,
    authority: String,
}

#[derive(Clone)]
struct Recorded {
    id: String,
    at: Instant,
    worker: usize,
    trace: Option<String>,
}

#[derive(Default)]
struct Child {
    birth: Option<NaiveDate>,
    plans: Vec<Plan>,
    recorded: Vec<Recorded>,
    notified: BTreeMap<(String, String), Instant>,
}

impl Child {
    fn shown(&self, now: Instant) -> Vec<&Plan> {
        let today = london::day(now);
        let is_shown = |plan: &&Plan| {
            let unborn = plan.kind == "UCPP";
            let cap = self.birth.filter(|_| !unborn).map(london::majority);
            let end = plan.end.into_iter().chain(cap).min();
            let days = Days::new(if unborn { 28 } else { 364 });
            plan.start <= today && end.is_none_or(|end| today <= end + days)
        };
        self.plans.iter().filter(is_shown).collect()
    }
}

/// The same numbers for the same seed, and no crate to rely on.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

struct History {
    site: Site,
    dice: Dice,
    now: Instant,
    workers: Vec<Worker>,
    tokens: Vec<(String, Instant)>,
    traces: Vec<Option<String>>,
    /// Each number with the child that it means: one of them is superseded.
    numbers: Vec<(String, usize)>,
    children: Vec<Child>,
    /// What the ledger should hold: decision, instant, and the id where one was told.
    ledger: Vec<(&'static str, String, Option<String>)>,
    told: Vec<(String, BTreeSet<String>)>,
    fresh: u32,
    merged: usize,
}

impl History {
    fn begin(seed: u64) -> Self {
        let site = Site::new();
        let dice = Dice(seed);
        let all = site.workers();
        // Colleagues first: those who come first look most, and theirs are the keys that differ in the user alone.
        let mut workers: Vec<Worker> = site.colleagues().into_iter().take(3).collect();
        let mut users: BTreeSet<String> = workers.iter().map(|one| one.user_id.clone()).collect();
        for worker in all {
            if users.len() < USERS || users.contains(&worker.user_id) {
                let is_new = users.insert(worker.user_id.clone());
                if is_new || worker.roles > 1 {
                    workers.push(worker);
                }
            }
        }
        let now = london::instant(START);
        let births = [
            "2007-03-04",
            "2008-02-29",
            "2007-03-20",
            "2015-06-01",
            "1996-07-07",
            "2007-04-01",
        ];
        let mut children: Vec<Child> = Vec::new();
        let mut numbers = Vec::new();
        for nth in 0..CHILDREN {
            let birth = births.get(nth).copied();
            numbers.push((site.child(u32::try_from(nth).unwrap(), birth), nth));
            children.push(Child {
                birth: birth.map(london::date),
                ..Child::default()
            });
        }
        let old = site.child(500, None);
        let change = json!({"status": "superseded", "superseded_by": numbers[3].0});
        site.done("PUT", &format!("/patients/{old}"), &change);
        numbers.push((old, 3));
        let tokens = workers
            .iter()
            .map(|worker| (site.log_on(worker), now))
            .collect();
        let traces = vec![None; workers.len()];
        Self {
            site,
            dice,
            now,
            workers,
            tokens,
            traces,
            numbers,
            children,
            ledger: vec![],
            told: vec![],
            fresh: 0,
            merged: 0,
        }
    }

    fn step(&mut self) {
        match self.dice.below(100) {
            0..45 => self.open(),
            45..60 => self.list(),
            60..66 => self.flags(),
            66..72 => self.refused(),
            72..80 => self.plan(),
            80..88 => self.aim_at_window(),
            88..94 => self.aim_at_retry(),
            _ => self.wait(),
        }
    }

    /// Goes to where a window of somebody's ends, or a millisecond before, and looks again.
    fn aim_at_window(&mut self) {
        let early = TimeDelta::milliseconds(i64::from(self.dice.percent(50)));
        let end = |last: &Instant| *last + TimeDelta::hours(24) - early;
        let nth = self.dice.below(CHILDREN);
        let open = self.children[nth].notified.iter();
        let next = open
            .filter(|(_, last)| end(last) >= self.now)
            .min_by_key(|(_, last)| **last);
        let Some((key, last)) = next else {
            return;
        };
        let (to, key) = (end(last), key.clone());
        let holds = |worker: &Worker| {
            let own = (&*worker.user_id, worker.of("org_code"));
            worker.holds("B0107") && own == (&*key.0, &*key.1)
        };
        let worker = self.workers.iter().position(holds).unwrap();
        self.site.go_to(&london::text(to));
        self.now = to;
        let number = self.numbers[nth].0.clone();
        self.open_as(worker, &number, nth, None, None);
    }

    /// Looks, and looks again under the same trace when a minute is over, or a millisecond before.
    fn aim_at_retry(&mut self) {
        let (worker, _, _) = self.draw();
        let shown = |nth: &usize| !self.children[*nth].shown(self.now).is_empty();
        let Some(nth) = (0..CHILDREN).rev().find(shown) else {
            return;
        };
        let number = self.numbers[nth].0.clone();
        self.fresh += 1;
        let trace = uuid(2_000_000 + self.fresh);
        self.open_as(worker, &number, nth, Some(trace.clone()), None);
        let late = i64::from(self.dice.percent(50));
        self.now += TimeDelta::milliseconds(59_999 + late);
        self.site.go_to(&london::text(self.now));
        self.open_as(worker, &number, nth, Some(trace), None);
    }

    fn wait(&mut self) {
        let fixed = [
            "PT0.001S",
            "PT29.999S",
            "PT30S",
            "PT59.999S",
            "PT1M",
            "PT1H",
            "PT11H",
            "PT23H59M59.999S",
            "PT24H",
            "P3D",
        ];
        let lengths = [
            1,
            29_999,
            30_000,
            59_999,
            60_000,
            3_600_000,
            39_600_000,
            86_399_999,
            86_400_000,
            259_200_000,
        ];
        let nth = self.dice.below(fixed.len() + 2);
        let by = if let Some(length) = lengths.get(nth) {
            self.site.advance(fixed[nth]);
            TimeDelta::milliseconds(*length)
        } else {
            let midnight = self.midnight();
            let before = i64::from(nth != fixed.len());
            let edge = (midnight - TimeDelta::milliseconds(before)).max(self.now);
            self.site.go_to(&london::text(edge));
            edge - self.now
        };
        self.now += by;
    }

    /// The next instant at which London's day is another.
    fn midnight(&self) -> Instant {
        let today = london::day(self.now);
        let tomorrow = (today + Days::new(1))
            .and_hms_opt(0, 0, 0)
            .unwrap()
            .and_utc();
        let early = tomorrow - TimeDelta::hours(1);
        if london::day(early) == today {
            tomorrow
        } else {
            early
        }
    }

    fn token(&mut self, worker: usize) -> String {
        let (token, since) = &self.tokens[worker];
        if self.now - *since < TimeDelta::seconds(3_600) {
            return token.clone();
        }
        let token = self.site.log_on(&self.workers[worker]);
        self.tokens[worker] = (token.clone(), self.now);
        token
    }

    /// A looker who may, a number, and the child that it means.
    fn draw(&mut self) -> (usize, String, usize) {
        let may: Vec<usize> = (0..self.workers.len())
            .filter(|nth| self.workers[*nth].holds("B0107") || self.workers[*nth].holds("B0170"))
            .collect();
        // Half of all looks come from three users, so that windows and traces are met.
        let worker = if self.dice.percent(50) {
            may[self.dice.below(3)]
        } else {
            *self.dice.one(&may)
        };
        let (number, child) = self.dice.one(&self.numbers).clone();
        (worker, number, child)
    }

    fn trace(&mut self, worker: usize) -> Option<String> {
        match self.dice.below(10) {
            0..4 => None,
            4..7 => self.traces[worker].clone(),
            _ => {
                self.fresh += 1;
                self.traces[worker] = Some(uuid(1_000_000 + self.fresh));
                self.traces[worker].clone()
            }
        }
    }

    fn open(&mut self) {
        let (worker, number, nth) = self.draw();
        let trace = self.trace(worker);
        // A repeat keeps to what the first one said, so only untraced looks are switched.
        let switch = if trace.is_none() {
            *self.dice.one(&[None, None, Some("true"), Some("false")])
        } else {
            None
        };
        self.open_as(worker, &number, nth, trace, switch);
    }

    fn open_as(
        &mut self,
        worker: usize,
        number: &str,
        nth: usize,
        trace: Option<String>,
        switch: Option<&str>,
    ) {
        let token = self.token(worker);
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(trace.as_deref().map(|trace| ("TraceID", trace)));
        headers.extend(switch.map(|switch| ("IsUnscheduledAccessEvent", switch)));
        let answer = self
            .site
            .ask_as(&token, &self.workers[worker], &care_team(number), &headers);
        let row = format!(
            "{number} by {} at {}: {headers:?}",
            self.workers[worker].user_id, self.now
        );
        assert_eq!(answer.status, 200, "{row}: {}", answer.text());
        assert_eq!(
            answer.header("x-spine-at"),
            Some(&*london::text(self.now)),
            "{row}"
        );
        let id = answer.header("x-spine-access").map(str::to_owned);
        let bundle = answer.json();
        self.check_plans(nth, &texts(&resources(&bundle, "CareTeam"), "id"), &row);
        assert_eq!(
            bundle["total"],
            self.children[nth].shown(self.now).len(),
            "{row}"
        );

        let at = london::text(self.now);
        let notifying = self.workers[worker].holds("B0107") && switch != Some("false");
        let child = &self.children[nth];
        if child.shown(self.now).is_empty() || !notifying {
            let decision = if child.shown(self.now).is_empty() {
                "none"
            } else {
                "silent"
            };
            assert_eq!(id, None, "{row}");
            self.ledger.push((decision, at, None));
            return;
        }
        let id = id.unwrap_or_else(|| panic!("not recorded: {row}"));
        let last = child
            .recorded
            .iter()
            .rev()
            .find(|one| trace.is_some() && one.trace == trace && one.worker == worker);
        if let Some(same) = last.filter(|one| self.now - one.at < TimeDelta::seconds(60)) {
            assert_eq!(id, same.id, "a retry is that access again: {row}");
            self.merged += 1;
            return;
        }
        assert!(
            child.recorded.iter().all(|one| one.id != id),
            "a new access has a new id: {row}"
        );
        let key = (
            self.workers[worker].user_id.clone(),
            self.workers[worker].of("org_code").to_owned(),
        );
        let is_news = child
            .notified
            .get(&key)
            .is_none_or(|last| self.now - *last >= TimeDelta::hours(24));
        if is_news {
            let authorities = child
                .shown(self.now)
                .iter()
                .map(|plan| plan.authority.clone())
                .collect();
            self.told.push((id.clone(), authorities));
            self.children[nth].notified.insert(key, self.now);
        }
        self.ledger.push((
            if is_news { "notified" } else { "suppressed" },
            at,
            Some(id.clone()),
        ));
        self.children[nth].recorded.push(Recorded {
            id,
            at: self.now,
            worker,
            trace,
        });
    }

    fn list(&mut self) {
        let (worker, number, nth) = self.draw();
        let trace = if self.dice.percent(50) {
            self.traces[worker].clone()
        } else {
            None
        };
        let token = self.token(worker);
        let headers: Vec<_> = trace
            .as_deref()
            .map(|trace| ("TraceID", trace))
            .into_iter()
            .collect();
        let answer = self.site.ask_as(
            &token,
            &self.workers[worker],
            &audit_event(&number),
            &headers,
        );
        let bundle = answer.json();
        let child = &self.children[nth];
        let mut newest_first: Vec<&Recorded> = child.recorded.iter().rev().collect();
        let own = newest_first
            .iter()
            .position(|one| trace.is_some() && one.trace == trace);
        if let Some(own) = own {
            newest_first.remove(own);
        }
        newest_first.truncate(if child.shown(self.now).is_empty() {
            0
        } else {
            25
        });
        let expected: Vec<_> = newest_first.iter().map(|one| one.id.clone()).collect();
        assert_eq!(
            events(&bundle),
            expected,
            "{number} at {}: {trace:?}",
            self.now
        );
        assert_eq!(bundle["total"], expected.len());
        for (event, one) in resources(&bundle, "AuditEvent").iter().zip(newest_first) {
            assert_eq!(event["recorded"], london::text(one.at));
        }
    }

    fn flags(&mut self) {
        let (worker, number, nth) = self.draw();
        let token = self.token(worker);
        let answer = self
            .site
            .ask_as(&token, &self.workers[worker], &flag(&number), &[]);
        let shown = texts(&resources(&answer.json(), "CareTeam"), "id");
        self.check_plans(nth, &shown, "flags");
    }

    fn check_plans(&self, nth: usize, shown: &[String], row: &str) {
        let expected: Vec<_> = self.children[nth]
            .shown(self.now)
            .iter()
            .map(|plan| plan.id.clone())
            .collect();
        assert_eq!(shown, expected, "{row}");
    }

    /// A request that is turned away is in the ledger, and nowhere else.
    fn refused(&mut self) {
        let (worker, number, _) = self.draw();
        let kind = self.dice.below(4);
        let stale = self.now - self.tokens[worker].1 >= TimeDelta::seconds(3_600);
        let nobody = (0..self.workers.len())
            .find(|nth| !self.workers[*nth].holds("B0107") && !self.workers[*nth].holds("B0170"))
            .unwrap();
        let (token, worker, number, header, status) = match kind {
            0 if stale => (self.tokens[worker].0.clone(), worker, number, None, 401),
            0 | 1 => (
                self.token(worker),
                worker,
                "9999999990".to_owned(),
                None,
                400,
            ),
            2 => (
                self.token(worker),
                worker,
                number,
                Some(("TraceID", "nonsense")),
                400,
            ),
            _ => (self.token(nobody), nobody, number, None, 403),
        };
        let headers: Vec<_> = header.into_iter().collect();
        let answer = self
            .site
            .ask_as(&token, &self.workers[worker], &care_team(&number), &headers);
        assert_eq!(answer.status, status, "{}", answer.text());
        self.ledger.push(("refused", london::text(self.now), None));
    }

    fn plan(&mut self) {
        let nth = self.dice.below(CHILDREN);
        let number = self.numbers[nth].0.clone();
        let held = self.children[nth].plans.len();
        if held > 3 || (held > 1 && self.dice.percent(30)) {
            let plan = self.children[nth].plans.remove(self.dice.below(held));
            self.site.done(
                "DELETE",
                &format!("/patients/{number}/plans/{}", plan.id),
                &Value::Null,
            );
            return;
        }
        let kind = *self.dice.one(&["CPP", "LAC", "UCPP"]);
        let today = london::day(self.now);
        let days = |dice: &mut Dice, end| Days::new(u64::try_from(dice.below(end)).unwrap());
        let after = if kind == "UCPP" { 28 } else { 364 };
        // Most plans run out within days, some begin within days.
        let start = if self.dice.percent(25) {
            today + days(&mut self.dice, 4)
        } else {
            today - Days::new(500)
        };
        let end = match self.dice.below(4) {
            0 if kind != "UCPP" => None,
            _ if start < today => Some(today - Days::new(after) + days(&mut self.dice, 6)),
            _ => Some(start + days(&mut self.dice, 900)),
        };
        let authority = format!("ZZ00{}", 1 + self.dice.below(4));
        let end_text = end.map(|end| end.to_string());
        let id = self.site.plan(
            &number,
            kind,
            &start.to_string(),
            end_text.as_deref(),
            &authority,
        );
        self.children[nth].plans.push(Plan {
            id,
            kind,
            start,
            end,
            authority,
        });
    }

    fn end(self) {
        let ledger = self.site.list("/accesses");
        let found: Vec<_> = ledger
            .iter()
            .map(|access| {
                (
                    access["decision"].as_str().unwrap(),
                    access["at"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        let expected: Vec<_> = self
            .ledger
            .iter()
            .map(|(decision, at, _)| (*decision, at.clone()))
            .collect();
        assert_eq!(found, expected);
        for (access, (_, _, id)) in ledger.iter().zip(&self.ledger) {
            assert!(id.as_ref().is_none_or(|id| access["id"] == **id));
        }
        let mut told: Vec<(String, BTreeSet<String>)> = Vec::new();
        for one in self.site.list("/notifications") {
            let text = |field: &str| one[field].as_str().unwrap().to_owned();
            if told
                .last()
                .is_none_or(|(access, _)| *access != text("access"))
            {
                told.push((text("access"), BTreeSet::new()));
            }
            assert!(
                told.last_mut().unwrap().1.insert(text("authority")),
                "{one}"
            );
        }
        assert_eq!(told, self.told);
        // The history met what it was made to meet.
        let count = |decision: &str| self.ledger.iter().filter(|one| one.0 == decision).count();
        for decision in ["notified", "suppressed", "silent", "none", "refused"] {
            assert!(count(decision) > 10, "{decision}: {}", count(decision));
        }
        assert!(self.merged > 10, "merged: {}", self.merged);
        assert!(self.children.iter().any(|child| child.recorded.len() > 25));
    }
}

#[test]
fn two_thousand_random_requests_come_out_as_a_naive_reading_of_the_rules_says() {
    let seeds = match std::env::var("ACCEPTANCE_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => vec![20_260_302, 1, 2, 3],
    };
    for seed in seeds {
        println!("ACCEPTANCE_SEED={seed}");
        let mut history = History::begin(seed);
        for _ in 0..REQUESTS {
            history.step();
        }
        history.end();
    }
}
