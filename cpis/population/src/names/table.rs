//! A weighted table of names, and the draw from it.

use crate::convert::{product_high, to_u32};

/// Names with their weights, summed up so that a draw finds its name by halving.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    names: Vec<&'static str>,
    /// The sum of the weights up to and including each name.
    sums: Vec<u32>,
}

impl Table {
    /// Adds the names of one line, `weight name name …`; returns nothing for a line in another form.
    pub(crate) fn add_line(&mut self, line: &'static str) -> Option<()> {
        let (weight, names) = line.split_once(' ')?;
        let weight: u32 = weight.parse().ok()?;
        for name in names.split_whitespace() {
            let sum = to_u32(self.total()) + weight;
            self.names.push(name);
            self.sums.push(sum);
        }
        Some(())
    }

    /// Adds every name of another table.
    pub(crate) fn add_table(&mut self, other: &Self) {
        let total = to_u32(self.total());
        self.names.extend_from_slice(&other.names);
        self.sums.extend(other.sums.iter().map(|sum| total + sum));
    }

    /// The sum of all weights.
    pub(crate) fn total(&self) -> u64 {
        self.sums.last().copied().map_or(0, u64::from)
    }

    /// The name at a place of the whole, 0 being the first and 2⁶⁴ one past the last.
    pub(crate) fn at(&self, place: u64) -> &'static str {
        let place = to_u32(product_high(place, self.total()));
        let name = self.sums.partition_point(|sum| *sum <= place);
        self.names.get(name).copied().unwrap_or("Unknown")
    }

    /// Every name.
    pub(crate) fn names(&self) -> &[&'static str] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_shares() {
        let mut table = Table::default();
        table.add_line("3 Ash Birch").unwrap();
        table.add_line("2 Cedar").unwrap();
        let eighth = u64::MAX / 8;
        let rows = [
            (0, "Ash"),
            (3 * eighth - 9, "Ash"),
            (3 * eighth + 9, "Birch"),
            (6 * eighth + 9, "Cedar"),
            (u64::MAX, "Cedar"),
        ];
        for (place, name) in rows {
            assert_eq!(table.at(place), name, "place {place}");
        }
    }

    #[test]
    fn a_line_without_weight_is_no_line() {
        assert_eq!(Table::default().add_line("Ash Birch"), None);
    }
}
