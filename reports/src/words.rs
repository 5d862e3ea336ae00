//! Figures as people read them.

use crate::convert::{real, whole};

/// What stands where there is nothing to say.
pub(crate) const NOTHING: &str = "–";

/// A count with its thousands set apart, `12,345`.
pub(crate) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun, `1 rule`, `2 rules`.
pub(crate) fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// A measured time in microseconds to three significant digits, `1.23 ms`; above a minute to the second.
pub(crate) fn duration(us: u64) -> String {
    let value = real(us);
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..9_995 => format!("{:.2} ms", value / 1e3),
        9_995..99_950 => format!("{:.1} ms", value / 1e3),
        99_950..999_500 => format!("{:.0} ms", value / 1e3),
        999_500..9_995_000 => format!("{:.2} s", value / 1e6),
        9_995_000..59_950_000 => format!("{:.1} s", value / 1e6),
        _ => length(us.saturating_add(500_000) / 1_000_000 * 1_000_000),
    }
}

/// A length of time in microseconds, exactly, `23 h 59 min 59.999 s`. Days are counted from the third on: rules speak of 24 hours,
/// and two windows of them are read side by side.
pub(crate) fn length(us: u64) -> String {
    const UNITS: [(u64, &str); 3] = [
        (86_400_000_000, "d"),
        (3_600_000_000, "h"),
        (60_000_000, "min"),
    ];
    let mut rest = us;
    let mut parts = Vec::new();
    for (unit, name) in UNITS {
        let still_hours = name == "d" && rest < 3 * unit;
        if rest >= unit && !still_hours {
            parts.push(format!("{} {name}", rest / unit));
            rest %= unit;
        }
    }
    if rest > 0 || parts.is_empty() {
        parts.push(match rest {
            0 => "0 s".to_owned(),
            1..1_000 if parts.is_empty() => format!("{rest} µs"),
            1_000..1_000_000 if parts.is_empty() => decimal(rest, 3, "ms"),
            _ => decimal(rest, 6, "s"),
        });
    }
    parts.join(" ")
}

/// `value` over ten to the power of `places`, without trailing zeros.
fn decimal(value: u64, places: u32, unit: &str) -> String {
    let whole = 10_u64.pow(places);
    let width = usize::try_from(places).unwrap_or_default();
    let text = format!("{}.{:0width$}", value / whole, value % whole);
    format!(
        "{} {unit}",
        text.trim_end_matches('0').trim_end_matches('.')
    )
}

/// A place on a time line, in microseconds from its origin, `+24 h`.
pub(crate) fn offset(us: i64) -> String {
    match us {
        0 => "0".to_owned(),
        1.. => format!("+{}", length(us.unsigned_abs())),
        _ => format!("−{}", length(us.unsigned_abs())),
    }
}

/// A share in percent; [`NOTHING`] of nothing. What is less than all never reads `100 %`, what is more than nothing never `0 %`.
pub(crate) fn share(part: u64, of: u64) -> String {
    if of == 0 {
        return NOTHING.to_owned();
    }
    let percent = 100.0 * real(part) / real(of);
    match (part, percent) {
        (0, _) => "0 %".to_owned(),
        _ if part < of && percent > 99.99 => "over 99.99 %".to_owned(),
        (_, p) if p < 0.01 => "under 0.01 %".to_owned(),
        (_, p) if p < 10.0 || (p > 90.0 && part != of) => format!("{p:.2} %"),
        (_, p) => format!("{p:.0} %"),
    }
}

/// A reason as a sentence: with a capital letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}

/// A percentage that was measured; [`NOTHING`] if it is none.
pub(crate) fn percent(value: Option<f64>) -> String {
    match value {
        Some(value) if value.is_finite() => format!("{value:.2} %"),
        Some(_) | None => NOTHING.to_owned(),
    }
}

/// A rate to one decimal, from a thousand on to the whole.
pub(crate) fn rate(value: f64) -> String {
    if value < 999.95 {
        format!("{value:.1}")
    } else {
        count(whole(value).unsigned_abs())
    }
}

/// Main memory, `16.0 GiB`; [`NOTHING`] if the system does not tell.
pub(crate) fn memory(bytes: u64) -> String {
    match bytes {
        0 => NOTHING.to_owned(),
        1..1_073_741_824 => format!("{:.0} MiB", real(bytes) / 1_048_576.0),
        _ => format!("{:.1} GiB", real(bytes) / 1_073_741_824.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_times_have_three_significant_digits() {
        let rows = [
            (0, "0 µs"),
            (999, "999 µs"),
            (1_000, "1.00 ms"),
            (9_994, "9.99 ms"),
            (9_995, "10.0 ms"),
            (99_949, "99.9 ms"),
            (99_950, "100 ms"),
            (999_499, "999 ms"),
            (999_500, "1.00 s"),
            (12_345_678, "12.3 s"),
            (59_950_000, "1 min"),
            (61_400_000, "1 min 1 s"),
            (u64::MAX, "213503982 d 8 h 1 min 49 s"),
        ];
        for (us, text) in rows {
            assert_eq!(duration(us), text, "{us} µs");
        }
    }

    #[test]
    fn lengths_are_exact() {
        let rows = [
            (0, "0 s"),
            (7, "7 µs"),
            (1_500, "1.5 ms"),
            (500_000, "500 ms"),
            (1_000_001, "1.000001 s"),
            (86_399_999_000, "23 h 59 min 59.999 s"),
            (86_400_000_000, "24 h"),
            (90_000_000_000, "25 h"),
            (171_000_000_000, "47 h 30 min"),
            (172_800_000_000, "48 h"),
            (259_200_000_000, "3 d"),
            (60_000_001, "1 min 0.000001 s"),
        ];
        for (us, text) in rows {
            assert_eq!(length(us), text, "{us} µs");
        }
    }

    #[test]
    fn places_before_the_origin_have_a_minus() {
        let rows = [
            (0, "0"),
            (86_400_000_000, "+24 h"),
            (-2_000, "−2 ms"),
            (i64::MIN, "−106751991 d 4 h 54.775808 s"),
        ];
        for (us, text) in rows {
            assert_eq!(offset(us), text, "{us} µs");
        }
    }

    #[test]
    fn shares_never_round_to_all_or_nothing() {
        let rows = [
            ((0, 0), "–"),
            ((0, 10), "0 %"),
            ((10, 10), "100 %"),
            ((999_999, 1_000_000), "over 99.99 %"),
            ((1, 1_000_000), "under 0.01 %"),
            ((1, 30), "3.33 %"),
            ((193, 200), "96.50 %"),
            ((1, 2), "50 %"),
        ];
        for ((part, of), text) in rows {
            assert_eq!(share(part, of), text, "{part} of {of}");
        }
    }

    #[test]
    fn a_percentage_that_is_no_number_is_not_shown() {
        let rows = [
            (None, "–"),
            (Some(f64::NAN), "–"),
            (Some(f64::INFINITY), "–"),
            (Some(99.98), "99.98 %"),
        ];
        for (value, text) in rows {
            assert_eq!(percent(value), text);
        }
    }

    #[test]
    fn reasons_become_sentences() {
        let rows = [
            ("a limit is passed", "A limit is passed."),
            ("Done.", "Done."),
            ("ßa", "SSa."),
            ("", "."),
        ];
        for (text, expected) in rows {
            assert_eq!(sentence(text), expected);
        }
    }

    #[test]
    fn counts_set_their_thousands_apart() {
        let rows = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ];
        for (value, text) in rows {
            assert_eq!(count(value), text);
        }
    }
}
