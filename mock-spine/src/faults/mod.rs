//! What happens to answers on their way out. A fault comes last, after deciding: a lost reply to an access that did happen is the
//! case worth testing.

mod armed;
mod drip;
mod error;
mod garble;
mod lose;
mod stall;
mod truncate;

use crate::doors::Path;
use crate::server::{AnswerBody, BrokenOnPurpose};
use armed::Armed;
use cpis_wire::control::{self, ControlError, FaultAction, FaultPoint};
use http::Response;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The faults of one tenant.
#[derive(Debug, Default)]
pub struct Faults {
    /// So that a mock without faults asks nothing more of an answer.
    is_on: AtomicBool,
    active: RwLock<Arc<Active>>,
}

#[derive(Debug, Default)]
struct Active {
    asked: control::Faults,
    armed: Vec<Armed>,
}

impl Faults {
    /// Switches every fault off.
    pub fn clear(&self) {
        self.replace(Active::default());
    }

    /// The faults that are on.
    pub fn asked(&self) -> control::Faults {
        self.active().asked.clone()
    }

    /// Puts these faults in the place of those that are on; their draws and counts begin anew.
    ///
    /// # Errors
    /// Names the first field that does not fit its fault, or asks for what cannot be done to an answer.
    pub fn set(&self, asked: control::Faults) -> Result<(), ControlError> {
        asked.check()?;
        for (place, fault) in asked.faults.iter().enumerate() {
            let refused = |field: &str, sentence: &str| {
                let field = format!("faults[{place}].{field}");
                Err(ControlError::field(field, sentence))
            };
            if fault.at != FaultPoint::AfterCommitBeforeReply {
                let sentence =
                    "faults happen to answers: after_commit_before_reply is the one point served";
                return refused("at", sentence);
            }
            if fault.action == FaultAction::Abort {
                let sentence = "the process is not ended on purpose: its store forgets everything";
                return refused("action", sentence);
            }
        }
        let armed = (0..)
            .zip(&asked.faults)
            .map(|(place, fault)| Armed::new(asked.seed, place, fault))
            .collect();
        self.replace(Active { asked, armed });
        Ok(())
    }

    /// Lets the faults that are on have their way with an answer: the first that is drawn happens.
    ///
    /// # Errors
    /// When the connection is to break without an answer.
    pub(crate) async fn disturb(
        &self,
        door: Path,
        path: &str,
        answer: Response<AnswerBody>,
    ) -> Result<Response<AnswerBody>, BrokenOnPurpose> {
        let active = self.active();
        let drawn = active.armed.iter().find_map(|armed| {
            let draw = armed.draw(door, path)?;
            Some((&armed.fault, draw))
        });
        let Some((fault, draw)) = drawn else {
            return Ok(answer);
        };
        match fault.action {
            FaultAction::Stall => Ok(stall::stall(fault, draw, answer).await),
            FaultAction::DropReply => Err(lose::lose(answer)),
            FaultAction::Error => Ok(error::error(fault, &answer)),
            FaultAction::Truncate => Ok(truncate::truncate(answer)),
            FaultAction::Garble => Ok(garble::garble(answer)),
            FaultAction::Drip => Ok(drip::drip(fault, answer)),
            // Refused when it was asked for.
            FaultAction::Abort => Ok(answer),
        }
    }

    /// Whether any fault is on: cheap enough to ask for every answer.
    pub(crate) fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    fn active(&self) -> Arc<Active> {
        Arc::clone(&self.active.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, active: Active) {
        let mut place = self.active.write().unwrap_or_else(PoisonError::into_inner);
        self.is_on.store(!active.armed.is_empty(), Ordering::SeqCst);
        *place = Arc::new(active);
    }
}
