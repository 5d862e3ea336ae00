//! Where the public record leaves a rule open, the run is judged by what the scenario says, and its Spine reads it so too.

use crate::made::{runtime, target};
use crate::whole_run::scenario;
use loadgen::checker::Verdict;
use loadgen::executor::{Driving, ExecuteError, execute};
use loadgen::people::settings_of;
use loadgen::recorder::Recorder;
use loadgen::scenario::{Override, Scenario};
use loadgen::simulation::{Simulated, Simulation};
use mock_spine::MockSpine;
use mock_spine::config::{Options, Settings};
use std::sync::Arc;

/// A setting, where it shows, and the rules that a Spine set so breaks where it is judged by the rulebook's reading.
struct Row {
    set: &'static str,
    file: &'static str,
    accused_of: &'static [&'static str],
}

const fn row(set: &'static str, file: &'static str, accused_of: &'static [&'static str]) -> Row {
    Row {
        set,
        file,
        accused_of,
    }
}

const ROWS: [Row; 12] = [
    row("anchor=last_access", "rolling-24-hours.toml", &["ASN-3"]),
    row("record_repeats=notified_only", "smoke.toml", &["VIEW-3"]),
    row("both_activities=silent", "smoke.toml", &["ASN-1"]),
    row("new_authority=notify", "smoke.toml", &[]),
    row("new_authority=notify", "notifications.toml", &[]),
    row("token_life=10 min", "rolling-24-hours.toml", &[]),
    row("window=12 h", "rolling-24-hours.toml", &["ASN-3"]),
    row("window=30 h", "rolling-24-hours.toml", &["ASN-3"]),
    row("views_listed=20", "previous-views.toml", &["VIEW-2"]),
    row("trace_life=10 s", "smoke.toml", &[]),
    row(
        "days_after_end=350",
        "plan-ends-at-midnight.toml",
        &["ALT-5"],
    ),
    row(
        "days_after_due_date=42",
        "plan-ends-at-midnight.toml",
        &["ALT-5"],
    ),
];

fn made(file: &str, set: Option<&str>) -> Scenario {
    let mut options = vec![
        Override::duration("2 s"),
        Override::set("population.patients=20_000"),
    ];
    options.extend(set.map(|set| Override::set(&format!("reading.{set}"))));
    scenario(file, &options)
}

fn broken(run: &Simulated) -> Vec<String> {
    let rules = run.tallies.rules();
    let broken = rules.filter(|rule| matches!(run.tallies.verdict(*rule), Verdict::Broken { .. }));
    broken.map(|rule| rule.to_string()).collect()
}

fn findings(run: &Simulated) -> String {
    let rules = run.tallies.rules();
    let told = rules.filter_map(|rule| match run.tallies.verdict(rule) {
        Verdict::Broken { findings, .. } => findings.first().map(|one| format!("{one:#?}")),
        Verdict::Upheld { .. } | Verdict::Inconclusive { .. } | Verdict::NotExercised { .. } => {
            None
        }
    });
    told.collect()
}

#[test]
fn a_spine_that_is_set_as_it_is_judged_is_upheld() {
    for Row { set, file, .. } in ROWS {
        let scenario = made(file, Some(set));
        let run = Simulation::of(&scenario)
            .unwrap()
            .run(&scenario, &[])
            .unwrap();
        let found = broken(&run);
        assert!(found.is_empty(), "{set}: {found:?}\n{}", findings(&run));
        for rule in &scenario.proves {
            let verdict = run.tallies.verdict(*rule);
            let is_doubted = matches!(verdict, Verdict::Inconclusive { .. });
            assert!(!is_doubted, "{set}, {rule}: {verdict:?}");
        }
    }
}

#[test]
fn a_spine_that_is_set_otherwise_than_it_is_judged_is_accused() {
    for Row {
        set,
        file,
        accused_of,
    } in ROWS
    {
        let simulation = Simulation::of(&made(file, Some(set))).unwrap();
        let run = simulation.run(&made(file, None), &[]).unwrap();
        let found = broken(&run);
        for rule in accused_of {
            assert!(found.iter().any(|one| one == rule), "{set}: {found:?}");
        }
        assert!(!found.is_empty() || accused_of.is_empty(), "{set}");
    }
}

#[test]
fn a_spine_that_does_not_keep_a_reading_of_its_own_is_accused_by_it() {
    for (set, file, bug, rule) in [
        (
            "window=12 h",
            "rolling-24-hours.toml",
            "window-23h",
            "ASN-3",
        ),
        (
            "views_listed=20",
            "previous-views.toml",
            "list-of-26",
            "VIEW-2",
        ),
    ] {
        let scenario = made(file, Some(set));
        let run = Simulation::of(&scenario)
            .unwrap()
            .run(&scenario, &[bug])
            .unwrap();
        let found = broken(&run);
        assert!(
            found.iter().any(|one| one == rule),
            "{set}, {bug}: {found:?}"
        );
    }
}

/// What becomes of a short run against a mock that was started with options.
fn against(options: Options, scenario: &Scenario) -> Result<(), ExecuteError> {
    let mut settings: Settings = options.settings().unwrap();
    settings.listen.set_port(0);
    settings.control.set_port(0);
    settings.population = settings_of(&scenario.population);
    settings.workers = 1;
    let runtime = runtime();
    let mock = runtime.block_on(MockSpine::start(settings)).unwrap();
    let setup = target(&mock);
    let recorder = Arc::new(Recorder::in_memory());
    let run = execute(scenario, &setup, Driving::default(), &recorder);
    runtime.block_on(run).map(drop)
}

#[test]
fn a_spine_whose_settings_are_others_is_refused_with_both_values() {
    let brief = |set: Option<&str>| {
        let mut options = vec![
            Override::duration("200 ms"),
            Override::set("population.patients=2_000"),
        ];
        options.extend(set.map(|set| Override::set(&format!("reading.{set}"))));
        scenario("smoke.toml", &options)
    };
    let said = |text: &str| Some(text.to_owned());
    let set = |change: fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        options
    };
    let rows = [
        (
            set(|options| options.anchor = Some("last_access".to_owned())),
            None,
            said(
                "a Spine must read the rules as it is judged: its `anchor` is last_access, the scenario's `reading.anchor` is \
                 notified (--set reading.anchor=last_access)",
            ),
        ),
        (
            set(|options| options.anchor = Some("last_access".to_owned())),
            Some("anchor=last_access"),
            None,
        ),
        (
            Options::default(),
            Some("window=12 h"),
            said(
                "a Spine must read the rules as it is judged: its `window` is 24 h, the scenario's `reading.window` is 12 h \
                 (--set 'reading.window=24 h')",
            ),
        ),
        (
            set(|options| options.silent_activity = Some("B0999".to_owned())),
            None,
            said(
                "a Spine must read the rules as it is judged: its `silent_activity` is B0999, every run is judged by B0170",
            ),
        ),
        (
            set(|options| {
                options.token_life = Some(600);
                options.record_repeats = Some("notified_only".to_owned());
            }),
            Some("record_repeats=notified_only"),
            said(
                "a Spine must read the rules as it is judged: its `token_life` is 10 min, the scenario's `reading.token_life` is \
                 1 h (--set 'reading.token_life=10 min')",
            ),
        ),
    ];
    for (options, read, refused) in rows {
        let ended = against(options.clone(), &brief(read));
        if let Err(error) = &ended {
            assert_eq!(error.exit_code(), 2, "{error}");
        }
        let said = ended.err().map(|error| error.to_string());
        assert_eq!(said, refused, "{options:?} read by {read:?}");
    }
}
