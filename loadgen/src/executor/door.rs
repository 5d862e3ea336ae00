use super::ExecuteError;
use super::stopwatch::Stopwatch;
use super::worker::Worker;
use crate::control::Control;
use crate::embedded::SimulatedSpine;
use crate::scenario::{Limits, Load, OnFull, Scenario};
use crate::transport::{AnyTransport, InProcess, Room, Settings, Target};
use cpis_vocabulary::Text;
use std::time::Duration;

/// Where the Spine is, and how connections to it are made.
#[derive(Clone, Debug)]
pub(super) struct Door {
    target: Target,
    control: Option<(Target, Option<String>)>,
    limits: Limits,
    /// The most users of closed phases at one time.
    users: u32,
    settings: Settings,
    /// The Spine of this process that stands for both addresses.
    simulated: Option<SimulatedSpine>,
}

/// How long a Spine may take to give its first sign of life.
const PATIENCE: Duration = Duration::from_secs(10);

impl Door {
    /// The doors at these addresses; `token` is what the control port asks for. ENV-3.
    pub(super) fn new(
        target: &str,
        control: Option<&str>,
        token: Option<&str>,
        settings: &Settings,
        scenario: &Scenario,
    ) -> Result<Self, ExecuteError> {
        let control = control.map(Target::parse).transpose()?;
        Ok(Self {
            target: Target::parse(target)?,
            control: control.map(|control| (control, token.map(str::to_owned))),
            limits: scenario.limits,
            users: users(scenario),
            settings: settings.clone(),
            simulated: None,
        })
    }

    /// The same that lead to a Spine of this process.
    pub(super) fn simulated(self, spine: &SimulatedSpine) -> Self {
        Self {
            simulated: Some(spine.clone()),
            ..self
        }
    }

    /// Whether they lead to a Spine of this process, in simulated time.
    pub(super) const fn is_simulated(&self) -> bool {
        self.simulated.is_some()
    }

    /// The doors of another tenant of the same Spine. ENV-2.
    pub(super) fn of_tenant(&self, tenant: &Text) -> Self {
        Self {
            target: self.target.of_tenant(tenant),
            simulated: self.simulated.as_ref().map(|spine| spine.of_tenant(tenant)),
            ..self.clone()
        }
    }

    /// A worker's own connections to the data port and to the control port.
    pub(super) fn open(
        &self,
        worker: Worker,
        stopwatch: Stopwatch,
    ) -> Result<(AnyTransport, Option<Control>), ExecuteError> {
        let room = self.room(worker);
        let patience = self.limits.answer_within;
        let transport = self.connect(room, patience, stopwatch)?;
        Ok((transport, self.control(stopwatch)?))
    }

    /// How many requests a worker may have under way. What grows begins with no connection and makes one where none is free, so that
    /// only its end is a limit; users of closed phases each have a slot.
    fn room(&self, worker: Worker) -> Room {
        let Limits {
            in_flight, on_full, ..
        } = self.limits;
        let (slots, queues) = match on_full {
            OnFull::Drop => (in_flight, false),
            OnFull::Queue => (in_flight, true),
            OnFull::Grow { to } => (in_flight.max(to), false),
        };
        Room {
            slots: worker.part(slots.max(self.users)),
            queues,
        }
    }

    /// One connection to the data port that waits for long.
    pub(super) fn patient(&self, stopwatch: Stopwatch) -> Result<AnyTransport, ExecuteError> {
        self.connect(Room::of(1), PATIENCE, stopwatch)
    }

    fn connect(
        &self,
        room: Room,
        patience: Duration,
        stopwatch: Stopwatch,
    ) -> Result<AnyTransport, ExecuteError> {
        if let Some(spine) = &self.simulated {
            let in_process = InProcess::new(spine.clone(), room, patience, stopwatch);
            return Ok(AnyTransport::InProcess(in_process));
        }
        let transport = AnyTransport::new(&self.target, &self.settings, room, patience, stopwatch)?;
        Ok(transport)
    }

    /// The part of the control port that is about the target's tenant.
    pub(super) fn control(&self, stopwatch: Stopwatch) -> Result<Option<Control>, ExecuteError> {
        if let Some(spine) = &self.simulated {
            let control = Control::simulated(spine, stopwatch);
            return Ok(Some(control.of_tenant(spine.tenant())));
        }
        let Some((control, token)) = &self.control else {
            return Ok(None);
        };
        let control =
            Control::new(control, &self.settings, stopwatch)?.with_token(token.as_deref())?;
        Ok(Some(control.of_tenant(self.target.tenant())))
    }
}

/// The users of all closed phases, whether or not they are there at the same time.
fn users(scenario: &Scenario) -> u32 {
    let phases = scenario.groups.iter().flat_map(|group| &group.phases);
    let users = phases.map(|phase| match &phase.load {
        Load::Open(_) => 0,
        Load::Closed(closed) => closed.users.most(),
    });
    users.sum()
}
