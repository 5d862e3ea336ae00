//! Accesses, lists and windows of one child together: an order that explains them all, or a proof that there is none.
//!
//! Places count the accesses first and the reads after them. What must come before what is closed under "and so on"; a full list adds
//! that an access it does not show came before the oldest that it shows, or after the read. Where one of the two is excluded, the
//! other holds; where neither is, both are tried.

use super::super::list::{Sight, Stay};
use super::proof::{Line, Proof};
use super::reach::Reach;
use super::turns::Turn;
use crate::history::Moment;

/// What has to be ordered.
///
/// The accesses stand in the order that seemed likely.
#[derive(Clone, Debug)]
pub(super) struct Knot {
    pub(super) stays: Vec<Stay>,
    pub(super) sights: Vec<Sight>,
    /// One for each of `stays`.
    pub(super) turns: Vec<Turn>,
}

/// One thing before another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Link {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) why: Why,
}

/// Why one thing comes before another; reads by their places among the reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// It was over before the other was sent.
    Over,
    /// The Spine's account of one user's instants.
    Instants,
    /// A suppressed access lies in a window, and this is the first that can hold it.
    Window,
    /// A list shows them in this order, or shows the one and is the other.
    Shown { read: usize },
    /// A list with room to spare does not show it: it came after the read.
    Room { read: usize },
    /// A full list does not show it, and it is not older than all that it shows: it came after the read.
    After { read: usize },
    /// A full list does not show it, and it came before the read: it is older than all that it shows.
    Before { read: usize },
    /// One of two possibilities.
    Supposed { read: usize },
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Untied {
    /// Some order explains everything.
    Ordered,
    /// No order does.
    Never(Proof),
    /// There were too many possibilities.
    GaveUp,
}

/// How many times one of two possibilities is supposed.
const SUPPOSED_MAX: usize = 2_000;

/// Looks for an order.
pub(super) fn untie(knot: &Knot) -> Untied {
    let mut supposed = 0;
    match Attempt::of(knot).and_then(|mut attempt| attempt.settle(&mut supposed)) {
        Ok(()) => Untied::Ordered,
        Err(Stuck::Never(proof)) => Untied::Never(proof),
        Err(Stuck::GaveUp) => Untied::GaveUp,
    }
}

enum Stuck {
    Never(Proof),
    GaveUp,
}

/// An access that a full list does not show, and the oldest that it does.
#[derive(Clone, Copy, Debug)]
struct Absence {
    read: usize,
    absent: usize,
    oldest: usize,
}

/// What is known so far.
#[derive(Clone, Debug)]
pub(super) struct Attempt<'k> {
    pub(super) knot: &'k Knot,
    reach: Reach,
    /// What the lists say and what follows from it, in the order in which it was found.
    pub(super) links: Vec<Link>,
    /// Nobody knows yet on which side they are.
    open: Vec<Absence>,
}

impl Knot {
    pub(super) const fn places(&self) -> usize {
        self.stays.len() + self.sights.len()
    }

    pub(super) const fn place_of(&self, read: usize) -> usize {
        self.stays.len() + read
    }

    /// Between which moments it happened.
    fn moments(&self, place: usize) -> Option<(Moment, Moment)> {
        let read = place.checked_sub(self.stays.len());
        match read {
            None => self.stays.get(place).map(|stay| (stay.sent, stay.ended)),
            Some(read) => self.sights.get(read).map(|sight| (sight.sent, sight.ended)),
        }
    }

    /// Whether the one comes before the other without any list.
    pub(super) fn direct(&self, one: usize, other: usize) -> Option<Why> {
        let ((_, ended), (sent, _)) = (self.moments(one)?, self.moments(other)?);
        if ended < sent {
            return Some(Why::Over);
        }
        let (before, after) = (self.turns.get(one)?, self.turns.get(other)?);
        if before.is_before(after) {
            Some(Why::Instants)
        } else if after.cover == Some(one) {
            Some(Why::Window)
        } else {
            None
        }
    }
}

