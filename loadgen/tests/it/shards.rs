//! Several generators put one run on one Spine, and what they saw is judged together.

use crate::made::{
    MS, asked, at, child, executed, late, look, machine, runtime, scenario_text, target,
};
use clap::Parser;
use cpis_vocabulary::AccessId;
use loadgen::command::{Arguments, Asking, Command, MergeArguments, Output, merge, run};
use loadgen::executed::Executed;
use loadgen::executor::{Driving, Setup, WallClock, execute};
use loadgen::exit_code::Failure;
use loadgen::history::{
    FINAL_LIST_STEP, FinalList, Kind, Ledger, ListEntry, Notice, Operation, OperationNumber,
};
use loadgen::people::settings_of;
use loadgen::recorder::{Recorded, Recorder};
use loadgen::run_dir::RunDir;
use loadgen::scenario::{Override, Scenario};
use mock_spine::MockSpine;
use mock_spine::bugs::Bug;
use mock_spine::clock::{Mode, StartClock};
use reports::{RunRecord, Verdict};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Many looks of few users at few children: hardly one of them is a matter of one shard.
const SCENARIO: &str = r#"
title    = "Shards"
proves   = ["IDN-3", "IDN-4", "ALT-3", "VIEW-1", "VIEW-2", "VIEW-3", "ASN-1", "ASN-2", "ASN-3", "ASN-4", "ASN-7"]
seed     = 4
duration = "3 s"
arrivals = { shape = "constant", rate = "60 per second" }

[population]
patients = 5_000
users    = 40

[clock]
mode = "shifted"
now  = 2026-03-02T09:00:00Z

[children]
with_alert = "80 %"
hot        = 5
hot_share  = "80 %"

[[script]]
weight = 3
steps  = ["open the alert as A", "read the list as A", "repeat the alert as A"]

[[script]]
weight = 1
steps  = ["open the alert as A", "open the alert as a second user", "open the alert as a silent viewer", "read the list"]

[probes]
share = "20 %"
kinds = ["repeat-inside-window", "two-organisations", "list-overflow", "silent-viewer", "no-activity"]

[limits]
settle_within = "2 s"
answer_within = "5 s"
lateness_p99  = "3 s"
"#;

/// A mock with the people and the clock of the scenario, and one rule broken on purpose if any.
fn mock(bug: Option<&str>) -> MockSpine {
    let scenario = Scenario::parse(SCENARIO, "shards.toml", &[]).unwrap();
    let now = cpis_vocabulary::Timestamp::parse("2026-03-02T09:00:00Z").unwrap();
    let builder = MockSpine::builder().settings(|settings| {
        settings.population = settings_of(&scenario.population);
        settings.clock = StartClock::At(Mode::Shifted, now);
    });
    let mock = runtime().block_on(builder.start()).unwrap();
    let bugs: Vec<Bug> = bug.iter().map(|id| Bug::by_id(id).unwrap()).collect();
    mock.app().tenants.default_tenant().bugs.set(&bugs);
    mock
}

