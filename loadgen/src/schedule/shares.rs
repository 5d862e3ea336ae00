use cpis_population::Draws;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;

use crate::scenario::Weighted;

/// Items that are drawn by weight.
#[derive(Clone, Debug)]
pub(super) struct Shares<T> {
    items: Vec<T>,
    /// None where there are no items, or none has a weight.
    weights: Option<WeightedIndex<u64>>,
}

impl<T: Copy> Shares<T> {
    pub(super) fn of(weighted: &[Weighted<T>]) -> Self {
        let items = weighted.iter().map(|one| one.item).collect();
        let weights = weighted.iter().map(|one| u64::from(one.weight));
        Self {
            items,
            weights: WeightedIndex::new(weights).ok(),
        }
    }

    /// One of the items, by 64 even bits; nothing where there are none.
    pub(super) fn pick(&self, bits: u64) -> Option<T> {
        let place = self.weights.as_ref()?.sample(&mut Draws::following(bits));
        self.items.get(place).copied()
    }
}
