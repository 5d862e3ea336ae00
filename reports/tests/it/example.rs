//! Three runs: one that finds a broken rule, one with nothing to complain about, and one in which nothing happened.

use reports::{
    Bucket, BucketResponse, Conclusion, Curves, Event, Fact, Generator, Growth, Machine,
    OutcomeRecord, Outcomes, Overall, Pace, PercentilePoint, Population, Probe, Reading,
    RuleVerdict, RunRecord, Scenario, Schedule, Schema, SentOutcome, ServerMetric, Spine, Spread,
    StepRecord, Summary, Switch, Target, TargetResult, Times, Verdict, WarmUp,
};

use crate::findings;

/// A run in which every rule was upheld and every target met.
pub(crate) fn upheld() -> RunRecord {
    let steps = steps();
    let outcomes = steps
        .iter()
        .fold(Outcomes::default(), |sum, step| sum.plus(step.outcomes));
    RunRecord {
        schema: Schema::Run1,
        title: "A winter evening in the emergency department".to_owned(),
        conclusion: Conclusion::new(
            Overall::Upheld,
            "Every rule that the scenario proves was upheld, and both targets were met.",
        ),
        doubt: None,
        scenario: Scenario {
            file: "scenarios/winter-evening.toml".to_owned(),
            digest: "sha256:5b1d0cfa9e".to_owned(),
        },
        generator: generator(),
        started_at: "2026-03-02T18:00:00Z".to_owned(),
        duration_ms: 60_000,
        machine: machine(),
        target: own_mock(),
        population: population(),
        schedule: Schedule {
            arrivals: "poisson, 400 per second for 60 s".to_owned(),
            due: outcomes.due(),
            sent: outcomes.due() - outcomes.not_sent,
            not_sent: outcomes.not_sent,
            achieved_percent: Some(99.98),
            in_flight_max: 61,
            pace: Pace::KeptUp,
            checks: checks(),
        },
        outcomes,
        times: times(outcomes.answered + outcomes.refused, 1.0),
        curves: curves(),
        steps,
        by_step: by_step(),
        by_outcome: outcome_records(outcomes, 1.0),
        over_time: over_time(),
        warm_up: Some(warm_up()),
        server: server(),
        verdicts: vec![
            rule(
                "IDN-3",
                "A role without the activity never sees an alert.",
                Verdict::Upheld,
            ),
            rule(
                "VIEW-6",
                "The order of the list is the order in which accesses took effect: no entry lost, doubled, or moved between \
                 children.",
                Verdict::Upheld,
            ),
            rule(
                "ASN-3",
                "Rolling 24 hours, per user, patient and organisation (setting `window`): an access is notified if and only if no notified access \
                 of the same three lies in the 24 hours before it.",
                Verdict::Upheld,
            ),
        ],
        probes: vec![
            probe("the same key exactly 24 h later", "ASN-3", 40, 40),
            probe("two accesses at once", "ASN-7", 200, 193),
        ],
        targets: vec![
            target("p99 response under 50 ms", "41.2 ms", true),
            target("no operation not sent", "0", true),
        ],
        facts: [
            ("Accesses", 18_233),
            ("Notifications", 1_204),
            ("Suppressed", 812),
            ("Silent", 402),
        ]
        .map(|(label, value)| Fact {
            label: label.to_owned(),
            value,
        })
        .to_vec(),
        faults: Vec::new(),
        bugs: Vec::new(),
        reading: Vec::new(),
        events: vec![
            event(0, "The clock was set to 2026-03-02T18:00:00Z"),
            event(30_000, "The clock was moved forward by 24 h"),
        ],
    }
}

