//! Every change and every answer at one instant of its interval, all in one order: whether there is such an order.
//!
//! The sweep goes from one moment to the next with every world that is possible so far: which of the open changes have taken effect,
//! which of the open answers have been given, and how far the clock has come. What is open takes effect as late as it may: when
//! something has to be over that is not (Wing and Gong, Lowe). So nothing is left out, and where nothing overlaps there is one world.

use super::super::register::{Entry, Register};
use super::matching::fits;
use crate::history::{Moment, PlanSeen};
use chrono::NaiveDate;
use std::collections::HashSet;

/// When something took effect, by the client's clock and by how far the Spine's had come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) sent: Moment,
    pub(super) ended: Moment,
    /// The least and the greatest phase of the Spine's clock.
    pub(super) phases: (usize, usize),
}

/// A change, by its place in the register's turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) turn: usize,
    pub(super) span: Span,
}

/// An answer, and on which days it may have been given: a day of the display, and the phases in which it may have been that day.
#[derive(Clone, Debug)]
pub(super) struct Glance<'a> {
    pub(super) span: Span,
    pub(super) days: Vec<(NaiveDate, (usize, usize))>,
    pub(super) showed: Showed<'a>,
}

/// What an answer says of the plans.
#[derive(Clone, Copy, Debug)]
pub(super) enum Showed<'a> {
    /// These.
    Plans(&'a [PlanSeen]),
    /// So many.
    Count(usize),
    /// At least one.
    Any,
}

/// What the sweep showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Swept {
    /// The answers that fit into no order of what took effect before; each is left out of what comes after it.
    Wrong(Vec<usize>),
    /// There were too many worlds.
    GaveUp,
}

/// More worlds than these are not gone through.
const WORLDS_MAX: usize = 4_096;

/// So many things may be open at a time.
const OPEN_MAX: usize = 64;

/// Looks for one order of all changes and answers.
pub(super) fn sweep(register: &Register, changes: &[Change], glances: &[Glance<'_>]) -> Swept {
    let mut sweep = Sweep {
        register,
        changes,
        glances,
        turns_of: turns_of(register),
        is_over: vec![false; register.turns.len()],
        open_changes: Vec::new(),
        open_glances: Vec::new(),
        worlds: vec![World::default()],
        wrong: Vec::new(),
    };
    for event in events(changes, glances) {
        let done = match event {
            (_, false, what) => sweep.begin(what),
            (_, true, what) => sweep.end(what),
        };
        if done.is_none() {
            return Swept::GaveUp;
        }
    }
    Swept::Wrong(sweep.wrong)
}

/// Something that begins or ends, by its place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum What {
    Change(usize),
    Glance(usize),
}

/// Beginnings and ends by the moment; of one moment the beginnings come first, for nobody knows which was first.
fn events(changes: &[Change], glances: &[Glance<'_>]) -> Vec<(Moment, bool, What)> {
    let changes = changes.iter().enumerate();
    let changes = changes.map(|(place, change)| (What::Change(place), change.span));
    let glances = glances.iter().enumerate();
    let glances = glances.map(|(place, glance)| (What::Glance(place), glance.span));
    let mut events: Vec<(Moment, bool, What)> = changes
        .chain(glances)
        .flat_map(|(what, span)| [(span.sent, false, what), (span.ended, true, what)])
        // What is never over may happen after everything else, or not at all.
        .filter(|(at, is_end, _)| !(*is_end && *at == Moment::MAX))
        .collect();
    events.sort_unstable();
    events
}

/// One way in which it may have come so far; the bits are places among what is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
struct World {
    applied: u64,
    given: u64,
    phase: usize,
}

/// The turns that put a plan there and take it away.
#[derive(Clone, Default)]
struct TurnsOf {
    puts: Option<usize>,
    takes: Vec<usize>,
}

fn turns_of(register: &Register) -> Vec<TurnsOf> {
    let mut of = vec![TurnsOf::default(); register.entries.len()];
    for (place, turn) in register.turns.iter().enumerate() {
        if let Some(entry) = turn.puts.and_then(|entry| of.get_mut(entry)) {
            entry.puts = Some(place);
        }
        for taken in &turn.takes {
            if let Some(entry) = of.get_mut(*taken) {
                entry.takes.push(place);
            }
        }
    }
    of
}

struct Sweep<'s> {
    register: &'s Register,
    changes: &'s [Change],
    glances: &'s [Glance<'s>],
    turns_of: Vec<TurnsOf>,
    /// The turns that have taken effect in every world.
    is_over: Vec<bool>,
    /// What has begun and is not over, by the bit that stands for it.
    open_changes: Vec<Option<usize>>,
    open_glances: Vec<Option<usize>>,
    worlds: Vec<World>,
    wrong: Vec<usize>,
}

