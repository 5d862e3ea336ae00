use super::page::Page;
use super::snapshot::{Snapshot, Stage};
use crate::executed::ProbeCount;
use crate::measure::OutcomeCounts;
use crate::recorder::StepGlance;
use crate::scenario::Scenario;
use core::fmt;
use core::time::Duration;
use cpis_vocabulary::{CareSetting, Text};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::{Registry, Unit};

/// The type of the text.
pub const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A snapshot in the text form that Prometheus reads.
pub fn text(scenario: &Scenario, seen: &Snapshot) -> String {
    let mut registry = Registry::default();
    let figures = Figures {
        title: scenario.title.clone(),
        seed: scenario.seed.to_string(),
        seen: seen.clone(),
    };
    registry
        .sub_registry_with_prefix("loadgen")
        .register_collector(Box::new(figures));
    registry.register_collector(Box::new(Own(seen.clone())));
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = encode(&mut text, &registry);
    text
}

/// The figures of the run.
#[derive(Debug)]
struct Figures {
    title: String,
    seed: String,
    seen: Snapshot,
}

/// Those of the process, under the names that every program gives them.
#[derive(Debug)]
struct Own(Snapshot);

impl Collector for Figures {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut page = Page(encoder);
        self.run(&mut page)?;
        self.arrivals(&mut page)?;
        self.requests(&mut page)?;
        self.times(&mut page)?;
        self.probes(&mut page)?;
        self.findings(&mut page)?;
        self.workers(&mut page)
    }
}

impl Figures {
    fn run(&self, page: &mut Page<'_>) -> fmt::Result {
        let seen = &self.seen;
        let version = env!("CARGO_PKG_VERSION");
        let about = [
            ("scenario", self.title.as_str()),
            ("seed", &self.seed),
            ("version", version),
        ];
        page.info("run", "The run", &about)?;
        let stages = Stage::ALL.map(|stage| {
            let is_now = stage == seen.stage;
            (vec![("stage", stage.name())], u64::from(is_now))
        });
        page.gauges("run_stage", "1 for how far the run has come", None, stages)?;
        let left = match seen.stage {
            Stage::Preparing | Stage::Load => seen.planned.saturating_sub(seen.elapsed),
            Stage::Settling | Stage::Judging => Duration::ZERO,
        };
        for (name, help, length) in [
            ("run_elapsed", "How long the run has gone on", seen.elapsed),
            ("run_planned", "How long requests fall due", seen.planned),
            ("run_remaining", "How long requests still fall due", left),
        ] {
            page.gauge(name, help, Some(&Unit::Seconds), length.as_secs_f64())?;
        }
        Ok(())
    }

    fn arrivals(&self, page: &mut Page<'_>) -> fmt::Result {
        let seen = &self.seen;
        let help = "Arrivals of the open phases that were begun with, each a script run or a probe";
        page.counter("arrivals", help, None, seen.arrivals)?;
        let help = "Arrivals that fall due in a second, on average, by the schedule";
        page.gauge(
            "arrivals_offered_per_second",
            help,
            None,
            seen.offered_per_second,
        )?;
        let help = "Arrivals that were begun with in the latest second";
        page.gauge(
            "arrivals_achieved_per_second",
            help,
            None,
            seen.achieved_per_second,
        )
    }

    fn requests(&self, page: &mut Page<'_>) -> fmt::Result {
        let glance = &self.seen.glance;
        let all = glance.outcomes();
        let by_step = glance.steps.iter().flat_map(|(place, step)| {
            outcomes(step.outcomes).map(|(outcome, count)| {
                let mut labels = labels(place);
                labels.push(("outcome", outcome));
                (labels, count)
            })
        });
        let help = "Requests that came to an end, without those of the warm-up: answered as asked, refused by the Spine (4xx), \
                    unknown (no answer, a broken one or a 5xx) or not sent (every slot was busy)";
        page.counters("requests", help, None, by_step)?;
        for (name, help, count) in [
            (
                "requests_due",
                "Requests that fell due and came to an end",
                all.due(),
            ),
            ("requests_sent", "Those of them that were sent", all.sent()),
            (
                "requests_dropped",
                "Those of them that were not",
                all.not_sent,
            ),
        ] {
            page.counter(name, help, None, count)?;
        }
        let help = "Requests of the warm-up that came to an end: in no other figure";
        let warm_up = outcomes(glance.warm_up);
        let warm_up = warm_up.map(|(outcome, count)| (vec![("outcome", outcome)], count));
        page.counters("warm_up_requests", help, None, warm_up)?;
        let help = "Requests without an answer at this moment";
        page.gauge("requests_in_flight", help, None, self.seen.in_flight)
    }