/// A run that found a broken rule, could not decide another, and never tried a third.
pub(crate) fn broken() -> RunRecord {
    let mut record = upheld();
    record.conclusion = Conclusion::new(
        Overall::RuleBroken,
        "ASN-3 is broken: 7 findings, each with a certificate. The window closes after 23 hours instead of 24.",
    );
    record.verdicts[2].verdict = Verdict::Broken;
    record.verdicts[2].findings = vec![findings::two_notifications(), findings::a_race()];
    record.verdicts[2].findings_total = 7;
    let mut open = rule(
        "ASN-7",
        "Never zero, never two: an acknowledged access that opens a window gives exactly one entry.",
        Verdict::Inconclusive,
    );
    open.reason = Some("3 accesses without an answer hide behind full lists".to_owned());
    let mut untried = rule(
        "LA-4",
        "An upload is a repeatable upsert: the same file twice changes nothing.",
        Verdict::NotExercised,
    );
    untried.proves = false;
    untried.examined = 0;
    untried.reason = Some("the scenario uploads nothing".to_owned());
    record.verdicts.extend([open, untried]);
    record.bugs = vec![switch("window-23h", "the window closes after 23 hours")];
    record.faults = vec![switch(
        "lost-reply",
        "one reply in 500 is dropped after the commit",
    )];
    record.targets[0] = target("p99 response under 50 ms", "612 ms", false);
    record
}

/// A run of no operation at all.
pub(crate) fn empty() -> RunRecord {
    let mut record = upheld();
    record.conclusion = Conclusion::new(
        Overall::Inconclusive,
        "Nothing was due, so nothing was shown.",
    );
    record.duration_ms = 0;
    record.schedule = Schedule {
        arrivals: "constant, nothing".to_owned(),
        due: 0,
        sent: 0,
        not_sent: 0,
        achieved_percent: None,
        in_flight_max: 0,
        pace: Pace::KeptUp,
        checks: Vec::new(),
    };
    record.outcomes = Outcomes::default();
    record.times = Times::default();
    record.curves = Curves::default();
    record.steps.clear();
    record.by_step.clear();
    record.by_outcome.clear();
    record.over_time.clear();
    record.warm_up = None;
    record.server.clear();
    record.verdicts.clear();
    record.probes.clear();
    record.targets.clear();
    record.facts.clear();
    record.events.clear();
    record
}

/// A run whose generator was late.
pub(crate) fn late() -> RunRecord {
    let mut record = upheld();
    let reason = "the 99th percentile of lateness is at most 100 ms, this run has 340 ms";
    record.conclusion = Conclusion::new(
        Overall::GeneratorLate,
        "The generator could not keep to its schedule, so the run counts for nothing.",
    );
    record.schedule.pace = Pace::FellBehind {
        reason: reason.to_owned(),
    };
    record
}

fn generator() -> Generator {
    Generator {
        version: "0.1.0".to_owned(),
        command: [
            "loadgen",
            "run",
            "scenarios/winter-evening.toml",
            "--set",
            "title=It's late",
        ]
        .map(str::to_owned)
        .to_vec(),
        seed: 20_260_302,
    }
}

fn machine() -> Machine {
    Machine {
        cores: 2,
        os: "Linux 6.1".to_owned(),
        cpu: "Example CPU at 2.5 GHz".to_owned(),
        memory_bytes: 8_589_934_592,
    }
}

fn own_mock() -> Target {
    Target {
        spine: Spine::OwnMock,
        control: Some("http://127.0.0.1:8701".to_owned()),
        store: Some("memory".to_owned()),
        clock: Some("shifted".to_owned()),
    }
}

fn population() -> Population {
    Population {
        patients: 100_000,
        seed: 1,
        reference_date: "2026-03-02".to_owned(),
        users: 2_400,
        organisations: 120,
        authorities: 12,
        plans: 1_340,
    }
}

/// `ASN-7` has none: records of earlier generators have no names.
const NAMES: [(&str, &str); 4] = [
    ("IDN-3", "who sees an alert"),
    ("VIEW-6", "the list's order is the order of effect"),
    ("ASN-3", "the *rolling* 24 hours"),
    ("LA-4", "uploads are upserts"),
];

fn rule(id: &str, text: &str, verdict: Verdict) -> RuleVerdict {
    RuleVerdict {
        id: id.to_owned(),
        name: NAMES
            .into_iter()
            .find_map(|(rule, name)| (rule == id).then(|| name.to_owned())),
        text: text.to_owned(),
        source: "Guide, setting `anchor`".to_owned(),
        verdict,
        reason: None,
        proves: true,
        examined: 18_233,
        examined_what: "accesses".to_owned(),
        findings: Vec::new(),
        findings_total: 0,
    }
}

