use super::held::Held;
use crate::history::{Operation, Shorthand, blank};

/// Operations that lie open, one beside the other; the room that some took is used for the next ones.
#[derive(Debug, Default)]
pub(super) struct Desk {
    operations: Vec<Operation>,
    count: usize,
}

/// No more are kept for their room.
const ROOM: usize = 1 << 8;

impl Desk {
    /// Puts everything away.
    pub(super) fn clear(&mut self) {
        self.operations.truncate(ROOM);
        self.count = 0;
    }

    /// Opens one more.
    pub(super) fn open(&mut self, held: &Held, shorthand: &Shorthand) {
        if self.operations.len() <= self.count {
            self.operations.push(blank());
        }
        if let Some(over) = self.operations.get_mut(self.count)
            && shorthand.take_over(held.bytes(), over).is_some()
        {
            self.count += 1;
        }
    }

    pub(super) fn open_ones(&self) -> &[Operation] {
        self.operations.get(..self.count).unwrap_or_default()
    }

    pub(super) fn open_ones_mut(&mut self) -> &mut [Operation] {
        self.operations.get_mut(..self.count).unwrap_or_default()
    }
}
