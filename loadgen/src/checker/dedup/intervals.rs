//! The anchored window from intervals alone: no stamp of the Spine is trusted.

/// When something took effect: between two instants, in milliseconds of the tenant's clock, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Not before.
    pub from: i64,
    /// Not after.
    pub to: i64,
}

/// A contradiction of the anchored window, by places in the two slices that were given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Contradiction {
    /// Two notified accesses, less than a window apart wherever they lie in their spans.
    TwoNotified {
        /// The earlier one.
        earlier: usize,
        /// The later one.
        later: usize,
    },
    /// A suppressed access that no notified one can cover.
    NoneNotified {
        /// The suppressed access.
        suppressed: usize,
        /// The last notified access before it, if there is one.
        before: Option<usize>,
        /// The first notified access after it, if there is one.
        after: Option<usize>,
    },
    /// No pair is wrong, yet no choice of instants fits them all.
    Squeeze {
        /// The notified accesses, in order.
        notified: Vec<usize>,
        /// The suppressed ones that hold them back.
        suppressed: Vec<usize>,
    },
}

/// Finds whether instants can be chosen so that no two notified accesses lie within one window and every suppressed one lies in the
/// window of a notified one. Every span has to be shorter than the window.
///
/// The feasible instants of the current notified access, given all before it, are always one interval `lo..=hi`. After a
/// contradiction it starts anew at the access where it was met, and so finds several.
pub fn contradictions(notified: &[Span], suppressed: &[Span], window: i64) -> Vec<Contradiction> {
    let mut f: Vec<usize> = (0..notified.len()).collect();
    f.sort_by_key(|place| notified.get(*place).map(|span| (span.from, span.to)));
    let mut s: Vec<usize> = (0..suppressed.len()).collect();
    s.sort_by_key(|place| suppressed.get(*place).map(|span| (span.from, span.to)));
    Sweep {
        f: f.iter()
            .filter_map(|place| Some((*place, *notified.get(*place)?)))
            .collect(),
        least: suffix_minimum(&s, suppressed),
        s: s.iter()
            .filter_map(|place| Some((*place, *suppressed.get(*place)?)))
            .collect(),
        window,
        steps: Vec::new(),
        found: Vec::new(),
    }
    .run()
}

struct Sweep {
    f: Vec<(usize, Span)>,
    s: Vec<(usize, Span)>,
    /// For each place in `s`, the place at or after it whose span ends first.
    least: Vec<usize>,
    window: i64,
    steps: Vec<Step>,
    found: Vec<Contradiction>,
}

/// Where the current notified access can lie, and what said so.
#[derive(Clone, Copy)]
struct Step {
    lo: i64,
    hi: i64,
    /// Whether `lo` follows from the access before.
    pushed: bool,
    /// The suppressed access that bounds `hi`, if one does.
    held: Option<usize>,
}

impl Sweep {
    fn run(mut self) -> Vec<Contradiction> {
        let Some((_, first)) = self.f.first().copied() else {
            for (suppressed, _) in &self.s {
                let suppressed = *suppressed;
                self.found.push(Contradiction::NoneNotified {
                    suppressed,
                    before: None,
                    after: None,
                });
            }
            return self.found;
        };
        // Nothing may be suppressed before the first notification.
        let step = self.bounded(first, first.from, false, 0);
        self.take(0, first, step);
        for place in 1..self.f.len() {
            let (Some((_, span)), Some(last)) =
                (self.f.get(place).copied(), self.steps.last().copied())
            else {
                break;
            };
            let pushed = last.lo + self.window;
            let uncovered = self
                .s
                .partition_point(|(_, s)| s.from < last.hi + self.window);
            let step = self.bounded(span, pushed.max(span.from), pushed > span.from, uncovered);
            self.take(place, span, step);
        }
        self.rest();
        self.found
    }