/// Where a test keeps its runs.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::write(place.path("shards.toml"), SCENARIO).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the scenario as a command does, and answers with its exit code.
    fn run(&self, mock: &MockSpine, out: &str, more: &[&str]) -> Result<u8, Failure> {
        let text = |path: PathBuf| path.display().to_string();
        let (file, out) = (text(self.path("shards.toml")), text(self.path(out)));
        let (data, control) = (mock.data_url(), mock.control_url());
        let line = [
            "loadgen",
            "run",
            &file,
            "--out",
            &out,
            "--quiet",
            "--target",
            &data,
            "--control",
            &control,
        ];
        let arguments = Arguments::try_parse_from(line.iter().chain(more)).unwrap();
        let Command::Run(arguments) = arguments.command else {
            panic!("the command is a run");
        };
        let setup = Setup::Target {
            url: data.clone(),
            control: Some(control.clone()),
            control_token: None,
            route: loadgen::transport::Settings::default(),
        };
        let asking = Asking {
            command: Vec::new(),
            now: WallClock::Machine.now(),
        };
        let mut output = Output {
            to: &mut Vec::new(),
            colour: false,
        };
        run(&arguments, asking, &mut output, |scenario, recorder| {
            let run = execute(scenario, &setup, arguments.driving(), recorder);
            let executed = runtime().block_on(run);
            executed.map_err(|error| Failure::with_code(error.exit_code(), &error))
        })
    }

    /// Runs three shards at the same time, which start together.
    fn run_three(&self, mock: &MockSpine) {
        let start = WallClock::Machine.now().plus(chrono::TimeDelta::seconds(3));
        let start = start.to_string();
        thread::scope(|threads| {
            for shard in ["1/3", "2/3", "3/3"] {
                let more = ["--shard", shard, "--start-at", &start];
                let more = more.map(str::to_owned);
                threads.spawn(move || {
                    let more = more.each_ref().map(String::as_str);
                    self.run(mock, &shard.replace('/', "-of-"), &more).unwrap();
                });
            }
        });
    }

    /// The shards of one machine, which has one clock.
    fn arguments(&self, shards: &[&str]) -> MergeArguments {
        MergeArguments {
            directories: shards.iter().map(|name| self.path(name)).collect(),
            out: self.path("merged"),
            clocks_within: Duration::ZERO,
            overwrite: true,
            history_piece: 300,
        }
    }

    fn merge(&self, shards: &[&str]) -> (Result<u8, Failure>, String) {
        let arguments = self.arguments(shards);
        let mut to = Vec::new();
        let mut output = Output {
            to: &mut to,
            colour: false,
        };
        let merged = merge(&arguments, Vec::new(), &mut output);
        (merged, String::from_utf8(to).unwrap())
    }

    fn record(&self, name: &str) -> RunRecord {
        reports::read(&self.path(name).join("run.json")).unwrap()
    }
}

const SHARDS: [&str; 3] = ["1-of-3", "2-of-3", "3-of-3"];

fn verdicts(record: &RunRecord) -> BTreeMap<String, Verdict> {
    let proved = record.verdicts.iter().filter(|one| one.proves);
    proved.map(|one| (one.id.clone(), one.verdict)).collect()
}

/// Three shards merged, and one run of the same seed, find the same about a Spine.
fn check(bug: Option<&str>, code: u8) -> Place {
    let whole = Place::new();
    let one = whole.run(&mock(bug), "whole", &[]);
    let place = Place::new();
    place.run_three(&mock(bug));
    let (merged, said) = place.merge(&SHARDS);
    assert_eq!((one, merged), (Ok(code), Ok(code)), "{bug:?}: {said}");
    let (one, merged) = (whole.record("whole"), place.record("merged"));
    assert_eq!(verdicts(&merged), verdicts(&one), "{bug:?}");
    let planned = |record: &RunRecord| {
        let probes = record.probes.iter();
        let planned = probes.map(|probe| (probe.name.clone(), probe.planned));
        planned.collect::<Vec<_>>()
    };
    assert_eq!(planned(&merged), planned(&one), "{bug:?}");
    place
}

#[test]
fn three_shards_merged_acquit_an_honest_spine_as_one_run_does() {
    let place = check(None, 0);
    let mut due = 0;
    for shard in SHARDS {
        let record = place.record(shard);
        due += record.schedule.due;
        for verdict in &record.verdicts {
            assert_ne!(verdict.verdict, Verdict::Broken, "{shard}: {}", verdict.id);
        }
        let alone = verdicts(&record);
        assert_eq!(alone["IDN-4"], Verdict::Upheld, "{shard}");
        assert_eq!(alone["ASN-3"], Verdict::Inconclusive, "{shard}");
    }
    let merged = place.record("merged");
    assert_eq!(merged.schedule.due, due);
    for shard in SHARDS {
        assert_eq!(place.record(shard).started_at, merged.started_at, "{shard}");
    }
    let checked = loadgen_check(&place.path("merged"));
    assert_eq!(checked, 0);
}

#[test]
fn three_shards_merged_convict_as_one_run_does() {
    check(Some("dedup-ignores-organisation"), 10);
}

