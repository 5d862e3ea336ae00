//! The knot against every order tried, and each proof step by step, on histories drawn from seeds.

use super::super::dedup::Span;
use super::super::list::{Sight, Stay};
use super::knot::{Knot, Link, Untied, Why, untie};
use super::proof::{Line, Proof};
use super::turns::{Fate, Turn, covered};
use crate::history::Moment;

const LIMIT: usize = 2;
const WINDOW: i64 = 12;
const HISTORIES: u64 = 20_000;

struct Draw(u64);

impl Draw {
    fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }

    fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap())).unwrap()
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

fn moment(at: i64) -> Moment {
    Moment::from_nanos(u64::try_from(at).unwrap())
}

/// Accesses of two users and reads, one after the other, seen through intervals; some lists and notifications are spoilt.
fn draw(seed: u64, events: u64) -> Knot {
    let mut draw = Draw((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let wide = 1 + draw.below(12);
    let grain = i64::try_from(1 + draw.below(9)).unwrap();
    let spoilt = draw.chance(85);
    let (mut stays, mut sights, mut turns) = (Vec::new(), Vec::new(), Vec::new());
    let mut opened = [i64::MIN / 2; 2];
    let mut order: Vec<usize> = Vec::new();
    for at in 0..i64::try_from(events + draw.below(5)).unwrap() {
        let at = 20 + at * 4;
        let sent = moment(at - i64::try_from(draw.below(wide)).unwrap());
        let ended = moment(at + i64::try_from(draw.below(wide)).unwrap());
        if draw.chance(40) {
            let own: Vec<usize> = (0..order.len()).filter(|_| draw.chance(15)).collect();
            let others = order.iter().rev().filter(|access| !own.contains(access));
            let mut list: Vec<usize> = others.take(LIMIT).copied().collect();
            if spoilt && list.len() > 1 && draw.chance(30) {
                list.swap(0, 1);
            }
            sights.push(Sight {
                sent,
                ended,
                is_full: list.len() == LIMIT,
                list,
                own,
            });
        } else {
            let key = draw.place(2);
            let instant = at / grain * grain;
            let opens = instant >= opened[key] + WINDOW;
            if opens {
                opened[key] = instant;
            }
            let is_notified = opens != (spoilt && draw.chance(15));
            let span = Span {
                from: instant - i64::from(draw.chance(10)) * 4,
                to: instant,
            };
            let fate = if is_notified {
                Fate::Notified
            } else {
                Fate::Suppressed
            };
            turns.push(Turn::of(Some(key), span, fate));
            let late = usize::from(spoilt && draw.chance(40)).min(order.len());
            order.insert(order.len() - late, stays.len());
            stays.push(Stay {
                sent,
                ended,
                hint: instant,
            });
        }
    }
    covered(&mut turns, 2, WINDOW);
    Knot {
        stays,
        sights,
        turns,
    }
}

/// Whether any order of accesses and reads explains everything, by trying them all.
fn naive(knot: &Knot, order: &mut Vec<usize>) -> bool {
    let places = knot.stays.len() + knot.sights.len();
    if order.len() == places {
        return true;
    }
    (0..places).any(|next| {
        let waits = |other| !order.contains(&other) && knot.direct(other, next).is_some();
        if order.contains(&next) || (0..places).any(waits) {
            return false;
        }
        if let Some(read) = next.checked_sub(knot.stays.len()) {
            let sight = &knot.sights[read];
            let shown = order
                .iter()
                .rev()
                .filter(|place| **place < knot.stays.len());
            let shown = shown.filter(|place| !sight.own.contains(place)).take(LIMIT);
            if !shown.eq(&sight.list) {
                return false;
            }
        }
        order.push(next);
        let fits = naive(knot, order);
        order.pop();
        fits
    })
}

/// Follows a proof line by line, knowing nothing but the knot.
struct Replay<'r> {
    knot: &'r Knot,
    rest: &'r [Line],
}

impl Replay<'_> {
    fn check(knot: &Knot, proof: &Proof) {
        let mut replay = Replay {
            knot,
            rest: &proof.lines,
        };
        replay.refute(Vec::new());
        assert!(replay.rest.is_empty(), "it goes on after its end");
    }

    fn refute(&mut self, mut known: Vec<Link>) {
        while let Some((line, rest)) = self.rest.split_first() {
            self.rest = rest;
            match line {
                Line::Known(link) => {
                    assert!(
                        self.follows(*link, &known),
                        "{link:?} is not known by {known:?}"
                    );
                    known.push(*link);
                }
                Line::Suppose(one) => {
                    self.suppose(*one, &known);
                    let Some((Line::Suppose(other), rest)) = self.rest.split_first() else {
                        panic!("there is another possibility than {one:?}");
                    };
                    self.rest = rest;
                    self.suppose(*other, &known);
                    assert_ne!((one.one, one.other), (other.one, other.other));
                    return;
                }
                Line::Contradiction => {
                    let is_circular = |link: &Link| leads(&known, link.other, link.one);
                    assert!(known.iter().any(is_circular), "no circle in {known:?}");
                    return;
                }
            }
        }
        panic!("it ends without a contradiction");
    }

    fn suppose(&mut self, link: Link, known: &[Link]) {
        let Why::Supposed { read } = link.why else {
            panic!("{link:?} is no supposition");
        };
        let (here, oldest) = self.ends(read);
        let absent = if link.one == here {
            link.other
        } else {
            link.one
        };
        assert!(self.is_absent(read, absent) && self.knot.sights[read].is_full);
        assert!(link.one == here || link.other == oldest);
        let known = known.iter().copied().chain([link]);
        self.refute(known.collect());
    }

    fn ends(&self, read: usize) -> (usize, usize) {
        let oldest = self.knot.sights[read].list.last();
        (self.knot.stays.len() + read, *oldest.unwrap())
    }

    fn is_absent(&self, read: usize, access: usize) -> bool {
        let sight = &self.knot.sights[read];
        !sight.list.contains(&access) && !sight.own.contains(&access)
    }

    fn follows(&self, link: Link, known: &[Link]) -> bool {
        let Link { one, other, why } = link;
        match why {
            Why::Over | Why::Instants | Why::Window => self.knot.direct(one, other) == Some(why),
            Why::Shown { read } => {
                let list = &self.knot.sights[read].list;
                list.first() == Some(&one) && other == self.knot.stays.len() + read
                    || list.windows(2).any(|pair| pair == [other, one])
            }
            Why::Room { read } => {
                one == self.knot.stays.len() + read
                    && !self.knot.sights[read].is_full
                    && self.is_absent(read, other)
            }
            Why::After { read } => {
                let (here, oldest) = self.ends(read);
                one == here && self.is_absent(read, other) && leads(known, oldest, other)
            }
            Why::Before { read } => {
                let (here, oldest) = self.ends(read);
                other == oldest && self.is_absent(read, one) && leads(known, one, here)
            }
            Why::Supposed { .. } => false,
        }
    }
}

