//! A run that ends when a rule is seen broken looks into the authorities' inboxes while the load is on.

use crate::made::{runtime, target};
use crate::mutants::started;
use crate::whole_run::scenario;
use chrono::TimeDelta;
use loadgen::executor::{CUT_SHORT, Driving, Setup, execute};
use loadgen::history::Moment;
use loadgen::people::settings_of;
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use mock_spine::MockSpine;
use mock_spine::bugs::Bug;
use mock_spine::store::{LedgerFilter, PageAsked, Store};
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

/// Why a run was ended before its time, if it was, and when the last request of it was due.
struct Ran {
    cut_short: Option<String>,
    due_last: Duration,
    doubt: Option<String>,
}

/// Runs a scenario that is about one rule alone, or about all that it names.
fn watched(name: &str, more: &[&str], bugs: &[Bug], rule: Option<&str>) -> Ran {
    let mut scenario = stopping(name, more);
    let is_meant = |proved: &String| rule.is_none_or(|rule| rule == proved);
    scenario
        .proves
        .retain(|proved| is_meant(&proved.to_string()));
    let (_runtime, mock) = started(settings_of(&scenario.population));
    mock.app().tenants.default_tenant().bugs.set(bugs);
    ran(&scenario, &target(&mock))
}

/// A scenario that ends when a rule is seen broken.
fn stopping(name: &str, more: &[&str]) -> Scenario {
    let set = ["stop.on_broken_rule=true", "limits.settle_within=1 s"];
    let set = set.iter().chain(more).map(|text| Override::set(text));
    scenario(name, &set.collect::<Vec<_>>())
}

fn ran(scenario: &Scenario, setup: &Setup) -> Ran {
    let recorder = Arc::new(Recorder::in_memory());
    recorder.measure(Moment::ZERO);
    let run = execute(scenario, setup, Driving::default(), &recorder);
    let run = runtime().block_on(run).unwrap();
    let due_last = recorder.measures().unwrap().due_last;
    let doubt = run.doubt.map(|doubt| doubt.why().to_owned());
    let mut events = run.events.into_iter().map(|(_, text)| text);
    Ran {
        cut_short: events.find(|text| text.starts_with(CUT_SHORT)),
        due_last: Duration::from_nanos(due_last.nanos()),
        doubt,
    }
}

#[test]
fn a_run_ends_when_an_inbox_shows_a_rule_broken() {
    // Nothing but an inbox tells that these rules are broken.
    let rows = [
        (Bug::IgnoresOrganisation, "smoke.toml", "ASN-4"),
        (Bug::RoleInKey, "smoke.toml", "ASN-4"),
        (Bug::RaceNotifiesTwice, "smoke.toml", "ASN-7"),
        (Bug::IgnoresPatient, "smoke.toml", "ASN-3"),
        (Bug::SilentViewerNotifies, "smoke.toml", "ASN-1"),
        (Bug::LocalIdDropped, "smoke.toml", "ASN-2"),
        (Bug::Window23h, "rolling-24-hours.toml", "ASN-3"),
        (Bug::Window25h, "rolling-24-hours.toml", "ASN-3"),
    ];
    let check = |(bug, file, rule): (Bug, &str, &str)| {
        let ran = watched(file, &["duration=60 s"], &[bug], Some(rule));
        let ended = format!("{CUT_SHORT}: {rule} was seen broken");
        assert_eq!(ran.cut_short.as_deref(), Some(&*ended), "{bug:?}");
        let due_last = ran.due_last;
        assert!(due_last < Duration::from_secs(40), "{bug:?}: {due_last:?}");
    };
    thread::scope(|scope| {
        for row in rows {
            scope.spawn(move || check(row));
        }
    });
}

#[test]
fn an_honest_spine_is_watched_to_the_end() {
    let rows: [(&str, &[&str]); 4] = [
        ("smoke.toml", &["duration=14 s"]),
        ("lost-replies.toml", &["duration=14 s"]),
        ("clock-jumps.toml", &["duration=14 s"]),
        ("rolling-24-hours.toml", &["duration=14 s"]),
    ];
    thread::scope(|scope| {
        for (file, set) in rows {
            scope.spawn(move || {
                let ran = watched(file, set, &[], None);
                assert_eq!(ran.cut_short, None, "{file}");
                let due_last = ran.due_last;
                assert!(due_last > Duration::from_secs(12), "{file}: {due_last:?}");
            });
        }
    });
}

#[test]
fn what_somebody_else_does_in_the_tenant_ends_no_run() {
    let set = ["duration=10 s", "population.patients=20_000"];
    let mut first = stopping("smoke.toml", &set);
    // Plans that somebody else changes are another matter.
    let is_about_inboxes = |rule: &str| rule.starts_with("ASN");
    first
        .proves
        .retain(|rule| is_about_inboxes(&rule.to_string()));
    let second = Scenario {
        seed: first.seed + 1,
        ..first.clone()
    };
    let (_runtime, mock) = started(settings_of(&first.population));
    let setup = target(&mock);
    thread::scope(|scope| {
        let of_first = scope.spawn(|| ran(&first, &setup).cut_short);
        // The second begins in the midst of the first, and leaves the clock alone.
        await_accesses(&mock, &of_first);
        assert_eq!(ran(&second, &setup).cut_short, None);
        assert_eq!(of_first.join().unwrap(), None);
    });
    assert_eq!(mock.app().tenants.default_tenant().clock.moves(), 1);
}

#[test]
fn a_clock_that_somebody_else_moves_ends_no_run() {
    // The answers show it (CLK-2), and so do the inboxes (ASN-2).
    for rules in ["CLK", "ASN"] {
        let mut moved = stopping("smoke.toml", &["duration=8 s"]);
        moved
            .proves
            .retain(|rule| rule.to_string().starts_with(rules));
        let (_runtime, mock) = started(settings_of(&moved.population));
        let setup = target(&mock);
        thread::scope(|scope| {
            let ran = scope.spawn(|| ran(&moved, &setup));
            await_accesses(&mock, &ran);
            let clock = &mock.app().tenants.default_tenant().clock;
            clock.advance(TimeDelta::hours(1)).unwrap();
            let ran = ran.join().unwrap();
            assert_eq!(ran.cut_short, None, "{rules}");
            let doubt = ran.doubt.expect("somebody who was noticed");
            assert!(doubt.contains("set or moved the clock"), "{doubt}");
        });
    }
}

/// Waits until the ledger has a hundred accesses, or nobody makes any more.
fn await_accesses<T>(mock: &MockSpine, making: &ScopedJoinHandle<'_, T>) {
    let app = mock.app();
    let tenant = &app.tenants.default_tenant().id;
    let (everybody, runtime) = (LedgerFilter::default(), runtime());
    let count = || {
        let page = PageAsked {
            from: 0,
            limit: 100,
        };
        let asked = app.spine.store().attempts(tenant, &everybody, page);
        runtime.block_on(asked).unwrap().items.len()
    };
    while count() < 100 && !making.is_finished() {
        thread::yield_now();
    }
}