fn probe(name: &str, rule: &str, planned: u64, reached: u64) -> Probe {
    Probe {
        name: name.to_owned(),
        rule: rule.to_owned(),
        planned,
        run: planned,
        reached,
    }
}

fn target(text: &str, measured: &str, met: bool) -> TargetResult {
    TargetResult {
        text: text.to_owned(),
        measured: measured.to_owned(),
        met,
    }
}

fn switch(id: &str, text: &str) -> Switch {
    Switch {
        id: id.to_owned(),
        text: text.to_owned(),
        spans: Vec::new(),
    }
}

fn event(at_ms: u64, text: &str) -> Event {
    Event {
        at_ms,
        text: text.to_owned(),
    }
}

fn steps() -> Vec<StepRecord> {
    let step = |step: &str, setting: Option<&str>, answered, refused, unknown, not_sent, slow| {
        let outcomes = Outcomes {
            answered,
            refused,
            unknown,
            not_sent,
        };
        StepRecord {
            step: step.to_owned(),
            setting: setting.map(str::to_owned),
            outcomes,
            times: times(answered + refused, slow),
            by_outcome: outcome_records(outcomes, slow),
        }
    };
    vec![
        step("log on", None, 2_400, 12, 0, 0, 0.8),
        step("look up", Some("Emergency department"), 9_120, 0, 4, 0, 1.1),
        step("look up", Some("GP out of hours"), 4_010, 0, 2, 0, 1.0),
        step(
            "open the alert",
            Some("Emergency department"),
            5_206,
            96,
            11,
            3,
            1.6,
        ),
        step(
            "open the alert",
            Some("GP out of hours"),
            3_120,
            61,
            3,
            0,
            1.4,
        ),
    ]
}

/// Those that were sent, where they came to more than one outcome: the Spine refuses quickly, and fails late.
fn outcome_records(outcomes: Outcomes, slow: f64) -> Vec<OutcomeRecord> {
    let all = [
        (SentOutcome::Answered, outcomes.answered, slow),
        (SentOutcome::Refused, outcomes.refused, slow / 3.0),
        (SentOutcome::Unknown, outcomes.unknown, slow * 4.0),
    ];
    let record = |(outcome, count, slow)| OutcomeRecord {
        outcome,
        count,
        times: times(count, slow),
    };
    let some: Vec<_> = all.into_iter().filter(|(_, count, _)| *count > 0).collect();
    let several = some.len() > 1;
    some.into_iter().filter(|_| several).map(record).collect()
}

fn by_step() -> Vec<StepRecord> {
    let mut sums: Vec<StepRecord> = Vec::new();
    for one in steps() {
        match sums.last_mut().filter(|sum| sum.step == one.step) {
            Some(sum) => {
                sum.outcomes = sum.outcomes.plus(one.outcomes);
                sum.times = times(sum.outcomes.answered + sum.outcomes.refused, 1.2);
                sum.by_outcome = outcome_records(sum.outcomes, 1.2);
            }
            None => sums.push(StepRecord {
                setting: None,
                ..one
            }),
        }
    }
    sums
}

/// Thousands of a plausible distribution, times `slow`.
fn times(count: u64, slow: f64) -> Times {
    let summary = |scale: f64| {
        let [min, mean, p50, p90, p95, p99, p999, max] =
            [0.4, 1.9, 1.0, 2.4, 4.1, 41.2, 480.0, 902.0].map(|t: f64| scaled(t * scale));
        Summary {
            count,
            min_us: min,
            mean_us: mean,
            p50_us: p50,
            p90_us: p90,
            p95_us: p95,
            p99_us: p99,
            p999_us: p999,
            max_us: max,
        }
    };
    Times {
        lateness: Some(summary(0.02)),
        service: Some(summary(0.4 * slow)),
        response: Some(summary(slow)),
    }
}

fn scaled(thousands: f64) -> u64 {
    format!("{:.0}", thousands * 1_000.0).parse().unwrap()
}

