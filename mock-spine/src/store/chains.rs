use cpis_vocabulary::NhsNumber;
use foldhash::HashMap;
use std::num::NonZeroUsize;

/// Where in a list the entries about a child stand: asking for one child does not go through everybody's.
///
/// Each entry knows the one before it about the same child, so an entry costs a word and a child one place in a map.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// The place of the newest entry about a child, counted from 1.
    newest: HashMap<NhsNumber, NonZeroUsize>,
    /// By place: that of the entry before it about the same child, counted from 1.
    before: Vec<Option<NonZeroUsize>>,
}

impl Chains {
    /// How many entries have been noted.
    pub(super) fn len(&self) -> usize {
        self.before.len()
    }

    /// Notes the next entry of the list, and whom it is about.
    pub(super) fn push(&mut self, child: Option<NhsNumber>) {
        let place = NonZeroUsize::MIN.saturating_add(self.before.len());
        let before = child.and_then(|child| self.newest.insert(child, place));
        self.before.push(before);
    }

    /// The places from `from` on of the entries about these children, in the list's order. A child named twice counts once.
    pub(super) fn places(&self, children: &[NhsNumber], from: usize) -> Vec<usize> {
        let chains = children.iter().flat_map(|child| self.chain(*child, from));
        let mut places: Vec<_> = chains.collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The places about a child, newest first, down to `from`.
    fn chain(&self, child: NhsNumber, from: usize) -> impl Iterator<Item = usize> {
        let newest = self.newest.get(&child).copied();
        let before = |place: &NonZeroUsize| self.before.get(place.get() - 1).copied().flatten();
        std::iter::successors(newest, before)
            .map(|place| place.get() - 1)
            .take_while(move |place| *place >= from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHILDREN: [&str; 3] = ["9990000018", "9990000026", "9990000034"];

    fn child(index: usize) -> NhsNumber {
        NhsNumber::parse(CHILDREN[index]).unwrap()
    }

    /// The first child at 0, 3 and 4, the second at 1, nobody at 2.
    fn chains() -> Chains {
        let mut chains = Chains::default();
        for about in [Some(0), Some(1), None, Some(0), Some(0)] {
            chains.push(about.map(child));
        }
        chains
    }

    #[test]
    fn a_child_s_entries_are_found_in_the_order_of_the_list() {
        let rows: [(&[usize], usize, &[usize]); 7] = [
            (&[0], 0, &[0, 3, 4]),
            (&[0], 1, &[3, 4]),
            (&[0], 5, &[]),
            (&[1], 0, &[1]),
            (&[2], 0, &[]),
            (&[1, 0], 0, &[0, 1, 3, 4]),
            (&[0, 0], 4, &[4]),
        ];
        for (children, from, places) in rows {
            let asked: Vec<_> = children.iter().map(|index| child(*index)).collect();
            assert_eq!(chains().places(&asked, from), places, "{children:?} {from}");
        }
    }

    #[test]
    fn only_a_child_s_own_entries_are_gone_through() {
        let mut chains = chains();
        for _ in 0..1_000 {
            chains.push(Some(child(2)));
        }
        chains.push(Some(child(1)));
        assert_eq!(chains.chain(child(1), 0).collect::<Vec<_>>(), [1_005, 1]);
    }
}
