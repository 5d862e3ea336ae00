//! How many requests are still to come, at most: what says whether a target can still be met.

use super::run::Run;
use super::script::{logs_on, requests_of_step};
use super::stopwatch::LEAD;
use crate::assemble::hopeless;
use crate::scenario::{
    Clock, Disturbance, ProbeKind, ProbeNeeds, Scenario, Script, Selection, Step,
};
use crate::schedule::{Arrivings, Assignment, Assignments, Schedule};
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::time::Duration;

/// What is to come of a run, as time passes.
pub(super) struct Outlook {
    schedule: Schedule,
    arrivals: Peekable<Arrivings>,
    /// The arrivals of the open phases that are not due yet, by what they do.
    ahead: Ahead,
    /// How many were due.
    due: u64,
    /// How many were begun with, and how many script runs and probes were under way, shortly before.
    begun: u64,
    under_way: u64,
    now: Duration,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Ahead {
    scripts: Vec<u64>,
    probes: BTreeMap<ProbeKind, u64>,
}

/// A token that may lapse while the run goes on is not used for so long before.
const TOKEN_MARGIN: Duration = Duration::from_mins(1);

/// How many requests there may be in the place of one whose token is turned down: it, a log-on, and it once more.
const TURNED_DOWN: u64 = 3;

impl Outlook {
    /// What is to come of a run that has not begun.
    pub(super) fn of(run: &Run) -> Self {
        let schedule = Schedule::of(&run.scenario);
        let mut ahead = Ahead {
            scripts: vec![0; run.scenario.scripts.len()],
            probes: BTreeMap::new(),
        };
        for arrival in schedule.arrivals() {
            *ahead.of(&run.assignments, arrival.number) += 1;
        }
        Self {
            arrivals: schedule.arrivals().peekable(),
            schedule,
            ahead,
            due: 0,
            begun: 0,
            under_way: 0,
            now: Duration::ZERO,
        }
    }

    /// The first target that cannot be met any more.
    pub(super) fn hopeless(&mut self, run: &Run) -> Option<String> {
        self.go_on(run);
        // Measured after that: what is under way now counts as still to come, whether or not it has been measured meanwhile.
        let measures = run.recorder.measures()?;
        hopeless(&run.scenario, &measures, |of| self.to_come(run, of))
    }

    /// Takes what has become of the run so far.
    fn go_on(&mut self, run: &Run) {
        let board = run.recorder.board();
        // The counts come before the time: whatever was begun by then is among what is due.
        self.begun = board.arrivals();
        self.under_way = board.script_runs();
        self.now = Duration::from_nanos(run.stopwatch.now().nanos());
        let due = self.now + LEAD;
        while let Some(arrival) = self.arrivals.next_if(|arrival| arrival.due <= due) {
            let ahead = self.ahead.of(&run.assignments, arrival.number);
            *ahead = ahead.saturating_sub(1);
            self.due += 1;
        }
    }

    /// How many requests a target may still be about; nothing where that depends on the answers alone.
    fn to_come(&self, run: &Run, of: &Selection) -> Option<u64> {
        let scenario = &run.scenario;
        let scripts = scenario.scripts.iter();
        let scripts: Vec<Asked> = scripts.map(|script| of_script(script, of)).collect();
        let kinds = scenario.probes.iter().flat_map(|probes| &probes.kinds);
        let of_kind = |kind: ProbeKind| of_probe(run, kind, of);
        let probes: Vec<Asked> = kinds.map(|kind| of_kind(*kind)).collect();
        let most = scripts.iter().chain(&probes).copied();
        let most = most.fold(Asked::default(), Asked::or_more);
        let mut asked = most.times(self.due.saturating_sub(self.begun) + self.under_way);
        for (count, script) in self.ahead.scripts.iter().zip(&scripts) {
            asked = asked.and(script.times(*count));
        }
        for (kind, count) in &self.ahead.probes {
            asked = asked.and(of_kind(*kind).times(*count));
        }
        for (place, crowd) in self.schedule.crowds().iter().enumerate() {
            let runs = crowd.runs_at_most(self.now, run.turns_of(place))?;
            asked = asked.and(most.times(runs));
        }
        let log_ons = self.log_ons(run, asked.log_ons);
        Some((asked.requests + log_ons) * Self::in_the_place_of_one(run))
    }

    /// Where no token lapses, only those log on who have not yet: each of them once, and once more in each script run that goes on
    /// meanwhile.
    fn log_ons(&self, run: &Run, most: u64) -> u64 {
        if may_lapse(&run.scenario) {
            return most;
        }
        let unknown = run.not_logged_on();
        most.min(unknown.saturating_mul(self.under_way + 1))
    }

