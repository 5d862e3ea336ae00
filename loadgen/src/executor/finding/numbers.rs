//! Numbers that nobody can have, and numbers that nobody has. SRC-1.

use super::asked::die;
use crate::cast::Place;
use crate::executor::ask::{self, Ask};
use crate::executor::run::{Context, Run};
use crate::executor::send::Done;
use crate::history::{Flaw, Kind};
use cpis_vocabulary::NhsNumber;

impl Run {
    /// Reads a number that is none.
    pub(super) async fn find_by_wrong_number(
        &self,
        place: &Place,
        child: NhsNumber,
        bits: u64,
        context: &Context,
    ) -> Option<Done> {
        let path = ask::patient(child).replace(&child.to_string(), &wrong(child, bits));
        let mut ask = Ask::get(Kind::ReadPatient, path, context.clone());
        ask.flaws = vec![Flaw::BadNumber];
        self.as_user(ask, place).await
    }

    /// Reads a number that nobody has.
    pub(super) async fn find_by_unknown_number(
        &self,
        place: &Place,
        bits: u64,
        context: &Context,
    ) -> Option<Done> {
        let number = self.cast.children.unknown_number(bits)?;
        self.find_by_number(place, number, context).await
    }
}

/// A number with another check digit, with a digit too few or too many, with a letter, or as people write it.
fn wrong(number: NhsNumber, bits: u64) -> String {
    let text = number.to_string();
    let (stem, check) = text.split_at(text.len() - 1);
    match die(bits, 0, 5) {
        0 => {
            let check: u64 = check.parse().unwrap_or(0);
            format!("{stem}{}", (check + 1 + die(bits, 1, 9)) % 10)
        }
        1 => stem.to_owned(),
        2 => format!("{text}0"),
        3 => format!("{stem}O"),
        _ => format!(
            "{}%20{}",
            stem.get(..3).unwrap_or(stem),
            text.get(3..).unwrap_or("")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_number_is_none() {
        let number = NhsNumber::from_stem(999_000_001).unwrap();
        for turn in 0..500_u64 {
            let bits = turn.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let wrong = wrong(number, bits);
            assert!(NhsNumber::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
