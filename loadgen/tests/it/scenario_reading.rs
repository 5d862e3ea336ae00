//! What a good scenario is read as.

use core::time::Duration;
use std::path::Path;

use cpis_vocabulary::{CareSetting, RequirementId, Timestamp};
use loadgen::scenario::{
    Actor, Arrivals, Clock, Find, Letter, Load, NumberRange, Override, ProbeKind, ProbeNeeds,
    Profile, Rate, Scenario, Share, Spacing, Step, Times, Weighted, read_duration, read_file,
    show_duration,
};
use proptest::prelude::*;

const EXAMPLE: &str = r#"
title  = "Two departments, one child"
proves = ["ASN-4", "ASN-3"]
seed   = 20260302
[population]
patients = 200_000
[arrivals]
shape = "ramp"
from  = "50 per second"
to    = "400 per second"
over  = "2 min"
[[script]]
weight = 9
steps  = ["log on as any emergency department", "find by number", "open the alert"]
[[script]]
weight = 1
steps  = ["open the alert as A", "wait 90 s", "open the alert as B", "wait 90 s", "open the alert as A"]
[probes]
share = "25 %"
[limits]
in_flight = 500
answer_within = "2 s"
[targets]
p99_from_due = "250 ms"
"#;

fn read(text: &str, options: &[&str]) -> Scenario {
    let options: Vec<Override> = options.iter().map(|option| Override::set(option)).collect();
    Scenario::parse(text, "x.toml", &options).unwrap_or_else(|mistakes| panic!("\n{mistakes}"))
}

/// Of a scenario that has one group and one open phase.
fn arrivals(scenario: &Scenario) -> Arrivals {
    match &scenario.groups[0].phases[0].load {
        Load::Open(arrivals) => arrivals.clone(),
        Load::Closed(closed) => panic!("{closed:?} is closed"),
    }
}

fn letter(letter: char) -> Actor {
    Actor::Letter(Letter::new(letter).unwrap())
}

#[test]
fn a_scenario_reads_like_the_example() {
    let scenario = read(EXAMPLE, &[]);
    let rules: Vec<String> = scenario
        .proves
        .iter()
        .map(RequirementId::to_string)
        .collect();
    assert_eq!(rules, ["ASN-3", "ASN-4"], "in the rulebook's order");
    assert_eq!(scenario.seed, 20_260_302);
    assert_eq!(scenario.population.patients, 200_000);
    let Profile::Ramp { from, to, over } = arrivals(&scenario).profile else {
        panic!("{:?} is no ramp", scenario.groups)
    };
    assert_eq!(
        (from.to_string(), to.to_string()),
        ("50 per second".into(), "400 per second".into())
    );
    assert_eq!(over, Duration::from_mins(2));
    let [first, second] = scenario.scripts.as_slice() else {
        panic!("two scripts")
    };
    let at = Some(CareSetting::EmergencyDepartment);
    let steps = [
        Step::LogOn {
            actor: Actor::Same,
            at,
        },
        Step::Find(Find::ByNumber),
        Step::OpenAlert(Actor::Same),
    ];
    assert_eq!(
        (first.weight, first.steps.as_slice()),
        (9, steps.as_slice())
    );
    assert_eq!((second.weight, second.name.as_str()), (1, "script 2"));
    assert_eq!(second.steps[2], Step::OpenAlert(letter('B')));
    assert_eq!(second.steps[3], Step::Wait(Duration::from_secs(90)));
    assert_eq!(scenario.probes.unwrap().share, Share::percent(25));
    let targets: Vec<String> = scenario.targets.iter().map(ToString::to_string).collect();
    assert_eq!(targets, ["p99 response at most 250 ms"]);
}

#[test]
fn what_is_not_said_has_a_stated_default() {
    let scenario = read(EXAMPLE, &[]);
    assert_eq!(
        scenario.duration,
        Duration::from_mins(2),
        "a ramp lasts as long as its climb"
    );
    assert_eq!(scenario.clock, Clock::System);
    assert_eq!(scenario.population.seed, 1, "as `mock-spine serve` has it");
    assert_eq!(scenario.population.range, NumberRange::Of999);
    assert_eq!(scenario.population.reference_date.to_string(), "2026-03-02");
    assert_eq!(scenario.groups[0].children.with_alert, Share::ALL);
    assert_eq!(scenario.limits.settle_within, Duration::from_secs(10));
    let setting = Weighted {
        item: CareSetting::EmergencyDepartment,
        weight: 1,
    };
    assert_eq!(scenario.groups[0].care_settings, [setting]);
    let constant = read(
        EXAMPLE,
        &["arrivals={ shape = \"poisson\", rate = \"2 per hour\" }"],
    );
    assert_eq!(constant.duration, Duration::from_mins(1));
    assert_eq!(arrivals(&constant).spacing, Spacing::Poisson);
}

