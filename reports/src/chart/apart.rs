//! Dots that would hide each other, set apart.

/// How wide a dot is with the air around it.
const DOT: f64 = 10.0;
/// So many dots stand beside each other across the axis; more of them lie over each other.
const STACKED_MAX: usize = 5;

/// Where dots lie along the axis and how far from it across, so that none hides another while there is room.
pub(super) fn apart(places: &[f64]) -> Vec<(f64, f64)> {
    let mut order: Vec<(usize, f64)> = places.iter().copied().enumerate().collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    // The rows are 0, +1, -1, +2, -2: each remembers where its last dot lies.
    let mut last = [f64::NEG_INFINITY; STACKED_MAX];
    let mut apart = vec![(0.0, 0.0); places.len()];
    for (i, at) in order {
        let row = last.iter().position(|before| at - before >= DOT);
        let row = row.unwrap_or(0);
        if let Some(before) = last.get_mut(row) {
            *before = at;
        }
        if let Some(place) = apart.get_mut(i) {
            *place = (at, OFF.get(row).copied().unwrap_or_default());
        }
    }
    apart
}

/// How far the rows of stacked dots lie from the middle.
const OFF: [f64; STACKED_MAX] = [0.0, DOT, -DOT, 2.0 * DOT, -2.0 * DOT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_measured_the_same_stand_beside_each_other() {
        let rows: [(&[f64], &[f64]); 4] = [
            (&[], &[]),
            (&[50.0, 90.0], &[0.0, 0.0]),
            (&[50.0, 50.0, 50.0], &[0.0, 10.0, -10.0]),
            (&[60.0, 50.0, 55.0], &[0.0, 0.0, 10.0]),
        ];
        for (places, across) in rows {
            let found: Vec<f64> = apart(places).iter().map(|(_, off)| *off).collect();
            assert_eq!(found, across, "{places:?}");
        }
    }
}