impl Sweep<'_> {
    fn begin(&mut self, what: What) -> Option<()> {
        match what {
            What::Change(place) => take_bit(&mut self.open_changes, place),
            What::Glance(place) => {
                take_bit(&mut self.open_glances, place)?;
                let worlds = std::mem::take(&mut self.worlds);
                self.worlds = worlds
                    .into_iter()
                    .map(|world| self.settled(world))
                    .collect();
                Some(())
            }
        }
    }

    /// Goes on with the worlds in which this is over; where there are none, an answer is wrong.
    fn end(&mut self, what: What) -> Option<()> {
        let bit = match what {
            What::Change(place) => bit_of(&self.open_changes, place)?,
            What::Glance(place) => bit_of(&self.open_glances, place)?,
        };
        let is_done = |world: &World| match what {
            What::Change(_) => world.applied & bit != 0,
            What::Glance(_) => world.given & bit != 0,
        };
        let before = self.worlds.clone();
        self.worlds = self.reached(is_done)?;
        if self.worlds.is_empty() {
            if let What::Glance(place) = what {
                self.wrong.push(place);
            }
            self.worlds = before;
        }
        match what {
            What::Change(place) => {
                free_bit(&mut self.open_changes, place);
                let turn = self.changes.get(place).map(|change| change.turn);
                if let Some(slot) = turn.and_then(|turn| self.is_over.get_mut(turn)) {
                    *slot = true;
                }
                for world in &mut self.worlds {
                    world.applied &= !bit;
                }
            }
            What::Glance(place) => {
                free_bit(&mut self.open_glances, place);
                for world in &mut self.worlds {
                    world.given &= !bit;
                }
            }
        }
        self.thin();
        Some(())
    }

    /// The worlds, or the first that come of each, of which this is so; none where there are too many.
    fn reached(&self, is_done: impl Fn(&World) -> bool) -> Option<Vec<World>> {
        let mut done = Vec::new();
        let mut open = self.worlds.clone();
        let mut known: HashSet<World> = open.iter().copied().collect();
        while let Some(world) = open.pop() {
            if is_done(&world) {
                done.push(world);
                continue;
            }
            for next in self.next(world) {
                if known.insert(next) {
                    open.push(next);
                }
            }
            if known.len() > WORLDS_MAX {
                return None;
            }
        }
        Some(done)
    }

    /// Every world that one more change, or one more answer on a later day, makes of this one.
    fn next(&self, world: World) -> Vec<World> {
        let mut next = Vec::new();
        for (bit, change) in bits(&self.open_changes) {
            let Some(change) = self.changes.get(change) else {
                continue;
            };
            let (least, most) = change.span.phases;
            let phase = world.phase.max(least);
            if world.applied & bit == 0 && phase <= most {
                next.push(self.settled(World {
                    applied: world.applied | bit,
                    phase,
                    ..world
                }));
            }
        }
        for (bit, glance) in bits(&self.open_glances) {
            if world.given & bit == 0
                && let Some(phase) = self.phase(world, glance)
            {
                next.push(self.settled(World {
                    given: world.given | bit,
                    phase,
                    ..world
                }));
            }
        }
        next
    }

    /// The same world with every answer given that can be given as it is: that takes nothing from any other.
    fn settled(&self, mut world: World) -> World {
        for (bit, glance) in bits(&self.open_glances) {
            if world.given & bit == 0 && self.phase(world, glance) == Some(world.phase) {
                world.given |= bit;
            }
        }
        world
    }

    /// How far the clock comes at least if this answer is given in this world; none where it cannot be.
    fn phase(&self, world: World, glance: usize) -> Option<usize> {
        let glance = self.glances.get(glance)?;
        let (least, most) = glance.span.phases;
        let mut days = glance.days.iter();
        days.find_map(|(day, (from, to))| {
            let phase = world.phase.max(least).max(*from);
            (phase <= most.min(*to) && self.shows(world, glance.showed, *day)).then_some(phase)
        })
    }

    fn shows(&self, world: World, showed: Showed<'_>, day: NaiveDate) -> bool {
        let entries = self.register.entries.iter().enumerate();
        let due = entries
            .filter(|(place, entry)| entry.is_its_day(day) && self.is_there(world, *place, entry));
        let due: Vec<usize> = due.map(|(place, _)| place).collect();
        match showed {
            Showed::Plans(plans) => fits(self.register, plans, &due, &[]),
            Showed::Count(count) => due.len() == count,
            Showed::Any => !due.is_empty(),
        }
    }

    fn is_there(&self, world: World, place: usize, entry: &Entry) -> bool {
        let is_so = |turn: usize| {
            let mut open = bits(&self.open_changes);
            self.is_over.get(turn) == Some(&true)
                || open.any(|(bit, change)| {
                    world.applied & bit != 0
                        && self
                            .changes
                            .get(change)
                            .is_some_and(|change| change.turn == turn)
                })
        };
        self.turns_of.get(place).is_some_and(|turns| {
            (entry.is_given() || turns.puts.is_some_and(is_so))
                && !turns.takes.iter().copied().any(is_so)
        })
    }

    /// Leaves out worlds in which less is done, or the clock has come further, than in another.
    fn thin(&mut self) {
        let worlds = std::mem::take(&mut self.worlds);
        let mut kept: Vec<World> = Vec::with_capacity(worlds.len());
        for world in worlds {
            let is_better = |one: &World, other: &World| {
                one.applied == other.applied
                    && one.phase <= other.phase
                    && one.given & other.given == other.given
            };
            if !kept.iter().any(|known| is_better(known, &world)) {
                kept.retain(|known| !is_better(&world, known));
                kept.push(world);
            }
        }
        self.worlds = kept;
    }
}

/// Gives something a bit of its own; none where all are taken.
fn take_bit(open: &mut Vec<Option<usize>>, place: usize) -> Option<()> {
    if let Some(free) = open.iter_mut().find(|slot| slot.is_none()) {
        *free = Some(place);
        return Some(());
    }
    open.push(Some(place));
    (open.len() <= OPEN_MAX).then_some(())
}

fn free_bit(open: &mut [Option<usize>], place: usize) {
    if let Some(slot) = open.iter_mut().find(|slot| **slot == Some(place)) {
        *slot = None;
    }
}

fn bit_of(open: &[Option<usize>], place: usize) -> Option<u64> {
    let found = bits(open).find(|(_, known)| *known == place);
    found.map(|(bit, _)| bit)
}

/// What is open, each with its bit.
fn bits(open: &[Option<usize>]) -> impl Iterator<Item = (u64, usize)> + '_ {
    let places = open.iter().enumerate();
    places.filter_map(|(bit, place)| Some((1 << bit, (*place)?)))
}
