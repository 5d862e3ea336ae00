//! Invented towns, one per authority: two parts that no gazetteer puts together. DAT-4.

use crate::convert::to_usize;
use cpis_vocabulary::Text;
use std::sync::LazyLock;

/// How many towns there are: as many as authorities. F6: 153 in England.
pub(crate) const COUNT: u64 = 153;

const FIRST: [&str; 17] = [
    "Umber", "Quill", "Zephyr", "Wimble", "Marrow", "Ossen", "Velvet", "Grumble", "Pepper",
    "Saffron", "Tinder", "Lantern", "Copper", "Juniper", "Bramble", "Cinder", "Mallow",
];

const SECOND: [&str; 9] = [
    "haven", "moot", "garth", "mere", "stow", "fold", "minster", "wharf", "combe",
];

static NAMES: LazyLock<Vec<Text>> = LazyLock::new(|| {
    SECOND
        .iter()
        .flat_map(|second| {
            FIRST
                .iter()
                .map(move |first| format!("{first}{second}").into())
        })
        .collect()
});

/// The name of a town; places count round.
pub(crate) fn name(place: u64) -> Text {
    NAMES
        .get(to_usize(place % COUNT))
        .cloned()
        .unwrap_or_else(|| Text::from("Umberhaven"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_towns_as_authorities_and_none_twice() {
        let mut names: Vec<Text> = (0..COUNT).map(name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 153);
    }
}