/// Whether these lead from one place to another.
fn leads(known: &[Link], from: usize, to: usize) -> bool {
    let (mut met, mut open) = (vec![from], vec![from]);
    while let Some(at) = open.pop() {
        for link in known.iter().filter(|link| link.one == at) {
            if !met.contains(&link.other) {
                met.push(link.other);
                open.push(link.other);
            }
        }
    }
    from != to && met.contains(&to)
}

#[test]
fn a_knot_agrees_with_every_order_tried_and_its_proofs_hold_step_by_step() {
    let (mut valid, mut invalid) = (0, 0);
    for seed in 0..HISTORIES {
        let knot = draw(seed, 4);
        let fits = naive(&knot, &mut Vec::new());
        match untie(&knot) {
            Untied::Ordered => assert!(fits, "seed {seed}: accepted {knot:?}"),
            Untied::Never(proof) => {
                assert!(!fits, "seed {seed}: {proof:?} accused {knot:?}");
                Replay::check(&knot, &proof);
            }
            Untied::GaveUp => {
                panic!("seed {seed}: a knot as small as this can be untied: {knot:?}")
            }
        }
        *(if fits { &mut valid } else { &mut invalid }) += 1;
    }
    assert!(
        valid > HISTORIES / 5 && invalid > HISTORIES / 5,
        "{valid} and {invalid}"
    );
}

/// Five accesses of which nothing but lists and instants tells the order, and six that only lists show.
///
/// By one user's instants two came before the middle one, and two after it. The first list says that the middle one came before all
/// that it shows, or after it was read. In the first case the two before it came before the second and the third list were read, and
/// so before the oldest that each of them shows; yet windows put the oldest of the second before the one, and that of the third before
/// the other. In the second case the two after it came after the fourth and the fifth list; yet the fifth shows the one, and the
/// fourth the other.
fn by_cases() -> Knot {
    let begin = |sent| Stay {
        sent: moment(sent),
        ended: moment(100),
        hint: 0,
    };
    let shown = Stay {
        ended: moment(10),
        ..begin(0)
    };
    let [
        middle,
        one_before,
        other_before,
        one_after,
        other_after,
        of_second,
        of_third,
    ] = [0, 1, 2, 3, 4, 5, 6];
    let [newest, oldest, of_fourth, of_fifth] = [7, 8, 9, 10];
    let mut stays = vec![begin(0); 7];
    stays.extend([shown; 4]);
    let point = |at| Span { from: at, to: at };
    let look = |at| Turn::of(Some(0), point(at), Fate::Excused);
    let stranger = Turn::of(None, point(0), Fate::Excused);
    let mut turns = vec![
        look(2),
        look(1).covered_by(Some(of_third)),
        look(1).covered_by(Some(of_second)),
        look(3),
        look(3),
    ];
    turns.resize(stays.len(), stranger);
    // Of all that it does not show, it says something of one alone.
    let sight = |list: [usize; 2], absent: usize| Sight {
        sent: moment(20),
        ended: moment(100),
        own: (0..stays.len())
            .filter(|access| *access != absent && !list.contains(access))
            .collect(),
        list: list.to_vec(),
        is_full: true,
    };
    let sights = vec![
        sight([newest, oldest], middle),
        sight([newest, of_second], one_before),
        sight([newest, of_third], other_before),
        sight([other_after, of_fourth], one_after),
        sight([one_after, of_fifth], other_after),
    ];
    Knot {
        stays,
        sights,
        turns,
    }
}

#[test]
fn a_proof_by_cases_holds_step_by_step() {
    let knot = by_cases();
    let Untied::Never(proof) = untie(&knot) else {
        panic!("no order explains {knot:?}");
    };
    Replay::check(&knot, &proof);
    let supposes = |line: &Line| matches!(line, Line::Suppose(_));
    assert!(proof.lines.iter().any(supposes), "{proof:?}");
}
