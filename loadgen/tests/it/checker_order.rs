use super::checker_random::Draw;
use loadgen::checker::{ChainVerdict, Fault, Sight, Stay, chain};
use loadgen::history::Moment;

const LIMIT: usize = 3;

fn moment(at: i64) -> Moment {
    Moment::from_nanos(u64::try_from(at.max(0)).unwrap())
}

/// Whether any order of the accesses, with the reads anywhere between, explains everything, by trying them all.
fn naive(stays: &[Stay], sights: &[Sight]) -> bool {
    fn permute(order: &mut Vec<usize>, stays: &[Stay], sights: &[Sight]) -> bool {
        if order.len() == stays.len() {
            return place(0, &mut Vec::new(), order, stays, sights);
        }
        (0..stays.len()).any(|next| {
            if order.contains(&next) {
                return false;
            }
            order.push(next);
            let fits = permute(order, stays, sights);
            order.pop();
            fits
        })
    }
    fn place(
        read: usize,
        gaps: &mut Vec<usize>,
        order: &[usize],
        stays: &[Stay],
        sights: &[Sight],
    ) -> bool {
        let Some(sight) = sights.get(read) else {
            return times(order, gaps, stays, sights);
        };
        (0..=order.len()).any(|gap| {
            let shown: Vec<usize> = order[..gap]
                .iter()
                .rev()
                .filter(|access| !sight.own.contains(access))
                .take(LIMIT)
                .copied()
                .collect();
            if shown != sight.list {
                return false;
            }
            gaps.push(gap);
            let fits = place(read + 1, gaps, order, stays, sights);
            gaps.pop();
            fits
        })
    }
    fn times(order: &[usize], gaps: &[usize], stays: &[Stay], sights: &[Sight]) -> bool {
        let mut now = Moment::ZERO;
        for at in 0..=order.len() {
            let before = now;
            for (sight, gap) in sights.iter().zip(gaps) {
                if *gap == at {
                    if before.max(sight.sent) > sight.ended {
                        return false;
                    }
                    now = now.max(sight.sent);
                }
            }
            if let Some(access) = order.get(at) {
                now = now.max(stays[*access].sent);
                if now > stays[*access].ended {
                    return false;
                }
            }
        }
        true
    }
    permute(&mut Vec::new(), stays, sights)
}

/// Accesses and reads that took effect one after the other, seen through intervals; some lists are spoilt.
fn draw(draw: &mut Draw) -> (Vec<Stay>, Vec<Sight>) {
    let wide = 2 + draw.below(10);
    let hinted = draw.chance(50);
    let accesses = 2 + draw.place(4);
    let mut events: Vec<(i64, Option<usize>)> = (0..accesses)
        .map(|access| (i64::try_from(10 + draw.below(40)).unwrap(), Some(access)))
        .collect();
    for _ in 0..=draw.below(3) {
        events.push((i64::try_from(15 + draw.below(50)).unwrap(), None));
    }
    events.sort_unstable();
    let (mut stays, mut sights, mut order) = (
        vec![
            Stay {
                sent: Moment::ZERO,
                ended: Moment::ZERO,
                hint: 0
            };
            accesses
        ],
        vec![],
        vec![],
    );
    let spoilt = draw.chance(55);
    for (at, access) in events {
        let sent = moment(at - i64::try_from(draw.below(wide)).unwrap());
        let ended = moment(at + i64::try_from(draw.below(wide)).unwrap());
        if let Some(access) = access {
            stays[access] = Stay {
                sent,
                ended,
                hint: if hinted { at } else { 0 },
            };
            order.push(access);
        } else {
            let mut own: Vec<usize> = Vec::new();
            while own.len() < 2 && draw.chance(40) {
                let access = draw.place(accesses);
                if !own.contains(&access) {
                    own.push(access);
                }
            }
            let mut list: Vec<usize> = order
                .iter()
                .rev()
                .filter(|access| !own.contains(access))
                .take(LIMIT)
                .copied()
                .collect();
            if spoilt {
                spoil(draw, &mut list, &own, accesses);
            }
            sights.push(Sight {
                sent,
                ended,
                is_full: list.len() >= LIMIT,
                list,
                own,
            });
        }
    }
    // What a list shows had happened when it was answered.
    for sight in &sights {
        for access in &sight.list {
            stays[*access].ended = stays[*access].ended.min(sight.ended);
        }
    }
    (stays, sights)
}

fn spoil(draw: &mut Draw, list: &mut Vec<usize>, own: &[usize], accesses: usize) {
    match draw.below(5) {
        0 if list.len() > 1 => {
            let at = draw.place(list.len() - 1);
            list.swap(at, at + 1);
        }
        1 if !list.is_empty() => {
            list.remove(draw.place(list.len()));
        }
        2 => {
            let extra = draw.place(accesses);
            if !list.contains(&extra) && !own.contains(&extra) && list.len() < LIMIT {
                list.insert(draw.place(list.len() + 1), extra);
            }
        }
        3 => list.reverse(),
        _ => {}
    }
}

/// Judges one history both ways; whether it can be explained. Nothing where it is no history of single accesses.
pub(crate) fn agree(seed: u64) -> Option<bool> {
    let (stays, sights) = draw(&mut Draw::new(seed));
    if stays.iter().any(|stay| stay.sent > stay.ended) {
        // Shown before it was sent: told by other means.
        return None;
    }
    let fits = naive(&stays, &sights);
    match chain(&stays, &sights) {
        ChainVerdict::Ordered(order) => assert!(
            fits,
            "seed {seed}: {order:?} accepted for {stays:?} {sights:?}"
        ),
        ChainVerdict::Broken(faults) => assert!(
            !fits,
            "seed {seed}: {faults:?} accused {stays:?} {sights:?}"
        ),
        ChainVerdict::Unresolved { .. } => unreachable!(
            "seed {seed}: a history as small as this can be resolved: {stays:?} {sights:?}"
        ),
    }
    Some(fits)
}

/// What two lists put between two others is missed by a list of those, however many looked at the child meanwhile.
#[test]
fn a_list_without_what_lies_between_is_refuted_among_ten_thousand() {
    // All at once, and the lists while they are under way: nothing is certain but what the lists say of three of them.
    let stays: Vec<Stay> = (0..10_000)
        .map(|hint| Stay {
            sent: moment(0),
            ended: moment(1_000),
            hint,
        })
        .collect();
    let showing = |list: &[usize]| Sight {
        sent: moment(500),
        ended: moment(600),
        list: list.to_vec(),
        own: Vec::new(),
        is_full: true,
    };
    let first = [showing(&[1, 0]), showing(&[2, 1])];
    assert!(matches!(chain(&stays, &first), ChainVerdict::Ordered(_)));
    let sights: Vec<Sight> = first.into_iter().chain([showing(&[2, 0])]).collect();
    let hole = Fault::Hole {
        read: 2,
        missing: 1,
        older: 0,
    };
    assert_eq!(chain(&stays, &sights), ChainVerdict::Broken(vec![hole]));
}