fn loadgen_check(directory: &Path) -> u8 {
    let mut output = Output {
        to: &mut Vec::new(),
        colour: false,
    };
    loadgen::command::check(directory, &mut output).unwrap()
}

/// What may be otherwise about a shard that was made by hand.
struct ByHand {
    shard: &'static str,
    text: String,
    executed: Executed,
    operations: Vec<Operation>,
}

/// One of two shards made by hand: each looks at a child without plans five times.
fn by_hand(shard: &'static str) -> ByHand {
    let first = u64::from(!shard.starts_with('1'));
    ByHand {
        shard,
        text: scenario_text(&["IDN-5"], ""),
        executed: executed(),
        operations: (0..5).map(|nth| look(nth * 2 + first)).collect(),
    }
}

impl ByHand {
    fn keep(&self, path: &Path) {
        fs::create_dir_all(path).unwrap();
        let recorder = Recorder::create(path).unwrap();
        let operations = self.operations.iter().cloned();
        operations.for_each(|one| recorder.record(one));
        recorder.finish().unwrap();
        let mut asked = asked(&self.text);
        asked.options.shard = Some(self.shard.to_owned());
        let count = u64::try_from(self.operations.len()).unwrap();
        let kept = RunDir::open(path).keep(&self.text, &asked, &machine(), &self.executed, count);
        kept.unwrap();
    }
}

/// What merging these says; the directories are named by letters.
fn merged_by_hand(place: &Place, shards: &[ByHand]) -> Result<u8, Failure> {
    let names = ["a", "b", "c", "d"];
    for (shard, name) in shards.iter().zip(names) {
        shard.keep(&place.path(name));
    }
    place.merge(&names[..shards.len()]).0
}

#[test]
fn only_the_shards_of_one_run_are_merged_and_each_once() {
    type Spoil = fn(&mut Vec<ByHand>);
    let rows: [(Spoil, &str); 9] = [
        (
            |all| drop(all.pop()),
            "all 2 shards of the run are required, 2/2 is missing",
        ),
        (
            |all| all.push(by_hand("2/2")),
            "each shard of a run is required once, this is 2/2 as well as",
        ),
        (
            |all| all[1].shard = "2/3",
            "must be of one number, those of 3 are more or fewer than in",
        ),
        (
            |all| all[1].shard = "1/1",
            "the run of one of several shards is required, this one ran the whole scenario",
        ),
        (
            |all| all[1].executed.target.own_mock = true,
            "this one started a mock of its own: give each the same --target",
        ),
        (
            |all| all[1].executed.target.url = "http://127.0.0.1:9000".to_owned(),
            "must share a Spine, its address is another than in",
        ),
        (
            |all| all[1].text.push_str("\n# changed\n"),
            "must have one scenario, its text is another than in",
        ),
        (
            |all| all[1].executed.population.patients = 7,
            "must be about the same people, they were others when it began than in",
        ),
        (
            |all| all[1].executed.reading.window_ms = 7,
            "must be read by the same rules, they were read otherwise than in",
        ),
    ];
    for (spoil, expected) in rows {
        let place = Place::new();
        let mut shards = vec![by_hand("1/2"), by_hand("2/2")];
        spoil(&mut shards);
        let said = merged_by_hand(&place, &shards);
        match &said {
            Err(Failure::Wrong(said)) => assert!(said.contains(expected), "{said}"),
            Ok(_) | Err(Failure::Ours(_) | Failure::Unwritten { .. }) => {
                panic!("{expected}: {said:?}")
            }
        }
        assert!(!place.path("merged").exists(), "{expected}");
    }
}

#[test]
fn a_shard_that_is_cut_off_is_not_merged() {
    let place = Place::new();
    let shards = [by_hand("1/2"), by_hand("2/2")];
    assert_eq!(merged_by_hand(&place, &shards), Ok(0));
    let arguments = MergeArguments {
        overwrite: false,
        ..place.arguments(&["a", "b"])
    };
    let mut output = Output {
        to: &mut Vec::new(),
        colour: false,
    };
    let taken = merge(&arguments, Vec::new(), &mut output).unwrap_err();
    assert!(taken.to_string().contains("--overwrite"), "{taken}");
    assert_eq!(taken.code(), 2);
    let history = place.path("b").join("history.log");
    let bytes = fs::read(&history).unwrap();
    fs::write(&history, &bytes[..bytes.len() - 3]).unwrap();
    let said = place.merge(&["a", "b"]).0.unwrap_err().to_string();
    assert!(
        said.contains("this one is cut off inside the frame"),
        "{said}"
    );
}

