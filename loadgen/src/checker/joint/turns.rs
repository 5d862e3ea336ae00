//! Whose accesses stand in which windows, and whether an order leaves them there. ASN-3.

use super::super::accesses::Recorded;
use super::super::dedup::Span;
use super::super::{Case, earlier};
use cpis_vocabulary::{OrganisationCode, UserId};
use std::collections::HashMap;

/// An access among those of the same user at the same organisation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Turn {
    /// Which user and organisation; none where nobody knows, or where the access had no right to be recorded.
    key: Option<usize>,
    /// When it took effect, by the Spine's account where there is one.
    span: Span,
    fate: Fate,
    /// For a suppressed access, the first notified one whose window can hold it.
    pub(super) cover: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Notified,
    Suppressed,
    /// Suppressed, perhaps by a window from before the run.
    Excused,
}

impl Turn {
    /// Of an access whose instant and window say nothing.
    pub(super) const ALONE: Self = Self::of(None, Span { from: 0, to: 0 }, Fate::Excused);

    pub(super) const fn of(key: Option<usize>, span: Span, fate: Fate) -> Self {
        Self {
            key,
            span,
            fate,
            cover: None,
        }
    }

    /// Whether it took effect before another access of the same user at the same organisation.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        self.key.is_some() && self.key == other.key && self.span.to < other.span.from
    }

    /// The same where the accesses are counted otherwise.
    pub(super) const fn covered_by(self, cover: Option<usize>) -> Self {
        Self { cover, ..self }
    }
}

/// Users are compared one by one up to so many.
const NEAR: usize = 8;

/// The turns of these accesses.
pub(super) fn turns(case: &Case<'_>, members: &[usize]) -> Vec<Turn> {
    let recorded = || {
        let of = |place: &usize| case.accesses.recorded.get(*place);
        members.iter().filter_map(of)
    };
    let mut names: Vec<(&UserId, &OrganisationCode)> = Vec::new();
    let mut places = HashMap::new();
    let mut turns: Vec<Turn> = Vec::with_capacity(members.len());
    for access in recorded() {
        let caller = access.caller();
        let name = caller
            .filter(|_| access.is_rightful && access.is_attributed)
            .map(|caller| (&caller.user, &caller.organisation));
        let key = name.map(|name| {
            let near = names.iter().take(NEAR).position(|known| *known == name);
            near.unwrap_or_else(|| {
                *places.entry(name).or_insert_with(|| {
                    names.push(name);
                    names.len() - 1
                })
            })
        });
        turns.push(Turn::of(key, span(access), fate(case, access)));
    }
    covered(&mut turns, names.len(), case.world.truth.reading.window_ms);
    turns
}

fn span(access: &Recorded<'_>) -> Span {
    match access.stamp {
        Some(stamp) => Span {
            from: stamp.millis(),
            to: stamp.millis(),
        },
        None => Span {
            from: access.from.millis(),
            to: access.to.millis(),
        },
    }
}

fn fate(case: &Case<'_>, access: &Recorded<'_>) -> Fate {
    if !access.notices.is_empty() {
        Fate::Notified
    } else if earlier::may_cover(case, access) {
        Fate::Excused
    } else {
        Fate::Suppressed
    }
}

/// Finds the cover of each suppressed access.
pub(super) fn covered(turns: &mut [Turn], keys: usize, window: i64) {
    let mut notified: Vec<Vec<(i64, usize)>> = vec![Vec::new(); keys];
    for (place, turn) in turns.iter().enumerate() {
        if let (Fate::Notified, Some(all)) =
            (turn.fate, turn.key.and_then(|key| notified.get_mut(key)))
        {
            all.push((turn.span.to, place));
        }
    }
    for all in &mut notified {
        all.sort_unstable();
    }
    for turn in turns {
        if turn.fate == Fate::Suppressed
            && let Some(all) = turn.key.and_then(|key| notified.get(key))
        {
            let closed = all.partition_point(|(to, _)| to + window <= turn.span.from);
            turn.cover = all.get(closed).map(|(_, place)| *place);
        }
    }
}

/// Where one user at one organisation has come in an order: the earliest instants that it allows.
#[derive(Clone, Copy, Debug, Default)]
struct Stand {
    now: Option<Instant>,
    /// When the open window was opened.
    opened: Option<Instant>,
    /// The latest that it can have been, for what came since.
    opened_by: i64,
}

/// The earliest instant of an access, and the place of that access in the order.
#[derive(Clone, Copy, Debug)]
struct Instant {
    at: i64,
    of: usize,
}

/// An access that an order puts where its instant or its window cannot be; by places in the order.
#[derive(Clone, Debug)]
pub(super) struct Misplaced {
    pub(super) at: usize,
    /// What else has to do with it: the access before it, and the one that opened the window.
    pub(super) by: Vec<usize>,
}

/// The first accesses that an order puts where they cannot be, so many at most.
///
/// An access takes effect as early as those before it allow; where that is too late for the open window, the window was opened later,
/// as far as what came since allows.
pub(super) fn misplaced(
    turns: &[Turn],
    order: &[usize],
    window: i64,
    most: usize,
) -> Vec<Misplaced> {
    let keys = turns.iter().filter_map(|turn| turn.key).max();
    let mut stands = vec![Stand::default(); keys.map_or(0, |last| last + 1)];
    let mut all = Vec::new();
    for (at, place) in order.iter().enumerate() {
        let Some(turn) = turns.get(*place) else {
            continue;
        };
        let Some(stand) = turn.key.and_then(|key| stands.get_mut(key)) else {
            continue;
        };
        if !stand.takes(turn, at, window) {
            let by = [stand.now, stand.opened].into_iter().flatten();
            all.push(Misplaced {
                at,
                by: by.map(|instant| instant.of).collect(),
            });
            if all.len() >= most {
                break;
            }
        }
    }
    all
}

impl Stand {
    /// Takes an access, where it can be the next; whether it can.
    fn takes(&mut self, turn: &Turn, of: usize, window: i64) -> bool {
        let pushed = self.now.filter(|now| now.at > turn.span.from);
        let mut now = pushed.unwrap_or(Instant {
            at: turn.span.from,
            of,
        });
        let mut next = *self;
        match (turn.fate, self.opened) {
            (Fate::Notified, opened) => {
                let closed = opened.map_or(i64::MIN, |opened| opened.at + window);
                now.at = now.at.max(closed);
                next.opened = Some(Instant { at: now.at, of });
                next.opened_by = turn.span.to;
            }
            (Fate::Suppressed, None) => return false,
            (Fate::Suppressed, Some(opened)) => {
                let at = opened.at.max(now.at + 1 - window);
                next.opened = Some(Instant { at, ..opened });
                next.opened_by = self.opened_by.min(turn.span.to);
                if at > self.opened_by {
                    return false;
                }
            }
            (Fate::Excused, Some(_)) => next.opened_by = self.opened_by.min(turn.span.to),
            (Fate::Excused, None) => {}
        }
        if now.at > turn.span.to {
            return false;
        }
        next.now = Some(now);
        *self = next;
        true
    }
}
