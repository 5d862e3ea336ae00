//! Where a household lives: authority, address, GP practice.
//!
//! Streets have plain names, towns are invented (`services/town.rs`), postcode areas begin with V, which no area in the United
//! Kingdom does (DAT-4).

use super::layout::{Place, Role};
use crate::convert::{to_u64, to_usize};
use crate::draw::{Draw, Field, Seed};
use crate::services::town;
use crate::text::push_number;
use cpis_vocabulary::{Address, BirthPlace, Text};

/// People of whom a previous address is known, in a million. Ours.
const PREVIOUS_ADDRESS: u32 = 200_000;

/// People who were born in the town where they live, in a million. Ours.
const BORN_HERE: u32 = 750_000;

const STREETS: [&str; 32] = [
    "Acorn",
    "Almond",
    "Anvil",
    "Bakehouse",
    "Barley",
    "Beacon",
    "Bluebell",
    "Candle",
    "Chestnut",
    "Cooper",
    "Cricket",
    "Dairy",
    "Elder",
    "Fern",
    "Foundry",
    "Garden",
    "Hazel",
    "Heron",
    "Ivy",
    "Kiln",
    "Larch",
    "Meadow",
    "Mill",
    "Nettle",
    "Orchard",
    "Owl",
    "Pond",
    "Quarry",
    "Rowan",
    "Saddler",
    "Tanner",
    "Willow",
];

const KINDS: [&str; 8] = [
    "Road", "Street", "Lane", "Close", "Avenue", "Way", "Drive", "Court",
];

/// Letters that may follow V in an area, and that may end a postcode.
const AREA: &[u8] = b"ABCDEFGHKLMNOPQRSTUVWXY";
const UNIT: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

/// The place of the responsible authority in the list of authorities.
///
/// Published counts of plans differ tenfold between authorities (F6: Hertfordshire 1,754, an average of 1,470, the smallest below
/// 200): one authority in seventeen counts eight times, one in five three times.
pub(crate) fn authority(seed: Seed, household: u64) -> u64 {
    let turn = seed.draw(household, Field::AUTHORITY).pick(&TURNS);
    turn.copied().map_or(0, u64::from)
}

/// Each authority's place as often as it counts: 9 places eight times, 29 others three times, 115 once.
static TURNS: [u8; 274] = {
    let mut turns = [0; 274];
    let (mut place, mut turn) = (0, 0);
    while turn < turns.len() {
        let end = turn + count(place);
        while turn < end {
            // In place of an index: constants cannot ask `get_mut` for a reference.
            let (_, rest) = turns.split_at_mut(turn);
            if let [first, ..] = rest {
                *first = place;
            }
            turn += 1;
        }
        place += 1;
    }
    turns
};

const fn count(place: u8) -> usize {
    match (place % 17, place % 5) {
        (0, _) => 8,
        (_, 0) => 3,
        _ => 1,
    }
}

/// Another authority than the given one.
pub(crate) const fn other_authority(draw: Draw, than: u64) -> u64 {
    (than + 1 + draw.below(town::COUNT - 1)) % town::COUNT
}

/// The home address of a household.
pub(crate) fn address(seed: Seed, household: u64) -> Address {
    written(
        authority(seed, household),
        seed.draw(household, Field::HOUSE),
        seed.draw(household, Field::STREET),
        seed.draw(household, Field::POSTCODE),
    )
}

/// Where somebody was born: three in four in the town where they live. The children of a household were born in one town. Ours.
pub(crate) fn birth_place(seed: Seed, place: &Place) -> BirthPlace {
    let whose = match place.role {
        Role::Child { .. } => place.household,
        Role::Mother { .. } | Role::Single => place.index,
    };
    let draw = seed.draw(whose, Field::BIRTH_PLACE);
    // A mother has the index of her household: hers is another draw than her children's.
    let draw = match place.role {
        Role::Child { .. } => draw.again(),
        Role::Mother { .. } | Role::Single => draw,
    };
    let here = authority(seed, place.household);
    let town = if draw.happens(BORN_HERE) {
        here
    } else {
        other_authority(draw.again(), here)
    };
    BirthPlace {
        city: town::name(town),
        district: None,
        country: "GBR".into(),
    }
}

/// An earlier address, if one is known.
pub(crate) fn previous_address(seed: Seed, place: &Place) -> Option<Address> {
    let draw = seed.draw(place.index, Field::PREVIOUS_ADDRESS);
    draw.happens(PREVIOUS_ADDRESS).then(|| {
        let (house, street) = (draw.again(), draw.again().again());
        written(
            house.below(town::COUNT),
            house.again(),
            street.again(),
            street,
        )
    })
}

fn written(authority: u64, house: Draw, street: Draw, postcode: Draw) -> Address {
    let name = street.pick(&STREETS).copied().unwrap_or_default();
    let kind = street.again().pick(&KINDS).copied().unwrap_or_default();
    let mut line = String::with_capacity(24);
    push_number(&mut line, house.between(1, 180), 1);
    for word in [name, kind] {
        line.push(' ');
        line.push_str(word);
    }
    let lines = vec![line.into(), town::name(authority)];
    Address::new(lines, postcode_of(authority, postcode))
}

/// A postcode of an authority: its area and one of its thirteen districts, then chance.
fn postcode_of(authority: u64, draw: Draw) -> Text {
    let letter =
        |from: &[u8], place: u64| char::from(from.get(to_usize(place)).copied().unwrap_or(b'A'));
    let (areas, units) = (to_u64(AREA.len()), to_u64(UNIT.len()));
    let next = draw.again();
    let last = next.again();
    let mut code = String::with_capacity(8);
    code.push('V');
    code.push(letter(AREA, authority % areas));
    push_number(&mut code, 1 + authority / areas * 13 + draw.below(13), 1);
    code.push(' ');
    push_number(&mut code, next.below(10), 1);
    code.push(letter(UNIT, last.below(units)));
    code.push(letter(UNIT, last.again().below(units)));
    code.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_drawn_by_their_weights() {
        let mut drawn = vec![0; 153];
        for household in 0..100_000 {
            drawn[crate::convert::to_usize(authority(Seed(3), household))] += 1;
        }
        assert!(drawn.iter().all(|count| *count > 200), "{drawn:?}");
        let most = drawn.iter().max().unwrap();
        assert!(
            (2_500..3_400).contains(most),
            "the fullest has {most} of 100,000"
        );
    }

    #[test]
    fn a_postcode_tells_its_authority() {
        let mut seen = std::collections::HashMap::new();
        for household in 0..20_000 {
            let code = address(Seed(3), household).postcode;
            let (outward, inward) = code.split_once(' ').unwrap();
            assert_eq!(inward.len(), 3, "{code}");
            let of = authority(Seed(3), household);
            assert_eq!(*seen.entry(outward.to_owned()).or_insert(of), of, "{code}");
        }
    }
}
