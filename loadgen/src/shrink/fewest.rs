//! What can be left out of a list: in halves first, then in ever smaller parts, at last one by one.

/// The members that are left when leaving out any one more no longer suffices; all of them where not even they do.
///
/// It is asked again after every part that went, so it need not be that more suffices where less did.
///
/// # Errors
/// When it cannot be told whether a part suffices.
pub(super) fn fewest<T: Clone, E>(
    all: Vec<T>,
    mut suffices: impl FnMut(&[T]) -> Result<bool, E>,
) -> Result<Vec<T>, E> {
    let mut kept = all;
    let mut size = kept.len().div_ceil(2);
    while size > 0 && kept.len() > 1 {
        let before = kept.len();
        kept = without_parts(kept, size, &mut suffices)?;
        let is_over = size == 1 && kept.len() == before;
        size = match size {
            _ if is_over => 0,
            // Of what is left after single ones went, others may go now.
            1 => 1,
            // A part of the same size is no longer half of what is left.
            _ => size.min(kept.len()).div_ceil(2),
        };
    }
    Ok(kept)
}

/// Leaves out parts of a size, the last ones first: what came early explains what came late.
fn without_parts<T: Clone, E>(
    mut kept: Vec<T>,
    size: usize,
    suffices: &mut impl FnMut(&[T]) -> Result<bool, E>,
) -> Result<Vec<T>, E> {
    let mut end = kept.len();
    while end > 0 {
        let from = end.saturating_sub(size);
        let (before, after) = (kept.iter().take(from), kept.iter().skip(end));
        let rest: Vec<T> = before.chain(after).cloned().collect();
        if !rest.is_empty() && suffices(&rest)? {
            kept = rest;
        }
        end = from;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;
    use proptest::prelude::*;

    fn found(all: u64, suffices: impl Fn(&[u64]) -> bool) -> (Vec<u64>, u64) {
        let mut asked = 0;
        let found = fewest((0..all).collect(), |some: &[u64]| {
            asked += 1;
            Ok::<_, Infallible>(suffices(some))
        });
        (found.unwrap_or_default(), asked)
    }

    #[test]
    fn two_of_many_are_found_by_few_questions() {
        let needs = |some: &[u64]| some.contains(&17) && some.contains(&900);
        let (kept, asked) = found(1_000, needs);
        assert_eq!(kept, [17, 900]);
        assert!(asked < 80, "{asked}");
    }

    #[test]
    fn the_early_ones_are_kept_where_any_would_do() {
        let (kept, _) = found(100, |some| some.len() >= 3);
        assert_eq!(kept, [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn nothing_more_can_be_left_out(all in 1_u64..60, needed in prop::collection::btree_set(0_u64..60, 0..6)) {
            // Either all that are needed, or any seven: more is not always what less was.
            let suffices = |some: &[u64]| {
                let has_all = needed.iter().all(|one| *one >= all || some.contains(one));
                has_all || some.len() == 7
            };
            let (kept, _) = found(all, suffices);
            prop_assert!(suffices(&kept));
            for left_out in &kept {
                let rest: Vec<u64> = kept.iter().copied().filter(|one| one != left_out).collect();
                prop_assert!(rest.is_empty() || !suffices(&rest), "{kept:?} without {left_out}");
            }
        }
    }
}
