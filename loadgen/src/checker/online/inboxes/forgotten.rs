use crate::checker::hashing::IdSet;
use crate::checker::world::World;
use cpis_vocabulary::{AccessId, Timestamp};
use std::mem;

/// The accesses of which nobody can be told any more, by id; the oldest are given up for want of room.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    latest: Generation,
    before: Generation,
    /// The latest instant, in milliseconds, at which one of those that were given up can have taken effect.
    given_up: Option<i64>,
}

#[derive(Debug, Default)]
struct Generation {
    ids: IdSet<(u32, AccessId)>,
    latest: Option<i64>,
}

/// So many ids make a generation; there are two.
const GENERATION: usize = 1 << 18;

impl Forgotten {
    /// Takes an access of a tenant, which can have taken effect no later than at this instant of its clock.
    pub(super) fn add(&mut self, tenant: u32, access: AccessId, v_ret: i64) {
        if self.latest.ids.len() >= GENERATION {
            let oldest = mem::replace(&mut self.before, mem::take(&mut self.latest));
            self.given_up = self.given_up.max(oldest.latest);
        }
        self.latest.ids.insert((tenant, access));
        self.latest.latest = self.latest.latest.max(Some(v_ret));
    }

    /// Whether it is one of those whose ids are known.
    pub(super) fn holds(&self, tenant: u32, access: AccessId) -> bool {
        let key = (tenant, access);
        self.latest.ids.contains(&key) || self.before.ids.contains(&key)
    }

    /// Whether an access that took effect at this instant may be one of them.
    pub(super) fn may_hold(
        &self,
        (tenant, access): (u32, AccessId),
        at: Timestamp,
        world: &World<'_>,
    ) -> bool {
        self.holds(tenant, access) || self.may_lie_before(at, world.truth.reading.tolerance_ms)
    }

    /// Whether a request that was served from this instant on may have been given one that was given up. VIEW-7.
    pub(super) fn may_return(&self, from: Timestamp, world: &World<'_>) -> bool {
        let reading = &world.truth.reading;
        self.may_lie_before(from, reading.merge_ms + 2 * reading.tolerance_ms)
    }

    fn may_lie_before(&self, at: Timestamp, margin_ms: i64) -> bool {
        self.given_up
            .is_some_and(|latest| at.millis().saturating_sub(margin_ms) <= latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_up_is_known_by_its_instant() {
        let mut forgotten = Forgotten::default();
        let many = u64::try_from(2 * GENERATION).unwrap();
        for number in 0..=many {
            let at = i64::try_from(number).unwrap();
            forgotten.add(0, AccessId::new(number), at);
        }
        assert!(!forgotten.holds(0, AccessId::new(0)));
        assert!(forgotten.holds(0, AccessId::new(many)));
        assert!(!forgotten.holds(1, AccessId::new(many)));
        let last = i64::try_from(GENERATION).unwrap() - 1;
        for (at, may) in [(0, true), (last, true), (last + 5, true), (last + 6, false)] {
            assert_eq!(
                forgotten.may_lie_before(Timestamp::from_millis(at), 5),
                may,
                "{at}"
            );
        }
    }
}
