use super::earlier::{self, EarlierFile};
use super::reading::ReadingFile;
use crate::assemble::Asked;
use crate::checker::People;
use crate::executed::{Executed, InDoubt, PopulationFacts, ProbeCount, TargetFacts, Work};
use crate::history::Ledger;
use crate::scenario::ProbeKind;
use crate::truth::Known;
use core::time::Duration;
use cpis_population::GENERATOR_VERSION;
use cpis_vocabulary::Timestamp;
use reports::{Machine, ServerMetric};
use serde::{Deserialize, Serialize};

/// The version of `judge.json`.
const VERSION: u32 = 1;

/// `judge.json`: what judging a run again takes, besides the history, the ledger and the scenario.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JudgeFile {
    version: u32,
    /// The version of the generated people.
    people_version: u32,
    pub(super) people: PeopleFrom,
    /// Of the scenario's people, those who were not as the seed has them.
    #[serde(default)]
    pub(super) strangers: Vec<String>,
    /// The notified accesses of before the run.
    #[serde(default)]
    pub(super) earlier: Vec<EarlierFile>,
    /// How many operations the history has.
    pub(super) operations: u64,
    /// And how many pieces.
    #[serde(default = "one")]
    pieces: usize,
    /// Whether the run has not ended: then the history may have any number of either.
    #[serde(default)]
    goes_on: bool,
    pub(super) asked: Asked,
    pub(super) machine: Machine,
    reading: ReadingFile,
    target: TargetFacts,
    population: PopulationFacts,
    probes: Vec<ProbeFile>,
    in_flight_max: u64,
    /// Microseconds of work, and of how many.
    #[serde(default)]
    work_us: Option<(u64, u64)>,
    #[serde(default)]
    waited_for_us: u64,
    started_at: String,
    duration_us: u64,
    bugs: Vec<(String, String)>,
    faults: Vec<(String, String)>,
    #[serde(default)]
    apart_us: u64,
    #[serde(default)]
    doubt: Option<InDoubt>,
    #[serde(default)]
    missing: Option<String>,
    #[serde(default)]
    server: Vec<ServerMetric>,
    /// Microseconds from the start of the run, and a sentence.
    events: Vec<(u64, String)>,
}

/// Where the people of a run are known from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PeopleFrom {
    /// They are the scenario's.
    Scenario,
    /// A control port listed them: they are in `people.json`.
    Listed,
    /// The same, and all others are the scenario's.
    ListedOfScenario,
}

#[derive(Debug, Serialize, Deserialize)]
struct ProbeFile {
    kind: String,
    planned: u64,
    run: u64,
    reached: u64,
}

impl JudgeFile {
    /// Of a run that goes on.
    pub(super) fn of(asked: &Asked, machine: &Machine, executed: &Executed) -> Self {
        let probe = |count: &ProbeCount| ProbeFile {
            kind: count.kind.name().to_owned(),
            planned: count.planned,
            run: count.run,
            reached: count.reached,
        };
        let event = |(at, text): &(Duration, String)| (micros(*at), text.clone());
        Self {
            version: VERSION,
            people_version: GENERATOR_VERSION,
            people: match executed.people {
                Known::Population(_) => PeopleFrom::Scenario,
                Known::Listed {
                    population: None, ..
                } => PeopleFrom::Listed,
                Known::Listed {
                    population: Some(_),
                    ..
                } => PeopleFrom::ListedOfScenario,
            },
            strangers: strangers(&executed.people),
            earlier: earlier::written(&executed.people),
            operations: 0,
            pieces: 1,
            goes_on: true,
            asked: asked.clone(),
            machine: machine.clone(),
            reading: ReadingFile::of(&executed.reading),
            target: executed.target.clone(),
            population: executed.population.clone(),
            probes: executed.probes.iter().map(probe).collect(),
            in_flight_max: executed.in_flight_max,
            work_us: executed
                .work
                .map(|work| (micros(work.busy), micros(work.of))),
            waited_for_us: micros(executed.waited_for),
            started_at: executed.started_at.to_string(),
            duration_us: micros(executed.duration),
            bugs: executed.bugs.clone(),
            faults: executed.faults.clone(),
            apart_us: micros(executed.apart),
            doubt: executed.doubt.clone(),
            missing: executed.missing.clone(),
            server: executed.server.clone(),
            events: executed.events.iter().map(event).collect(),
        }
    }