    fn times(&self, page: &mut Page<'_>) -> fmt::Result {
        let glance = &self.seen.glance;
        let steps = glance.steps.iter();
        let response = steps.map(|(place, step): (_, &StepGlance)| (labels(place), &step.response));
        let help =
            "From falling due to the whole answer, of requests that were answered or refused";
        page.histograms("response", help, response)?;
        let help = "From sending to the whole answer, of requests that were answered or refused";
        page.histograms("service", help, [(Vec::new(), &glance.service)])?;
        let help = "From falling due to sending, of requests that were sent";
        page.histograms("lateness", help, [(Vec::new(), &glance.lateness)])
    }

    fn probes(&self, page: &mut Page<'_>) -> fmt::Result {
        let counts: [(_, _, Count); 3] = [
            ("probes_due", "Probes that fell due", |probe| probe.planned),
            ("probes_run", "Probes that were run to their end", |probe| {
                probe.run
            }),
            (
                "probes_reached",
                "Probes that reached the edge they aim at",
                |probe| probe.reached,
            ),
        ];
        for (name, help, count) in counts {
            let probes = self.seen.probes.iter();
            let by_kind = probes.map(|probe| (vec![("kind", probe.kind.name())], count(probe)));
            page.counters(name, help, None, by_kind)?;
        }
        Ok(())
    }

    fn findings(&self, page: &mut Page<'_>) -> fmt::Result {
        let findings = self.seen.findings.iter();
        let named: Vec<_> = findings
            .map(|(rule, count)| (rule.to_string(), *count))
            .collect();
        let by_rule = named
            .iter()
            .map(|(rule, count)| (vec![("rule", rule.as_str())], *count));
        let help = "Contradictions of a rule that were seen so far; the whole is judged when the run is over";
        page.counters("findings", help, None, by_rule)
    }

    fn workers(&self, page: &mut Page<'_>) -> fmt::Result {
        let worked = self.seen.worked.iter();
        let named: Vec<_> = worked
            .map(|(worker, time)| (worker.to_string(), *time))
            .collect();
        let by_worker = named
            .iter()
            .map(|(worker, time)| (vec![("worker", worker.as_str())], time.as_secs_f64()));
        let help =
            "Time that a worker was at work: neither asleep nor merely awake for the next request";
        page.counters("worker_busy", help, Some(&Unit::Seconds), by_worker)
    }
}

impl Collector for Own {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut page = Page(encoder);
        let help = "Processor time of the generator, of all its threads";
        page.counter(
            "process_cpu",
            help,
            Some(&Unit::Seconds),
            self.0.cpu.as_secs_f64(),
        )?;
        match self.0.resident_bytes {
            None => Ok(()),
            Some(bytes) => {
                let help = "Memory of the generator that is resident";
                page.gauge("process_resident_memory", help, Some(&Unit::Bytes), bytes)
            }
        }
    }
}

fn labels((step, setting): &(Text, Option<CareSetting>)) -> Vec<(&'static str, &str)> {
    let setting = setting.map(|setting| ("setting", setting.as_str()));
    [("step", &**step)].into_iter().chain(setting).collect()
}

/// One of the counts of a probe.
type Count = fn(&ProbeCount) -> u64;

/// The outcomes, under the names that a run's record has for them.
const fn outcomes(counts: OutcomeCounts) -> [(&'static str, u64); 4] {
    [
        ("answered", counts.answered),
        ("refused", counts.refused),
        ("unknown", counts.unknown),
        ("not_sent", counts.not_sent),
    ]
}
