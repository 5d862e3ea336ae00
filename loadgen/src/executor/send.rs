use super::ask::Ask;
use super::nemesis::{Mischief, got_lost};
use super::run::{Context, Run};
use super::sight::Before;
use crate::history::{Moment, Operation, OperationNumber, Outcome, Seen, WhyUnknown};
use crate::transport::{Answer, Observation, Reply, Transport};
use bytes::Bytes;
use cpis_vocabulary::{AccessId, Text, Timestamp};
use cpis_wire::header;

/// What came of a request, for whoever decides what to do next.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) number: u64,
    pub(super) outcome: Outcome,
    pub(super) access: Option<AccessId>,
    pub(super) body: Bytes,
    pub(super) ended: Moment,
}

impl Done {
    /// Whether it was answered with 2xx.
    pub(super) fn is_ok(&self) -> bool {
        self.outcome.happened()
    }

    /// Whether it was refused with this status.
    pub(super) fn is_refused_with(&self, asked: u16) -> bool {
        matches!(&self.outcome, Outcome::Refused { status, .. } if *status == asked)
    }
}

/// What an answer says besides its body.
#[derive(Clone, Debug)]
struct Told {
    outcome: Outcome,
    stamp: Option<Timestamp>,
    access: Option<AccessId>,
    seen: Seen,
    body: Bytes,
}

impl Run {
    /// Sends a request and writes down what came of it: twice at once, or once more, where that is part of what goes wrong on purpose.
    pub(super) async fn send(&self, ask: &Ask) -> Done {
        // Made ready beforehand, so that it leaves when it is due.
        self.pacer.until(ask.context.due).await;
        let number = self.next_operation();
        let Some(mischief) = self.mischief_to(ask) else {
            return self.send_once(number, ask).await;
        };
        let seed = self.scenario.seed;
        if mischief.duplicates(seed, number.0) {
            let other = Box::pin(self.send_once(self.next_operation(), ask));
            let one = Box::pin(self.send_once(number, ask));
            return tokio::join!(biased; one, other).0;
        }
        let done = self.send_once(number, ask).await;
        if !(got_lost(&done.outcome) && mischief.retries(seed, number.0)) {
            return done;
        }
        let context = Context {
            due: done.ended,
            ..ask.context.clone()
        };
        let again = Ask {
            context,
            ..ask.clone()
        };
        Box::pin(self.send_once(self.next_operation(), &again)).await
    }

    async fn send_once(&self, number: OperationNumber, ask: &Ask) -> Done {
        let v_inv = self.clock.earliest();
        let observation = self.observe(ask).await;
        let v_ret = self.clock.latest();
        let Observation {
            sent,
            answered,
            outcome,
        } = observation;
        let told = told(ask, outcome, &self.before);
        let ended = answered.unwrap_or_else(|| self.stopwatch.now());
        let operation = Operation {
            number,
            worker: self.worker.index,
            tenant: Text::clone(&self.tenant),
            epoch: 0,
            kind: ask.kind.clone(),
            child: ask.child,
            caller: ask.caller.clone(),
            credential: ask.credential,
            flaws: ask.flaws.clone(),
            unscheduled: ask.unscheduled,
            trace: ask.trace,
            step: ask.context.step.clone(),
            probe: ask.context.probe.clone(),
            setting: ask.context.setting,
            due: ask.context.due.min(sent),
            sent: if told.outcome == Outcome::NotSent {
                ask.context.due
            } else {
                sent
            },
            answered,
            v_inv,
            v_ret,
            outcome: told.outcome.clone(),
            stamp: told.stamp,
            access: told.access,
            seen: told.seen,
        };
        self.keep_compared(&operation);
        self.unread.take(&operation);
        self.recorder.record(operation);
        Done {
            number: number.0,
            outcome: told.outcome,
            access: told.access,
            body: told.body,
            ended,
        }
    }
}

impl Run {
    /// Sends a request; where connections are dropped on purpose, whoever waits for an answer then waits in vain.
    async fn observe(&self, ask: &Ask) -> Observation {
        if !self.drops_connections {
            return self.transport.send(&ask.request).await;
        }
        let sent = self.stopwatch.now();
        let mut observed = Box::pin(self.transport.send(&ask.request));
        tokio::select! {
            biased;
            observation = &mut observed => observation,
            () = self.mischief.dropped() => Observation {
                sent,
                answered: None,
                outcome: Reply::Unknown(WhyUnknown::ConnectionLost),
            },
        }
    }

    /// What may be done wrong to a request: nothing to a log-on, and nothing to a probe, which knows what it does.
    fn mischief_to(&self, ask: &Ask) -> Option<&Mischief> {
        let is_plain = ask.kind.is_look() && ask.context.probe.is_none();
        (is_plain && !self.mischief.is_idle()).then_some(&self.mischief)
    }
}

fn told(ask: &Ask, reply: Reply, before: &Before) -> Told {
    match reply {
        Reply::NotSent => nothing(Outcome::NotSent),
        Reply::Unknown(why) => nothing(Outcome::Unknown { why }),
        Reply::Whole(answer) => read(ask, answer, before),
    }
}

fn nothing(outcome: Outcome) -> Told {
    Told {
        outcome,
        stamp: None,
        access: None,
        seen: Seen::Nothing,
        body: Bytes::new(),
    }
}

fn read(ask: &Ask, answer: Answer, before: &Before) -> Told {
    let status = answer.status();
    let stamp = answer.header(header::SPINE_AT);
    let stamp = stamp.and_then(|text| Timestamp::parse(text).ok());
    let access = answer.header(header::SPINE_ACCESS);
    let access = access.and_then(|text| text.parse().ok());
    let body = answer.into_body();
    let (outcome, seen) = match status {
        200..400 => match before.see(&ask.kind, ask.is_verified, &body) {
            Ok(seen) => (Outcome::Answered { status }, seen),
            Err(_) => (
                Outcome::Unknown {
                    why: WhyUnknown::Unreadable,
                },
                Seen::Nothing,
            ),
        },
        400..500 => {
            let code = cpis_wire::read::read_outcome(&body)
                .ok()
                .map(|outcome| outcome.code.into());
            (Outcome::Refused { status, code }, Seen::Nothing)
        }
        _ => (
            Outcome::Unknown {
                why: WhyUnknown::ServerFailed { status },
            },
            Seen::Nothing,
        ),
    };
    Told {
        outcome,
        stamp,
        access,
        seen,
        body,
    }
}
