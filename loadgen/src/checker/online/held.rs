//! Operations that wait, or are kept for what comes later, as bytes.

use super::child::{is_access, is_unanswered};
use crate::history::{Moment, Operation, Shorthand};
use std::collections::HashSet;

/// An operation as bytes, with as much of it as is asked before it is read again.
#[derive(Debug)]
pub(super) struct Held {
    bytes: Box<[u8]>,
    /// Those that come before what the body of its answer said.
    body: u32,
    /// When it was answered; never for one that was not.
    pub(super) ended: Moment,
    /// The earliest and the latest that the tenant's clock can have shown, in milliseconds.
    pub(super) v_inv: i64,
    pub(super) v_ret: i64,
    /// A part of its access and of its trace id: where two differ, they are different ones. Zero where it has none.
    access: u32,
    trace: u32,
    pub(super) is_access: bool,
    pub(super) is_unanswered: bool,
}

impl Held {
    /// None for an operation that has no such form: none that is judged while the run goes on.
    pub(super) fn of(operation: &Operation, shorthand: &mut Shorthand) -> Option<Self> {
        let (bytes, body) = shorthand.put(operation)?;
        let trace = operation.trace.map_or(0, |trace| {
            let bits = trace.bits();
            part(u64::try_from((bits ^ bits >> 64) & u128::from(u64::MAX)).unwrap_or(0))
        });
        Some(Self {
            bytes: bytes.into(),
            body: u32::try_from(body).ok()?,
            ended: operation.ended(),
            v_inv: operation.v_inv.millis(),
            v_ret: operation.v_ret.millis(),
            access: operation.access.map_or(0, |access| part(access.number())),
            trace,
            is_access: is_access(operation),
            is_unanswered: is_unanswered(operation),
        })
    }

    /// The same without what the body of its answer said.
    pub(super) fn bare(self) -> Self {
        Self {
            bytes: Shorthand::bare(
                &self.bytes,
                usize::try_from(self.body).unwrap_or(usize::MAX),
            ),
            ..self
        }
    }

    /// A copy without what the body of its answer said.
    pub(super) fn bare_copy(&self) -> Self {
        let body = usize::try_from(self.body).unwrap_or(usize::MAX);
        Self {
            bytes: Shorthand::bare(&self.bytes, body),
            ..*self
        }
    }

    /// Whether the two may be about one access, or have one trace id.
    pub(super) const fn may_be_one_with(&self, other: &Self) -> bool {
        self.access != 0 && self.access == other.access
            || self.trace != 0 && self.trace == other.trace
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The accesses and trace ids of some operations.
#[derive(Debug, Default)]
pub(super) struct Kin {
    accesses: HashSet<u32>,
    traces: HashSet<u32>,
}

impl Kin {
    pub(super) fn of<'h>(some: impl Iterator<Item = &'h Held>) -> Self {
        let mut kin = Self::default();
        for held in some {
            kin.accesses
                .extend(Some(held.access).filter(|access| *access != 0));
            kin.traces
                .extend(Some(held.trace).filter(|trace| *trace != 0));
        }
        kin
    }

    /// Whether it may be about an access of theirs, or have the trace id of one.
    pub(super) fn has(&self, held: &Held) -> bool {
        self.accesses.contains(&held.access) || self.traces.contains(&held.trace)
    }
}

/// A number that is not zero; different ones are of different numbers.
fn part(number: u64) -> u32 {
    let folded = (number ^ number >> 32) & u64::from(u32::MAX);
    u32::try_from(folded).unwrap_or(0).max(1)
}