    /// How many requests there may be where one is meant.
    fn in_the_place_of_one(run: &Run) -> u64 {
        let repeats = |what: &Disturbance| match what {
            Disturbance::Retry(_) | Disturbance::Duplicate(_) => true,
            Disturbance::Spine(_) | Disturbance::AdvanceClock(_) | Disturbance::DropConnections => {
                false
            }
        };
        let is_repeated = run.scenario.faults.iter().any(|fault| repeats(&fault.what));
        let repeated = if is_repeated { 2 } else { 1 };
        repeated
            * if run.sessions_turned_down() {
                TURNED_DOWN
            } else {
                1
            }
    }
}

impl Ahead {
    fn of(&mut self, assignments: &Assignments, number: u64) -> &mut u64 {
        match assignments.assignment(number) {
            Assignment::Probe { kind, .. } => self.probes.entry(kind).or_default(),
            Assignment::Script(place) => {
                if self.scripts.len() <= place {
                    self.scripts.resize(place + 1, 0);
                }
                #[expect(clippy::indexing_slicing, reason = "it was given that length")]
                &mut self.scripts[place]
            }
        }
    }
}

/// How many requests something makes at most, and how many log on before one of them who have not yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Asked {
    requests: u64,
    log_ons: u64,
}

impl Asked {
    fn times(self, count: u64) -> Self {
        Self {
            requests: self.requests.saturating_mul(count),
            log_ons: self.log_ons.saturating_mul(count),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            log_ons: self.log_ons.saturating_add(other.log_ons),
        }
    }

    fn or_more(self, other: Self) -> Self {
        Self {
            requests: self.requests.max(other.requests),
            log_ons: self.log_ons.max(other.log_ons),
        }
    }
}

fn is_about(of: &Selection, step: &str) -> bool {
    of.step.as_deref().is_none_or(|wanted| wanted == step)
}

fn of_script(script: &Script, of: &Selection) -> Asked {
    let steps = script.steps.iter();
    let meant = steps.filter(|step| is_about(of, step.name()));
    let log_ons = if is_about(of, LOG_ON) {
        logs_on(&script.steps)
    } else {
        0
    };
    Asked {
        requests: meant.map(requests_of_step).sum(),
        log_ons,
    }
}

fn of_probe(run: &Run, kind: ProbeKind, of: &Selection) -> Asked {
    let requests = run.requests_of_probe(kind);
    let when = |is_meant: bool| if is_meant { requests } else { 0 };
    Asked {
        requests: when(is_about(of, &format!("probe {kind}"))),
        log_ons: when(is_about(of, LOG_ON)),
    }
}

/// The step under which people log on who have to.
const LOG_ON: &str = "log on";

/// Whether a token of the run may lapse before its end.
fn may_lapse(scenario: &Scenario) -> bool {
    let mut steps = scenario.scripts.iter().flat_map(|script| &script.steps);
    let mut kinds = scenario.probes.iter().flat_map(|probes| &probes.kinds);
    let mut faults = scenario.faults.iter();
    let is_moved = steps.any(|step| matches!(step, Step::AdvanceClock(_)))
        || kinds.any(|kind| kind.needs() == ProbeNeeds::FrozenClock)
        || faults.any(|fault| matches!(fault.what, Disturbance::AdvanceClock(_)));
    let life = Duration::from_secs(scenario.reading.token_life_s.into());
    let lasts = match scenario.clock {
        Clock::Frozen { .. } => Duration::ZERO,
        Clock::System | Clock::Shifted { .. } => scenario.duration,
        Clock::Scaled { rate, .. } => scenario.duration.mul_f64(rate.as_factor()),
    };
    is_moved || lasts + TOKEN_MARGIN >= life
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(steps: &str) -> Scenario {
        let text = format!(
            r#"title = "outlook"
proves = []
duration = "10 s"
arrivals = {{ shape = "constant", rate = "10 per second" }}
[[script]]
steps = [{steps}]
"#
        );
        Scenario::parse(&text, "outlook.toml", &[]).unwrap_or_else(|all| panic!("{all}"))
    }

    #[test]
    fn a_script_asks_as_often_as_its_steps_do() {
        for (steps, of, requests, log_ons) in [
            (r#""open the alert", "read the list""#, None, 2, 1),
            (
                r#""log on", "overview", "wait 1 s", "another child", "overview""#,
                None,
                3,
                0,
            ),
            (
                r#""open the alert as A", "open the alert as B", "read the list as A""#,
                None,
                3,
                2,
            ),
            (
                r#""find a restricted patient", "find by number""#,
                None,
                3,
                1,
            ),
            (
                r#""open the alert", "read the list""#,
                Some("read the list"),
                1,
                0,
            ),
            (r#""open the alert", "read the list""#, Some("log on"), 0, 1),
            (
                r#""open the alert", "read the list""#,
                Some("overview"),
                0,
                0,
            ),
        ] {
            let of = Selection {
                step: of.map(str::to_owned),
                setting: None,
                window: None,
            };
            let scenario = scenario(steps);
            let script = scenario.scripts.first().unwrap();
            let expected = Asked { requests, log_ons };
            assert_eq!(of_script(script, &of), expected, "{steps} of {of:?}");
        }
    }

    #[test]
    fn tokens_lapse_where_the_clock_moves_or_the_run_is_long() {
        let short = scenario("\"overview\"");
        assert!(!may_lapse(&short));
        let long = Scenario {
            duration: Duration::from_hours(1),
            ..short.clone()
        };
        assert!(may_lapse(&long));
        let mut moved = short;
        let steps = moved.scripts.first_mut().map(|script| &mut script.steps);
        steps
            .unwrap()
            .push(Step::AdvanceClock(Duration::from_hours(1)));
        assert!(may_lapse(&moved));
    }
}