    /// What is suppressed after the last window.
    fn rest(&mut self) {
        let (Some(step), Some((before, last))) =
            (self.steps.last().copied(), self.f.last().copied())
        else {
            return;
        };
        let uncovered = self
            .s
            .partition_point(|(_, s)| s.from < step.hi + self.window);
        let rest = self.s.get(uncovered..).unwrap_or_default().to_vec();
        for (suppressed, s) in rest {
            let contradiction = if s.from >= last.to + self.window {
                Contradiction::NoneNotified {
                    suppressed,
                    before: Some(before),
                    after: None,
                }
            } else {
                self.squeeze(self.f.len() - 1, step, Some(suppressed))
            };
            self.found.push(contradiction);
        }
    }

    /// `span` from `lo` on, and not after any suppressed access from `uncovered` on, which the window before cannot cover.
    fn bounded(&self, span: Span, lo: i64, pushed: bool, uncovered: usize) -> Step {
        let held = self.least.get(uncovered).copied();
        let m = held.and_then(|place| self.s.get(place)).map(|(_, s)| s.to);
        match m {
            Some(m) if m < span.to => Step {
                lo,
                hi: m,
                pushed,
                held,
            },
            Some(_) | None => Step {
                lo,
                hi: span.to,
                pushed,
                held: None,
            },
        }
    }

    fn take(&mut self, place: usize, span: Span, step: Step) {
        if step.lo <= step.hi {
            self.steps.push(step);
            return;
        }
        let contradiction = self.name(place, span, step);
        self.found.push(contradiction);
        self.steps.push(Step {
            lo: span.from,
            hi: span.to,
            pushed: false,
            held: None,
        });
    }

    /// The smallest set of accesses that shows the contradiction.
    fn name(&self, place: usize, span: Span, step: Step) -> Contradiction {
        let later = self.notified(place);
        let previous = place
            .checked_sub(1)
            .and_then(|before| self.f.get(before).copied());
        if let Some((earlier, before)) = previous
            && span.to < before.from + self.window
        {
            return Contradiction::TwoNotified { earlier, later };
        }
        let held = step.held.and_then(|held| self.s.get(held).copied());
        if let Some((suppressed, s)) = held
            && s.to < span.from
            && previous.is_none_or(|(_, before)| s.from >= before.to + self.window)
        {
            let before = previous.map(|(before, _)| before);
            return Contradiction::NoneNotified {
                suppressed,
                before,
                after: Some(later),
            };
        }
        self.squeeze(place, step, None)
    }

    /// Walks back to where neither bound comes from an access before.
    fn squeeze(&self, place: usize, step: Step, last: Option<usize>) -> Contradiction {
        let mut first = place;
        let mut current = step;
        while (current.pushed || current.held.is_some()) && first > 0 {
            first -= 1;
            match self.steps.get(first) {
                Some(before) => current = *before,
                None => break,
            }
        }
        let suppressed = (first..place)
            .filter_map(|at| self.steps.get(at)?.held)
            .chain(step.held)
            .filter_map(|held| self.s.get(held).map(|(suppressed, _)| *suppressed))
            .chain(last)
            .collect();
        let notified = (first..=place).map(|at| self.notified(at)).collect();
        Contradiction::Squeeze {
            notified,
            suppressed,
        }
    }

    fn notified(&self, place: usize) -> usize {
        self.f
            .get(place)
            .map_or(usize::MAX, |(notified, _)| *notified)
    }
}

/// For each place of `order`, the place at or after it whose span ends first.
fn suffix_minimum(order: &[usize], spans: &[Span]) -> Vec<usize> {
    let end = |place: usize| {
        order
            .get(place)
            .and_then(|span| spans.get(*span))
            .map_or(i64::MAX, |span| span.to)
    };
    let mut least: Vec<usize> = (0..order.len()).collect();
    for place in (1..order.len()).rev() {
        let (Some(next), Some(_)) = (least.get(place).copied(), least.get(place - 1)) else {
            continue;
        };
        if end(next) < end(place - 1)
            && let Some(slot) = least.get_mut(place - 1)
        {
            *slot = next;
        }
    }
    least
}
