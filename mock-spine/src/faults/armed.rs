use crate::doors::{Kind, Path};
use crate::tenant::Draw;
use cpis_wire::control::{Fault, FaultDoor};
use std::sync::atomic::{AtomicU64, Ordering};

/// A fault that waits for its request.
#[derive(Debug)]
pub(super) struct Armed {
    pub(super) fault: Fault,
    /// Draws which requests it happens to: the same ones for the same seed and the same order of requests.
    draws: Draw,
    /// How often it may still happen.
    left: AtomicU64,
}

impl Armed {
    /// The so-manyth fault of those that were asked for.
    pub(super) fn new(seed: u64, place: u64, fault: &Fault) -> Self {
        Self {
            fault: fault.clone(),
            draws: Draw::new(seed, &format!("fault {place}")),
            left: AtomicU64::new(fault.times.unwrap_or(u64::MAX)),
        }
    }

    /// Whether it happens to this answer; then a draw for what about it is random.
    pub(super) fn draw(&self, door: Path, path: &str) -> Option<u64> {
        let asked = self.fault.door;
        let is_here = door.kind() != Kind::Operations
            && asked.is_none_or(|asked| fault_door(door) == Some(asked))
            && self
                .fault
                .path
                .as_deref()
                .is_none_or(|start| path.starts_with(start));
        if !is_here {
            return None;
        }
        let drawn = self.draws.next();
        if part_of_one(drawn) >= self.fault.share {
            return None;
        }
        let take = |left: u64| left.checked_sub(1);
        let order = Ordering::SeqCst;
        self.left.fetch_update(order, order, take).ok()?;
        Some(drawn.rotate_left(32))
    }
}

/// The upper half of a draw as a number from 0 to under 1.
pub(super) fn part_of_one(drawn: u64) -> f64 {
    f64::from(u32::try_from(drawn >> 32).unwrap_or(u32::MAX)) / 4_294_967_296.0
}

fn fault_door(path: Path) -> Option<FaultDoor> {
    match path.kind() {
        Kind::Identity => Some(FaultDoor::Identity),
        Kind::Pds => Some(FaultDoor::Pds),
        Kind::Flags => Some(FaultDoor::Flags),
        Kind::Cpis if path == Path::CareTeam => Some(FaultDoor::CareTeam),
        Kind::Cpis if path == Path::AuditEvent => Some(FaultDoor::AuditEvent),
        Kind::Cpis | Kind::Operations => None,
    }
}
