use super::checker_random::Draw;
use loadgen::checker::{Contradiction, Span, contradictions};

const WINDOW: i64 = 5;

/// Whether any choice of instants obeys the rule, by trying them all.
fn naive(notified: &[Span], suppressed: &[Span]) -> bool {
    fn choose(notified: &[Span], suppressed: &[Span], chosen: &mut Vec<i64>) -> bool {
        let Some((span, rest)) = notified.split_first() else {
            return suppressed.iter().all(|s| {
                (s.from..=s.to).any(|t| chosen.iter().any(|n| *n <= t && t < n + WINDOW))
            });
        };
        (span.from..=span.to).any(|t| {
            if chosen.iter().any(|n| (n - t).abs() < WINDOW) {
                return false;
            }
            chosen.push(t);
            let fits = choose(rest, suppressed, chosen);
            chosen.pop();
            fits
        })
    }
    choose(notified, suppressed, &mut Vec::new())
}

/// Accesses decided by the rule, seen through intervals; now and then one decision is turned round or moved.
fn draw(draw: &mut Draw) -> (Vec<Span>, Vec<Span>) {
    let mut instants: Vec<i64> = (0..2 + draw.below(6))
        .map(|_| i64::try_from(draw.below(24)).unwrap())
        .collect();
    instants.sort_unstable();
    let mut last = None;
    let (mut notified, mut suppressed) = (Vec::new(), Vec::new());
    let spoilt = draw.chance(55);
    for t in instants {
        let mut is_notified = last.is_none_or(|last| t >= last + WINDOW);
        if is_notified {
            last = Some(t);
        }
        if spoilt && draw.chance(25) {
            is_notified = !is_notified;
        }
        let span = Span {
            from: t - i64::try_from(draw.below(3)).unwrap(),
            to: t + i64::try_from(draw.below(3)).unwrap(),
        };
        if is_notified {
            notified.push(span);
        } else {
            suppressed.push(span);
        }
    }
    (notified, suppressed)
}

/// Judges one history both ways; whether it can be explained.
pub(crate) fn agree(seed: u64) -> bool {
    let (notified, suppressed) = draw(&mut Draw::new(seed));
    let found = contradictions(&notified, &suppressed, WINDOW);
    let fits = naive(&notified, &suppressed);
    assert_eq!(
        found.is_empty(),
        fits,
        "seed {seed}: {notified:?} {suppressed:?} found {found:?}"
    );
    fits
}

#[test]
fn a_squeeze_is_met_among_drawn_histories() {
    let squeezed = (0..1_000).any(|seed| {
        let (notified, suppressed) = draw(&mut Draw::new(seed));
        let found = contradictions(&notified, &suppressed, WINDOW);
        let is_squeeze = |one: &Contradiction| matches!(one, Contradiction::Squeeze { .. });
        found.iter().any(is_squeeze)
    });
    assert!(squeezed);
}

#[test]
fn a_pair_that_is_named_is_wrong_by_itself() {
    for seed in 0..30_000 {
        let (notified, suppressed) = draw(&mut Draw::new(seed));
        for found in contradictions(&notified, &suppressed, WINDOW) {
            let (n, s): (Vec<Span>, Vec<Span>) = match &found {
                Contradiction::TwoNotified { earlier, later } => {
                    (vec![notified[*earlier], notified[*later]], vec![])
                }
                Contradiction::NoneNotified {
                    suppressed: s,
                    before,
                    after,
                } => (
                    before
                        .iter()
                        .chain(after)
                        .map(|place| notified[*place])
                        .collect(),
                    vec![suppressed[*s]],
                ),
                Contradiction::Squeeze {
                    notified: n,
                    suppressed: s,
                } => (
                    n.iter().map(|place| notified[*place]).collect(),
                    s.iter().map(|place| suppressed[*place]).collect(),
                ),
            };
            assert!(
                !naive(&n, &s),
                "seed {seed}: {found:?} of {notified:?} {suppressed:?}"
            );
        }
    }
}

#[test]
fn a_window_closes_exactly_when_it_has_elapsed() {
    let at = |t| Span { from: t, to: t };
    let rows: [(&str, &[i64], &[i64], bool); 7] = [
        ("the same instant", &[0, 0], &[], false),
        ("one before the end", &[0, 4], &[], false),
        ("exactly at the end", &[0, 5], &[], true),
        ("suppressed one before the end", &[0], &[4], true),
        ("suppressed exactly at the end", &[0], &[5], false),
        (
            "anchored at the notified, not at the last",
            &[0, 5],
            &[4],
            true,
        ),
        ("suppressed with no notification at all", &[], &[3], false),
    ];
    for (name, notified, suppressed, fits) in rows {
        let notified: Vec<Span> = notified.iter().copied().map(at).collect();
        let suppressed: Vec<Span> = suppressed.iter().copied().map(at).collect();
        let found = contradictions(&notified, &suppressed, WINDOW);
        assert_eq!(found.is_empty(), fits, "{name}: {found:?}");
    }
}
