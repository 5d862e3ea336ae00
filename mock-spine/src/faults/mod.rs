//! What happens on purpose to requests before anything is decided, and to answers on their way out: a lost reply to an access that did
//! happen is the case worth testing, beside one to an access that did not.

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
use cpis_wire::control::{self, ControlError, Fault, FaultAction, FaultPoint};
use http::{HeaderMap, Response};
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
            match fault.at {
                FaultPoint::AfterCommitBeforeReply => {}
                FaultPoint::BeforeCommit => {
                    if let Some(sentence) = needs_an_answer(fault.action) {
                        return refused("action", sentence);
                    }
                }
                FaultPoint::AfterReplyBeforeDelivery | FaultPoint::BetweenDeliveryAndAck => {
                    let sentence = "an authority has its notification as soon as it is decided: before_commit and \
                                    after_commit_before_reply are the points served";
                    return refused("at", sentence);
                }
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

    /// Lets the faults that are on have their way with a request before anything is decided: the first that is drawn happens. Answers
    /// with an error where one takes the place of deciding.
    ///
    /// # Errors
    /// When the connection is to break without an answer.
    pub(crate) async fn forestall(
        &self,
        door: Path,
        path: &str,
    ) -> Result<Option<Response<AnswerBody>>, BrokenOnPurpose> {
        let active = self.active();
        let Some((fault, draw)) = active.draw(FaultPoint::BeforeCommit, door, path) else {
            return Ok(None);
        };
        match fault.action {
            FaultAction::Stall => stall::stall(fault, draw).await,
            FaultAction::DropReply => return Err(BrokenOnPurpose),
            FaultAction::Error => return Ok(Some(error::error(fault, &HeaderMap::new()))),
            // Refused when they were asked for.
            FaultAction::Truncate
            | FaultAction::Garble
            | FaultAction::Drip
            | FaultAction::Abort => {}
        }
        Ok(None)
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
        let drawn = active.draw(FaultPoint::AfterCommitBeforeReply, door, path);
        let Some((fault, draw)) = drawn else {
            return Ok(answer);
        };
        match fault.action {
            FaultAction::Stall => {
                stall::stall(fault, draw).await;
                Ok(answer)
            }
            FaultAction::DropReply => Err(lose::lose(answer)),
            FaultAction::Error => Ok(error::error(fault, answer.headers())),
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

impl Active {
    /// The first fault at this point that happens to a request, and a draw for what about it is random.
    fn draw(&self, at: FaultPoint, door: Path, path: &str) -> Option<(&Fault, u64)> {
        let mut here = self.armed.iter().filter(|armed| armed.fault.at == at);
        here.find_map(|armed| Some((&armed.fault, armed.draw(door, path)?)))
    }
}

/// Why a fault cannot come before there is an answer; nothing where it can.
fn needs_an_answer(action: FaultAction) -> Option<&'static str> {
    match action {
        FaultAction::Stall | FaultAction::DropReply | FaultAction::Error | FaultAction::Abort => {
            None
        }
        FaultAction::Truncate | FaultAction::Garble | FaultAction::Drip => Some(
            "truncate, garble and drip happen to an answer: at must be after_commit_before_reply",
        ),
    }
}