fn curves() -> Curves {
    let curve = |low: f64, knee: f64, steep: f64| {
        let point = |i: u32| {
            // Each step is a tenth of a nine.
            let tail = f64::from(i) / 10.0;
            let us = low * (1.0 + tail * 0.9) + knee * (tail / 4.4).powf(steep);
            PercentilePoint {
                percentile: 100.0 - 100.0 * 10_f64.powf(-tail),
                us: scaled(us / 1_000.0),
            }
        };
        let mut points: Vec<_> = (0..=44).map(point).collect();
        let us = points.last().unwrap().us;
        points.push(PercentilePoint {
            percentile: 100.0,
            us: us + us / 20,
        });
        points
    };
    Curves {
        lateness: curve(4.0, 900.0, 7.0),
        service: curve(380.0, 480_000.0, 9.0),
        response: curve(420.0, 900_000.0, 6.0),
    }
}

fn checks() -> Vec<TargetResult> {
    vec![
        target("at least 95 % of the due rate", "99.98 %", true),
        target("late by at most 100 ms at p99", "824 µs", true),
        target("at most 80 % of its processor time", "31 %", true),
    ]
}

/// The first five seconds.
fn warm_up() -> WarmUp {
    WarmUp {
        until_ms: 5_000,
        outcomes: Outcomes {
            answered: 1_940,
            refused: 14,
            unknown: 0,
            not_sent: 0,
        },
        times: times(1_954, 3.0),
    }
}

fn server() -> Vec<ServerMetric> {
    let metric = |label: &str, unit: &str, of: fn(u64) -> f64| ServerMetric {
        label: label.to_owned(),
        unit: unit.to_owned(),
        readings: (0..=60)
            .map(|second| Reading {
                at_ms: second * 1_000,
                value: of(second),
            })
            .collect(),
        growth: None,
    };
    let part = |label: &str, value| ServerMetric {
        label: label.to_owned(),
        unit: String::new(),
        readings: Vec::new(),
        growth: Some(Growth {
            value,
            unit: String::new(),
        }),
    };
    let mut requests = metric("Requests answered", "per second", |second| {
        f64::from(u32::try_from(380 + second * 37 % 23).unwrap())
    });
    requests.growth = Some(Growth {
        value: 24_021.0,
        unit: String::new(),
    });
    let mut processor = metric("Processor", "cores", |second| {
        0.25 + f64::from(u32::try_from(second % 5).unwrap()) / 100.0
    });
    processor.growth = Some(Growth {
        value: 16.2,
        unit: "s".to_owned(),
    });
    vec![
        requests,
        part("/cpis/FHIR/R4/CareTeam, 2xx", 16_032.0),
        part("/oauth2/token, 2xx", 2_400.0),
        processor,
        metric("Memory", "MiB", |second| {
            f64::from(u32::try_from(212 + second / 20).unwrap())
        }),
        metric("Records waiting", "", |second| {
            if second == 30 { 122.0 } else { 0.0 }
        }),
    ]
}

fn over_time() -> Vec<Bucket> {
    let bucket = |second: u64| {
        let wave = second * 37 % 23;
        // The Spine stalls in the 31st second, and the operations that fall due have to wait.
        let stall =
            [0, 640_000, 310_000][usize::try_from(second.saturating_sub(29).min(3) % 3).unwrap()];
        Bucket {
            from_ms: second * 1_000,
            to_ms: second * 1_000 + 1_000,
            outcomes: Outcomes {
                answered: 380 + wave * 2 - stall / 16_000,
                refused: 2 + wave % 3,
                unknown: stall / 20_000,
                not_sent: stall / 40_000,
            },
            spread: Spread::of([
                (600 + wave * 5 + stall / 6, 90 + wave),
                (980 + wave * 11 + stall / 3, 190),
                (2_100 + wave * 40 + stall, 80),
                (5_000 + wave * 100 + stall, 16),
                (9_000 + wave * 900 + stall * 5 / 4, 4),
                (21_000 + wave * 2_000 + stall * 7 / 5, 1),
            ]),
            response: Some(BucketResponse {
                p50_us: 980 + wave * 11 + stall / 3,
                p90_us: 2_300 + wave * 40 + stall,
                p99_us: 9_800 + wave * 900 + stall * 5 / 4,
                max_us: 21_000 + wave * 2_000 + stall * 7 / 5,
            }),
        }
    };
    (0..60).map(bucket).collect()
}
