//! Why no order can be: what comes before what, each with its reason, back to where it began.

use super::knot::{Attempt, Link, Why};

/// Steps that lead from what was seen to a contradiction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Proof {
    pub(super) lines: Vec<Line>,
}

/// One step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// This is so; where a list alone does not say it, because of the steps before.
    Known(Link),
    /// Of two possibilities the one is supposed; the steps up to the next contradiction follow from it.
    Suppose(Link),
    /// The steps lead from something back to itself.
    Contradiction,
}

impl Proof {
    /// The proof that this link contradicts what is known.
    pub(super) fn of(attempt: &Attempt<'_>, link: Link) -> Self {
        let mut telling = Telling {
            attempt,
            told: Vec::new(),
            lines: Vec::new(),
        };
        let known = attempt.links.len();
        telling.premise(link, known);
        telling.path(link.other, link.one, known);
        telling.tell(link);
        telling.lines.push(Line::Contradiction);
        Self {
            lines: telling.lines,
        }
    }

    /// What comes before what by it.
    pub(super) fn links(&self) -> impl Iterator<Item = Link> + '_ {
        self.lines.iter().filter_map(|line| match line {
            Line::Known(link) | Line::Suppose(link) => Some(*link),
            Line::Contradiction => None,
        })
    }
}

struct Telling<'t, 'k> {
    attempt: &'t Attempt<'k>,
    told: Vec<Link>,
    lines: Vec<Line>,
}

impl Telling<'_, '_> {
    fn tell(&mut self, link: Link) {
        // What is supposed has been said before.
        if !matches!(link.why, Why::Supposed { .. }) && !self.told.contains(&link) {
            self.told.push(link);
            self.lines.push(Line::Known(link));
        }
    }

    /// Tells what a link follows from, by the first so many links.
    fn premise(&mut self, link: Link, known: usize) {
        match link.why {
            Why::Before { read } => self.path(link.one, self.attempt.knot.place_of(read), known),
            Why::After { read } => {
                let oldest = self.attempt.knot.sights.get(read);
                if let Some(oldest) = oldest.and_then(|sight| sight.list.last()) {
                    self.path(*oldest, link.other, known);
                }
            }
            Why::Over
            | Why::Instants
            | Why::Window
            | Why::Shown { .. }
            | Why::Room { .. }
            | Why::Supposed { .. } => {}
        }
    }

    /// Tells the shortest way from one place to another, by the first so many links, with what it follows from.
    fn path(&mut self, from: usize, to: usize, known: usize) {
        for (link, number) in self.way(from, to, known) {
            if let Some(number) = number
                && !self.told.contains(&link)
            {
                self.premise(link, number);
            }
            self.tell(link);
        }
    }

    /// Each link with its number among those that were found.
    fn way(&self, from: usize, to: usize, known: usize) -> Vec<(Link, Option<usize>)> {
        let attempt = self.attempt;
        let mut by: Vec<Option<(Link, Option<usize>)>> = vec![None; attempt.knot.places()];
        let mut open = std::collections::VecDeque::from([from]);
        while let Some(one) = open.pop_front() {
            let links = attempt.links.iter().take(known).enumerate();
            let found = links
                .filter(|(_, link)| link.one == one)
                .map(|(number, link)| (*link, Some(number)));
            let direct = (0..attempt.knot.places()).filter_map(|other| {
                let why = attempt.knot.direct(one, other)?;
                Some((Link { one, other, why }, None))
            });
            for (link, number) in found.chain(direct) {
                let Some(slot) = by.get_mut(link.other) else {
                    continue;
                };
                if slot.is_none() && link.other != from {
                    *slot = Some((link, number));
                    open.push_back(link.other);
                }
            }
            if by.get(to).is_some_and(Option::is_some) {
                break;
            }
        }
        let mut way = Vec::new();
        let mut at = to;
        while at != from
            && let Some(step) = by.get(at).copied().flatten()
        {
            way.push(step);
            at = step.0.one;
        }
        way.reverse();
        way
    }
}