impl<'k> Attempt<'k> {
    fn of(knot: &'k Knot) -> Result<Self, Stuck> {
        let mut attempt = Self {
            knot,
            reach: Reach::new(knot.places()),
            links: Vec::new(),
            open: Vec::new(),
        };
        for one in 0..knot.places() {
            for other in 0..knot.places() {
                if let Some(why) = knot.direct(one, other) {
                    attempt.put(Link { one, other, why })?;
                }
            }
        }
        for (read, sight) in knot.sights.iter().enumerate() {
            attempt.look(read, sight)?;
        }
        Ok(attempt)
    }

    /// Takes down what one list says.
    fn look(&mut self, read: usize, sight: &Sight) -> Result<(), Stuck> {
        let here = self.knot.place_of(read);
        let why = Why::Shown { read };
        let mut after = here;
        for place in sight.list.iter().copied() {
            self.put(Link {
                one: place,
                other: after,
                why,
            })?;
            after = place;
        }
        for absent in 0..self.knot.stays.len() {
            if sight.list.contains(&absent) || sight.own.contains(&absent) {
                continue;
            }
            match sight.list.last() {
                _ if !sight.is_full => self.put(Link {
                    one: here,
                    other: absent,
                    why: Why::Room { read },
                })?,
                Some(oldest) => self.open.push(Absence {
                    read,
                    absent,
                    oldest: *oldest,
                }),
                // All that it shows lies elsewhere.
                None => {}
            }
        }
        Ok(())
    }

    fn put(&mut self, link: Link) -> Result<(), Stuck> {
        let is_direct = matches!(link.why, Why::Over | Why::Instants | Why::Window);
        if link.one == link.other || self.reach.has(link.other, link.one) {
            return Err(Stuck::Never(Proof::of(self, link)));
        }
        if !self.reach.has(link.one, link.other) {
            self.reach.add(link.one, link.other);
            if !is_direct {
                self.links.push(link);
            }
        }
        Ok(())
    }

    /// Finds all that follows, then supposes one side where it is open.
    fn settle(&mut self, supposed: &mut usize) -> Result<(), Stuck> {
        while self.follow()? {}
        let Some(absence) = self.open.first().copied() else {
            return Ok(());
        };
        *supposed += 1;
        if *supposed > SUPPOSED_MAX {
            return Err(Stuck::GaveUp);
        }
        let mut lines = Vec::new();
        let mut sides = self.sides(absence);
        if absence.absent > absence.oldest {
            sides.reverse();
        }
        for link in sides {
            let why = Why::Supposed { read: absence.read };
            let link = Link { why, ..link };
            let mut attempt = self.clone();
            let met = attempt.put(link).and_then(|()| attempt.settle(supposed));
            match met {
                Ok(()) => {
                    *self = attempt;
                    return Ok(());
                }
                Err(Stuck::Never(proof)) => {
                    lines.push(Line::Suppose(link));
                    lines.extend(proof.lines);
                }
                Err(Stuck::GaveUp) => return Err(Stuck::GaveUp),
            }
        }
        Err(Stuck::Never(Proof { lines }))
    }

    /// Before the oldest shown, or after the read.
    const fn sides(&self, absence: Absence) -> [Link; 2] {
        let Absence {
            read,
            absent,
            oldest,
        } = absence;
        [
            Link {
                one: absent,
                other: oldest,
                why: Why::Before { read },
            },
            Link {
                one: self.knot.place_of(read),
                other: absent,
                why: Why::After { read },
            },
        ]
    }

    /// Takes down what follows where one side is excluded; whether anything did.
    fn follow(&mut self) -> Result<bool, Stuck> {
        let mut is_new = false;
        for absence in std::mem::take(&mut self.open) {
            let [before, after] = self.sides(absence);
            let has = |link: Link| self.reach.has(link.one, link.other);
            let is_excluded = |link: Link| self.reach.has(link.other, link.one);
            if has(before) || has(after) {
                continue;
            }
            if is_excluded(before) {
                self.put(after)?;
            } else if is_excluded(after) {
                self.put(before)?;
            } else {
                self.open.push(absence);
                continue;
            }
            is_new = true;
        }
        Ok(is_new)
    }
}