#[test]
fn what_began_later_is_later_in_the_whole_and_takes_as_long() {
    let place = Place::new();
    let mut late = by_hand("2/2");
    late.executed.started_at = at().plus(chrono::TimeDelta::seconds(2));
    late.executed.bugs = vec![("window-23h".to_owned(), "A text.".to_owned())];
    merged_by_hand(&place, &[by_hand("1/2"), late]).unwrap();
    let kept = RunDir::open(&place.path("merged")).read().unwrap();
    let operations = Recorded::read(kept.files().history).unwrap().operations;
    let due: Vec<u64> = operations.iter().map(|one| one.due.nanos() / MS).collect();
    assert_eq!(due, [0, 20, 40, 60, 80, 2010, 2030, 2050, 2070, 2090]);
    let took = |one: &Operation| one.answered.unwrap().nanos() - one.sent.nanos();
    assert!(operations.iter().all(|one| took(one) == 2 * MS));
    assert_eq!(kept.executed.started_at, at());
    assert_eq!(kept.executed.duration, Duration::from_secs(3));
    assert_eq!(kept.executed.in_flight_max, 8);
    assert_eq!(kept.executed.bugs.len(), 1);
    let probes = kept.executed.probes.first().unwrap();
    assert_eq!((probes.planned, probes.run, probes.reached), (6, 6, 4));
    let events: Vec<_> = kept
        .executed
        .events
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(
        events.contains(&"shard 2/2: the clock was moved"),
        "{events:?}"
    );
}

#[test]
fn clocks_that_differ_leave_the_order_open_and_the_times_as_they_were() {
    let place = Place::new();
    merged_by_hand(&place, &[by_hand("1/2"), by_hand("2/2")]).unwrap();
    let exact = place.record("merged");
    let arguments = MergeArguments {
        clocks_within: Duration::from_millis(5),
        ..place.arguments(&["a", "b"])
    };
    let mut output = Output {
        to: &mut Vec::new(),
        colour: false,
    };
    assert_eq!(merge(&arguments, Vec::new(), &mut output), Ok(0));
    let kept = RunDir::open(&place.path("merged")).read().unwrap();
    let operations = Recorded::read(kept.files().history).unwrap().operations;
    let first = operations.first().unwrap();
    assert_eq!(
        first.answered.unwrap().nanos(),
        7 * MS,
        "5 ms later than it was"
    );
    let apart = place.record("merged");
    assert_eq!(apart.times, exact.times);
    assert_eq!(loadgen_check(&place.path("merged")), 0);
}

#[test]
fn the_lists_that_were_read_after_everybody_had_ended_are_the_last() {
    let list = |viewer: &str| FinalList {
        tenant: "default".into(),
        epoch: 0,
        child: child(),
        entries: vec![ListEntry {
            access: AccessId::new(1),
            at: at(),
            viewer: Some(viewer.into()),
            organisation: None,
            post: None,
        }],
    };
    let reading = |number: u64, at_ms: u64| Operation {
        number: OperationNumber(number),
        kind: Kind::ReadList,
        step: FINAL_LIST_STEP.into(),
        ..late(look(0), at_ms)
    };
    // The looks of both end at 92 ms.
    for (reads, expected) in [
        ([50, 95], Some("second")),
        ([96, 95], Some("first")),
        ([50, 60], None),
    ] {
        let place = Place::new();
        let mut shards = [by_hand("1/2"), by_hand("2/2")];
        for ((shard, name), (nth, at_ms)) in shards
            .iter_mut()
            .zip(["first", "second"])
            .zip((100..).zip(reads))
        {
            shard.operations.push(reading(nth, at_ms));
            shard.executed.ledger.final_lists = vec![list(name)];
        }
        merged_by_hand(&place, &shards).unwrap();
        let file = fs::File::open(place.path("merged").join("ledger.log")).unwrap();
        let (ledger, _) = Ledger::read(file).unwrap();
        let lists = ledger.final_lists.iter().flat_map(|list| &list.entries);
        let names: Vec<_> = lists.map(|entry| entry.viewer.clone().unwrap()).collect();
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        assert_eq!(names, expected.into_iter().collect::<Vec<_>>(), "{reads:?}");
    }
}

