//! Birthdays of people with one family name: how many a search over some days finds.

use crate::fold::{fold, fold_all};
use crate::schedule::{Stream, below, draw};
use chrono::NaiveDate;
use cpis_population::Population;
use std::collections::HashMap;

/// The birthdays of some frequent families, each in rising order.
#[derive(Debug, Default)]
pub struct Namesakes {
    families: Vec<(String, Vec<NaiveDate>)>,
}

/// A family name and the days between which so many of its bearers were born.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// The family name.
    pub family: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// How many families are looked at.
const FAMILIES: u64 = 12;
/// From how many patients they are drawn.
const DRAWN: u64 = 400;

impl Namesakes {
    /// The most frequent families among some patients, and everybody who bears their names.
    pub fn of(population: &Population, seed: u64) -> Self {
        let mut drawn: HashMap<String, (u32, String)> = HashMap::new();
        for turn in 0..DRAWN {
            let bits = draw(seed, Stream::Search, turn);
            let family = population.family_name(below(bits, population.len()));
            let family = family.to_string();
            drawn.entry(fold(&family)).or_insert((0, family)).0 += 1;
        }
        let mut frequent: Vec<_> = drawn.into_iter().collect();
        frequent.sort_by(|(one, (less, _)), (other, (more, _))| {
            more.cmp(less).then_with(|| one.cmp(other))
        });
        frequent.truncate(usize::try_from(FAMILIES).unwrap_or(1));
        let mut bearers: HashMap<String, (String, Vec<NaiveDate>)> = frequent
            .into_iter()
            .map(|(folded, (_, family))| (folded, (family, Vec::new())))
            .collect();
        for index in 0..population.len() {
            let Some(findable) = population.findable(index) else {
                continue;
            };
            let family = fold_all(findable.family.chars());
            if let Some((_, days)) = bearers.get_mut(&family) {
                days.push(findable.birth_date);
            }
        }
        let mut families: Vec<_> = bearers.into_values().collect();
        families.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (_, days) in &mut families {
            days.sort_unstable();
        }
        Self { families }
    }

    /// A family and days between which exactly so many of it were born; none where there is no such.
    pub fn stretch(&self, count: usize, bits: u64) -> Option<Stretch> {
        let all = u64::try_from(self.families.len()).ok()?;
        (0..all).find_map(|turn| {
            let place = (below(bits, all) + turn) % all;
            let (family, days) = self.families.get(usize::try_from(place).ok()?)?;
            let starts = u64::try_from(days.len().checked_sub(count)?).ok()? + 1;
            let begin = below(bits.rotate_left(24), starts);
            (0..starts.min(200)).find_map(|next| {
                let first = usize::try_from((begin + next) % starts).ok()?;
                stretch(days, first, count).map(|(from, to)| Stretch {
                    family: family.clone(),
                    from,
                    to,
                })
            })
        })
    }
}

/// The days of `count` birthdays from the `first` on, if nobody else was born on them.
fn stretch(days: &[NaiveDate], first: usize, count: usize) -> Option<(NaiveDate, NaiveDate)> {
    let inside = days.get(first..first.checked_add(count)?)?;
    let (from, to) = (*inside.first()?, *inside.last()?);
    let before = first.checked_sub(1).and_then(|place| days.get(place));
    let after = days.get(first + count);
    (before != Some(&from) && after != Some(&to)).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cpis_population::Settings;

    #[test]
    fn a_stretch_holds_exactly_so_many() {
        let population = Population::new(Settings {
            patients: 40_000,
            ..Settings::default()
        });
        let population = population.unwrap();
        let namesakes = Namesakes::of(&population, 7);
        for (count, bits) in [(50, 1), (51, 2), (1, u64::MAX), (13, 99)] {
            let found = namesakes.stretch(count, bits).unwrap();
            let bears = |index: &u64| {
                population.findable(*index).is_some_and(|one| {
                    fold(&one.family.to_string()) == fold(&found.family)
                        && (found.from..=found.to).contains(&one.birth_date)
                })
            };
            assert_eq!((0..population.len()).filter(bears).count(), count);
        }
        assert_eq!(namesakes.stretch(1_000_000, 3), None);
    }
}
