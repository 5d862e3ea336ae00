use super::roll::Roll;
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
    before: Roll<Option<NonZeroUsize>>,
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

    /// The newest entry about a child.
    pub(super) fn newest(&self, child: NhsNumber) -> Option<Link> {
        self.newest.get(&child).copied().map(Link)
    }

    /// The places of an entry and of those before it about the same child, newest first, each with the one before it.
    pub(super) fn chain(&self, link: Link) -> impl Iterator<Item = (usize, Option<Link>)> {
        let next = move |link: &Link| self.before.get(link.place()).copied().flatten().map(Link);
        std::iter::successors(Some(link), next).map(move |link| (link.place(), next(&link)))
    }
}

/// An entry about a child, from which those before it are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Link(NonZeroUsize);

impl Link {
    fn place(self) -> usize {
        self.0.get() - 1
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

    fn places(chains: &Chains, index: usize) -> Vec<usize> {
        let newest = chains.newest(child(index)).into_iter();
        let chain = newest.flat_map(|newest| chains.chain(newest));
        chain.map(|(place, _)| place).collect()
    }

    #[test]
    fn a_child_s_entries_are_found_newest_first() {
        let rows: [(usize, &[usize]); 3] = [(0, &[4, 3, 0]), (1, &[1]), (2, &[])];
        for (index, expected) in rows {
            assert_eq!(places(&chains(), index), expected, "{index}");
        }
    }

    #[test]
    fn a_chain_goes_on_where_it_was_left() {
        let chains = chains();
        let newest = chains.newest(child(0)).unwrap();
        let (_, before) = chains.chain(newest).next().unwrap();
        let rest = chains.chain(before.unwrap()).map(|(place, _)| place);
        assert_eq!(rest.collect::<Vec<_>>(), [3, 0]);
        let (_, end) = chains.chain(newest).last().unwrap();
        assert_eq!(end, None);
    }

    #[test]
    fn only_a_child_s_own_entries_are_gone_through() {
        let mut chains = chains();
        for _ in 0..1_000 {
            chains.push(Some(child(2)));
        }
        chains.push(Some(child(1)));
        assert_eq!(places(&chains, 1), [1_005, 1]);
    }
}
