use super::checker_spine::child;
use cpis_vocabulary::Timestamp;
use loadgen::history::{
    Caller, Credential, Kind, Moment, Operation, OperationNumber, Outcome, Seen, Unscheduled,
    WhyUnknown,
};
use std::sync::Arc;

/// Something done to the first child, and between which moments and instants; nobody was answered where there is no end.
pub(crate) fn operation(
    number: usize,
    kind: Kind,
    who: &Arc<Caller>,
    (sent, ended): (Moment, Option<Moment>),
    (v_inv, v_ret): (Timestamp, Timestamp),
) -> Operation {
    let outcome = match ended {
        Some(_) => Outcome::Answered { status: 200 },
        None => Outcome::Unknown {
            why: WhyUnknown::NoAnswer,
        },
    };
    Operation {
        number: OperationNumber(u64::try_from(number).unwrap()),
        worker: 0,
        tenant: "default".into(),
        epoch: 0,
        kind,
        child: Some(child(0)),
        caller: Some(Arc::clone(who)),
        credential: Credential::Standing,
        flaws: Vec::new(),
        unscheduled: Unscheduled::Absent,
        trace: None,
        step: "step".into(),
        probe: None,
        setting: None,
        due: sent,
        sent,
        answered: ended,
        v_inv,
        v_ret,
        outcome,
        stamp: None,
        access: None,
        seen: Seen::Nothing,
    }
}
