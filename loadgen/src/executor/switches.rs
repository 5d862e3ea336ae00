use crate::control::{Control, ControlFailed};
use crate::executed::Executed;
use crate::scenario::Disturbance;

/// What was wrong on purpose with a Spine, by name and text.
#[derive(Debug, Default)]
pub(super) struct Switches {
    /// The rules that it breaks.
    pub(super) bugs: Vec<(String, String)>,
    /// The faults that disturb its answers.
    pub(super) faults: Vec<(String, String)>,
}

impl Switches {
    /// A run under which these were on.
    pub(super) fn noted_in(&self, executed: Executed) -> Executed {
        Executed {
            bugs: self.bugs.clone(),
            faults: self.faults.clone(),
            ..executed
        }
    }

    /// Those that are on; none are known without a control port.
    ///
    /// # Errors
    /// When the control port does not answer.
    pub(super) async fn of(control: Option<&Control>) -> Result<Self, ControlFailed> {
        let Some(control) = control else {
            return Ok(Self::default());
        };
        let bugs = control.bugs().await?.into_iter().filter(|bug| bug.on);
        let faults = control.faults().await?.faults;
        let faults = faults.iter().map(|fault| {
            let fault = Disturbance::Spine(fault.clone());
            (fault.word().to_owned(), fault.text())
        });
        Ok(Self {
            bugs: bugs.map(|bug| (bug.id, bug.text)).collect(),
            faults: faults.collect(),
        })
    }

    /// Those, and those that were switched on since: whoever disturbs a run may begin or stop while it goes on.
    pub(super) fn and(mut self, later: Self) -> Self {
        let add = |known: &mut Vec<_>, later: Vec<_>| {
            for switch in later {
                if !known.contains(&switch) {
                    known.push(switch);
                }
            }
        };
        add(&mut self.bugs, later.bugs);
        add(&mut self.faults, later.faults);
        self
    }
}