    /// The same when it has ended, with a history of so many operations and pieces.
    pub(super) fn ended(self, operations: u64, pieces: usize) -> Self {
        Self {
            operations,
            pieces: pieces.max(1),
            goes_on: false,
            ..self
        }
    }

    pub(super) const fn has_ended(&self) -> bool {
        !self.goes_on
    }

    /// Whether its history has not everything that the run did.
    pub(super) const fn is_incomplete(&self) -> bool {
        self.missing.is_some()
    }

    /// How many pieces the history has at least.
    pub(super) const fn pieces(&self) -> usize {
        self.pieces
    }

    /// Says why nothing can be held for or against the Spine.
    pub(super) fn doubt(&mut self, why: InDoubt) {
        self.doubt = Some(why);
    }

    /// Says what this version cannot judge.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!(
                "version {VERSION} of the file is required, this one has {}",
                self.version
            ));
        }
        if self.people != PeopleFrom::Listed && self.people_version != GENERATOR_VERSION {
            return Err(format!(
                "this program makes people of version {GENERATOR_VERSION}, the run was about people of version {}: judge it with \
                 the version of `loadgen` that ran it, {}",
                self.people_version, self.asked.version
            ));
        }
        Ok(())
    }

    pub(super) fn executed(self, ledger: Ledger, people: Known) -> Result<Executed, String> {
        let probes = self
            .probes
            .iter()
            .map(ProbeFile::read)
            .collect::<Result<_, _>>()?;
        let event = |(at, text)| (Duration::from_micros(at), text);
        let missing = self
            .missing
            .or_else(|| self.goes_on.then(|| BROKEN_OFF.to_owned()));
        Ok(Executed {
            ledger,
            people,
            reading: self.reading.read(),
            target: self.target,
            population: self.population,
            probes,
            in_flight_max: self.in_flight_max,
            work: self.work_us.map(|(busy, of)| Work {
                busy: Duration::from_micros(busy),
                of: Duration::from_micros(of),
            }),
            waited_for: Duration::from_micros(self.waited_for_us),
            started_at: Timestamp::parse(&self.started_at).map_err(|error| error.to_string())?,
            duration: Duration::from_micros(self.duration_us),
            bugs: self.bugs,
            faults: self.faults,
            apart: Duration::from_micros(self.apart_us),
            doubt: self.doubt,
            missing,
            server: self.server,
            events: self.events.into_iter().map(event).collect(),
        })
    }
}

impl ProbeFile {
    fn read(&self) -> Result<ProbeCount, String> {
        let kind = ProbeKind::named(&self.kind)
            .ok_or_else(|| format!("a kind of probe is required, this one is `{}`", self.kind))?;
        Ok(ProbeCount {
            kind,
            planned: self.planned,
            run: self.run,
            reached: self.reached,
        })
    }
}

/// What is missing of a run that has not ended.
const BROKEN_OFF: &str = "the run was broken off, as by a power cut: what was under way and what was not written yet is not in its \
                          history, and nobody asked the authorities";

/// Of a run that an earlier version wrote.
const fn one() -> usize {
    1
}

fn strangers(people: &Known) -> Vec<String> {
    let numbers = people.strangers().into_iter().flatten();
    let mut strangers: Vec<String> = numbers.map(ToString::to_string).collect();
    strangers.sort_unstable();
    strangers
}

fn micros(length: Duration) -> u64 {
    u64::try_from(length.as_micros()).unwrap_or(u64::MAX)
}
