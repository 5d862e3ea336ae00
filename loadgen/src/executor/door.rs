use super::ExecuteError;
use super::stopwatch::Stopwatch;
use super::worker::Worker;
use crate::control::Control;
use crate::embedded::SimulatedSpine;
use crate::scenario::Limits;
use crate::transport::{AnyTransport, InProcess, Settings, Target};
use std::time::Duration;

/// Where the Spine is, and how connections to it are made.
#[derive(Clone, Debug)]
pub(super) struct Door {
    target: Target,
    control: Option<(Target, Option<String>)>,
    limits: Limits,
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
        limits: Limits,
    ) -> Result<Self, ExecuteError> {
        let control = control.map(Target::parse).transpose()?;
        Ok(Self {
            target: Target::parse(target)?,
            control: control.map(|control| (control, token.map(str::to_owned))),
            limits,
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

    /// A worker's own connections to the data port and to the control port.
    pub(super) fn open(
        &self,
        worker: Worker,
        stopwatch: Stopwatch,
    ) -> Result<(AnyTransport, Option<Control>), ExecuteError> {
        let slots = worker.part(self.limits.in_flight);
        let patience = self.limits.answer_within;
        let transport = self.connect(slots, patience, stopwatch)?;
        Ok((transport, self.control(stopwatch)?))
    }

    /// One connection to the data port that waits for long.
    pub(super) fn patient(&self, stopwatch: Stopwatch) -> Result<AnyTransport, ExecuteError> {
        self.connect(1, PATIENCE, stopwatch)
    }

    fn connect(
        &self,
        slots: u32,
        patience: Duration,
        stopwatch: Stopwatch,
    ) -> Result<AnyTransport, ExecuteError> {
        if let Some(spine) = &self.simulated {
            let in_process = InProcess::new(spine.clone(), slots, patience, stopwatch);
            return Ok(AnyTransport::InProcess(in_process));
        }
        let transport =
            AnyTransport::new(&self.target, &self.settings, slots, patience, stopwatch)?;
        Ok(transport)
    }

    /// The part of the control port that is about the target's tenant.
    pub(super) fn control(&self, stopwatch: Stopwatch) -> Result<Option<Control>, ExecuteError> {
        if let Some(spine) = &self.simulated {
            return Ok(Some(Control::simulated(spine, stopwatch)));
        }
        let Some((control, token)) = &self.control else {
            return Ok(None);
        };
        let control =
            Control::new(control, &self.settings, stopwatch)?.with_token(token.as_deref())?;
        Ok(Some(control.of_tenant(self.target.tenant())))
    }
}