#[test]
fn probes_that_are_not_named_are_all_that_aim_at_the_rules_and_that_the_clock_allows() {
    let moving = read(EXAMPLE, &[]).probes.unwrap().kinds;
    let frozen = ["clock={ mode = \"frozen\", now = 2026-03-02T09:00:00Z }"];
    let frozen = read(EXAMPLE, &frozen).probes.unwrap().kinds;
    assert!(moving.contains(&ProbeKind::TwoUsers) && !moving.contains(&ProbeKind::ListOverflow));
    assert!(
        moving
            .iter()
            .all(|kind| kind.needs() != ProbeNeeds::FrozenClock)
    );
    assert!(frozen.contains(&ProbeKind::WindowEdge));
    assert_eq!(
        frozen.len(),
        moving.len() + 3,
        "window-edge, sliding-window, calendar-day"
    );
}

#[test]
fn every_kind_of_probe_has_its_own_name_and_aims_at_something() {
    for kind in ProbeKind::ALL {
        assert_eq!(ProbeKind::named(kind.name()), Some(kind));
        assert!(!kind.aims_at().is_empty(), "{kind}");
    }
}

#[test]
fn an_option_replaces_a_key_or_adds_it() {
    let options = [
        "arrivals.to=500 per second",
        "script.2.weight=5",
        "care_settings.GP practice=3",
        "population.range=999",
        "clock.mode=shifted",
        "clock.now=2026-10-25T00:30:00Z",
        "title=\"quoted\"",
        "title=not quoted",
    ];
    let scenario = read(EXAMPLE, &options);
    let Profile::Ramp { to, .. } = arrivals(&scenario).profile else {
        panic!("no ramp")
    };
    assert_eq!(to.to_string(), "500 per second");
    assert_eq!(scenario.scripts[1].weight, 5);
    assert_eq!(
        scenario.groups[0].care_settings,
        [Weighted {
            item: CareSetting::PrimaryCare,
            weight: 3
        }]
    );
    let now = Timestamp::parse("2026-10-25T00:30:00Z").unwrap();
    assert_eq!(scenario.clock, Clock::Shifted { now });
    assert_eq!(scenario.title, "not quoted", "the last one counts");
}

#[test]
fn seed_and_duration_have_options_of_their_own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/smoke.toml");
    let options = [Override::seed("7"), Override::duration("3 s")];
    let scenario = read_file(&path, &options).unwrap();
    assert_eq!(
        (scenario.seed, scenario.duration),
        (7, Duration::from_secs(3))
    );
}

#[test]
fn a_good_option_mends_a_bad_line() {
    let text = EXAMPLE.replace("\"2 min\"", "\"2\"");
    assert_eq!(read(&text, &["arrivals.over=2 min"]), read(EXAMPLE, &[]));
}

#[test]
fn a_windows_file_with_a_mark_at_its_start_reads_the_same() {
    let text = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
    assert_eq!(read(&text, &[]), read(EXAMPLE, &[]));
}

#[test]
fn quantities_are_exact() {
    let rows = [
        ("12.5 per minute", 5, 24),
        ("1_000/s", 1_000, 1),
        ("3 per hour", 1, 1_200),
        ("0.001 per second", 1, 1_000),
    ];
    for (text, events, seconds) in rows {
        let rate = Rate::read(text).unwrap();
        assert_eq!((rate.events(), rate.seconds()), (events, seconds), "{text}");
    }
    let rows = [
        ("90s", 90_000_000_000),
        ("23 h 59 min", 86_340_000_000_000),
        ("1.5 ms", 1_500_000),
        ("250 µs", 250_000),
        ("1 d", 86_400_000_000_000),
    ];
    for (text, nanos) in rows {
        assert_eq!(
            read_duration(text),
            Ok(Duration::from_nanos(nanos)),
            "{text}"
        );
    }
    assert_eq!(Share::read("0.0001 %").map(Share::millionths), Ok(1));
    assert_eq!(Share::read("100%"), Ok(Share::ALL));
    assert_eq!(Times::read("0.5 times").map(Times::thousandths), Ok(500));
}

