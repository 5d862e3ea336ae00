use super::FINAL_LIST_STEP;
use super::{Caller, Credential, Flaw, Kind, Moment, Outcome, Seen, Unscheduled, codec};
use cpis_vocabulary::{AccessId, CareSetting, NhsNumber, Text, Timestamp, TraceId, UserId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The number of an operation, unique within a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationNumber(pub u64);

/// One thing the client did, from the client's side.
///
/// Two clocks: `due`, `sent` and `answered` are the client's monotonic clock and give the order; `v_inv` and `v_ret` are bounds of
/// the tenant's clock and give windows and days. The Spine's own stamp is a claim, never the ground of a verdict.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// Its number.
    pub number: OperationNumber,
    /// Which worker did it.
    pub worker: u32,
    /// The tenant.
    pub tenant: Text,
    /// How many resets, restores and forks of the tenant came before. Each epoch is judged alone.
    pub epoch: u32,
    /// What was done.
    pub kind: Kind,
    /// The child it was about, by the number that was sent.
    #[serde(with = "codec")]
    pub child: Option<NhsNumber>,
    /// Who did it; absent for control operations.
    pub caller: Option<Arc<Caller>>,
    /// The token it showed.
    pub credential: Credential,
    /// What it got wrong on purpose.
    pub flaws: Vec<Flaw>,
    /// The header `IsUnscheduledAccessEvent`.
    pub unscheduled: Unscheduled,
    /// The `TraceID` it sent.
    #[serde(with = "codec")]
    pub trace: Option<TraceId>,
    /// The step of the scenario.
    pub step: Text,
    /// The probe it belongs to.
    pub probe: Option<Probe>,
    /// The care setting it plays.
    #[serde(with = "codec")]
    pub setting: Option<CareSetting>,
    /// When it should have been sent.
    pub due: Moment,
    /// When it was sent; equal to `due` where it never was.
    pub sent: Moment,
    /// When the whole answer was there; absent where none came.
    pub answered: Option<Moment>,
    /// The earliest time that the tenant's clock can have shown when it took effect.
    #[serde(with = "codec")]
    pub v_inv: Timestamp,
    /// The latest such time; for an unanswered operation, as far as is known when it is recorded.
    #[serde(with = "codec")]
    pub v_ret: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
    /// The Spine's stamp (`X-Spine-At`).
    #[serde(with = "codec")]
    pub stamp: Option<Timestamp>,
    /// The recorded access (`X-Spine-Access`).
    #[serde(with = "codec")]
    pub access: Option<AccessId>,
    /// What the body said.
    pub seen: Seen,
}

/// An attempt to reach an edge on purpose.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Probe {
    /// Which probe of the scenario.
    pub kind: Text,
    /// Which instance of it.
    pub instance: u64,
}

impl Operation {
    /// When it ended: the answer, or never.
    pub fn ended(&self) -> Moment {
        self.answered.unwrap_or(Moment::MAX)
    }

    /// Whether this user asked.
    pub fn is_by(&self, user: &UserId) -> bool {
        self.caller
            .as_ref()
            .is_some_and(|caller| caller.user == *user)
    }

    /// Whether it is part of the load: neither asked of the control port, nor one of the final reads, which come when the load is over.
    pub fn is_load(&self) -> bool {
        self.kind.is_load() && *self.step != *FINAL_LIST_STEP
    }
}
