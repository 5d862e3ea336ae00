//! Numbers, days and instants as text, without the formatting machinery: it costs more than the rest of a body.

use chrono::{Datelike, NaiveDate};
use cpis_vocabulary::Timestamp;

/// Appends `number` in decimal digits.
pub(crate) fn decimal(out: &mut Vec<u8>, number: u64) {
    let mut width = 1;
    let mut rest = number / 10;
    while rest > 0 {
        width += 1;
        rest /= 10;
    }
    padded(out, number, width);
}

/// Appends the last `width` decimal digits of `number`, with leading zeros.
pub(crate) fn padded(out: &mut Vec<u8>, number: u64, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    let mut rest = number;
    for place in out.iter_mut().skip(start).rev() {
        *place = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
}

/// Appends sixteen hexadecimal digits.
pub(crate) fn hexadecimal(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0; 16];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = nibble(rest.to_le_bytes()[0] & 0xf);
        rest >>= 4;
    }
    out.extend_from_slice(&digits);
}

/// Appends two hexadecimal digits.
pub(crate) fn hexadecimal_byte(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(&[nibble(byte >> 4), nibble(byte & 0xf)]);
}

fn nibble(digit: u8) -> u8 {
    if digit < 10 {
        b'0' + digit
    } else {
        b'a' + digit - 10
    }
}

/// Appends a civil day, `2026-03-02`.
pub(crate) fn day(out: &mut Vec<u8>, day: NaiveDate) {
    date(
        out,
        i64::from(day.year()),
        u64::from(day.month()),
        u64::from(day.day()),
    );
}

fn date(out: &mut Vec<u8>, year: i64, month: u64, day: u64) {
    padded(out, year.unsigned_abs(), 4);
    out.push(b'-');
    padded(out, month, 2);
    out.push(b'-');
    padded(out, day, 2);
}

/// Appends an instant, `2026-03-02T09:00:00.000Z`: always 24 bytes, the years being 1900 to 2200.
pub(crate) fn instant(out: &mut Vec<u8>, at: Timestamp) {
    out.extend_from_slice(&at.text());
}

/// Reads a civil day, `2026-03-02` and no other form: chrono alone takes `2026-3-2` and `+2026-03-02` too.
pub(crate) fn read_day(text: &str) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4])?;
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        number(&[m1, m2])?,
        number(&[d1, d2])?,
    )
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(fill: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        fill(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_keep_their_digits() {
        for number in [0, 9, 10, 99, 100, 12_345, u64::MAX] {
            assert_eq!(text(|out| decimal(out, number)), number.to_string());
            assert_eq!(
                text(|out| hexadecimal(out, number)),
                format!("{number:016x}")
            );
        }
        assert_eq!(text(|out| padded(out, 42, 5)), "00042");
    }

    proptest! {
        #[test]
        fn instants_and_days_read_as_chrono_writes_them(
            millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis()
        ) {
            let at = Timestamp::from_millis(millis);
            prop_assert_eq!(text(|out| instant(out, at)), at.to_string());
            let civil_day = at.to_utc().date_naive();
            let written = text(|out| day(out, civil_day));
            prop_assert_eq!(read_day(&written), Some(civil_day));
            prop_assert_eq!(written, civil_day.to_string());
        }
    }
}