#[test]
fn steps_do_not_mind_letter_case_and_spaces() {
    let at = |setting| Some(setting);
    let rows = [
        (
            "LOG ON  as any GP practice",
            Step::LogOn {
                actor: Actor::Same,
                at: at(CareSetting::PrimaryCare),
            },
        ),
        (
            "log on as b at any 111",
            Step::LogOn {
                actor: letter('B'),
                at: at(CareSetting::Nhs111),
            },
        ),
        (
            "log on as a silent viewer",
            Step::LogOn {
                actor: Actor::SilentViewer,
                at: None,
            },
        ),
        (
            "log on",
            Step::LogOn {
                actor: Actor::Same,
                at: None,
            },
        ),
        (" overview ", Step::Overview(Actor::Same)),
        ("open the alert as a", Step::OpenAlert(letter('A'))),
        (
            "Open the alert at another organisation",
            Step::OpenAlert(Actor::OtherOrganisation),
        ),
        (
            "read the list as an unauthorised user",
            Step::ReadList(Actor::Unauthorised),
        ),
        (
            "look without notifying as a second user",
            Step::LookWithoutNotifying(Actor::SecondUser),
        ),
        (
            "advance the clock by 24 h 1 ms",
            Step::AdvanceClock(Duration::from_millis(86_400_001)),
        ),
    ];
    for (sentence, step) in rows {
        assert_eq!(Step::read(sentence), Ok(step), "{sentence}");
    }
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let letter = prop::char::range('A', 'Z').prop_map(letter);
    let phrased = prop::sample::select(Actor::PHRASED.to_vec());
    prop_oneof![Just(Actor::Same), letter, phrased]
}

fn any_step() -> impl Strategy<Value = Step> {
    let setting = prop::option::of(prop::sample::select(CareSetting::ALL.to_vec()));
    let length = (1..1_000_000_000_000_u64).prop_map(Duration::from_nanos);
    prop_oneof![
        (any_actor(), setting).prop_map(|(actor, at)| Step::LogOn { actor, at }),
        prop::sample::select(Find::ALL.to_vec()).prop_map(Step::Find),
        Just(Step::AnotherChild),
        any_actor().prop_map(Step::Overview),
        any_actor().prop_map(Step::OpenAlert),
        any_actor().prop_map(Step::LookWithoutNotifying),
        any_actor().prop_map(Step::RepeatAlert),
        any_actor().prop_map(Step::RetryAlert),
        any_actor().prop_map(Step::ReadList),
        length.clone().prop_map(Step::Wait),
        length.prop_map(Step::AdvanceClock),
    ]
}

proptest! {
    #[test]
    fn a_step_reads_back_as_itself(step in any_step()) {
        prop_assert_eq!(Step::read(&step.to_string()), Ok(step));
    }

    #[test]
    fn a_duration_reads_back_as_itself(nanos in 1..34_560_000_000_000_000_u64) {
        let length = Duration::from_nanos(nanos);
        prop_assert_eq!(read_duration(&show_duration(length)), Ok(length));
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_reason(text in "\\PC*") {
        if let Err(mistakes) = Scenario::parse(&text, "x.toml", &[]) {
            prop_assert!(mistakes.iter().next().is_some());
        }
    }

    #[test]
    fn a_damaged_example_is_read_or_refused_with_a_reason(
        from in 0..EXAMPLE.len(), cut in 0..40_usize, put in "[\\[\\]=\",. \\n0-9a-z%]{0,6}",
    ) {
        let to = (from + cut).min(EXAMPLE.len());
        let text = format!("{}{put}{}", &EXAMPLE[..from], &EXAMPLE[to..]);
        if let Err(mistakes) = Scenario::parse(&text, "x.toml", &[]) {
            prop_assert!(mistakes.iter().next().is_some(), "{}", text);
        }
    }

    #[test]
    fn any_option_is_applied_or_refused_with_a_reason(option in "[a-z.0-9=\"]{0,20}") {
        if let Err(mistakes) = Scenario::parse(EXAMPLE, "x.toml", &[Override::set(&option)]) {
            prop_assert!(mistakes.iter().next().is_some());
        }
    }
}
