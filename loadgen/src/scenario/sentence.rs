//! The sentences that steps are read from: tolerant of letter case and spaces, and of nothing else.

use cpis_vocabulary::CareSetting;

use super::find::Find;
use super::nearest::nearest;
use super::quantity::{read_duration, show_duration};
use super::step::{Actor, Letter, Step};

/// One form of sentence, for the page on the language.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) verb: &'static str,
    pub(super) tail: Tail,
    pub(super) means: &'static str,
}

/// What may follow a verb.
#[derive(Debug)]
pub(super) enum Tail {
    Nothing(Step),
    /// How, and whom: each way is a row of its own.
    Find,
    /// Who takes the step; nobody named means who acted last.
    Actor(fn(Actor) -> Step),
    /// Who logs on, and where.
    LogOn,
    /// How long.
    Duration {
        step: fn(core::time::Duration) -> Step,
        example: &'static str,
    },
}

#[rustfmt::skip]
pub(super) static FORMS: [Form; 11] = [
    Form { verb: "log on", tail: Tail::LogOn, means: "logs on, and is who acts next" },
    Form { verb: "find", tail: Tail::Find, means: "" },
    Form { verb: "overview", tail: Tail::Actor(Step::Overview), means: "reads the flag that the overview shows: no access (ALT-1, ALT-2)" },
    Form { verb: "open the alert", tail: Tail::Actor(Step::OpenAlert), means: "opens the alert: the access (ALT-2, ASN-1)" },
    Form { verb: "look without notifying", tail: Tail::Actor(Step::LookWithoutNotifying), means: "opens the alert with `IsUnscheduledAccessEvent: false` (ASN-6)" },
    Form { verb: "repeat the alert", tail: Tail::Actor(Step::RepeatAlert), means: "opens the alert of the same child again, as a new access (ASN-3, VIEW-3)" },
    Form { verb: "retry the alert", tail: Tail::Actor(Step::RetryAlert), means: "sends the last access again under its TraceID (VIEW-7)" },
    Form { verb: "read the list", tail: Tail::Actor(Step::ReadList), means: "reads the previous views: no access (VIEW-2)" },
    Form { verb: "another child", tail: Tail::Nothing(Step::AnotherChild), means: "the steps that follow are about another child" },
    Form { verb: "wait", tail: Tail::Duration { step: Step::Wait, example: "90 s" }, means: "waits on the machine's clock, from the end of the step before" },
    Form { verb: "advance the clock by", tail: Tail::Duration { step: Step::AdvanceClock, example: "24 h" }, means: "moves the Spine's clock, for everybody (CLK-1); needs a control port and a clock that is not `system`" },
];

/// Names that people use for a care setting besides its own.
const ALSO_CALLED: [(&str, CareSetting); 6] = [
    ("gp practice", CareSetting::PrimaryCare),
    ("maternity unit", CareSetting::Maternity),
    ("ambulance service", CareSetting::Ambulance),
    ("nhs 111", CareSetting::Nhs111),
    ("walk in centre", CareSetting::WalkInCentre),
    ("minor injuries unit", CareSetting::MinorInjuryUnit),
];

impl Step {
    /// Reads one sentence.
    ///
    /// # Errors
    /// A sentence that is no step, with the nearest one that is.
    pub fn read(sentence: &str) -> Result<Self, String> {
        let words = sentence
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        for form in &FORMS {
            let Some(rest) = words.strip_prefix(form.verb) else {
                continue;
            };
            match form.read_tail(rest.trim_start()) {
                Some(Ok(step)) => return Ok(step),
                Some(Err(why)) => return Err(format!("{sentence:?} does not say how long, {why}")),
                None => {}
            }
        }
        Err(match nearest(&words, every_sentence()) {
            Some(known) => format!("{sentence:?} is not a step, did you mean {known:?}?"),
            None => format!(
                "{sentence:?} is not a step, for example \"open the alert\" is one; \
                 scenarios/README.md lists them"
            ),
        })
    }
}

impl Form {
    /// The step, or why its duration is none; nothing where the tail does not belong to the verb.
    fn read_tail(&self, rest: &str) -> Option<Result<Step, String>> {
        match &self.tail {
            Tail::Nothing(step) => rest.is_empty().then(|| Ok(step.clone())),
            Tail::Find => read_find(rest).map(Ok),
            Tail::Actor(step) => read_actor(rest).map(|actor| Ok(step(actor))),
            Tail::LogOn => read_log_on(rest).map(Ok),
            Tail::Duration { step, .. } => Some(read_duration(rest).map(step)),
        }
    }
}

