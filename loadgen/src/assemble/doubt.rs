//! What is known of a run whose Spine was lost on the way, what is not, and what to do.

use super::Again;
use crate::executed::{Executed, InDoubt};
use crate::words::{counted, time};
use reports::{Bucket, Doubt};

/// The doubt in which a run ended whose Spine was lost, in words; nothing where the doubt has another reason, which says all there is.
pub(super) fn doubt(executed: &Executed, over_time: &[Bucket], again: &Again) -> Option<Doubt> {
    match executed.doubt.as_ref()? {
        InDoubt::SpineLost(why) => Some(of_lost(why, over_time, again)),
        InDoubt::AnotherClient(_) => None,
    }
}

fn of_lost(why: &str, over_time: &[Bucket], again: &Again) -> Doubt {
    let known = match silence(over_time) {
        Some((from_ms, requests)) => format!(
            "it answered until about {} after the start; of what fell due from then on nothing was answered, {}. What was answered \
             before, and how fast, stands below",
            time(from_ms.saturating_mul(1_000)),
            counted(requests, "request", "requests"),
        ),
        None => "what was answered, and how fast, stands below".to_owned(),
    };
    Doubt {
        reason: why.to_owned(),
        known,
        unknown: "whether the requests without an answer took effect, and what the Spine had recorded and whom it had told. \
                  No rule is called upheld or broken, since each can be the Spine's fault or the fault of whoever ended it"
            .to_owned(),
        next: format!(
            "Find out why the Spine ended, in its own log of that time. If nobody ended it, that is what this run has found. Then start it and \
             run the same again: `{}`.",
            again.run
        ),
    }
}

/// Since when nothing was answered or refused until the end, and how many requests fell due meanwhile.
fn silence(over_time: &[Bucket]) -> Option<(u64, u64)> {
    let is_silent = |bucket: &&Bucket| {
        let outcomes = bucket.outcomes;
        outcomes.answered == 0 && outcomes.refused == 0
    };
    let silent = || over_time.iter().rev().take_while(is_silent);
    let due: u64 = silent().map(|bucket| bucket.outcomes.due()).sum();
    let from = silent().last()?.from_ms;
    (due > 0).then_some((from, due))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reports::Outcomes;

    #[test]
    fn the_silence_at_the_end_is_told_and_a_gap_before_it_is_not() {
        let bucket = |from_ms: u64, answered: u64, unknown: u64| Bucket {
            from_ms,
            to_ms: from_ms + 1_000,
            outcomes: Outcomes {
                answered,
                unknown,
                ..Outcomes::default()
            },
            response: None,
            spread: None,
        };
        let rows = [
            (vec![], None),
            (vec![bucket(0, 5, 0)], None),
            (vec![bucket(0, 5, 0), bucket(1_000, 0, 0)], None),
            (
                vec![
                    bucket(0, 0, 9),
                    bucket(1_000, 5, 1),
                    bucket(2_000, 0, 3),
                    bucket(3_000, 0, 4),
                ],
                Some((2_000, 7)),
            ),
        ];
        for (over_time, expected) in rows {
            assert_eq!(silence(&over_time), expected, "{over_time:?}");
        }
    }
}