#[test]
fn what_several_shards_were_told_counts_once() {
    let notice = |id: &str| Notice {
        id: id.into(),
        tenant: "default".into(),
        epoch: 0,
        at: at(),
        child: child(),
        authority: "E0000001".into(),
        user: "555000001".into(),
        user_name: "Wren Heath".into(),
        job_role: "R8001".into(),
        job_role_name: "Nurse".into(),
        organisation: "XED01".into(),
        organisation_name: "Ravensmoor Hospital".into(),
        local_id: None,
        upload: "001739000".into(),
        access: AccessId::new(1),
        delivered: None,
        acknowledged: None,
    };
    let place = Place::new();
    let mut shards = [by_hand("1/2"), by_hand("2/2")];
    shards[0].executed.ledger.notices = Some(vec![notice("1"), notice("2")]);
    shards[1].executed.ledger.notices = Some(vec![notice("2"), notice("3")]);
    let _ = merged_by_hand(&place, &shards);
    let (ledger, _) =
        Ledger::read(fs::File::open(place.path("merged").join("ledger.log")).unwrap()).unwrap();
    let told = ledger.notices.unwrap();
    let ids: Vec<&str> = told.iter().map(|notice| &*notice.id).collect();
    assert_eq!(ids, ["1", "2", "3"]);
}

/// A part of a scenario against a mock whose clock goes as the machine's.
fn refused(text: &str, driving: Driving) -> String {
    let shard = Override::shard("1/2");
    let scenario = Scenario::parse(text, "shards.toml", &[shard]).unwrap();
    let mock = MockSpine::builder().patients(5_000).start();
    let mock = runtime().block_on(mock).unwrap();
    let setup = target(&mock);
    let recorder = Arc::new(Recorder::in_memory());
    let run = runtime().block_on(execute(&scenario, &setup, driving, &recorder));
    let error = run.unwrap_err();
    assert_eq!(error.exit_code(), 2, "{error}");
    error.to_string()
}

#[test]
fn shards_leave_the_clock_that_they_share_alone() {
    let frozen = SCENARIO.replace("shifted", "frozen");
    let step = frozen.replace("read the list as A", "advance the clock by 1 h");
    let probe = frozen.replace("no-activity", "window-edge");
    let jump = "[[fault]]\nwhat = \"clock jump\"\nat = \"1 s\"\nby = \"1 h\"\n";
    let fault = format!("{SCENARIO}\n{jump}");
    let moves = |what| {
        format!(
            "one of several shards may not move the clock of the Spine that they share, {what} of the scenario does: run it whole, \
             or leave that out with --set"
        )
    };
    for (text, expected) in [
        (step, moves("the step `advance the clock by 1 h`")),
        (probe, moves("the probe `window-edge`")),
        (fault, moves("the fault `clock jump`")),
        (
            SCENARIO.to_owned(),
            "shards that share a Spine do not set its clock: it must be started with --clock shifted@2026-03-02T09:00:00.000Z, its \
             clock is system"
                .to_owned(),
        ),
    ] {
        assert_eq!(refused(&text, Driving::default()), expected);
    }
}

#[test]
fn whoever_is_ready_too_late_does_not_start() {
    let system = SCENARIO.replace("\"shifted\"\nnow  = 2026-03-02T09:00:00Z", "\"system\"");
    let driving = Driving {
        start_at: Some(WallClock::Machine.now()),
        ..Driving::default()
    };
    let said = refused(&system, driving);
    assert!(
        said.starts_with("the run must be ready when it is to start, at "),
        "{said}"
    );
}