fn read_find(phrase: &str) -> Option<Step> {
    let asked = |find: &Find| find.sentence().strip_prefix("find ") == Some(phrase);
    Find::ALL.into_iter().find(asked).map(Step::Find)
}

fn read_actor(phrase: &str) -> Option<Actor> {
    if phrase.is_empty() {
        return Some(Actor::Same);
    }
    if let Some(actor) = Actor::PHRASED
        .into_iter()
        .find(|actor| actor.phrase() == phrase)
    {
        return Some(actor);
    }
    let mut letters = phrase.strip_prefix("as ")?.chars();
    let letter = letters.next().and_then(Letter::new)?;
    letters.next().is_none().then_some(Actor::Letter(letter))
}

/// `as any ambulance`, `as A`, `as A at any ambulance`, `as a silent viewer`, or nothing.
fn read_log_on(phrase: &str) -> Option<Step> {
    if let Some(setting) = phrase.strip_prefix("as any ") {
        let at = Some(care_setting(setting)?);
        return Some(Step::LogOn {
            actor: Actor::Same,
            at,
        });
    }
    let (who, setting) = phrase.split_once(" at any ").unzip();
    let actor = read_actor(who.unwrap_or(phrase))?;
    match setting {
        None => Some(Step::LogOn { actor, at: None }),
        Some(setting) => Some(Step::LogOn {
            actor,
            at: Some(care_setting(setting)?),
        }),
    }
}

/// The care setting of that name, or of another name people use for it, in any letter case.
pub(super) fn care_setting(name: &str) -> Option<CareSetting> {
    let name = name.trim().to_lowercase();
    name.parse().ok().or_else(|| {
        ALSO_CALLED
            .iter()
            .find(|(also, _)| *also == name)
            .map(|(_, setting)| *setting)
    })
}

/// An example of every sentence there is, for guesses.
fn every_sentence() -> Vec<String> {
    let letter = Letter::new('A').map(Actor::Letter);
    let actors: Vec<Actor> = core::iter::once(Actor::Same)
        .chain(letter)
        .chain(Actor::PHRASED)
        .collect();
    let with_actors = |verb: &str| -> Vec<String> {
        actors
            .iter()
            .map(|actor| format!("{verb} {}", actor.phrase()).trim().to_owned())
            .collect()
    };
    let mut all = Vec::new();
    for Form { verb, tail, .. } in &FORMS {
        match tail {
            Tail::Nothing(_) => all.push((*verb).to_owned()),
            Tail::Find => all.extend(Find::ALL.map(|find| find.sentence().to_owned())),
            Tail::Actor(_) => all.extend(with_actors(verb)),
            Tail::LogOn => {
                all.extend(with_actors(verb));
                all.extend(
                    CareSetting::ALL
                        .iter()
                        .map(|at| format!("{verb} as any {at}")),
                );
            }
            Tail::Duration { example, .. } => all.push(format!("{verb} {example}")),
        }
    }
    all
}

impl core::fmt::Display for Step {
    /// As a sentence that reads back as the same step.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let sentence = match self {
            Self::LogOn {
                actor: Actor::Same,
                at: Some(at),
            } => format!("log on as any {at}"),
            Self::LogOn {
                actor,
                at: Some(at),
            } => format!("log on {} at any {at}", actor.phrase()),
            Self::LogOn { actor, at: None } => format!("log on {}", actor.phrase()),
            Self::Find(find) => find.sentence().to_owned(),
            Self::Overview(actor) => format!("overview {}", actor.phrase()),
            Self::OpenAlert(actor) => format!("open the alert {}", actor.phrase()),
            Self::LookWithoutNotifying(actor) => {
                format!("look without notifying {}", actor.phrase())
            }
            Self::RepeatAlert(actor) => format!("repeat the alert {}", actor.phrase()),
            Self::RetryAlert(actor) => format!("retry the alert {}", actor.phrase()),
            Self::ReadList(actor) => format!("read the list {}", actor.phrase()),
            Self::AnotherChild => "another child".to_owned(),
            Self::Wait(by) => format!("wait {}", show_duration(*by)),
            Self::AdvanceClock(by) => format!("advance the clock by {}", show_duration(*by)),
        };
        f.write_str(sentence.trim_end())
    }
}
