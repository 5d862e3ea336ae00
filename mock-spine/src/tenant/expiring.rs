use foldhash::HashMap;

/// What is kept under a text that nobody can guess until it has expired.
///
/// Whatever has expired is looked for each time twice as many are kept as were good the last time: keeping one costs the same however
/// many there are, and half of what is kept is good, or has been since.
#[derive(Debug)]
pub(super) struct Expiring<T> {
    by_key: HashMap<Box<str>, T>,
    swept_at: usize,
    sweep_min: usize,
}

impl<T> Expiring<T> {
    /// Nothing yet; the expired are not looked for among less than so many.
    pub(super) fn new(sweep_min: usize) -> Self {
        Self {
            by_key: HashMap::default(),
            swept_at: sweep_min,
            sweep_min,
        }
    }

    /// Keeps one; `is_good` says of another whether it has yet to expire.
    pub(super) fn keep(&mut self, key: String, value: T, is_good: impl Fn(&T) -> bool) {
        if self.by_key.len() >= self.swept_at {
            self.by_key.retain(|_, value| is_good(value));
            self.swept_at = self.by_key.len().saturating_mul(2).max(self.sweep_min);
        }
        self.by_key.insert(key.into_boxed_str(), value);
    }

    /// What is kept under a text, expired or not.
    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.by_key.get(key)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.by_key.get_mut(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Keeps 10,000, each good until so many more have come: the most that were kept at once, and how often one was asked about.
    fn keep(life: usize) -> (usize, usize) {
        let mut kept = Expiring::new(100);
        let (mut most, asked) = (0, Cell::new(0));
        for now in 0..10_000_usize {
            kept.keep(now.to_string(), now, |issued| {
                asked.set(asked.get() + 1);
                now - issued < life
            });
            most = most.max(kept.by_key.len());
        }
        (most, asked.get())
    }

    #[test]
    fn the_expired_go_without_being_looked_for_all_the_time() {
        for (life, most_max) in [(1, 101), (99, 200), (100, 201), (101, 203), (1_000, 2_001)] {
            let (most, asked) = keep(life);
            assert!(most <= most_max, "{life}: {most} were kept");
            assert!(asked <= 30_000, "{life}: asked {asked} times");
        }
    }

    #[test]
    fn what_is_good_stays() {
        let (most, asked) = keep(usize::MAX);
        assert_eq!(most, 10_000);
        assert!(asked <= 20_000, "asked {asked} times");
    }
}
