//! The local authorities: 153, as in England (F6), every one fictional. DAT-4.

use super::town;
use crate::convert::{to_u64, to_usize};
use cpis_vocabulary::{LocalAuthority, Text};
use std::sync::Arc;

/// Beginnings of the numbers that Ofcom reserves for drama; three digits follow.
const DRAMA: [&str; 10] = [
    "01134960", "01144960", "01154960", "01164960", "01174960", "01184960", "01214960", "01414960",
    "01514960", "01614960",
];

/// Every authority, `ZZ001` to `ZZ153`. One in seven gave no office number.
pub(crate) fn all() -> Vec<Arc<LocalAuthority>> {
    (0..town::COUNT)
        .map(|place| {
            Arc::new(LocalAuthority {
                code: format!("ZZ{:03}", place + 1).as_str().into(),
                name: format!("{} Council (fictional)", town::name(place)).into(),
                emergency_phone: phone(place, 0),
                office_phone: (place % 7 != 3).then(|| phone(place, 500)),
            })
        })
        .collect()
}

fn phone(place: u64, offset: u64) -> Text {
    let count = to_u64(DRAMA.len());
    let area = DRAMA
        .get(to_usize(place % count))
        .copied()
        .unwrap_or("01134960");
    format!("{area}{:03}", offset + place / count).into()
}
