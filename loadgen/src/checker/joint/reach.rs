//! What comes before what, closed under "and so on": one bit for each pair.

/// Which places come before which.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// For each place, the places after it.
    after: Vec<Vec<u64>>,
}

const BITS: usize = 64;

impl Reach {
    /// So many places, none before another.
    pub(super) fn new(places: usize) -> Self {
        Self {
            after: vec![vec![0; places.div_ceil(BITS)]; places],
        }
    }

    /// Whether the one certainly comes before the other.
    pub(super) fn has(&self, one: usize, other: usize) -> bool {
        let word = self.after.get(one).and_then(|row| row.get(other / BITS));
        word.is_some_and(|word| word & (1 << (other % BITS)) != 0)
    }

    /// Takes down that the one comes before the other, with all that follows from it.
    pub(super) fn add(&mut self, one: usize, other: usize) {
        if self.has(one, other) {
            return;
        }
        let mut gained = self.after.get(other).cloned().unwrap_or_default();
        if let Some(word) = gained.get_mut(other / BITS) {
            *word |= 1 << (other % BITS);
        }
        for place in 0..self.after.len() {
            if (place == one || self.has(place, one))
                && let Some(row) = self.after.get_mut(place)
            {
                for (word, gained) in row.iter_mut().zip(&gained) {
                    *word |= gained;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn what_comes_before_one_comes_before_all_that_follow() {
        let mut reach = Reach::new(70);
        reach.add(2, 69);
        reach.add(0, 1);
        assert!(!reach.has(0, 69));
        reach.add(1, 2);
        assert!(reach.has(0, 69) && reach.has(1, 69) && reach.has(0, 2));
        assert!(!reach.has(69, 0));
    }
}
