//! Figures as people read them in a terminal.

/// A count with its thousands set apart, `12,345`.
pub(crate) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
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

/// A measured time in microseconds to three digits, `1.23 ms`.
pub(crate) fn time(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..1_000_000 => three_digits(us, 1_000, "ms"),
        _ => three_digits(us, 1_000_000, "s"),
    }
}

fn three_digits(value: u64, unit: u64, name: &str) -> String {
    let whole = value / unit;
    let places = match whole {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    let scale = 10_u64.pow(places);
    // Rounded in integers; what rounds up to one more digit shows that digit.
    let rounded = (value * scale + unit / 2) / unit;
    if places == 0 {
        return format!("{rounded} {name}");
    }
    let width = usize::try_from(places).unwrap_or_default();
    format!("{}.{:0width$} {name}", rounded / scale, rounded % scale)
}

/// A share as a percentage to the hundredth; never `0 %` of something, never `100 %` of less than all.
pub(crate) fn share(part: u64, of: u64) -> String {
    if of == 0 {
        return "–".to_owned();
    }
    let rounded = (u128::from(part) * 10_000 + u128::from(of) / 2) / u128::from(of);
    let hundredths = if part < of {
        rounded.min(9_999)
    } else {
        rounded
    };
    if part > 0 && hundredths == 0 {
        return "under 0.01 %".to_owned();
    }
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => format!("{whole} %"),
        (whole, rest) => format!("{whole}.{rest:02} %"),
    }
}

/// Texts as people list them: `A`, `A and B`, `A, B and C`.
pub(crate) fn listed(texts: &[String]) -> String {
    match texts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

/// An argument as a shell reads it back.
pub(crate) fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let rows = [
            (0, "0 µs"),
            (999, "999 µs"),
            (1_000, "1.00 ms"),
            (1_234, "1.23 ms"),
            (41_250, "41.3 ms"),
            (612_400, "612 ms"),
            (2_500_000, "2.50 s"),
            (130_000_000, "130 s"),
        ];
        for (us, text) in rows {
            assert_eq!(time(us), text, "{us} µs");
        }
    }

    #[test]
    fn shares_never_round_to_all_or_nothing() {
        let rows = [
            ((0, 0), "–"),
            ((0, 9), "0 %"),
            ((1, 100_000), "under 0.01 %"),
            ((1, 30), "3.33 %"),
            ((2, 3), "66.67 %"),
            ((99_999, 100_000), "99.99 %"),
            ((7, 7), "100 %"),
        ];
        for ((part, of), text) in rows {
            assert_eq!(share(part, of), text, "{part} of {of}");
        }
    }

    #[test]
    fn lists_and_arguments_read_as_people_and_shells_read_them() {
        let texts = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(listed(&texts), "A, B and C");
        assert_eq!(listed(&texts[..2]), "A and B");
        assert_eq!(listed(&texts[..1]), "A");
        assert_eq!(
            quoted("arrivals.to=400 per second"),
            "'arrivals.to=400 per second'"
        );
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("scenarios/smoke.toml"), "scenarios/smoke.toml");
    }
}
