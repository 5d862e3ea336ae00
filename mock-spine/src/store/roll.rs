/// A list that only grows, by pieces: growing copies nothing, and takes no more memory than what is entered.
#[derive(Debug)]
pub(super) struct Roll<T> {
    pieces: Vec<Vec<T>>,
}

/// Entries in a piece.
const PIECE: usize = 1_024;

impl<T> Default for Roll<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Roll<T> {
    /// Enters one at the end.
    pub(super) fn push(&mut self, entry: T) {
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(entry),
            _ => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(entry);
                self.pieces.push(piece);
            }
        }
    }

    /// How many have been entered.
    pub(super) fn len(&self) -> usize {
        let full = self.pieces.len().saturating_sub(1);
        let last = self.pieces.last().map_or(0, Vec::len);
        full * PIECE + last
    }

    /// The entry at a place.
    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.pieces.get(place / PIECE)?.get(place % PIECE)
    }

    /// Every entry from a place on, with its place.
    pub(super) fn after(&self, from: usize) -> impl Iterator<Item = (usize, &T)> {
        let pieces = self.pieces.get(from / PIECE..).unwrap_or_default();
        let entries = pieces.iter().flatten().skip(from % PIECE);
        // In this order: a place beyond all others has none after it to count to.
        entries.zip(from..).map(|(entry, place)| (place, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_stands_at_its_place() {
        let mut roll = Roll::default();
        assert_eq!(roll.len(), 0);
        (0..3 * PIECE + 5).for_each(|number| roll.push(number));
        for place in [0, 1, PIECE - 1, PIECE, 3 * PIECE, 3 * PIECE + 4] {
            assert_eq!(roll.get(place), Some(&place));
            let after: Vec<_> = roll.after(place).collect();
            assert_eq!(after.len(), 3 * PIECE + 5 - place);
            assert!(after.iter().all(|(place, number)| place == *number));
        }
        assert_eq!(roll.len(), 3 * PIECE + 5);
        for place in [3 * PIECE + 5, 4 * PIECE, usize::MAX] {
            assert_eq!(roll.get(place), None);
            assert_eq!(roll.after(place).count(), 0);
        }
    }
}
