//! What a run does through the control port, each an operation of the history.

use super::run::{Context, Run};
use crate::control::ControlFailed;
use crate::history::{
    Credential, Kind, Moment, Operation, Outcome, PlanFacts, Seen, Unscheduled, WhyUnknown,
};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Europe::London;
use cpis_vocabulary::{AuthorityCode, NhsNumber, PlanId, PlanKind, Text, Timestamp};
use cpis_wire::control::{Change, ChangedPatient, IsoDuration, NewPlan};

/// An operation of the control port that is under way.
struct Begun {
    sent: Moment,
    v_inv: Timestamp,
}

impl Run {
    /// Moves the Spine's clock forward. CLK-1. The caller holds `mover` for as long as the clock is to stay where it then is.
    pub(super) async fn advance(&self, by: TimeDelta, context: &Context) -> bool {
        let Some(control) = &self.control else {
            return false;
        };
        let begun = self.begin();
        self.clock.begin_move(by);
        let result = control.advance(&IsoDuration::new(by).to_string()).await;
        match outcome(&result) {
            Outcome::Answered { .. } => self.clock.end_move(by),
            Outcome::Refused { .. } => self.clock.take_back_move(),
            Outcome::Unknown { .. } | Outcome::NotSent => {}
        }
        let kind = Kind::AdvanceClock {
            by_ms: by.num_milliseconds(),
        };
        self.end(&begun, kind, None, context, outcome(&result));
        result.is_ok()
    }

    /// Moves the Spine's clock forward to an instant; not at all where it already shows that or a later one.
    pub(super) async fn advance_to(&self, at: Timestamp, context: &Context) -> bool {
        let by = at.since(self.clock.latest());
        if by <= TimeDelta::zero() {
            return by == TimeDelta::zero();
        }
        self.advance(by, context).await
    }

    /// Puts a plan on a child.
    pub(super) async fn add_plan(
        &self,
        child: NhsNumber,
        kind: PlanKind,
        (start, end): (NaiveDate, Option<NaiveDate>),
        authority: &AuthorityCode,
        context: &Context,
    ) -> Option<PlanId> {
        let control = self.control.as_ref()?;
        let begun = self.begin();
        let asked = NewPlan {
            kind,
            start,
            end,
            authority: authority.as_str().to_owned(),
            local_id: None,
        };
        let result = control.add_plan(&child.to_string(), &asked).await;
        let id = result.as_ref().ok().map(|created| created.id);
        let plan = PlanFacts {
            id,
            kind,
            start,
            end,
            authority: authority.clone(),
            emergency_phone: None,
            office_phone: None,
            local_id: None,
            upload: None,
        };
        self.end(
            &begun,
            Kind::AddPlan { plan },
            Some(child),
            context,
            outcome(&result),
        );
        id
    }

    /// Gives a patient another family name.
    pub(super) async fn rename(&self, patient: NhsNumber, family: &str, context: &Context) -> bool {
        let Some(control) = &self.control else {
            return false;
        };
        let begun = self.begin();
        let change = ChangedPatient {
            family: Change::Set(family.to_owned()),
            ..ChangedPatient::default()
        };
        let result = control.change_patient(&patient.to_string(), &change).await;
        let kind = Kind::ChangePatient {
            family: family.into(),
        };
        self.end(&begun, kind, Some(patient), context, outcome(&result));
        result.is_ok()
    }

    /// Takes a plan away.
    pub(super) async fn delete_plan(
        &self,
        child: NhsNumber,
        plan: PlanId,
        context: &Context,
    ) -> bool {
        let Some(control) = &self.control else {
            return false;
        };
        let begun = self.begin();
        let result = control
            .delete_plan(&child.to_string(), &plan.to_string())
            .await;
        self.end(
            &begun,
            Kind::DeletePlan { plan },
            Some(child),
            context,
            outcome(&result),
        );
        result.is_ok()
    }

    fn begin(&self) -> Begun {
        Begun {
            sent: self.stopwatch.now(),
            v_inv: self.clock.earliest(),
        }
    }

    fn end(
        &self,
        begun: &Begun,
        kind: Kind,
        child: Option<NhsNumber>,
        context: &Context,
        outcome: Outcome,
    ) {
        let answered = (!matches!(outcome, Outcome::Unknown { .. })).then(|| self.stopwatch.now());
        let operation = Operation {
            number: self.next_operation(),
            worker: self.worker.index,
            tenant: Text::clone(&self.tenant),
            epoch: 0,
            kind,
            child,
            caller: None,
            credential: Credential::NotNeeded,
            flaws: Vec::new(),
            unscheduled: Unscheduled::Absent,
            trace: None,
            step: context.step.clone(),
            probe: context.probe.clone(),
            setting: None,
            // What a control port takes is no part of the load: it is due when it is sent.
            due: begun.sent,
            sent: begun.sent,
            answered,
            v_inv: begun.v_inv,
            v_ret: self.clock.latest(),
            outcome,
            stamp: None,
            access: None,
            seen: Seen::Nothing,
        };
        self.keep_compared(&operation);
        self.recorder.record(operation);
    }
}

fn outcome<T>(result: &Result<T, ControlFailed>) -> Outcome {
    match result {
        Ok(_) => Outcome::Answered { status: 200 },
        Err(ControlFailed::Refused { status, .. }) if (400..500).contains(status) => {
            Outcome::Refused {
                status: *status,
                code: None,
            }
        }
        Err(ControlFailed::Refused { status, .. }) => Outcome::Unknown {
            why: WhyUnknown::ServerFailed { status: *status },
        },
        Err(ControlFailed::NoAnswer(_)) => Outcome::Unknown {
            why: WhyUnknown::NoAnswer,
        },
        Err(ControlFailed::NoControl(_)) => Outcome::Refused {
            status: 404,
            code: None,
        },
        Err(ControlFailed::Unreadable { .. }) => Outcome::Unknown {
            why: WhyUnknown::Unreadable,
        },
    }
}

/// The day in London at an instant.
pub(super) fn london_day(at: Timestamp) -> NaiveDate {
    at.to_utc().with_timezone(&London).date_naive()
}

/// The instant of a time of day in London; where the clocks go back, the first of the two.
pub(super) fn london(day: NaiveDate, hour: u32, minute: u32) -> Option<Timestamp> {
    let local = day
        .and_hms_opt(hour, minute, 0)?
        .and_local_timezone(London)
        .earliest()?;
    Some(Timestamp::from_millis(local.timestamp_millis()))
}
